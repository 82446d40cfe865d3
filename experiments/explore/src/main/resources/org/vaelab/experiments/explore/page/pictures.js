// SPDX-License-Identifier: Apache-2.0
/** Pictures of views: images, texts, series, rows and modalities; and their files. */

import { button, el, number, plainTable, svg } from './dom.js';
import { colour } from './charts.js';

const SERIES_WIDTH = 320;
const SERIES_HEIGHT = 70;

/** Draws a view about `size` pixels wide. `label` says what it shows. */
export function picture(view, label, size = 168) {
  switch (view.kind) {
    case 'image': return image(view, label, size);
    case 'text': return el('pre', { style: `width:${Math.max(size, 150)}px` }, view.text);
    case 'series': return series(view, label);
    case 'row': return plainTable(view.fields.map(({ name, value }) => [name, shown(value)]));
    default: return el('div', { class: 'strip' }, view.parts.map(part =>
      el('div', { class: 'box' }, el('b', {}, part.name), picture(part.view, `${label}: ${part.name}`, size))));
  }
}

export const shown = value => typeof value === 'number' ? number(value) : value ?? 'missing';

/** Pictures side by side, to be saved together. */
export const strip = (title, views, label, size = 84) => figure(title, el('div', { class: 'strip' },
  views.map((view, at) => el('div', {}, el('small', {}, label(at)), picture(view, label(at), size)))));

/** An image; a missing value leaves a hole through which the hatching of the canvas is seen. */
function image({ height, width, channels, values }, label, size) {
  const canvas = raster(height, width, at => {
    const all = Array.from({ length: channels }, (_, channel) => values[channel * height * width + at]);
    const [red, green = red, blue = red] = all.map(value => Math.round(255 * value));
    return [red, green, blue, all.includes(null) ? 0 : 255];
  }, label);
  canvas.style.width = width * Math.max(1, Math.round(size / Math.max(width, height))) + 'px';
  return canvas;
}

/** A canvas with a pixel for each place; `rgba` gives its colour. */
export function raster(height, width, rgba, label) {
  const canvas = el('canvas', { height, width, class: 'picture', role: 'img', 'aria-label': label });
  const pixels = new ImageData(width, height);
  for (let at = 0; at < height * width; at++) pixels.data.set(rgba(at), 4 * at);
  canvas.getContext('2d').putImageData(pixels, 0, 0);
  return canvas;
}

/** An image and over it, in orange, how unusual each pixel is. */
export function heat(view, excess, label) {
  const area = view.height * view.width;
  const all = Array.from({ length: area }, (_, at) =>
    Math.max(0, ...Array.from({ length: view.channels }, (__, channel) => excess[channel * area + at] ?? 0)));
  const most = all.reduce((a, b) => Math.max(a, b), 3);
  const over = raster(view.height, view.width, at => [213, 94, 0, 230 * all[at] / most], label);
  over.classList.add('heat');
  return el('div', { class: 'over' }, picture(view, label), over);
}

/** A small chart for each variable, with gaps where values are missing. */
function series({ names, steps, values }, label) {
  const own = variable => Array.from({ length: steps }, (_, step) => values[step * names.length + variable]);
  const rows = names.map((name, variable) =>
    svg('g', { transform: `translate(0 ${variable * SERIES_HEIGHT})`, 'font-size': 11, 'font-family': 'sans-serif' },
      curve(name, own(variable), colour(variable))));
  const height = names.length * SERIES_HEIGHT;
  const viewBox = `0 0 ${SERIES_WIDTH} ${height}`;
  return svg('svg', { viewBox, width: SERIES_WIDTH, role: 'img', 'aria-label': label }, rows);
}

function curve(name, values, stroke) {
  const known = values.filter(value => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = step => ((step + 0.5) * SERIES_WIDTH / values.length).toFixed(1);
  const share = value => high > low ? (value - low) / (high - low) : 0.5;
  const y = value => (SERIES_HEIGHT - 4 - (SERIES_HEIGHT - 24) * share(value)).toFixed(1);
  const starts = step => step === 0 || values[step - 1] === null;
  const line = values.map((value, step) => value === null ? '' : `${starts(step) ? 'M' : 'L'}${x(step)},${y(value)}h0`);
  const range = known.length ? `${name}: ${number(low)} to ${number(high)}` : `${name}: all missing`;
  return [svg('text', { x: 4, y: 12, fill: 'currentColor' }, range),
    svg('path', { d: line.join(''), fill: 'none', stroke, 'stroke-width': 2, 'stroke-linecap': 'round' })];
}

/** The column and the row of a picture at which a pointer is. */
export function placeOf(event, node, columns, rows) {
  const { left, top, width, height } = node.getBoundingClientRect();
  const whole = (share, count) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
  return [whole((event.clientX - left) / width, columns), whole((event.clientY - top) / height, rows)];
}

/** A figure that is saved as PNG if there is a canvas in it, else as SVG if there is one. */
export function figure(title, ...content) {
  const body = el('div', {}, content);
  const caption = el('figcaption', {}, title);
  const add = () => {
    if (caption.querySelector('button')) return;
    const kinds = { canvas: ['PNG', savePng], svg: ['SVG', saveSvg] };
    const [text, write] = kinds[body.querySelector('canvas, svg')?.localName] ?? [];
    if (text) caption.append(button(text, () => write(title, body), { class: 'small' }));
  };
  // A chart is drawn later, when its width is known.
  new MutationObserver(add).observe(body, { childList: true, subtree: true });
  add();
  return el('figure', {}, caption, body);
}

function savePng(title, body) {
  const frame = body.getBoundingClientRect();
  const scale = 2;
  const canvas = el('canvas', { width: Math.ceil(frame.width * scale), height: Math.ceil(frame.height * scale) });
  const context = canvas.getContext('2d');
  context.scale(scale, scale);
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, frame.width, frame.height);
  for (const part of body.querySelectorAll('canvas')) {
    const { left, top, width, height } = part.getBoundingClientRect();
    context.imageSmoothingEnabled = !part.classList.contains('picture');
    context.drawImage(part, left - frame.left, top - frame.top, width, height);
  }
  canvas.toBlob(blob => save(blob, title + '.png'));
}

function saveSvg(title, body) {
  const frame = body.getBoundingClientRect();
  const parts = [...body.querySelectorAll('svg')].map(part => {
    const { left, top, width, height } = part.getBoundingClientRect();
    const copy = part.cloneNode(true);
    const place = { x: left - frame.left, y: top - frame.top, width, height };
    for (const [name, value] of Object.entries(place)) copy.setAttribute(name, value);
    return copy;
  });
  const { color, backgroundColor } = getComputedStyle(document.body);
  const style = `color:${color};background:${backgroundColor}`;
  const all = svg('svg', { width: frame.width, height: frame.height, style }, parts);
  save(new Blob([new XMLSerializer().serializeToString(all)], { type: 'image/svg+xml' }), title + '.svg');
}

export function save(blob, name) {
  const href = URL.createObjectURL(blob);
  el('a', { href, download: name.replace(/[^\p{L}\p{N}.-]+/gu, '-') }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10000);
}
