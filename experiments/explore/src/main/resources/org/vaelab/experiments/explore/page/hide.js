// SPDX-License-Identifier: Apache-2.0
/** Hiding values of an example: pixels, cells of a row, steps of a series, whole texts. */

import { button, el, field, numeric, replace, select } from './dom.js';
import { picture, placeOf, shown } from './pictures.js';

/** The tools that change the hidden places of a view, from place `from` on; `changed` is called after each change. */
export function hider(view, hidden, changed, from = 0, width = 0) {
  switch (view.kind) {
    case 'row': return el('div', { class: 'strip' }, view.fields.map(({ name, value }, at) =>
      check(`${name} = ${shown(value)}`, hidden, [from + at], changed)));
    case 'text': return width ? check('all of it', hidden, Array.from({ length: width }, (_, at) => from + at), changed)
      : el('p', { class: 'soft' }, 'Parts of a text cannot be hidden.');
    case 'modalities': return el('div', { class: 'strip' }, view.parts.map(part => el('div', { class: 'box' },
      el('b', {}, part.name), hider(part.view, hidden, changed, from + part.from, part.width))));
    default: return new Painter(view, hidden, changed, from).node;
  }
}

function flip(hidden, places, isHidden) {
  for (const place of places) {
    if (isHidden) hidden.add(place);
    else hidden.delete(place);
  }
}

const check = (text, hidden, places, changed) => el('label', {}, el('input', { type: 'checkbox',
  change: event => changed(flip(hidden, places, event.target.checked)) }), text);

/** A picture to draw on; its columns and rows are those of an image, or the steps and variables of a series. */
class Painter {
  box = el('div', { class: 'editor', pointerdown: event => this.begin(event), pointermove: event => this.drag(event),
    pointerup: () => this.end(), pointercancel: () => this.end() });
  tool = select([['hide', 'hide'], ['show', 'show again']], 'hide', () => {});

  constructor(view, hidden, changed, from) {
    Object.assign(this, { view, hidden, changed, from, isImage: view.kind === 'image' });
    [this.columns, this.rows] = this.isImage ? [view.width, view.height] : [view.steps, view.names.length];
    const count = this.isImage ? this.rows : this.columns;
    const [first, last] = [numeric(Math.ceil(count / 2) + 1, 1, count), numeric(count, 1, count)];
    this.node = el('div', {}, el('div', { class: 'bar' }, field('Drag', this.tool)), this.box,
      el('div', { class: 'bar' }, field(this.isImage ? 'Rows' : 'Steps', first), field('to', last),
        button('Hide', () => this.hide(first.valueAsNumber - 1, last.valueAsNumber - 1))));
    this.draw();
  }

  places(column, row) {
    if (!this.isImage) return [this.from + column * this.rows + row];
    const at = row * this.columns + column;
    const area = this.columns * this.rows;
    return Array.from({ length: this.view.channels }, (_, channel) => this.from + channel * area + at);
  }

  put([left, top], [right, bottom], isHidden) {
    for (let column = left; column <= right; column++) {
      for (let row = top; row <= bottom; row++) flip(this.hidden, this.places(column, row), isHidden);
    }
  }

  draw() {
    const values = this.view.values.map((value, at) => this.hidden.has(this.from + at) ? null : value);
    replace(this.box, picture({ ...this.view, values }, 'the example with its hidden values', 280));
  }

  begin(event) {
    this.box.setPointerCapture(event.pointerId);
    this.before = [...this.hidden];
    this.start = placeOf(event, this.box.firstChild, this.columns, this.rows);
    this.drag(event);
  }

  drag(event) {
    if (!this.start) return;
    const now = placeOf(event, this.box.firstChild, this.columns, this.rows);
    const edge = of => now.map((each, at) => of(each, this.start[at]));
    this.hidden.clear();
    flip(this.hidden, this.before, true);
    this.put(edge(Math.min), edge(Math.max), this.tool.value === 'hide');
    this.draw();
  }

  end() {
    if (this.start) this.changed();
    this.start = null;
  }

  hide(first, last) {
    if (this.isImage) this.put([0, first], [this.columns - 1, last], true);
    else this.put([first, 0], [last, this.rows - 1], true);
    this.changed(this.draw());
  }
}
