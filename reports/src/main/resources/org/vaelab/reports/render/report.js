'use strict';
(function () {
  const root = document.documentElement;
  const KEY = 'vaelab-theme';

  function stored() {
    try { return localStorage.getItem(KEY); } catch (e) { return null; }
  }

  function choose(theme) {
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    else delete root.dataset.theme;
  }

  // Before the first paint, so that the page does not flash.
  choose(stored());
  root.dataset.script = '';

  function element(name, attributes, text) {
    const made = document.createElement(name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (text) made.textContent = text;
    return made;
  }

  function button(className, text, label) {
    const attributes = { type: 'button', class: className };
    if (label) attributes['aria-label'] = label;
    return element('button', attributes, text);
  }

  function themes() {
    const set = element('fieldset', { class: 'themes' });
    set.append(element('legend', {}, 'Colours'));
    for (const theme of ['auto', 'light', 'dark']) {
      const label = element('label');
      const input = element('input', { type: 'radio', name: 'theme', value: theme });
      input.checked = theme === (root.dataset.theme || 'auto');
      input.addEventListener('change', function () {
        choose(theme);
        try { localStorage.setItem(KEY, theme); } catch (e) { /* Not kept. */ }
      });
      label.append(input, theme);
      set.append(label);
    }
    document.querySelector('h1').before(set);
  }

  // Sorting: by the value of a cell, or else by its first number, or else by its text.
  const NUMBER = /[\u2212+-]?(?:\d[\d,]*\.?\d*(?:e[\u2212-]?\d+)?|\u221e)/;

  function key(cell, numeric) {
    if (cell.dataset.value !== undefined) return Number(cell.dataset.value);
    const text = (cell.firstChild ? cell.firstChild.textContent : '').trim();
    if (!numeric) return text === '' || text === '\u2013' ? null : text;
    const found = NUMBER.exec(text);
    if (!found) return null;
    return Number(found[0].replace(/\u2212/g, '-').replace(/,/g, '').replace('\u221e', 'Infinity'));
  }

  function compare(a, b) {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return String(a).localeCompare(String(b), 'en', { numeric: true });
  }

  function sorted(rows, column, numeric, direction) {
    const keyed = rows.map(function (row) {
      const value = key(row.cells[column], numeric);
      return { row: row, value: Number.isNaN(value) ? null : value };
    });
    const sign = direction === 'ascending' ? 1 : -1;
    keyed.sort(function (a, b) {
      if (a.value === null || b.value === null) return (a.value === null) - (b.value === null);
      return sign * compare(a.value, b.value);
    });
    return keyed.map(function (each) { return each.row; });
  }

  function sortable(table) {
    const body = table.tBodies[0];
    const original = Array.from(body.rows);
    if (original.length < 2 || original.some(function (row) { return row.cells[0].textContent === ''; })) return;
    const headers = Array.from(table.tHead.rows[0].cells);
    headers.forEach(function (header, column) {
      const small = header.querySelector('small');
      const name = button('sort', header.firstChild.textContent);
      header.firstChild.remove();
      header.insertBefore(name, small);
      const numeric = header.classList.contains('n');
      const order = name.textContent.includes('\u2191') ? ['descending', 'ascending'] : ['ascending', 'descending'];
      name.addEventListener('click', function () {
        const next = order[order.indexOf(header.getAttribute('aria-sort')) + 1];
        headers.forEach(function (other) { other.removeAttribute('aria-sort'); });
        if (next) header.setAttribute('aria-sort', next);
        body.append.apply(body, next ? sorted(original, column, numeric, next) : original);
      });
    });
  }

  // Tables wider than the window: a hint, and a stop of the tab key.
  function overflow(box) {
    const hint = element('p', { class: 'hint', 'aria-hidden': 'true' }, 'Scroll sideways for more columns \u2192');
    box.after(hint);
    function update() {
      const room = box.scrollWidth - box.clientWidth;
      box.classList.toggle('more', room - box.scrollLeft > 8);
      if (room > 1) box.tabIndex = 0;
      else box.removeAttribute('tabindex');
    }
    box.addEventListener('scroll', update, { passive: true });
    new ResizeObserver(update).observe(box);
  }

  // Enlarged figures and images
  let dialog;

  function opened() {
    if (dialog) return dialog;
    dialog = element('dialog', { 'aria-label': 'Enlarged figure' });
    const close = button('close', 'Close');
    close.addEventListener('click', function () { dialog.close(); });
    dialog.append(close, element('div', { class: 'large', tabindex: '0' }));
    dialog.addEventListener('click', function (event) { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
    return dialog;
  }

  function enlarge(source) {
    const box = opened().querySelector('.large');
    const copy = source.cloneNode(true);
    copy.removeAttribute('class');
    if (copy.tagName === 'IMG') {
      const width = source.naturalWidth;
      const fits = Math.min((innerWidth * 0.94) / width, (innerHeight * 0.8) / source.naturalHeight);
      const scale = fits >= 1 ? Math.floor(fits) : 2 * fits;
      copy.width = Math.round(width * scale);
      copy.height = Math.round(source.naturalHeight * scale);
    } else {
      // A second element must not have the identifiers of the first.
      copy.innerHTML = copy.innerHTML.replace(/(id="|url\(#)/g, '$1large-');
    }
    box.replaceChildren(copy);
    dialog.showModal();
  }

  function enlargeable(figure) {
    const drawings = Array.from(figure.querySelectorAll('.drawing > svg, img'));
    const largest = figure.querySelector('.page > svg') || drawings[0];
    const name = largest.getAttribute('alt') || largest.getAttribute('aria-label') || 'figure';
    const open = button('zoom', 'Enlarge', 'Enlarge: ' + name);
    open.addEventListener('click', function () { enlarge(largest); });
    drawings.forEach(function (each) {
      each.classList.add('enlarges');
      each.addEventListener('click', function () { enlarge(largest); });
    });
    figure.querySelector('figcaption').before(open);
  }

  function copyable(pre) {
    const box = element('div', { class: 'code' });
    const copy = button('copy', 'Copy');
    pre.before(box);
    box.append(pre, copy);
    copy.addEventListener('click', function () {
      const selection = getSelection();
      selection.selectAllChildren(pre);
      const done = function () { copy.textContent = 'Copied'; };
      if (navigator.clipboard) navigator.clipboard.writeText(pre.textContent).then(done, function () {});
    });
  }

  function each(selector, action) {
    document.querySelectorAll(selector).forEach(action);
  }

  document.addEventListener('DOMContentLoaded', function () {
    themes();
    each('.table table', sortable);
    each('.scroll', overflow);
    each('.chart, .sheet', enlargeable);
    each('pre', copyable);
    each('nav details a', function (link) {
      link.addEventListener('click', function () { link.closest('details').open = false; });
    });
    let closed = [];
    addEventListener('beforeprint', function () {
      closed = Array.from(document.querySelectorAll('main details:not([open])'));
      closed.forEach(function (details) { details.open = true; });
    });
    addEventListener('afterprint', function () {
      closed.forEach(function (details) { details.open = false; });
    });
  });
})();
