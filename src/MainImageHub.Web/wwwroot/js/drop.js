// The drop page: files are noted on the server by their hashes first, and only what it lacks travels, in pieces that survive a broken line (tus).
'use strict';

(() => {
  const zone = document.querySelector('[data-drop]');
  const result = () => document.querySelector('#drop-result');

  // Typing is not disturbed: the list is read anew when nobody is in it.
  const refresh = async (address) => {
    const there = result();
    if (!there || there.contains(document.activeElement)) return;
    await htmx.ajax('GET', address, { target: '#drop-result', select: '#drop-result', swap: 'outerHTML' });
  };
  const here = () => window.location.pathname + window.location.search;
  setInterval(() => { if (document.querySelector('[data-drop-moving]')) refresh(here()); }, 4000);
  if (!zone) return;

  const words = zone.dataset;
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const part = (name) => zone.querySelector(`[data-drop-${name}]`);
  const fill = (text, ...values) => values.reduce((filled, value, at) => filled.replace(`{${at}}`, value), text);

  const AT_ONCE = 4;
  const PIECE = 16 * 1024 * 1024;
  const NOTED_AT_ONCE = 25;
  const LARGEST_HASHED = 256 * 1024 * 1024;
  const LITTER = /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$/i;

  const state = { id: words.dropId || null, bytes: 0, sentBytes: 0, total: 0, hashed: 0, done: 0, known: 0, waiting: [], active: new Map(), failed: [], paused: false, reading: false, signedOut: false, serverWaits: false };

  const say = () => {
    part('sending').hidden = false;
    part('bar').max = Math.max(state.bytes, 1);
    part('bar').value = state.sentBytes + [...state.active.values()].reduce((sum, job) => sum + job.sent, 0);
    const said = [];
    if (state.reading) said.push(fill(words.hashing, state.hashed, state.total));
    const finished = state.done + state.known;
    said.push(finished === state.total && !state.reading ? fill(words.sent, state.total) : fill(words.sending, finished, state.total));
    if (state.known > 0) said.push(fill(words.known, state.known));
    if (state.paused) said.push(words.paused);
    if (state.serverWaits) said.push(words.serverWaits);
    if (state.failed.length > 0 && state.active.size === 0) said.push(fill(words.broken, state.failed.length));
    if (state.signedOut) said.push(words.signedOut);
    part('status').textContent = said.join(' · ');
    part('again').hidden = state.failed.length === 0 || state.active.size > 0;
    part('pause').hidden = state.active.size + state.waiting.length === 0;
    part('pause').textContent = state.paused ? words.resume : words.pause;
  };

  const isBusy = () => state.reading || state.active.size > 0 || state.waiting.length > 0;
  window.addEventListener('beforeunload', (event) => { if (isBusy()) event.preventDefault(); });

  const post = async (address, body) => {
    const answer = await fetch(address, { method: 'POST', body: body === undefined ? undefined : JSON.stringify(body), headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRF-Token': token } });
    const said = await answer.json().catch(() => null);
    if (!answer.ok) {
      state.signedOut ||= answer.status === 401;
      throw new Error(said?.detail ?? words.failed);
    }
    return said;
  };

  const address = () => `${words.drop}/${state.id}`;

  const begin = async () => {
    if (state.id) return;
    state.id = (await post(`${words.drop}?handler=Begin`)).id;
    // A reload from now on comes back to the batch.
    window.history.replaceState(null, '', address());
  };

  // Over plain http from another machine the browser may not compute a hash: then the file is sent.
  const fingerprint = async (file) => {
    if (!window.crypto?.subtle || file.size > LARGEST_HASHED) return null;
    try {
      const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
      return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    } catch {
      return null;
    }
  };

  const line = (job, text, isTrouble) => {
    if (!job.line) {
      job.line = document.createElement('li');
      job.bar = document.createElement('progress');
      job.bar.max = Math.max(job.file.size, 1);
      job.bar.setAttribute('aria-label', job.name);
      job.said = document.createElement('span');
      job.line.append(`${job.name} `, job.bar, ' ', job.said);
      part('list').append(job.line);
    }
    job.bar.value = job.sent;
    job.bar.hidden = isTrouble === true;
    job.said.textContent = text ?? '';
    job.said.className = isTrouble ? 'text-danger' : 'text-secondary';
  };

  const settle = (job) => {
    state.active.delete(job.id);
    job.line?.remove();
    job.line = null;
    next();
  };

  const start = (job) => {
    job.sent = 0;
    state.active.set(job.id, job);
    line(job);
    job.upload = new tus.Upload(job.file, {
      endpoint: words.files,
      headers: { 'X-CSRF-Token': token },
      metadata: { dropId: state.id, fileId: job.id, name: job.name },
      chunkSize: PIECE,
      retryDelays: [0, 1000, 3000, 5000, 10000, 10000, 20000, 30000, 30000, 60000],
      // The row on the server stands for the file: after a reload the same file of the same batch goes on where it was.
      fingerprint: async () => `drop-${state.id}-${job.id}`,
      removeFingerprintOnSuccess: true,
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        state.serverWaits = status === 429;
        state.signedOut ||= status === 401;
        line(job, state.serverWaits ? words.serverWaits : '');
        say();
        return status === 0 || status === 409 || status === 423 || status === 429 || status === 460 || status >= 500;
      },
      onProgress: (sent) => {
        job.sent = sent;
        state.serverWaits = false;
        line(job);
        say();
      },
      onError: (error) => {
        const said = error.originalResponse?.getBody();
        let detail = words.failed;
        try { detail = JSON.parse(said).detail ?? detail; } catch { /* No words of the server's: ours. */ }
        state.failed.push(job);
        const kept = job.line;
        state.active.delete(job.id);
        job.line = kept;
        line(job, detail, true);
        next();
      },
      onSuccess: () => {
        state.done += 1;
        state.sentBytes += job.file.size;
        settle(job);
      },
    });
    job.upload.findPreviousUploads().then((before) => {
      if (before.length > 0) job.upload.resumeFromPreviousUpload(before[0]);
      job.upload.start();
    });
  };

  let lastRefresh = 0;
  const next = () => {
    while (!state.paused && !state.signedOut && state.active.size < AT_ONCE && state.waiting.length > 0) start(state.waiting.shift());
    say();
    const now = Date.now();
    if (state.id && (now - lastRefresh > 3000 || !isBusy())) {
      lastRefresh = now;
      refresh(here());
    }
  };

  part('pause').addEventListener('click', () => {
    state.paused = !state.paused;
    for (const job of state.active.values()) {
      if (state.paused) job.upload.abort();
      else job.upload.start();
    }
    next();
  });

  part('again').addEventListener('click', () => {
    const again = state.failed.splice(0);
    again.forEach((job) => { job.line?.remove(); job.line = null; });
    state.waiting.push(...again);
    next();
  });

  const note = async (jobs) => {
    const rows = await post(`${address()}?handler=Announce`, { files: jobs.map((job) => ({ name: job.name, size: job.file.size, sha256: job.sha256 })) });
    rows.forEach((row, at) => {
      const job = { ...jobs[at], id: row.id };
      if (row.status !== 'Waiting') {
        state.known += 1;
        state.sentBytes += job.file.size;
        if (row.problem) line({ ...job, sent: 0 }, row.problem, true);
      } else if (!state.active.has(job.id) && !state.waiting.some((other) => other.id === job.id)) {
        state.waiting.push(job);
      } else {
        // Dropped twice while it is on its way: it is counted once.
        state.total -= 1;
        state.hashed -= 1;
        state.bytes -= job.file.size;
      }
    });
    next();
  };

  const take = async (files) => {
    const wanted = files.filter(({ name }) => !LITTER.test(name));
    if (wanted.length === 0) return;
    state.total += wanted.length;
    state.bytes += wanted.reduce((sum, { file }) => sum + file.size, 0);
    state.reading = true;
    say();
    try {
      await begin();
      let noted = [];
      for (const { name, file } of wanted) {
        noted.push({ name, file, sha256: await fingerprint(file) });
        state.hashed += 1;
        say();
        if (noted.length === NOTED_AT_ONCE) {
          await note(noted);
          noted = [];
        }
      }
      if (noted.length > 0) await note(noted);
    } catch (error) {
      part('status').textContent = error.message;
      state.reading = false;
      return;
    }
    state.reading = false;
    next();
  };

  // A folder gives its entries a hundred at a time.
  const walk = async (entry, before) => {
    const name = `${before}${entry.name}`;
    if (entry.isFile) return [{ name, file: await new Promise((resolve, reject) => { entry.file(resolve, reject); }) }];
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
      if (some.length === 0) return found;
      for (const inner of some) found.push(...await walk(inner, `${name}/`));
    }
  };

  zone.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', async (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    // They are gone after the first pause.
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = [...event.dataTransfer.files].map((file) => ({ name: file.name, file }));
    if (entries.length === 0) {
      await take(files);
      return;
    }
    const found = [];
    for (const entry of entries) found.push(...await walk(entry, ''));
    await take(found);
  });
  zone.querySelectorAll('input[type=file]').forEach((input) => input.addEventListener('change', async () => {
    const files = [...input.files].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
    input.value = '';
    await take(files);
  }));
})();
