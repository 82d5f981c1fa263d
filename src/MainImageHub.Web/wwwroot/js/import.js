// A file dropped anywhere on the form is the form's file, and sent at once; without this script it is chosen and sent by hand.
(() => {
  const form = document.querySelector('[data-import-drop]');
  if (!form) return;
  const input = form.querySelector('input[type="file"]');
  for (const kind of ['dragover', 'dragleave', 'drop']) {
    document.addEventListener(kind, (event) => {
      if (![...(event.dataTransfer?.types ?? [])].includes('Files')) return;
      event.preventDefault();
      form.classList.toggle('over', kind === 'dragover');
      if (kind !== 'drop' || event.dataTransfer.files.length === 0) return;
      const one = new DataTransfer();
      one.items.add(event.dataTransfer.files[0]);
      input.files = one.files;
      form.requestSubmit();
    });
  }
})();
