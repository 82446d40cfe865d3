// SPDX-License-Identifier: Apache-2.0
/** The choice of a trained run, which two views share. */

import { cached, state } from './api.js';
import { el, field, fill, replace, select } from './dom.js';

/** The trained runs of all folders as [id, text]; those that were named come first. */
export function trained({ folders }) {
  return folders.flatMap(folder => folder.runs.map(run => ({ ...run, folder: folder.name })))
    .filter(run => run.hasModel)
    .sort((a, b) => Number(b.isChosen) - Number(a.isChosen))
    .map(run => [run.id, `${run.model} seed ${run.seed} (${run.folder})`]);
}

/** Fills a view with what `make` returns for the chosen run. Returns what brings the choice up to date. */
export function withRun(box, overview, make) {
  const [bar, body] = [el('div', { class: 'bar' }), el('div')];
  box.append(bar, body);
  let [listed, shown] = ['', null];
  const go = run => {
    state.set({ run: shown = run });
    fill(body, async () => make(await cached('model', { run })));
  };
  const update = now => {
    const runs = trained(now);
    if (listed === (listed = JSON.stringify(runs)) && listed !== '[]') return;
    if (runs.length === 0) {
      return replace(bar, el('p', { class: 'soft' }, 'No run has ended yet: there is no model to explore.'));
    }
    const run = [shown, state.get('run'), runs[0][0]].find(id => runs.some(each => each[0] === id));
    replace(bar, field('Model', select(runs, run, go)));
    if (run !== shown) go(run);
  };
  update(overview);
  return update;
}
