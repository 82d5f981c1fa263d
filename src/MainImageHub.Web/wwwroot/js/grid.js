// The grid by keyboard and mouse: arrows move, Enter opens, space and Shift choose. Links, ticks and buttons do the same without this.
'use strict';

(() => {
  let table = null;
  let current = null;
  // Where a stretch of chosen cells began, and what the stretch has added so far.
  let anchor = null;
  let stretch = [];

  const rows = () => [...table.tBodies[0].rows].map((row) => [...row.cells]);
  const tick = (cell) => cell?.querySelector('.grid-pick') ?? null;
  const ticked = () => [...table.querySelectorAll('.grid-pick:checked')];

  const show = () => {
    const chosen = ticked();
    table.querySelectorAll('.grid-pick').forEach((box) => box.closest('[data-cell]').setAttribute('aria-selected', String(box.checked)));
    document.querySelectorAll('[data-chosen]').forEach((count) => { count.textContent = chosen.length; });
    document.querySelectorAll('[data-order="override"], [data-order="push"], [data-dialog], [data-clear]').forEach((button) => { button.disabled = chosen.length === 0; });
    document.querySelectorAll('[data-order="reset"]').forEach((button) => { button.disabled = chosen.length !== 1; });
  };

  const placeOf = (cell) => {
    const all = rows();
    const row = all.findIndex((cells) => cells.includes(cell));
    return row < 0 ? null : { row, column: all[row].indexOf(cell), all };
  };

  const setCurrent = (cell) => {
    if (current && current !== cell) current.tabIndex = -1;
    current = cell;
    current.tabIndex = 0;
  };

  const goTo = (cell) => {
    setCurrent(cell);
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };

  const choose = (cell, on) => {
    const box = tick(cell);
    if (box) box.checked = on;
  };

  const clear = () => {
    ticked().forEach((box) => { box.checked = false; });
    anchor = null;
    stretch = [];
    show();
  };

  // Everything between two cells, as a spreadsheet has it; what the stretch chose before and does not reach now is let go.
  const stretchTo = (cell) => {
    anchor ??= current;
    const from = placeOf(anchor);
    const to = placeOf(cell);
    if (!from || !to) return;
    stretch.forEach((box) => { box.checked = false; });
    stretch = [];
    const [top, bottom] = [from.row, to.row].sort((a, b) => a - b);
    const [left, right] = [from.column, to.column].sort((a, b) => a - b);
    to.all.slice(top, bottom + 1).forEach((cells) => cells.slice(left, right + 1).forEach((between) => {
      const box = tick(between);
      if (box && !box.checked) {
        box.checked = true;
        stretch.push(box);
      }
    }));
    show();
  };

  const step = (event, down, right) => {
    const at = placeOf(current);
    if (!at) return;
    const row = at.all[Math.min(Math.max(at.row + down, 0), at.all.length - 1)];
    const next = row[Math.min(Math.max(at.column + right, 0), row.length - 1)];
    event.preventDefault();
    if (event.shiftKey) {
      anchor ??= current;
      stretchTo(next);
    } else {
      anchor = null;
      stretch = [];
    }
    goTo(next);
  };

  const keys = {
    ArrowDown: (event) => step(event, 1, 0),
    ArrowUp: (event) => step(event, -1, 0),
    ArrowRight: (event) => step(event, 0, 1),
    ArrowLeft: (event) => step(event, 0, -1),
    PageDown: (event) => step(event, 5, 0),
    PageUp: (event) => step(event, -5, 0),
    Home: (event) => step(event, event.ctrlKey ? -Infinity : 0, -Infinity),
    End: (event) => step(event, event.ctrlKey ? Infinity : 0, Infinity),
    Enter: (event) => {
      event.preventDefault();
      (current.querySelector('[data-enter]') ?? current.parentElement.querySelector('.grid-toggle'))?.click();
    },
    ' ': (event) => {
      event.preventDefault();
      choose(current, !tick(current)?.checked);
      anchor = current;
      stretch = [];
      show();
    },
    Escape: () => clear(),
    o: (event) => {
      const button = document.querySelector('[data-order="override"]');
      if (!button) return;
      event.preventDefault();
      if (ticked().length === 0) choose(current, true);
      show();
      button.click();
    },
  };

  document.addEventListener('keydown', (event) => {
    const cell = event.target.closest?.('[data-grid] [data-cell]');
    if (!cell || event.metaKey || event.altKey || (event.ctrlKey && event.key !== 'Home' && event.key !== 'End')) return;
    const act = keys[event.key];
    if (!act) return;
    setCurrent(cell);
    act(event);
  });

  document.addEventListener('focusin', (event) => {
    const cell = event.target.closest?.('[data-grid] [data-cell]');
    if (cell) setCurrent(cell);
  });

  document.addEventListener('click', (event) => {
    const cell = event.target.closest?.('[data-grid] [data-cell]');
    if (!cell || event.target.closest('a, button')) return;
    const box = event.target.closest('.grid-pick');
    if (event.shiftKey && current) {
      anchor ??= current;
      stretchTo(cell);
      if (box) box.checked = true;
    } else {
      if (!box) {
        const on = event.ctrlKey || event.metaKey ? !tick(cell)?.checked : true;
        if (!event.ctrlKey && !event.metaKey) clear();
        choose(cell, on);
      }
      anchor = cell;
      stretch = [];
    }
    show();
    goTo(cell);
  });

  document.addEventListener('change', (event) => {
    if (table && event.target.matches?.('.grid-pick')) show();
  });

  document.addEventListener('click', (event) => {
    const opener = event.target.closest?.('[data-dialog]');
    if (opener) document.getElementById(opener.dataset.dialog).showModal();
    if (event.target.closest?.('[data-close]')) event.target.closest('dialog').close();
    if (event.target.closest?.('[data-clear]') && table) clear();
  });

  // Folding brings a new table: who folded by keyboard stays where they were.
  let folding = null;
  document.body.addEventListener('htmx:beforeRequest', (event) => {
    folding = event.target.closest?.('[data-grid]') ? event.target.id : null;
  });

  // A grid only for those who can move in it: without this script it is an ordinary table of links and ticks.
  const begin = () => {
    const found = document.querySelector('[data-grid]');
    if (!found || found === table) return;
    [table, current, anchor, stretch] = [found, null, null, []];
    table.setAttribute('role', 'grid');
    if (table.querySelector('.grid-pick')) table.setAttribute('aria-multiselectable', 'true');
    table.querySelectorAll('[data-cell]').forEach((cell) => {
      cell.tabIndex = -1;
      cell.querySelectorAll('a, input, button').forEach((inner) => { inner.tabIndex = -1; });
    });
    const folded = folding && document.getElementById(folding)?.closest('[data-cell]');
    folding = null;
    if (folded) goTo(folded);
    else if (table.tBodies[0].rows[0]) setCurrent(table.tBodies[0].rows[0].cells[0]);
    show();
  };

  document.body.addEventListener('htmx:afterSettle', begin);
  begin();
  document.querySelector('[data-results]')?.focus();
})();
