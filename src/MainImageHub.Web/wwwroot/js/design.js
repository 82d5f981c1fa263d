// Pages of the design stage: uploads with progress, checks of dropped files, keys. Every form works without this too.
'use strict';

(() => {
  const typing = (target) => target.closest('input, textarea, select, [contenteditable]');

  const press = (key) => document.querySelector(`[data-key="${key}"]`);

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === '[' || event.key === ']') {
      const current = document.querySelector('.rail-version.current');
      // The rail runs from new to old.
      const next = event.key === ']' ? current?.previousElementSibling : current?.nextElementSibling;
      if (next?.matches('a.rail-version')) next.click();
      return;
    }
    if (!['a', 'r', 'n'].includes(event.key)) return;
    const button = press(event.key);
    if (!button) return;
    event.preventDefault();
    const comment = document.querySelector('[data-review] textarea');
    if (event.key === 'r' && comment && comment.value.trim() === '') {
      // A rejection says why: write it, then press the button.
      comment.focus();
      return;
    }
    button.click();
  });

  document.addEventListener('submit', (event) => {
    const form = event.target.closest('[data-review]');
    if (!form || event.submitter?.value !== 'Reject') return;
    const comment = form.querySelector('textarea');
    if (comment.value.trim() === '') {
      event.preventDefault();
      comment.setAttribute('aria-invalid', 'true');
      comment.classList.add('is-invalid');
      comment.focus();
    }
  });

  // The place a finding speaks of lights up with it.
  const mark = (event, on) => {
    const finding = event.target.closest?.('.finding');
    if (!finding) return;
    document.querySelectorAll(`.region[data-rule="${CSS.escape(finding.dataset.rule)}"]`).forEach((box) => box.classList.toggle('marked', on));
  };
  document.addEventListener('mouseover', (event) => mark(event, true));
  document.addEventListener('mouseout', (event) => mark(event, false));

  const droppable = (form, take) => {
    const input = form.querySelector('input[type=file]');
    form.addEventListener('dragover', (event) => {
      event.preventDefault();
      form.classList.add('over');
    });
    form.addEventListener('dragleave', () => form.classList.remove('over'));
    form.addEventListener('drop', (event) => {
      event.preventDefault();
      form.classList.remove('over');
      take([...event.dataTransfer.files]);
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      take([...input.files]);
    });
  };

  const line = (tag, className, text) => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  };

  // What the server answers instead: an alert in HTML, or a problem in JSON.
  const refusal = (status, text, form) => {
    const said = line('div', 'text-danger', form.dataset.failed);
    if (status < 400) return said;
    try {
      said.textContent = JSON.parse(text).detail ?? form.dataset.failed;
    } catch {
      said.innerHTML = text;
    }
    return said;
  };

  const upload = (form, file, list) => new Promise((resolve) => {
    const item = line('li', 'upload-item', `${file.name} – ${form.dataset.sending} `);
    const bar = document.createElement('progress');
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute('aria-label', file.name);
    item.append(bar);
    list.append(item);
    const fail = (why) => {
      item.replaceChildren(line('span', 'text-danger', `${file.name} – ${why}`));
      resolve(null);
    };
    if (file.size > Number(form.dataset.max)) return fail(form.dataset.tooLarge);
    const body = new FormData();
    body.append('__RequestVerificationToken', form.querySelector('[name=__RequestVerificationToken]').value);
    body.append('file', file, file.name);
    const request = new XMLHttpRequest();
    request.open('POST', form.action);
    request.setRequestHeader('Accept', 'application/json');
    // Asked for like this, a refusal comes as an alert instead of a redirect.
    request.setRequestHeader('HX-Request', 'true');
    request.upload.addEventListener('progress', (event) => { bar.value = event.loaded / event.total; });
    request.addEventListener('error', () => fail(form.dataset.failed));
    request.addEventListener('load', () => {
      if (request.status === 200) return resolve(JSON.parse(request.responseText).next);
      item.replaceChildren(refusal(request.status, request.responseText, form));
      return resolve(null);
    });
    request.send(body);
    return undefined;
  });

  document.querySelectorAll('[data-upload]').forEach((form) => droppable(form, async (files) => {
    const list = form.querySelector('[data-upload-list]');
    let next = null;
    let refused = false;
    for (const file of files) {
      const done = await upload(form, file, list);
      next = done ?? next;
      refused ||= done === null;
    }
    // A refused file stays readable on this page.
    if (next && !refused) window.location.assign(next);
  }));

  // Checks: a picture goes to the server, is measured and forgotten; only this page remembers it.
  const check = async (form, file, profile) => {
    const data = new FormData(form);
    data.set('file', file, file.name);
    data.set('profile', profile);
    try {
      const answer = await fetch(form.action, { method: 'POST', body: data, headers: { 'HX-Request': 'true' } });
      const text = await answer.text();
      return { ok: answer.ok, text, status: answer.status };
    } catch {
      return { ok: false, text: '', status: 0 };
    }
  };

  const showReport = (form, file, answer) => {
    const card = line('article', 'card mt-3 check-result', '');
    const body = line('div', 'card-body', '');
    const preview = document.createElement('img');
    preview.className = 'check-preview';
    preview.alt = file.name;
    preview.src = URL.createObjectURL(file);
    preview.addEventListener('load', () => URL.revokeObjectURL(preview.src));
    const said = line('div', '', '');
    if (answer.ok) said.innerHTML = answer.text;
    else said.append(refusal(answer.status, answer.text, form));
    body.append(line('h2', 'card-title', file.name), preview, said);
    card.append(body);
    document.querySelector('[data-check-results]').replaceChildren(card);
    return card;
  };

  const rowOf = (form, file, answer) => {
    const holder = document.createElement('tbody');
    if (answer.ok) {
      holder.innerHTML = answer.text;
    } else {
      const row = document.createElement('tr');
      const cell = line('td', '', '');
      const why = refusal(answer.status, answer.text, form);
      cell.colSpan = document.querySelectorAll('.matrix thead th').length - 1;
      cell.append(why);
      row.append(line('th', '', file.name), cell);
      row.dataset.row = JSON.stringify([file.name, '', '', '', file.size, why.textContent.trim()]);
      holder.append(row);
    }
    const row = holder.firstElementChild;
    row.querySelectorAll('[data-profile]').forEach((cell) => cell.addEventListener('click', async () => {
      const card = showReport(form, file, await check(form, file, cell.dataset.profile));
      card.scrollIntoView({ block: 'nearest' });
    }));
    return row;
  };

  document.querySelectorAll('[data-check]').forEach((form) => droppable(form, async (files) => {
    const profile = form.querySelector('[name=profile]').value;
    const progress = document.querySelector('[data-check-progress]');
    const matrix = document.querySelector('[data-matrix]');
    let done = 0;
    for (const file of files) {
      progress.textContent = `${form.dataset.sending} ${file.name} …`;
      const answer = file.size > Number(form.dataset.max)
        ? { ok: false, status: 413, text: JSON.stringify({ detail: form.dataset.tooLarge }) }
        : await check(form, file, profile);
      if (profile === '') {
        matrix.hidden = false;
        matrix.querySelector('[data-matrix-rows]').append(rowOf(form, file, answer));
      } else {
        showReport(form, file, answer);
      }
      done += 1;
      progress.textContent = form.dataset.progress.replace('{0}', done).replace('{1}', files.length);
    }
  }));

  // A spreadsheet runs what begins like a formula; file names are strangers' words.
  const csvCell = (value) => {
    const text = String(value);
    const harmless = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return `"${harmless.replaceAll('"', '""')}"`;
  };

  document.querySelectorAll('[data-csv]').forEach((button) => button.addEventListener('click', () => {
    const rows = [JSON.parse(button.dataset.csv), ...[...document.querySelectorAll('[data-row]')].map((row) => JSON.parse(row.dataset.row))];
    // The mark in front has Excel read it as UTF-8.
    const blob = new Blob(['\ufeff', rows.map((row) => row.map(csvCell).join(',')).join('\r\n')], { type: 'text/csv;charset=utf-8' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = 'main-image-check.csv';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }));
})();
