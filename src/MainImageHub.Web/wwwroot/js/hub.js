(() => {
  const workspace = document.body.dataset.workspace;
  const token = document.querySelector('meta[name="csrf-token"]')?.content;

  document.body.addEventListener('htmx:configRequest', (event) => {
    if (event.detail.verb !== 'get' && token) event.detail.headers['X-CSRF-Token'] = token;
  });

  // A refusal says itself where it wants to be shown; any other error must not land inside the page.
  document.body.addEventListener('htmx:beforeSwap', (event) => {
    if (event.detail.xhr.status >= 400) {
      event.detail.shouldSwap = event.detail.xhr.getResponseHeader('HX-Retarget') !== null;
    }
  });

  document.addEventListener('submit', (event) => {
    const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });

  // A refused form comes back with what was typed. Kept in this window until the next page only; secrets and files never.
  const keptName = 'hub-typed';
  const typedFields = (form) => [...form.elements].filter((field) => field.name && !['hidden', 'password', 'file', 'submit', 'button'].includes(field.type));
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== 'post') return;
    const fields = typedFields(form).map((field) => ({ name: field.name, value: field.value, checked: field.checked }));
    sessionStorage.setItem(keptName, JSON.stringify({ form: [...document.forms].indexOf(form), action: form.getAttribute('action'), fields }));
  });
  const kept = JSON.parse(sessionStorage.getItem(keptName));
  sessionStorage.removeItem(keptName);
  const refused = kept && document.querySelector('#alerts [role="alert"]') ? document.forms[kept.form] : null;
  if (refused && refused.getAttribute('action') === kept.action) {
    typedFields(refused).forEach((field, at) => {
      const typed = kept.fields[at];
      if (typed?.name !== field.name) return;
      if (field.type === 'checkbox' || field.type === 'radio') field.checked = typed.checked;
      else field.value = typed.value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    for (let around = refused.closest('details'); around; around = around.parentElement.closest('details')) around.open = true;
  }

  document.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-copy]');
    if (!button) return;
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
    button.classList.add('btn-success');
  });

  document.addEventListener('change', (event) => {
    const all = event.target.closest('[data-check-all]');
    if (!all) return;
    document.querySelectorAll(all.dataset.checkAll).forEach((box) => { box.checked = all.checked; });
  });

  // Picking in a list: Shift takes everything between two ticks, and the form says how many there are.
  let lastPick = null;
  document.addEventListener('click', (event) => {
    const box = event.target.closest('[data-pick]');
    if (!box) return;
    const boxes = [...document.querySelectorAll('[data-pick]')];
    if (event.shiftKey && lastPick) {
      const [from, to] = [boxes.indexOf(lastPick), boxes.indexOf(box)].sort((a, b) => a - b);
      if (from >= 0) boxes.slice(from, to + 1).forEach((between) => { between.checked = box.checked; });
    }
    lastPick = box;
  });
  document.addEventListener('change', () => {
    const count = document.querySelector('[data-picked]');
    if (count) count.textContent = document.querySelectorAll('[data-pick]:checked').length;
  });

  const places = { h: '', i: '/images', t: '/grid', l: '/library', p: '/products', s: '/stores', j: '/jobs', m: '/members', r: '/rules' };
  // Long ago: a page that has just come counts its time from zero as well.
  let wentToGo = -Infinity;
  document.addEventListener('keydown', (event) => {
    if (event.target.closest('input, textarea, select, [contenteditable]') || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '?') {
      document.getElementById('shortcuts').showModal();
    } else if (event.key === '/') {
      const search = document.querySelector('input[type="search"]');
      if (search) { event.preventDefault(); search.focus(); }
    } else if (event.key === 'g') {
      wentToGo = event.timeStamp;
    } else if (workspace && event.key in places && event.timeStamp - wentToGo < 1500) {
      // The same letter alone may be a key of the page.
      event.preventDefault();
      window.location.assign(`/w/${workspace}${places[event.key]}`);
    }
  });
})();
