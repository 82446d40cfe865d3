// SPDX-License-Identifier: Apache-2.0
/** Codes moved by hand: up to three models side by side, each with its controls and draws of its prior. */

import { cached, call } from './api.js';
import { button, el, field, fill, folded, latest, number, numeric, select } from './dom.js';
import { figure, picture, strip } from './pictures.js';

const DEGREES = 180 / Math.PI;
const INSIDE = 0.999;

const handle = (name, min, max, get, set) => ({ name, min, max, get, set });

/** Sets one column and scales the others such that `norm` of all is `total`. */
function share(at, column, total, norm) {
  return (code, value) => {
    code[column] = value;
    const others = at.filter(each => each !== column);
    const now = norm(others.map(each => code[each]));
    const wanted = total(Math.abs(value));
    for (const each of others) code[each] = now > 0 ? code[each] * wanted / now : wanted / norm(others.map(() => 1));
  };
}

const length = values => Math.hypot(...values);
const sum = values => values.reduce((a, b) => a + b, 0);
const rest = value => Math.sqrt(Math.max(0, 1 - value * value));

function clamped(at, column) {
  return (code, value) => {
    code[column] = value;
    const size = length(at.map(each => code[each]));
    if (size > INSIDE) for (const each of at) code[each] *= INSIDE / size;
  };
}

/** Longitude and latitude; at a pole the longitude stays. */
function globe([a, b, c]) {
  let east = 0;
  const longitude = code => length([code[a], code[b]]) > 1e-9 ? (east = Math.atan2(code[b], code[a])) : east;
  const latitude = code => Math.asin(Math.max(-1, Math.min(1, code[c])));
  const put = (code, lon, lat) => Object.assign(code,
    { [a]: Math.cos(lat) * Math.cos(lon), [b]: Math.cos(lat) * Math.sin(lon), [c]: Math.sin(lat) });
  return [
    handle('longitude °', -180, 180, code => DEGREES * longitude(code),
      (code, value) => put(code, east = value / DEGREES, latitude(code))),
    handle('latitude °', -90, 90, code => DEGREES * latitude(code),
      (code, value) => put(code, longitude(code), value / DEGREES))];
}

const circle = ([a, b]) => handle('angle °', -180, 180, code => DEGREES * Math.atan2(code[b], code[a]),
  (code, v) => Object.assign(code, { [a]: Math.cos(v / DEGREES), [b]: Math.sin(v / DEGREES) }));

/** The sliders of one control: how each reads a code and changes it. */
export function handles({ kind, columns: at, names, min, max }) {
  const each = (low, high, set, scale = 1) => at.map((column, place) =>
    handle(names[place], low, high, code => scale * code[column], set(column)));
  if (kind === 'sphere' && at.length === 2) return [circle(at)];
  if (kind === 'sphere' && at.length === 3) return globe(at);
  if (kind === 'sphere') return each(-1, 1, column => share(at, column, rest, length));
  if (kind === 'weights') return each(0, 1, column => share(at, column, value => 1 - value, sum));
  if (kind === 'disk') return each(-INSIDE, INSIDE, column => clamped(at, column));
  if (kind === 'angle') return each(-180, 180, column => (code, v) => { code[column] = v / DEGREES; }, DEGREES);
  return each(min, max, column => (code, v) => { code[column] = v; });
}

/** The code in the middle: zeros, or what replaces them on a sphere and among weights. */
export function middle(code, controls) {
  const made = code.map(() => 0);
  for (const { kind, columns } of controls) {
    if (kind === 'sphere') made[columns[0]] = 1;
    if (kind === 'weights') columns.forEach(column => { made[column] = 1 / columns.length; });
  }
  return made;
}

function slider({ name, min, max, get, set }, code, changed) {
  const input = el('input', { type: 'range', min, max, step: (max - min) / 400, 'aria-label': name,
    input: () => changed(set(code, input.valueAsNumber)) });
  const output = el('output');
  const node = el('div', { class: 'control' }, el('span', { title: name }, name), input, output);
  node.refresh = () => {
    input.value = get(code);
    output.textContent = number(get(code));
  };
  return node;
}

/** For weights, a button that puts all on one of them. */
function corners({ kind, columns, names }, code, changed) {
  const go = column => columns.forEach(each => { code[each] = each === column ? 1 : 0; });
  return kind === 'weights' && el('div', { class: 'bar' },
    columns.map((column, at) => button(names[at], () => changed(go(column)), { class: 'small' })));
}

/** A model with its controls and its draws. `example()` is the chosen one, `remove` is null for the first model. */
export class Panel {
  box = el('div');
  problem = el('div');
  draws = el('div');
  seed = numeric(1, 0, 2 ** 31 - 1);
  count = numeric(8, 1, 100);

  constructor(model, codes, example, remove) {
    Object.assign(this, { model, codes, example, code: [...model.start] });
    this.condition = Object.fromEntries(model.conditions.map(({ name, values }) => [name, values?.[0] ?? '']));
    this.decode = latest(() => this.decodeNow());
    this.node = el('section', { class: 'box', 'aria-label': 'controls of ' + model.name },
      el('div', { class: 'bar' }, el('b', {}, `${model.name} seed ${model.seed}`),
        remove && button('Remove', () => remove(this), { class: 'small' }),
        model.conditions.map(each => this.conditionOf(each))),
      model.asInTest.length > 0 && el('p', { class: 'soft' }, `As in the test examples: ${model.asInTest.join(', ')}.`),
      this.problem,
      model.controlsAbsent ? el('p', { class: 'soft' }, `No controls: ${model.controlsAbsent}.`) : this.controls(),
      el('div', { class: 'bar' }, field('Seed', this.seed), field('Count', this.count),
        button('Draw from the prior', () => this.draw())), this.draws);
    if (!model.controlsAbsent) this.changed();
  }

  conditionOf({ name, values }) {
    const put = value => {
      this.condition[name] = value;
      if (!this.model.controlsAbsent) this.decode();
    };
    return field(name, values ? select(values.map(value => [value, value]), values[0], put)
      : el('input', { type: 'text', placeholder: 'as in the test data', change: event => put(event.target.value) }));
  }

  /** What was chosen or written; the rest is as in the test data. */
  named() {
    return Object.fromEntries(Object.entries(this.condition).filter(([, value]) => value !== ''));
  }

  controls() {
    const { controls } = this.model;
    const changed = () => this.changed();
    const rows = controls.flatMap(control => [...handles(control).map(part => slider(part, this.code, changed)),
      corners(control, this.code, changed)]).filter(Boolean);
    return [this.box, el('div', { class: 'bar' }, button('From the example', () => this.startFrom()),
      button('Zeros', () => this.start(middle(this.code, controls)))), folded(rows)];
  }

  changed() {
    for (const each of this.node.querySelectorAll('.control')) each.refresh();
    this.decode();
  }

  start(code) {
    this.changed(Object.assign(this.code, code));
  }

  startFrom() {
    if (this.model.controlsAbsent) return null;
    const asked = { run: this.model.run, example: this.example(), draws: 100, decoding: null };
    return fill(this.problem, async () => this.start((await cached('example', asked)).code));
  }

  async decodeNow() {
    const { model: { run, name }, code } = this;
    const condition = this.named();
    await fill(this.box, async () => {
      const answer = this.codes.add(`Decode, ${name}`, await call('decode', { run, code, condition, decoding: null }));
      return figure(`decoded ${name}`, picture(answer.view, 'decoded'));
    });
    this.node.dataset.decoded = Number(this.node.dataset.decoded ?? 0) + 1;
  }

  draw() {
    const { model: { run, name }, seed, count } = this;
    const condition = this.named();
    return fill(this.draws, async () => {
      const asked = { run, seed: seed.valueAsNumber, count: count.valueAsNumber, condition, decoding: null };
      const answer = this.codes.add(`Draws of the prior, ${name}`, await call('sample', asked));
      return strip(`draws of ${name} with seed ${seed.value}`, answer.views, at => `${at + 1}`);
    });
  }
}
