// SPDX-License-Identifier: Apache-2.0
/** The tabs, and the clock by which the page learns of runs. */

import { call, state } from './api.js';
import { el, failure, replace } from './dom.js';
import * as training from './training.js';
import * as latent from './latent.js';
import * as example from './example.js';

const VIEWS = { training: ['Training', training], latent: ['Latent space', latent], example: ['Example', example] };
const NAMES = Object.keys(VIEWS);
const box = document.getElementById('view');
const tabs = Object.fromEntries(NAMES.map(name => [name, el('button', { type: 'button', role: 'tab', id: 'tab-' + name,
  'aria-controls': 'view', click: () => open({ view: name }) }, VIEWS[name][0])]));
let overview = null;
let update = null;
let timer = 0;

/** Opens a view; `changes` are what the address keeps of it. */
export function open(changes) {
  state.set(changes, true);
  show();
}

function show() {
  const name = VIEWS[state.get('view')] ? state.get('view') : 'training';
  for (const [each, tab] of Object.entries(tabs)) {
    tab.setAttribute('aria-selected', String(each === name));
    tab.tabIndex = each === name ? 0 : -1;
  }
  box.setAttribute('aria-labelledby', 'tab-' + name);
  replace(box);
  update = overview && VIEWS[name][1].show(box, overview, open);
}

function move(event) {
  const at = NAMES.findIndex(name => tabs[name] === document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: NAMES.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const name = NAMES[(to + NAMES.length) % NAMES.length];
  tabs[name].focus();
  open({ view: name });
}

async function poll() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const isFirst = !overview;
    overview = await call('overview');
    if (isFirst) show();
    else update?.(overview);
  } catch (error) {
    if (!overview) replace(box, failure(error));
  }
  clearTimeout(timer);
  timer = setTimeout(poll, overview?.folders.every(folder => folder.isOver) ? 15000 : 2000);
}

document.getElementById('tabs').append(...Object.values(tabs));
document.getElementById('tabs').addEventListener('keydown', move);
document.addEventListener('visibilitychange', poll);
addEventListener('popstate', show);
poll();
