// Before the first paint: light or dark as the system says, and when it changes its mind.
(() => {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const follow = () => { document.documentElement.dataset.bsTheme = dark.matches ? 'dark' : 'light'; };
  follow();
  dark.addEventListener('change', follow);
})();
