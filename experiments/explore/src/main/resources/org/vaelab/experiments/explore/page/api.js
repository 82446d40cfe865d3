// SPDX-License-Identifier: Apache-2.0
/** Calls of the server with the token of the address, and a bounded cache of its answers. */

const MOST_KEPT = 200;
const MOST_TRIES = 20;
const kept = new Map();
const fragment = () => new URLSearchParams(location.hash.slice(1));

/** What the address keeps after the `#`: the token, the view, and what the view shows. */
export const state = {
  get: name => fragment().get(name),

  /** @param {Object} changes a null removes @param {boolean} push whether the browser's Back comes back here */
  set(changes, push = false) {
    const all = fragment();
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) all.delete(name);
      else all.set(name, value);
    }
    history[push ? 'pushState' : 'replaceState'](null, '', '#' + all);
  },
};

async function post(path, type, body) {
  const headers = { Authorization: 'Bearer ' + state.get('token'), 'Content-Type': type };
  const response = await fetch(path, { method: 'POST', headers, body }).catch(() => null);
  document.getElementById('gone').hidden = response !== null;
  if (response === null) throw new Error('vaelab explore has ended');
  return response;
}

async function answerOf(path, type, body) {
  let response = await post(path, type, body);
  for (let tries = 1; response.status === 503 && tries < MOST_TRIES; tries++) {
    await new Promise(resolve => setTimeout(resolve, 50 * tries));
    response = await post(path, type, body);
  }
  const answer = await response.json().catch(() => ({ error: `${path}: HTTP ${response.status}` }));
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

/** Returns the answer to a call. Throws an error with the server's words. */
export function call(name, body = {}) {
  return answerOf('/api/' + name, 'application/json', JSON.stringify(body));
}

/** Sends a file for a run. */
export function upload(run, file) {
  return answerOf('/api/upload?' + new URLSearchParams({ run, name: file.name }), 'application/octet-stream', file);
}

/** Returns the answer to a call whose answer does not change, from the latest 200 where it is among them. */
export function cached(name, body) {
  const key = name + JSON.stringify(body);
  const answer = kept.get(key) ?? call(name, body);
  kept.delete(key);
  kept.set(key, answer);
  answer.catch(() => kept.delete(key));
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value);
  return answer;
}
