// The number of weeks beside the slider of a planned test; what could be seen in that time is asked of the server.
(() => {
  const slider = document.getElementById('test-weeks');
  if (!slider) return;
  const say = () => { document.getElementById('test-weeks-said').textContent = slider.value; };
  slider.addEventListener('input', say);
  // A browser that comes back to the form puts the slider where it stood.
  window.addEventListener('pageshow', say);
  say();
})();
