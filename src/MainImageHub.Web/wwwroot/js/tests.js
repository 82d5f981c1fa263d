// The number of weeks beside the slider of a planned test; what could be seen in that time is asked of the server.
(() => {
  const slider = document.getElementById('test-weeks');
  slider?.addEventListener('input', () => { document.getElementById('test-weeks-said').textContent = slider.value; });
})();
