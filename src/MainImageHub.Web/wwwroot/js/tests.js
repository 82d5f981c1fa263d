// The slider of a planned test: says what could be seen in so many weeks.
(() => {
  const slider = document.querySelector('[data-lifts]');
  if (!slider) return;
  const lifts = JSON.parse(slider.dataset.lifts);
  slider.addEventListener('input', () => {
    document.getElementById('test-weeks-said').textContent = slider.value;
    document.getElementById('test-lift').textContent = lifts[slider.value] ?? '';
  });
})();
