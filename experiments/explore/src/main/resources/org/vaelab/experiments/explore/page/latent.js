// SPDX-License-Identifier: Apache-2.0
/** Latent space: the map of test codes, walks between two of them, and codes moved by hand. */

import { cached, call, state } from './api.js';
import { asCode, button, el, field, fill, number, replace, select } from './dom.js';
import { colour, extent, ramp, rampText, scaleBar, scatter, shape } from './charts.js';
import { figure, picture, placeOf, raster, strip } from './pictures.js';
import { Panel } from './controls.js';
import { trained, withRun } from './runs.js';

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const REACH = 25;
// Milliseconds for which the pointer rests before an example is fetched.
const PAUSE = 60;
const UNKNOWN = ['#7F7F7F', '●'];
const test = index => ({ source: 'test', index });

export function show(box, overview, open) {
  return withRun(box, overview, model => {
    const codes = asCode();
    const panels = [];
    const map = new CodeMap(model, codes, open, panels);
    const parts = Object.entries(model.parts).map(([name, value]) => `${name}: ${value}`).join(' · ');
    return [el('p', { class: 'soft' }, `${parts} · ${model.parameters.toLocaleString('en')} parameters`), map.node,
      el('h2', {}, 'Controls'), panelsOf(model, panels, overview, codes, () => test(map.index)), codes];
  });
}

/** The panel of the model, and the choice of further ones beside it. */
function panelsOf(model, panels, overview, codes, example) {
  const [problem, row] = [el('div'), el('div', { class: 'panels' })];
  const update = () => {
    replace(row, panels.map(panel => panel.node));
    add.disabled = panels.length >= overview.maxModels;
  };
  const remove = panel => update(panels.splice(panels.indexOf(panel), 1));
  const add = select([['', 'choose a model'], ...trained(overview)], '', run => {
    add.value = '';
    fill(problem, async () => update(panels.push(new Panel(await cached('model', { run }), codes, example, remove))));
  });
  update(panels.push(new Panel(model, codes, example, null)));
  return [el('div', { class: 'bar' }, field('Beside it', add)), problem, row];
}

class CodeMap {
  bar = el('div', { class: 'bar' });
  box = el('div');
  side = el('div');
  walk = el('div');
  ring = el('div', { class: 'ring' });
  hidden = new Set();
  walkFrom = null;

  constructor(model, codes, open, panels) {
    Object.assign(this, { model, codes, panels });
    this.open = () => open({ view: 'example', source: 'test', index: this.index });
    this.asked = { part: 0, color: null, axes: null };
    this.node = el('div', {}, this.bar, el('div', { class: 'map' }, this.box, this.side), this.walk);
    this.ask();
    this.choose(state.get('source') === 'test' ? Number(state.get('index')) : 0);
  }

  ask() {
    return fill(this.box, async () => {
      const map = this.codes.add('Map', await cached('map', { run: this.model.run, ...this.asked }));
      this.map = map;
      this.hidden.clear();
      replace(this.bar, this.choices(map));
      const absent = el('p', { class: 'soft' }, `There is no map: ${map.absent}.`);
      return [map.absent === null ? this.drawing(map) : absent, map.usage && usage(map)];
    });
  }

  choices({ columns, colors, color, titles, absent }) {
    const change = asked => {
      Object.assign(this.asked, asked);
      this.ask();
    };
    const numbered = names => names.map((name, at) => [at, name]);
    const axes = this.asked.axes ?? titles.map(title => columns.indexOf(title));
    const other = (each, column) => each >= 0 ? each : column === 0 ? 1 : 0;
    const moved = (at, column) => column < 0 ? null
      : axes.map((each, place) => place === at ? column : other(each, column));
    const axis = at => field(at ? 'Up' : 'Across', select(
      [[-1, axes[at] < 0 ? titles[at] : 'as in the report'], ...numbered(columns)], axes[at],
      column => change({ axes: moved(at, Number(column)) })));
    const part = select(numbered(this.model.maps), this.asked.part, each => change({ part: Number(each), axes: null }));
    const paint = select([['', 'none'], ...colors.map(name => [name, name])], color?.name ?? '',
      name => change({ color: name }));
    return [this.model.maps.length > 1 && field('Part', part), absent === null && field('Colour', paint),
      absent === null && columns.length > 2 && [axis(0), axis(1)]];
  }

  drawing(map) {
    const made = scatter(map, marker(map.color, at => this.isHidden(at)), plot => this.place(plot));
    const over = act => event => {
      const at = event.target.closest('.u-over') ? this.nearest(made.plot, event) : null;
      if (at !== null) act(map.index[at], event);
    };
    made.addEventListener('pointermove', over(index => this.choose(index)));
    made.addEventListener('pointerdown', () => { this.before = this.index; });
    made.addEventListener('click', over((index, event) => this.click(index, event)));
    made.addEventListener('keydown', event => this.key(event));
    return [figure(map.caption || 'map', made, this.legend(map)), el('p', { class: 'soft' },
      'Point at a code, or use the arrow keys. Enter or a click opens the example. Shift and a click walks to it.')];
  }

  legend({ color }) {
    if (!color) return null;
    const title = color.unit ? `${color.name} (${color.unit})` : color.name;
    if (color.kind === 'number') return scaleBar(title, ...extent(color.values));
    const toggle = (at, from) => {
      if (!this.hidden.delete(at)) this.hidden.add(at);
      from.setAttribute('aria-pressed', String(!this.hidden.has(at)));
      this.chart.plot.redraw();
    };
    return el('div', { class: 'legend' }, color.classes.map((name, at) => button(
      [el('b', { style: `color:${colour(at)}` }, shape(at)), ' ' + name],
      event => toggle(at, event.currentTarget), { 'aria-pressed': 'true' })));
  }

  get chart() {
    return this.box.querySelector('.chart');
  }

  /** Puts the ring around the chosen code. */
  place(plot) {
    const at = this.map.index.indexOf(this.index);
    plot.over.append(this.ring);
    this.ring.hidden = at < 0;
    if (at < 0) return;
    this.ring.style.left = plot.valToPos(this.map.x[at], 'x') + 'px';
    this.ring.style.top = plot.valToPos(this.map.y[at], 'y') + 'px';
  }

  isHidden(at) {
    return this.map.color?.kind === 'class' && this.hidden.has(this.map.color.values[at]);
  }

  /** The code that is seen with the least cost, and that cost. */
  least(cost) {
    let [best, lowest] = [null, Infinity];
    for (let at = 0; at < this.map.x.length; at++) {
      const now = this.isHidden(at) ? Infinity : cost(at);
      if (now < lowest) [best, lowest] = [at, now];
    }
    return [best, lowest];
  }

  nearest(plot, event) {
    const { left, top } = plot.over.getBoundingClientRect();
    const [at, far] = this.least(each => Math.hypot(plot.valToPos(this.map.x[each], 'x') - event.clientX + left,
      plot.valToPos(this.map.y[each], 'y') - event.clientY + top));
    return far < REACH ? at : null;
  }

  key(event) {
    if (event.key === 'Enter') this.open();
    if (!ARROWS[event.key]) return;
    event.preventDefault();
    const { x, y, index } = this.map;
    const [right, up] = ARROWS[event.key];
    const from = Math.max(0, index.indexOf(this.index));
    const [to] = this.least(at => {
      const [dx, dy] = [x[at] - x[from], y[at] - y[from]];
      const along = dx * right + dy * up;
      return along > 0 && Math.abs(dx * up) + Math.abs(dy * right) <= along ? Math.hypot(dx, dy) : Infinity;
    });
    if (to !== null) this.choose(index[to]);
  }

  click(index, event) {
    if (event.shiftKey) return this.join(this.walkFrom ?? this.before, index);
    // The first touch shows an example, the second one opens it.
    return event.pointerType === 'touch' && this.before !== index ? null : this.open();
  }

  choose(index) {
    if (this.index === index) return;
    this.index = index;
    if (this.chart?.plot) this.place(this.chart.plot);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.showChosen(index), PAUSE);
  }

  showChosen(index) {
    if (!this.node.isConnected) return;
    state.set(test(index));
    fill(this.side, () => this.chosen(index));
  }

  async chosen(index) {
    const { items: [item] } = await cached('examples', { run: this.model.run, source: 'test', from: index, count: 1 });
    const to = button('To here', () => this.join(this.walkFrom, this.index), { disabled: this.walkFrom === null });
    const from = button('Walk from here', () => {
      this.walkFrom = this.index;
      to.disabled = false;
    });
    return [el('p', { 'aria-live': 'polite' }, `Example ${item.name}${item.label === null ? '' : ', ' + item.label}`),
      picture(item.view, `example ${item.name}`), el('div', { class: 'bar' }, button('Open', this.open),
        button('Move its code', () => this.panels.forEach(panel => panel.startFrom())), from, to)];
  }

  join(from, to) {
    return fill(this.walk, async () => {
      const asked = { run: this.model.run, from: test(from), to: test(to), steps: 8 };
      const { views } = this.codes.add('Walk', await call('walk', asked));
      const last = views.length - 1;
      return strip(`walk from ${from} to ${to}`, views, at => ({ 0: 'from', [last]: 'to' })[at] ?? `${at}`);
    });
  }
}

/** How each code is marked: [colour, shape], or null if it is hidden. */
function marker(color, isHidden) {
  if (!color) return () => [colour(0), '●'];
  const { kind, values } = color;
  const [low, high] = extent(values);
  const ofNumber = value => [rampText((value - low) / (high - low || 1)), '●'];
  const known = value => kind === 'class' ? [colour(value), shape(value)] : ofNumber(value);
  return at => isHidden(at) ? null : values[at] === null ? UNKNOWN : known(values[at]);
}

/** How often each category is used, as a row of colours for each variable. */
function usage({ usage: { variables, categories, shares } }) {
  const most = Math.max(...shares.map(row => Math.max(...row)));
  const at = place => shares[Math.floor(place / categories)][place % categories];
  const canvas = raster(variables.length, categories, place => [...ramp(at(place) / most), 255], 'usage of categories');
  const read = el('p', { class: 'soft', 'aria-live': 'polite' },
    `${variables.length} variable${variables.length === 1 ? '' : 's'} of ${categories} categories`
    + `${variables.length === 1 ? '' : ' each'}.`);
  canvas.addEventListener('pointermove', event => {
    const [category, row] = placeOf(event, canvas, categories, variables.length);
    read.textContent = `${variables[row]}, category ${category}: ${number(shares[row][category])}`;
  });
  canvas.style.cssText = `width:100%;height:${Math.max(40, Math.min(24 * variables.length, 480))}px`;
  return [figure('usage of categories', canvas, scaleBar('share of test data', 0, most)), read];
}
