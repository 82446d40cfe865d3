// SPDX-License-Identifier: Apache-2.0
/** Training: for each folder its runs, learning curves, findings of health, and the table of results. */

import { call } from './api.js';
import { button, el, field, fill, number, replace, select, table } from './dom.js';
import { colour, curves, join } from './charts.js';
import { figure } from './pictures.js';

export function show(box, overview) {
  const sections = new Map();
  const update = ({ folders }) => folders.forEach(folder => {
    if (!sections.has(folder.id)) sections.set(folder.id, section(box, folder));
    sections.get(folder.id)(folder);
  });
  update(overview);
  return update;
}

/** Adds the section of a folder. Returns what brings it up to date. */
function section(box, { name, path }) {
  const [progress, runs, health, results] = Array.from({ length: 4 }, () => el('div'));
  const plot = curvesOf(health);
  box.append(el('section', {}, el('h2', {}, name), el('p', { class: 'soft' }, path), progress, runs,
    el('h3', {}, 'Learning curves'), plot.node, health, el('h3', {}, 'Results'), results));
  let before = '';
  let ended = -1;
  return folder => {
    if (before === (before = JSON.stringify(folder))) return;
    replace(progress, progressOf(folder));
    const { scrollTop = 0 } = runs.querySelector('.scroll') ?? {};
    replace(runs, table(['Model', 'Seed', 'State', 'Steps'], folder.runs.map(rowOf)));
    runs.firstChild.scrollTop = scrollTop;
    plot.update(folder.id);
    const done = folder.runs.filter(run => run.state === 'done').length;
    if (ended !== (ended = done)) fill(results, () => done ? resultsOf(folder) : noRun());
  };
}

export const noRun = () => el('p', { class: 'soft' }, 'No run has ended yet.');

function progressOf({ progress, secondsLeft, runs }) {
  const [done, all] = ['step', 'steps'].map(key => runs.reduce((sum, run) => sum + run[key], 0));
  const left = secondsLeft === null ? '' : `, about ${duration(secondsLeft)} left`;
  return el('p', { role: 'status' }, bar(done, all, 'steps of all runs'), ' ', progress + left);
}

const duration = seconds => seconds < 100 ? `${Math.ceil(seconds)} s`
  : seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${number(seconds / 3600)} h`;

const bar = (step, steps, label) => el('progress', { max: Math.max(1, steps), value: step, 'aria-label': label });

const rowOf = ({ model, seed, state, failure, step, steps }) => [model, String(seed),
  failure ? `${state}: ${failure}` : state, [bar(step, steps, `${model} seed ${seed}`), ` ${step} of ${steps}`]];

function curvesOf(health) {
  const hidden = new Set();
  const [choice, box, legend] = [el('div', { class: 'bar' }), el('div'), el('div', { class: 'legend' })];
  let [folder, answer, drawn, term] = ['', null, '', 'bound'];

  const models = () => [...new Set(answer.runs.map(run => run.model))];
  const lines = () => answer.runs.flatMap(({ model, steps, train, validation }) => [train, validation].map(values => ({
    steps, values, isDashed: values === validation, place: models().indexOf(model), isShown: !hidden.has(model) })));

  function ask() {
    return fill(health, async () => {
      answer = await call('curves', { folder, term });
      draw();
      return answer.health.length ? [el('h3', {}, 'Health'),
        el('ul', {}, answer.health.map(({ run, step, text }) => el('li', {}, `${run}, step ${step}: ${text}`)))] : null;
    });
  }
  function draw() {
    if (answer.runs.length === 0) return replace(box, el('p', { class: 'soft' }, 'No step has been recorded yet.'));
    const chart = box.querySelector('.chart');
    const now = JSON.stringify([answer.term, answer.terms, answer.runs.map(run => run.id)]);
    if (drawn !== now || !chart?.plot) drawAnew(now);
    else chart.plot.setData(join(lines()), isWhole(chart.plot));
    return read(null);
  }
  function drawAnew(now) {
    drawn = now;
    const terms = answer.terms.map(each => [each, each]);
    replace(choice, field('Term', select(terms, answer.term, value => ask(term = value))),
      el('span', { class: 'soft' }, 'Solid: training. Dashed: validation. Drag to enlarge, double-click for all.'));
    replace(legend, models().map((model, place) => button('', event => toggle(model, event.currentTarget),
      { 'aria-pressed': String(!hidden.has(model)), 'data-key': model, style: `color:${colour(place)}` })));
    replace(box, figure(`${answer.term} (nats)`, curves(`${answer.term} (nats)`, lines, read), legend));
  }
  function toggle(model, from) {
    if (!hidden.delete(model)) hidden.add(model);
    from.setAttribute('aria-pressed', String(!hidden.has(model)));
    const { plot } = box.querySelector('.chart');
    lines().forEach((line, at) => plot.setSeries(at + 1, { show: line.isShown }));
  }
  /** Writes into the legend the mean over the seeds at a step, or at the last one. */
  function read(step) {
    for (const key of legend.children) {
      const of = answer.runs.filter(run => run.model === key.dataset.key);
      const values = of.map(run => run.train[Math.max(0, run.steps.findLastIndex(each => each <= (step ?? Infinity)))]);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const text = el('span', { style: 'color:var(--ink)' }, `${key.dataset.key}  ${number(mean)}`);
      key.replaceChildren(el('b', {}, '━ '), text);
    }
  }
  return { node: el('div', {}, choice, box), update: id => ask(folder = id) };
}

/** Whether all steps are seen, so that new ones may move the limits. */
const isWhole = ({ scales: { x }, data: [steps] }) => x.min <= steps[0] && x.max >= steps.at(-1);

async function resultsOf({ id }) {
  const { title, columns, rows, notes } = await call('table', { folder: id });
  return [el('p', {}, title), table(columns, rows), el('ul', { class: 'soft' }, notes.map(note => el('li', {}, note)))];
}
