// One slide at a time, by key, button or finger; the number of the slide stands in the address.
const root = document.documentElement;
const deck = document.getElementById('deck');
const slides = Array.from(deck.children);
const told = JSON.parse(document.getElementById('told').textContent);
const T = told.texts;
const SHEET = { width: 1280, height: 720 };
const bar = document.getElementById('bar');
const pack = { at: -1, typed: '', busy: null, listeners: [], leave: null };

// A phone reads downwards; what is wider has a stage.
const phone = window.matchMedia('(max-width: 700px)');
const whole = window.matchMedia('(display-mode: fullscreen)');

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
}

function element(name, text, more) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  return Object.assign(made, more);
}

function kept(key, value) {
  // A file that is opened from a disk may be refused a store of its own.
  try {
    if (value === undefined) return window.sessionStorage.getItem(key);
    window.sessionStorage.setItem(key, value);
  } catch (refused) { /* then nothing is kept */ }
  return null;
}

function asked() {
  const found = /^#(\d+)$/.exec(window.location.hash);
  return found ? Number(found[1]) - 1 : null;
}

function go(to, is_first) {
  const at = Math.max(0, Math.min(slides.length - 1, to));
  if (at === pack.at && !is_first) return;
  pack.at = at;
  slides.forEach((slide, number) => slide.classList.toggle('now', number === at));
  document.getElementById('at').textContent = `${at + 1} / ${slides.length}`;
  bar.querySelector('[data-act=back]').disabled = at === 0;
  bar.querySelector('[data-act=on]').disabled = at === slides.length - 1;
  const address = `#${at + 1}`;
  if (window.location.hash !== address) window.history.replaceState(null, '', address);
  if (phone.matches) {
    if (!is_first || asked()) slides[at].scrollIntoView();
  } else {
    seen();
  }
  if (!is_first) document.getElementById('said').textContent = slides[at].getAttribute('aria-label');
  pack.listeners.forEach((listener) => listener(at, is_first));
}

function seen() {
  if (!bar.contains(document.activeElement) && !pack.busy) {
    slides[pack.at].focus({ preventScroll: true });
  }
}

function many(is_many) {
  if (root.classList.contains('many') === is_many) return;
  root.classList.toggle('many', is_many);
  slides.forEach((slide) => {
    slide.querySelector('.page').setAttribute('aria-hidden', String(is_many));
    slide.querySelectorAll('.scroll').forEach((one) => { one.tabIndex = is_many ? -1 : 0; });
  });
  if (is_many) {
    const here = slides[pack.at].querySelector('.pick');
    here.focus();
    here.scrollIntoView({ block: 'center' });
  } else {
    deck.scrollTop = 0;
    seen();
  }
}

function scale() {
  const height = window.innerHeight - (root.classList.contains('wide') ? 0 : bar.offsetHeight);
  const k = Math.min(window.innerWidth / SHEET.width, height / SHEET.height);
  root.style.setProperty('--k', k.toFixed(4));
  root.style.setProperty('--x', `${((window.innerWidth - SHEET.width * k) / 2).toFixed(1)}px`);
  root.style.setProperty('--y', `${((height - SHEET.height * k) / 2).toFixed(1)}px`);
}

function resized() {
  // In full screen a file shows the slide alone; in the app the clock stays.
  root.classList.toggle('wide', !told.home && (whole.matches || Boolean(document.fullscreenElement)));
  if (phone.matches) many(false);
  scale();
  if (!phone.matches) fit();
}

function fit() {
  // Texts that are longer than their box are made smaller, and can be moved as a last resort.
  deck.querySelectorAll('.block, .fit').forEach((one) => {
    if (one.dataset.fitted) return;
    one.dataset.fitted = '1';
    let size = 1;
    while (over(one) && size > 0.62) {
      size -= 0.04;
      one.style.setProperty('--fit', size.toFixed(2));
    }
    one.classList.toggle('long', over(one));
  });
}

function over(one) {
  return one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1;
}

function full() {
  if (document.fullscreenElement) {
    document.exitFullscreen();
  } else if (root.requestFullscreen) {
    root.requestFullscreen().catch(() => {});
  }
}

function theme(name) {
  root.dataset.theme = name;
}

function turn() {
  theme(root.dataset.theme === 'dark' ? 'light' : 'dark');
  kept('gege-theme', root.dataset.theme);
}

function typed(sign) {
  pack.typed = sign === null ? '' : (pack.typed + sign).slice(-3);
  const old = document.querySelector('.typed');
  if (old) old.remove();
  if (pack.typed) {
    document.body.append(
      element('div', filled(T.jump, { number: pack.typed }), { className: 'typed' }),
    );
  }
}

function jump() {
  const to = Number(pack.typed) - 1;
  typed(null);
  many(false);
  go(to);
}

const step = (by) => () => go(pack.at + by);
const acts = {
  back: step(-1),
  on: step(1),
  first: () => go(0),
  last: () => go(slides.length - 1),
  overview: () => many(!root.classList.contains('many')),
  dark: turn,
  print: () => window.print(),
  full,
  leave: () => many(false),
};
const keys = {
  ArrowRight: 'on',
  ArrowDown: 'on',
  PageDown: 'on',
  ' ': 'on',
  ArrowLeft: 'back',
  ArrowUp: 'back',
  PageUp: 'back',
  Backspace: 'back',
  Home: 'first',
  End: 'last',
  o: 'overview',
  d: 'dark',
  p: 'print',
  f: 'full',
  F11: 'full',
  Escape: 'leave',
};

function isWriting(target) {
  return Boolean(target.closest && target.closest('input, textarea, select'));
}

// What a button, a link or a part that moves does with a key itself.
function isItsOwn(event) {
  const name = event.key;
  if (event.target.closest && event.target.closest('button, a')) {
    return name === 'Enter' || name === ' ';
  }
  const room = event.target.closest && event.target.closest('.scroll, .long');
  if (!room) return phone.matches && /^(Arrow(Up|Down)|Page|Home|End| )/.test(name);
  const is_along = /^Arrow(Left|Right)$/.test(name) && room.scrollWidth > room.clientWidth + 1;
  return is_along || (/^Arrow(Up|Down)$/.test(name) && room.scrollHeight > room.clientHeight + 1);
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || isWriting(event.target)) return;
  if (pack.busy) {
    pack.busy(event);
    return;
  }
  if (isItsOwn(event)) return;
  if (/^[0-9]$/.test(event.key)) {
    typed(event.key);
    return;
  }
  if (event.key === 'Enter' && pack.typed) {
    jump();
    return;
  }
  typed(null);
  const name = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!name) return;
  const act = event.shiftKey && event.key === ' ' ? 'back' : name;
  if (root.classList.contains('many') && /^(on|back|first|last)$/.test(act)) return;
  event.preventDefault();
  acts[act]();
});

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-act]');
  if (button) acts[button.dataset.act](event);
  const pick = event.target.closest('.pick');
  if (pick) {
    event.preventDefault();
    const to = slides.indexOf(pick.parentElement);
    many(false);
    go(to);
    seen();
  }
});

const touch = { x: 0, y: 0, is_one: false };
deck.addEventListener('touchstart', (event) => {
  const first = event.touches[0];
  const room = event.target.closest('.scroll, .long');
  touch.is_one = event.touches.length === 1 && !(room && room.scrollWidth > room.clientWidth + 1);
  touch.x = first.clientX;
  touch.y = first.clientY;
}, { passive: true });
deck.addEventListener('touchend', (event) => {
  const last = event.changedTouches[0];
  const x = last.clientX - touch.x;
  const y = last.clientY - touch.y;
  const zoom = window.visualViewport ? window.visualViewport.scale : 1;
  const is_swipe = touch.is_one && zoom < 1.05 && Math.abs(x) > 60 && Math.abs(x) > 2 * Math.abs(y);
  if (is_swipe && !root.classList.contains('many')) go(pack.at + (x < 0 ? 1 : -1));
}, { passive: true });

window.addEventListener('hashchange', () => {
  const to = asked();
  if (to !== null) go(to);
});
window.addEventListener('resize', resized);
document.addEventListener('fullscreenchange', resized);
