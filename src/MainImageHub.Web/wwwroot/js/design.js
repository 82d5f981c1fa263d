// Pages of the design stage: uploads with progress, checks of dropped files, keys. Every form works without this too.
'use strict';

(() => {
  const typing = (target) => target.closest('input, textarea, select, [contenteditable]');

  const askWhy = (comment) => {
    comment.setAttribute('aria-invalid', 'true');
    comment.classList.add('is-invalid');
    comment.focus();
  };

  document.addEventListener('input', (event) => {
    if (!event.target.matches('[data-review] textarea')) return;
    event.target.removeAttribute('aria-invalid');
    event.target.classList.remove('is-invalid');
  });

  const press = (key) => document.querySelector(`[data-key="${key}"]`);

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === '[' || event.key === ']') {
      const current = document.querySelector('.rail-version.current');
      // The rail runs from new to old.
      const next = event.key === ']' ? current?.previousElementSibling : current?.nextElementSibling;
      if (next?.matches('a.rail-version')) next.click();
      return;
    }
    if (!['a', 'r', 'n', 'p', 'd', 'c', 's', 'u'].includes(event.key)) return;
    const button = press(event.key);
    if (!button) return;
    event.preventDefault();
    const comment = document.querySelector('[data-review] textarea');
    if (event.key === 'r' && comment && comment.value.trim() === '') {
      // A rejection says why: write it, then press the button.
      askWhy(comment);
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
      askWhy(comment);
    }
  });

  // The place a finding speaks of lights up with it.
  const mark = (event, on) => {
    const finding = event.target.closest?.('.finding');
    if (!finding) return;
    (finding.closest('.check-result') ?? document).querySelectorAll(`.region[data-rule="${CSS.escape(finding.dataset.rule)}"]`).forEach((box) => box.classList.toggle('marked', on));
  };
  document.addEventListener('mouseover', (event) => mark(event, true));
  document.addEventListener('mouseout', (event) => mark(event, false));

  // On a phone the rail and the line of stages are longer than the screen: begin where the page is.
  for (const [line, at] of [['.rail', '.current'], ['.stage-line', '.current']]) {
    const box = document.querySelector(line);
    const current = box?.querySelector(at);
    if (current && box.scrollWidth > box.clientWidth) box.scrollLeft = current.offsetLeft - (box.clientWidth - current.offsetWidth) / 2;
  }

  // Before and after: the slider says how much of the picture from before lies over the new one. It may stand elsewhere already: moved before
  // this was loaded, or put back by the browser.
  const slide = (slider) => slider.closest('.picture').querySelector('.picture-before').style.setProperty('--before', `${slider.value}%`);
  document.querySelectorAll('[data-slide]').forEach(slide);
  document.addEventListener('input', (event) => {
    if (event.target.matches('[data-slide]')) slide(event.target);
  });

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

  const parsed = (text) => {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  };

  // What the server answers instead: a problem in JSON, an alert in HTML, or nothing that can be read.
  const refusal = (status, text, form) => {
    const said = line('div', 'text-danger', form.dataset.failed);
    if (status < 400) return said;
    const problem = parsed(text);
    if (problem) {
      said.textContent = problem.detail ?? form.dataset.failed;
    } else if (text.trim() !== '') {
      said.innerHTML = text;
    }
    if (status === 401 && form.dataset.signIn) {
      const link = line('a', 'ms-1', form.dataset.signIn);
      link.href = '/sign-in';
      link.target = '_blank';
      said.append(link);
    }
    return said;
  };

  // The file's name by its bytes, where the browser may compute one: over plain http from another machine it may not.
  const fingerprint = async (file) => {
    if (!window.crypto?.subtle) return null;
    try {
      const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
      return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    } catch {
      return null;
    }
  };

  // Bytes that are here already need not travel. Whatever else the server says is said again when the file is sent.
  const reuse = async (form, file) => {
    if (!form.dataset.reuse || file.size > Number(form.dataset.max)) return null;
    const sha256 = await fingerprint(file);
    if (sha256 === null) return null;
    const body = new FormData();
    body.append('__RequestVerificationToken', form.querySelector('[name=__RequestVerificationToken]').value);
    body.append('sha256', sha256);
    body.append('fileName', file.name);
    try {
      const answer = await fetch(form.dataset.reuse, { method: 'POST', body, headers: { Accept: 'application/json' } });
      return answer.status === 200 && !answer.redirected ? (await answer.json()).next ?? null : null;
    } catch {
      return null;
    }
  };

  // One file. Answers where its version is, or how it was not sent: `refused` is the server's word on this very file and stays;
  // anything else (no connection, signed out, a page out of date) leaves the file to be sent again.
  const upload = (form, file, list) => new Promise((resolve) => {
    const item = line('li', 'upload-item', `${file.name} – ${form.dataset.sending} `);
    const bar = document.createElement('progress');
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute('aria-label', file.name);
    item.append(bar);
    list.append(item);
    const fail = (said, refused) => {
      item.replaceChildren(line('strong', '', file.name), said);
      resolve({ refused, item });
    };
    if (file.size > Number(form.dataset.max)) return fail(line('div', 'text-danger', form.dataset.tooLarge), true);
    const body = new FormData();
    body.append('__RequestVerificationToken', form.querySelector('[name=__RequestVerificationToken]').value);
    body.append('file', file, file.name);
    const request = new XMLHttpRequest();
    request.open('POST', form.action);
    request.setRequestHeader('Accept', 'application/json');
    request.upload.addEventListener('progress', (event) => { bar.value = event.loaded / event.total; });
    request.addEventListener('error', () => fail(line('div', 'text-danger', form.dataset.failed), false));
    request.addEventListener('load', () => {
      const answer = parsed(request.responseText);
      if (request.status === 200 && answer?.next) return resolve({ next: answer.next });
      const stays = request.status >= 400 && request.status < 500 && request.status !== 401 && answer?.code !== 'page.stale' && request.status !== 429;
      return fail(refusal(request.status, request.responseText, form), stays);
    });
    request.send(body);
    return undefined;
  });

  document.querySelectorAll('[data-upload]').forEach((form) => droppable(form, async (files) => {
    const list = form.querySelector('[data-upload-list]');
    const again = form.querySelector('[data-upload-again]');
    let next = null;
    let refused = false;
    const send = async (waiting) => {
      again.hidden = true;
      for (let at = 0; at < waiting.length; at += 1) {
        // Reading a large file takes a while, and so does asking: the list says so before anything is sent.
        const noted = line('li', 'upload-item text-secondary', `${waiting[at].name} – ${form.dataset.looking}`);
        list.append(noted);
        const known = await reuse(form, waiting[at]);
        if (known) noted.replaceWith(line('li', 'upload-item', `${waiting[at].name} – ${form.dataset.known}`));
        else noted.remove();
        const done = known ? { next: known } : await upload(form, waiting[at], list);
        next = done.next ?? next;
        refused ||= done.refused === true;
        if (done.refused === false) {
          // What stopped this one would stop the rest: they are kept here until the person says go on.
          const kept = waiting.slice(at);
          const notes = kept.slice(1).map((file) => line('li', 'upload-item text-secondary', `${file.name} – ${form.dataset.unsent}`));
          list.append(...notes);
          again.hidden = false;
          again.onclick = () => {
            [done.item, ...notes].forEach((note) => note.remove());
            send(kept);
          };
          return;
        }
      }
      // A refused file stays readable on this page.
      if (next && !refused) window.location.assign(next);
    };
    await send(files);
  }));

  // Checks: a picture goes to the server, is measured and forgotten; only this page remembers it.
  const check = async (form, file, profile) => {
    const data = new FormData(form);
    data.set('file', file, file.name);
    data.set('profile', profile);
    try {
      const answer = await fetch(form.action, { method: 'POST', body: data, headers: { 'HX-Request': 'true' } });
      const text = await answer.text();
      // Led elsewhere, the text is another page, not the report.
      return { ok: answer.ok && !answer.redirected, text, status: answer.status };
    } catch {
      return { ok: false, text: '', status: 0 };
    }
  };

  // Where each finding is, over the page's own copy of the picture: nothing of it is on the server any more.
  const framed = (preview, said) => {
    const frame = line('div', 'picture-frame check-preview', '');
    frame.append(preview);
    const found = [...said.querySelectorAll('.finding[data-region]')];
    if (found.length > 0) {
      const regions = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      regions.setAttribute('class', 'picture-regions');
      regions.setAttribute('viewBox', '0 0 1 1');
      regions.setAttribute('preserveAspectRatio', 'none');
      regions.setAttribute('aria-hidden', 'true');
      found.reverse().forEach((finding) => {
        const box = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
        const [x, y, width, height] = JSON.parse(finding.dataset.region);
        Object.entries({ x, y, width, height, class: `region ${finding.dataset.verdict}` }).forEach(([name, value]) => box.setAttribute(name, value));
        box.dataset.rule = finding.dataset.rule;
        regions.append(box);
      });
      frame.append(regions);
    }
    return frame;
  };

  const showReport = (form, file, answer, beside) => {
    const card = line('article', 'card mt-3 check-result', '');
    const body = line('div', 'card-body', '');
    const preview = document.createElement('img');
    preview.alt = file.name;
    preview.src = URL.createObjectURL(file);
    preview.addEventListener('load', () => URL.revokeObjectURL(preview.src));
    const said = line('div', '', '');
    if (answer.ok) said.innerHTML = answer.text;
    else said.append(refusal(answer.status, answer.text, form));
    body.append(line('h2', 'card-title', file.name), framed(preview, said), said);
    card.append(body);
    const results = document.querySelector('[data-check-results]');
    if (beside) results.append(card);
    else results.replaceChildren(card);
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
    if (profile !== '') document.querySelector('[data-check-results]').replaceChildren();
    for (const file of files) {
      progress.textContent = `${form.dataset.sending} ${file.name} …`;
      const answer = file.size > Number(form.dataset.max)
        ? { ok: false, status: 413, text: JSON.stringify({ detail: form.dataset.tooLarge }) }
        : await check(form, file, profile);
      if (profile === '') {
        matrix.hidden = false;
        matrix.querySelector('[data-matrix-rows]').append(rowOf(form, file, answer));
      } else {
        showReport(form, file, answer, true);
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
