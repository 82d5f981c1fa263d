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

  document.querySelectorAll('[data-check]').forEach((form) => droppable(form, async (files) => {
    const results = document.querySelector('[data-check-results]');
    for (const file of files) {
      const card = line('article', 'card mt-3 check-result', '');
      const body = line('div', 'card-body', '');
      const title = line('h2', 'card-title', file.name);
      const said = line('div', '', `${form.dataset.sending} …`);
      const preview = document.createElement('img');
      preview.className = 'check-preview';
      preview.alt = file.name;
      preview.src = URL.createObjectURL(file);
      body.append(title, preview, said);
      card.append(body);
      results.prepend(card);
      if (file.size > Number(form.dataset.max)) {
        said.textContent = form.dataset.tooLarge;
        continue;
      }
      const data = new FormData(form);
      data.set('file', file, file.name);
      try {
        const answer = await fetch(form.action, { method: 'POST', body: data, headers: { 'HX-Request': 'true' } });
        const text = await answer.text();
        if (answer.ok) {
          said.innerHTML = text;
        } else {
          said.replaceWith(refusal(answer.status, text, form));
        }
      } catch {
        said.className = 'text-danger';
        said.textContent = form.dataset.failed;
      }
    }
  }));
})();
