'use strict';
(() => {
  const $ = id => document.getElementById(id);
  const table = $('rows');
  $('all').hidden = false;
  $('all').addEventListener('change', event => table.classList.toggle('all', event.target.checked));
  if (!$('bars')) {
    return; // a single row: nothing to choose or to sort
  }

  const rows = Array.from(table.tBodies[0].rows);
  const bars = Array.from($('bars').children);
  const details = Array.from($('details').querySelectorAll('dd'));
  const slider = $('chosen');

  const number = text => parseFloat(text.replace(/,/g, ''));
  const compare = (a, b) => number(a) - number(b) || a.localeCompare(b, 'en', {numeric: true});

  /** Numbers begin with the greatest, words with A; the third time, the graph's order is back. */
  function sort(heading, at) {
    const turns = heading.className === 'text' ? ['ascending', 'descending', 'none'] : ['descending', 'ascending', 'none'];
    const turn = turns[(turns.indexOf(heading.getAttribute('aria-sort')) + 1) % 3];
    for (const other of table.tHead.rows[0].cells) {
      other.setAttribute('aria-sort', 'none');
    }
    heading.setAttribute('aria-sort', turn);
    const sign = {ascending: 1, descending: -1}[turn];
    const cell = row => row.cells[at].textContent;
    const sorted = sign ? rows.slice().sort((a, b) => sign * compare(cell(a), cell(b))) : rows;
    sorted.forEach(row => table.tBodies[0].append(row));
  }

  function choose(at) {
    [bars, rows].forEach(each => each.forEach((e, i) => e.classList.toggle('here', i === at)));
    const cells = Array.from(rows[at].cells, cell => cell.textContent);
    const name = cells.shift();
    cells.forEach((text, i) => { details[i].textContent = text; });
    $('details').className = rows[at].className;
    $('details').firstElementChild.textContent = name;
    slider.value = at;
    slider.setAttribute('aria-valuetext', name);
    if ($('seen')) {
      const box = (rows[at].dataset.seen || '0 0 0 0').split(' ');
      ['x', 'y', 'width', 'height'].forEach((side, i) => $('seen').setAttribute(side, box[i]));
    }
  }

  Array.from(table.tHead.rows[0].cells).forEach((heading, at) => {
    const button = document.createElement('button');
    button.textContent = heading.textContent;
    button.addEventListener('click', () => sort(heading, at));
    heading.replaceChildren(button);
  });
  rows.forEach((row, at) => row.addEventListener('click', () => choose(at)));
  $('bars').addEventListener('pointermove', event => {
    const {left, width} = $('bars').getBoundingClientRect();
    choose(Math.min(rows.length - 1, Math.max(0, Math.floor((event.clientX - left) / width * rows.length))));
  });
  slider.addEventListener('input', () => choose(Number(slider.value)));
  [slider, $('details')].forEach(each => { each.hidden = false; });
  choose(Number(slider.value));
})();
