// Everything is known: the slide of the address is shown.
const dark = window.matchMedia('(prefers-color-scheme: dark)');
theme(kept('gege-theme') || (dark.matches ? 'dark' : 'light'));
dark.addEventListener('change', () => {
  if (!kept('gege-theme')) theme(dark.matches ? 'dark' : 'light');
});
// Paper is white.
let screenTheme = null;
window.addEventListener('beforeprint', () => {
  screenTheme = root.dataset.theme;
  theme('light');
  fit();
});
window.addEventListener('afterprint', () => theme(screenTheme));
if (!document.fullscreenEnabled) bar.querySelector('[data-act=full]').classList.add('off');
root.classList.add('js');
resized();
const named = new URLSearchParams(window.location.search).get('slide');
const by_name = slides.findIndex((slide) => slide.dataset.key === named);
// The fragment is newer: it follows the slides.
go(asked() === null ? by_name : asked(), true);
root.classList.add('moves');
