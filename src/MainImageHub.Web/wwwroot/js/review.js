// Notes on pictures, reasons given before, and two versions one over the other. Every form works without this, by its fields.
'use strict';

(() => {
  const svg = (name, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    return element;
  };

  // The note that is being written, shown where it would be.
  const form = document.querySelector('[data-pin-form]');
  const pins = document.querySelector('[data-pins]');
  if (form && pins) {
    const left = form.querySelector('[data-pin-left]');
    const top = form.querySelector('[data-pin-top]');
    const text = form.querySelector('textarea');
    const mark = svg('svg', { class: 'pin-new', overflow: 'visible', 'aria-hidden': 'true' });
    mark.append(svg('circle', { r: 13 }), svg('text', {}));
    mark.querySelector('text').textContent = '+';
    const show = () => {
      mark.setAttribute('x', `${left.value || 0}%`);
      mark.setAttribute('y', `${top.value || 0}%`);
      if (form.open) pins.append(mark);
      else mark.remove();
    };
    [left, top].forEach((field) => field.addEventListener('input', show));
    form.addEventListener('toggle', () => {
      show();
      if (form.open && !form.contains(document.activeElement?.closest('form'))) left.focus();
    });
    // A file that is dragged and a slider that is moved are no clicks on the picture.
    document.querySelector('[data-pinnable]')?.addEventListener('click', (event) => {
      if (event.target.closest('a')) return;
      const box = pins.getBoundingClientRect();
      const share = (at, from, length) => (Math.min(Math.max((at - from) / length, 0), 1) * 100).toFixed(1);
      left.value = share(event.clientX, box.left, box.width);
      top.value = share(event.clientY, box.top, box.height);
      form.open = true;
      show();
      text.focus();
    });
  }

  // Choosing a name writes it where the text is being written.
  document.querySelectorAll('[data-call]').forEach((holder) => {
    const select = holder.querySelector('select');
    const text = document.getElementById(select.dataset.callInto);
    holder.hidden = false;
    select.addEventListener('change', () => {
      if (select.value === '') return;
      const at = text.selectionEnd ?? text.value.length;
      const gap = at > 0 && !/[\s@]$/.test(text.value.slice(0, at)) ? ' ' : '';
      const sign = text.value.slice(0, at).endsWith('@') ? '' : '@';
      text.setRangeText(`${gap}${sign}${select.value} `, at, at, 'end');
      select.value = '';
      text.focus();
    });
  });

  document.querySelectorAll('[data-reasons]').forEach((group) => {
    group.hidden = false;
    group.addEventListener('click', (event) => {
      const reason = event.target.closest('[data-reason]');
      if (!reason) return;
      const comment = group.closest('form').querySelector('textarea');
      comment.value = reason.dataset.reason;
      comment.dispatchEvent(new Event('input', { bubbles: true }));
      group.closest('form').querySelector('[value="Reject"]').focus();
    });
  });

  document.querySelectorAll('[data-mix]').forEach((slider) => {
    const mix = () => slider.closest('[data-compare]').style.setProperty('--mix', `${slider.value}%`);
    mix();
    slider.addEventListener('input', mix);
  });
})();
