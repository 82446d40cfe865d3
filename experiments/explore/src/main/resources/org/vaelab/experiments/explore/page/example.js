// SPDX-License-Identifier: Apache-2.0
/** One example: what a model says of it, and what the model fills in where it is hidden. */

import { cached, call, state, upload } from './api.js';
import { asCode, button, el, facts, field, fill, folded, number, numeric, replace, select, table } from './dom.js';
import { fan } from './charts.js';
import { figure, heat, picture, save, strip } from './pictures.js';
import { hider } from './hide.js';
import { withRun } from './runs.js';

const PAGE = 24;
const BOXES = ['gallery', 'chooser', 'result', 'tools', 'filled', 'forecast', 'given'];

export const show = (box, overview) => withRun(box, overview, model => new ExampleView(model).node);

const section = (title, ...content) => el('section', {}, el('h2', {}, title), content);

class ExampleView {
  codes = asCode();
  hidden = new Set();
  sources = [['test', 'test data']];
  draws = 100;
  decoding = null;

  constructor(model) {
    this.model = model;
    for (const name of BOXES) this[name] = el('div');
    this.node = [this.chooser, this.gallery, this.settings(), this.result,
      section('Hide and fill in', el('div', { class: 'row' }, this.tools, this.filled)),
      model.canForecast && section('Forecast', this.horizon(), this.forecast),
      model.modalities.length > 0 && section('Give one modality', this.modality(), this.given), this.codes];
    this.open('test', state.get('source') === 'test' ? Number(state.get('index')) : 0);
  }

  /** Asks about the example; `more` is what the question needs further. */
  async ask(name, title, more, how = call) {
    const example = { source: this.source, index: this.index };
    return this.codes.add(title, await how(name, { run: this.model.run, example, ...more }));
  }

  settings() {
    const draws = numeric(this.draws, 1, 5000, value => this.showResult(this.draws = value));
    const size = numeric(1, 0, 100, () => decide());
    size.step = 'any';
    const rules = { 'as in the config': () => null, greedy: () => 'greedy',
      sample: () => `sample(temperature=${size.value})`, beam: () => `beam(width=${size.value})` };
    const rule = select(Object.keys(rules).map(name => [name, name]), 'as in the config', () => decide());
    const decide = () => this.showResult(this.decoding = rules[rule.value]());
    return el('div', { class: 'bar' }, field('Draws for log p(x)', draws),
      this.model.display === 'texts' && [field('Decoding', rule), field('Temperature or width', size)]);
  }

  open(source, index) {
    this.source = source;
    this.turn(index - index % PAGE);
    this.choose(index);
  }

  turn(from) {
    return fill(this.gallery, async () => {
      const asked = { run: this.model.run, source: this.source, from, count: PAGE };
      const { total, items } = await cached('examples', asked);
      replace(this.chooser, this.choices(total));
      return [el('div', { class: 'strip gallery' }, items.map(item => this.thumb(item))), el('div', { class: 'bar' },
        button('Previous', () => this.turn(from - PAGE), { disabled: from === 0 }),
        el('span', { class: 'soft' }, `${from + 1} to ${from + items.length} of ${total}`),
        button('Next', () => this.turn(from + PAGE), { disabled: from + PAGE >= total }))];
    });
  }

  thumb({ index, name, label, view }) {
    return button([picture(view, `example ${name}`, 56), el('span', {}, label === null ? name : `${name}: ${label}`)],
      () => this.choose(index),
      { 'class': 'thumb', 'data-index': index, 'aria-pressed': String(index === this.index) });
  }

  choices(total) {
    const problem = el('div');
    const add = file => file && fill(problem, async () => {
      const { source, name } = await upload(this.model.run, file);
      this.sources.push([source, name]);
      this.open(source, 0);
    });
    const input = el('input', { type: 'file', 'aria-label': 'file of examples', change: () => add(input.files[0]) });
    const over = (event, is) => drop.classList.toggle('is-over', is, event.preventDefault());
    const drop = el('div', { class: 'drop',
      dragover: event => over(event, true),
      dragleave: event => over(event, false),
      drop: event => add(event.dataTransfer.files[0], over(event, false)) }, field('Choose or drop a file', input));
    const source = select(this.sources, this.source, chosen => this.open(chosen, 0));
    return [el('div', { class: 'bar' }, field('Examples of', source),
      field('Number', numeric(this.index, 0, total - 1, index => this.open(this.source, index))), drop), problem];
  }

  choose(index) {
    this.index = index;
    state.set({ index, source: this.source });
    for (const each of this.gallery.querySelectorAll('.thumb')) {
      each.setAttribute('aria-pressed', String(Number(each.dataset.index) === index));
    }
    const number = this.chooser.querySelector('input[type=number]');
    if (number) number.value = index;
    replace(this.given);
    this.showResult();
    if (this.model.canForecast) this.showForecast();
  }

  showResult() {
    return fill(this.result, async () => {
      const answer = await this.ask('example', 'Example', { draws: this.draws, decoding: this.decoding }, cached);
      this.showTools(answer.view);
      return resultOf(answer);
    });
  }

  showTools(view) {
    const count = el('span', { class: 'soft' });
    const changed = () => {
      count.textContent = `Hidden values: ${this.hidden.size}`;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.impute(), 200);
    };
    const clear = () => {
      this.hidden.clear();
      replace(this.tools, hider(view, this.hidden, changed),
        el('div', { class: 'bar' }, count, button('Show all values', clear)));
      changed();
    };
    clear();
  }

  impute() {
    return fill(this.filled, async () => {
      if (this.hidden.size === 0) return el('p', { class: 'soft' }, 'Hide some values: the model fills them in.');
      const answer = await this.ask('impute', 'Fill in', { hidden: [...this.hidden], draws: 100, seed: 1 });
      const mask = () => save(new Blob([answer.mask + '\n'], { type: 'text/csv' }), 'mask.csv');
      return [answer.note && el('p', {}, answer.note),
        strip('filled in', [answer.view, ...answer.draws], at => at === 0 ? 'most plausible' : `draw ${at}`, 140),
        el('h3', {}, 'Hidden values'),
        table(['Value', 'Mean, or shares', 'Median', '90 % interval'], answer.places.map(placeOf)),
        button('Save mask.csv for the command', mask, { class: 'small' })];
    });
  }

  horizon() {
    const most = this.model.longestForecast;
    this.steps = Math.ceil(most / 3);
    const output = el('output', {}, String(this.steps));
    const input = el('input', { type: 'range', min: 1, max: most, value: this.steps, input: () => {
      this.steps = input.valueAsNumber;
      output.textContent = input.value;
      this.showForecast();
    } });
    return el('div', { class: 'bar' }, field('Steps', input), output, el('span', { class: 'soft' },
      'The model sees the steps before these. Blue: the data. Orange: the median, 50 % and 90 % of the forecast.'));
  }

  showForecast() {
    return fill(this.forecast, async () => {
      const answer = await this.ask('forecast', 'Forecast', { steps: this.steps, seed: 1 }, cached);
      return [facts([['Effective draws', number(answer.effectiveSize)], ['Note', answer.note]]),
        answer.view.names.map((name, at) => figure(`forecast of ${name}`, fan(name, fanOf(answer, name, at))))];
    });
  }

  modality() {
    const given = select(this.model.modalities.map(name => [name, name]), this.model.modalities[0], () => {});
    const count = numeric(6, 1, 50);
    const draw = () => fill(this.given, async () => {
      const asked = { modality: given.value, draws: count.valueAsNumber, seed: 1 };
      const { views } = await this.ask('given', 'Given one modality', asked);
      return strip('given ' + given.value, views, at => `draw ${at + 1}`);
    });
    return el('div', { class: 'bar' }, field('Given', given), field('Draws', count), button('Draw the others', draw));
  }
}

/** The texts of a hidden value: its name, its mean or the shares of its categories, its median and interval. */
function placeOf({ name, low, median, high, mean, shares }) {
  if (!shares) return [name, number(mean), number(median), `${number(low)} to ${number(high)}`];
  const all = Object.entries(shares).sort(([, a], [, b]) => b - a);
  return [name, all.map(([category, share]) => `${category} ${number(100 * share)} %`).join(', '), '', ''];
}

function fanOf({ view: { names, steps, values }, points }, name, variable) {
  const own = new Map(points.filter(point => point.variable === name).map(point => [point.step, point.quantiles]));
  const xs = Array.from({ length: steps }, (_, step) => step + 1);
  return [xs, xs.map(step => values[(step - 1) * names.length + variable]),
    ...['0.5', '0.05', '0.95', '0.25', '0.75'].map(level => xs.map(step => own.get(step)?.[level] ?? null))];
}

function resultOf(answer) {
  const { view, reconstruction, code, codeNames, excess } = answer;
  const original = el('div', {}, picture(view, 'original'));
  const paint = ({ target }) =>
    replace(original, target.checked ? heat(view, excess, 'unusual pixels') : picture(view, 'original'));
  const overlay = view.kind === 'image' && excess
    && el('label', {}, el('input', { type: 'checkbox', change: paint }), 'unusual pixels in orange');
  return [el('div', { class: 'row' }, el('div', {}, figure('original', original), overlay),
    figure('reconstruction', picture(reconstruction, 'reconstruction')),
    el('div', {}, factsOf(answer), unusual(answer.contributions))),
  section('Code', bars(code, codeNames))];
}

function factsOf({ label, likelihood, draws, alarm, alarmAbsent }) {
  const { elbo, logLikelihood, standardError, paretoK, isUnreliable, note } = likelihood;
  const tail = isUnreliable ? ': too heavy a tail, so log p(x) and its error are unreliable' : '';
  const ofDraws = `${number(logLikelihood)} ± ${number(standardError)} nats (${draws} draws)`;
  return facts([['Label', label], ['Bound', elbo === null ? null : `${number(elbo)} nats`],
    ['log p(x)', logLikelihood === null ? null : ofDraws],
    ['Pareto k', paretoK === null ? null : number(paretoK) + tail], ['Note', note],
    ['Alarm', alarm ? alarmOf(alarm) : alarmAbsent]]);
}

const alarmOf = ({ scoreName, score, threshold, rate, pValue, isAlarm, validation }) =>
  `${isAlarm ? 'Yes' : 'No'}: ${scoreName} ${number(score)}, threshold ${number(threshold)}, p = ${number(pValue)}\n`
  + `The threshold is exceeded by ${number(100 * rate)} % of ${validation} validation examples.`;

const unusual = contributions => contributions.length > 0 && [el('h2', {}, 'Most unusual'),
  el('ul', {}, contributions.map(({ name, excess }) => el('li', {}, `${name}: +${number(excess)} sd of its -log p`)))];

/** The numbers of a code, each with a bar. */
function bars(code, names) {
  const most = Math.max(...code.map(Math.abs), 1e-12);
  const bar = (value, at) => {
    const wide = 50 * Math.abs(value) / most;
    return el('div', {}, el('span', { title: names[at] }, names[at]),
      el('b', {}, el('i', { style: `width:${wide}%;left:${value < 0 ? 50 - wide : 50}%` })),
      el('span', {}, number(value)));
  };
  return folded(code.map(bar), rows => el('div', { class: 'code-bars' }, rows));
}
