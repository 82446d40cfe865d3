// SPDX-License-Identifier: Apache-2.0
/** Charts by uPlot: learning curves, maps of codes, fans of forecasts. */
/* global uPlot */

import { el, number } from './dom.js';

// Okabe and Ito, with grey in place of yellow and the colour of text in place of black, as in reports.
const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '', '#7F7F7F'];
const SHAPES = ['●', '■'];
const VIRIDIS = ['#440154', '#482878', '#3e4989', '#31688e', '#26828e', '#1f9e89', '#35b779', '#6ece58', '#b5de2b',
  '#fde725'];
const AXIS_WIDTH = 64;
const AXIS_HEIGHT = 44;
const PADDING = 10;
const dark = matchMedia('(prefers-color-scheme: dark)');
const known = new Map();

/** The value of a variable of the style sheet. */
function css(name) {
  if (!known.has(name)) known.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  return known.get(name);
}

dark.addEventListener('change', () => {
  known.clear();
  document.querySelectorAll('.chart').forEach(chart => chart.again());
});

/** The colour of a model or class. After eight, they come again, with another shape. */
export const colour = place => COLOURS[place % COLOURS.length] || css('--ink');
export const shape = place => SHAPES[Math.floor(place / COLOURS.length) % SHAPES.length];

/** The colour of a share from 0 to 1: viridis, without the end that the background hides. */
export function ramp(share) {
  const at = (VIRIDIS.length - 1) * (dark.matches ? 0.2 + 0.8 * share : 0.92 * (1 - share));
  const from = Math.min(VIRIDIS.length - 2, Math.floor(at));
  const part = (index, byte) => parseInt(VIRIDIS[index].slice(1 + 2 * byte, 3 + 2 * byte), 16);
  const mixed = byte => Math.round(part(from, byte) + (at - from) * (part(from + 1, byte) - part(from, byte)));
  return [mixed(0), mixed(1), mixed(2)];
}

export const rampText = share => `rgb(${ramp(share).join(' ')})`;

/** A bar that explains the colours of numbers. */
export function scaleBar(name, low, high) {
  const stops = [0, 0.25, 0.5, 0.75, 1].map(rampText);
  return el('p', { class: 'legend soft' }, `${name}: ${number(low)}`,
    el('i', { class: 'ramp', style: `background:linear-gradient(to right, ${stops})` }), number(high));
}

/** A box in which uPlot draws as wide as the box is: `draw(width)` returns options and data. */
export function chart(label, draw, attributes = { role: 'img' }) {
  const box = el('div', { class: 'chart', 'aria-label': label, ...attributes });
  let width = 0;
  box.end = () => {
    box.plot?.destroy();
    box.plot = null;
  };
  box.again = () => {
    box.end();
    if (width === 0) return;
    const [options, data] = draw(width);
    box.plot = new uPlot({ width, legend: { show: false }, ...options }, data, box);
  };
  new ResizeObserver(([entry]) => {
    const now = Math.floor(entry.contentRect.width);
    if (now === width) return;
    width = now;
    box.again();
  }).observe(box);
  return box;
}

const FONT = '12px system-ui, sans-serif';
const time = { x: { time: false } };
const axis = (label, size) => ({ label, size, labelSize: 18, stroke: css('--soft'), font: FONT, labelFont: FONT,
  grid: { stroke: css('--hair'), width: 1 }, ticks: { stroke: css('--hair') },
  values: (_, values) => values.map(value => String(Number(value.toPrecision(6)))) });
const axes = (across, up) => [axis(across, AXIS_HEIGHT), axis(up, AXIS_WIDTH)];

/** Learning curves: `lines()` are those of `join` with a place of their colour; `read(step)` follows the pointer. */
export function curves(title, lines, read) {
  const series = ({ place, isDashed, isShown, steps }) => ({ show: isShown, stroke: colour(place), spanGaps: true,
    width: isDashed ? 1.5 : 1, dash: isDashed ? [5, 4] : [], points: { show: steps.length < 3 } });
  return chart('learning curves', () => [{
    height: 320, scales: time, axes: axes('step', title), cursor: { points: { show: false } },
    series: [{}, ...lines().map(series)],
    hooks: { setCursor: [plot => read(plot.cursor.idx === null ? null : plot.data[0][plot.cursor.idx])] },
  }, join(lines())]);
}

export const join = lines => uPlot.join(lines.map(line => [line.steps, line.values]));

/** A forecast of one variable: the steps, the data, the median, and the ends of the 90 % and the 50 % interval. */
export function fan(label, data) {
  const line = (stroke, width) => ({ stroke, width, points: { show: width > 0 && data[0].length < 80 } });
  const band = (ends, alpha) => ({ series: ends, fill: colour(1) + alpha });
  return chart('forecast of ' + label, () => [{
    height: 220, scales: time, axes: axes('step', label), cursor: { drag: { x: false } },
    series: [{}, line(colour(0), 2), line(colour(1), 2), ...Array.from({ length: 4 }, () => line('transparent', 0))],
    bands: [band([4, 3], '33'), band([6, 5], '66')],
  }, data]);
}

/** The least and the greatest of the numbers that are known. */
export const extent = values => values.filter(value => value !== null)
  .reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);

/** The limits of both axes: a unit is as long on both, unless the frame is a line. */
function limits({ x, y, outline, frame }, inner) {
  const spans = [x, y].map((own, at) => extent([...own, ...(outline ?? []).map(point => point[at])]));
  const lengths = spans.map(([low, high], at) => 1.08 * (high - low || 1) / inner[at]);
  const units = frame === 'line' ? lengths : lengths.map(() => Math.max(...lengths));
  return spans.map(([low, high], at) => [-1, 1].map(side => (low + high + side * units[at] * inner[at]) / 2));
}

function drawMark(context, form, x, y, size) {
  context.beginPath();
  if (form === '■') context.rect(x - size, y - size, 2 * size, 2 * size);
  else context.arc(x, y, size, 0, 2 * Math.PI);
  context.fill();
}

/** A scatter of codes: `mark(place)` gives [colour, shape] or null; `drawn` is called after each drawing. */
export function scatter(map, mark, drawn) {
  const at = (plot, x, y) => [plot.valToPos(x, 'x', true), plot.valToPos(y, 'y', true)];
  const points = plot => {
    const size = (map.x.length > 2000 ? 2 : 3.2) * uPlot.pxRatio;
    map.x.forEach((x, place) => {
      const found = mark(place);
      if (!found || x === null || map.y[place] === null) return;
      plot.ctx.fillStyle = found[0];
      drawMark(plot.ctx, found[1], ...at(plot, x, map.y[place]), size);
    });
    return null;
  };
  const outline = plot => {
    plot.ctx.strokeStyle = css('--soft');
    plot.ctx.lineWidth = uPlot.pxRatio;
    plot.ctx.beginPath();
    for (const [x, y] of map.outline ?? []) plot.ctx.lineTo(...at(plot, x, y));
    plot.ctx.closePath();
    plot.ctx.stroke();
  };
  return chart('map of the codes of test data', width => {
    const height = Math.min(620, Math.max(280, width));
    const inner = [width - AXIS_WIDTH - 2 * PADDING, height - AXIS_HEIGHT - 2 * PADDING];
    const range = side => () => limits(map, inner)[side];
    return [{
      mode: 2, width, height, padding: Array(4).fill(PADDING), cursor: { show: false }, axes: axes(...map.titles),
      scales: { x: { time: false, range: range(0) }, y: { range: range(1) } },
      series: [null, { facets: [{ scale: 'x' }, { scale: 'y' }], paths: points, alpha: 0.85, points: { show: false } }],
      hooks: { drawAxes: [outline], draw: [drawn] },
    }, [null, [map.x, map.y]]];
  }, { role: 'application', tabindex: '0' });
}
