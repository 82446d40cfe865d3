// SPDX-License-Identifier: Apache-2.0
/** Elements, numbers and forms. Text of data becomes text nodes only. */

const MOST_SHOWN = 20;

const isShown = child => child !== null && child !== undefined && child !== false && child !== '';

function set(node, name, value) {
  if (typeof value === 'function') node.addEventListener(name, value);
  else if (typeof value === 'string' || node instanceof SVGElement || !(name in node)) node.setAttribute(name, value);
  else node[name] = value;
}

/** Makes an element; a function is a listener, and a child that is null or false is left out. */
export function el(tag, attributes = {}, ...children) {
  return furnish(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  return furnish(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function furnish(node, attributes, children) {
  node.append(...children.flat(Infinity).filter(isShown));
  for (const [name, value] of Object.entries(attributes)) set(node, name, value);
  return node;
}

/** Writes a number with 4 significant digits, an integer in full. Large numbers round to integers. */
export function number(value) {
  if (value === null || value === undefined) return '–';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e7) return String(value + 0 === 0 ? 0 : value);
  if (size < 1e-4 || size >= 1e7) return value.toExponential(3);
  return size >= 1e4 ? String(Math.round(value)) : value.toPrecision(4);
}

/** Replaces what a box contains, after its charts have ended. */
export function replace(box, ...children) {
  for (const chart of box.querySelectorAll('.chart')) chart.end();
  box.replaceChildren(...children.flat(Infinity).filter(isShown));
}

const turns = new WeakMap();

/** Fills a box with what `work` returns, or with its error. Only the latest of several is shown. */
export async function fill(box, work) {
  const turn = (turns.get(box) ?? 0) + 1;
  turns.set(box, turn);
  box.setAttribute('aria-busy', 'true');
  const made = await Promise.resolve().then(work).catch(failure);
  if (turns.get(box) !== turn) return;
  box.removeAttribute('aria-busy');
  replace(box, made);
}

export function failure(error) {
  return el('p', { class: 'error', role: 'alert' }, error.message);
}

/** Returns a function that runs `work` in the next frame: one at a time, and once more if it was called meanwhile. */
export function latest(work) {
  let isBusy = false;
  let isAsked = false;
  return async function ask() {
    isAsked = true;
    if (isBusy) return;
    isBusy = true;
    while (isAsked) {
      await new Promise(requestAnimationFrame);
      isAsked = false;
      await work();
    }
    isBusy = false;
  };
}

export const button = (text, click, attributes = {}) => el('button', { type: 'button', click, ...attributes }, text);

export const field = (text, input) => el('label', {}, text, ' ', input);

/** A select of [value, text] pairs. */
export function select(pairs, value, change) {
  const made = el('select', { change: () => change(made.value) },
    pairs.map(([each, text]) => el('option', { value: String(each) }, text)));
  made.value = String(value);
  return made;
}

export function numeric(value, min, max, change = () => {}) {
  return el('input', { type: 'number', min, max, value,
    change: ({ target }) => target.reportValidity() && change(target.valueAsNumber) });
}

/** A list of facts: [term, description] pairs; those without a description are left out. */
export function facts(pairs) {
  const known = pairs.filter(([, text]) => isShown(text));
  return el('dl', {}, known.map(([term, text]) => [el('dt', {}, term), el('dd', {}, text)]));
}

const line = (cell, texts) => el('tr', {}, texts.map(text => el(cell, {}, text)));
export const plainTable = rows => el('table', {}, rows.map(row => line('td', row)));

/** A table that scrolls in its own box. */
export function table(head, rows) {
  return el('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'table' },
    el('table', {}, el('thead', {}, line('th', head)), el('tbody', {}, rows.map(row => line('td', row)))));
}

/** Rows, of which only the first 20 are seen at once. */
export function folded(rows, wrap = each => each) {
  const more = rows.length - MOST_SHOWN;
  return [wrap(rows.slice(0, MOST_SHOWN)),
    more > 0 && el('details', {}, el('summary', {}, `${more} more`), wrap(rows.slice(MOST_SHOWN)))];
}

/** The command line and the Java that give the numbers of the latest answers, one of each kind. */
export function asCode() {
  const body = el('div', {}, el('p', { class: 'soft' }, 'No number of a model is shown yet.'));
  const answers = new Map();
  const code = text => el('div', { class: 'code' }, el('pre', {}, text),
    button('Copy', event => copy(text, event.target)));
  const node = el('details', { class: 'as-code' }, el('summary', {}, 'As command and Java'), body);
  node.add = function (what, answer) {
    answers.set(what, answer);
    replace(body, [...answers].map(([name, { command, java }]) =>
      [el('h3', {}, name), command && code(command), code(java)]));
    return answer;
  };
  return node;
}

function copy(text, from) {
  navigator.clipboard.writeText(text).then(() => 'Copied', error => error.message)
    .then(said => { from.textContent = said; });
}
