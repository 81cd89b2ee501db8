// What only the app can add: the clock, the live page over a slide, a comment beside it.
const live = { over: null, again: false, heard: new WeakSet(), watch: 0 };

function toast(text) {
  const old = document.querySelector('.told');
  if (old) old.remove();
  const made = element('div', text, { className: 'told' });
  made.setAttribute('role', 'status');
  document.body.append(made);
  window.setTimeout(() => made.remove(), 5000);
}

function button(text, act) {
  const made = element('button', text, { type: 'button' });
  made.addEventListener('click', act);
  return made;
}

// The clock: what was spent on each section, kept where a reload finds it.
const CLOCK = `gege-clock-${told.pack}`;
const LONGEST_GAP_MS = 10 * 60 * 1000;
const clock = { spent: {}, is_running: false, last: 0, is_started: false };
const here = () => slides[pack.at].dataset.section;
const given = (section) => (told.minutes[section] || 0) * 60000;
const sections = Array.from(new Set(slides.map((slide) => slide.dataset.section)));

function count() {
  const now = Date.now();
  if (clock.is_running) {
    clock.spent[here()] = (clock.spent[here()] || 0) + Math.max(0, now - clock.last);
  }
  clock.last = now;
}

function time(ms) {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function tick() {
  count();
  kept(CLOCK, JSON.stringify(clock));
  const section = here();
  const name = told.names[section] || section;
  // Rounded up, so that a full minute is shown as one.
  const left = Math.ceil((given(section) - (clock.spent[section] || 0)) / 1000) * 1000;
  const minutes = told.minutes[section];
  const said = !minutes ? T.noTime : left < 0 ? T.over : T.left;
  const shown = document.getElementById('clock');
  const all = sections.reduce((sum, one) => sum + (clock.spent[one] || 0), 0);
  const agenda = sections.reduce((sum, one) => sum + (told.minutes[one] || 0), 0);
  shown.textContent = filled(said, { name, time: time(left), minutes });
  shown.append(element('span', filled(T.total, { time: time(all), minutes: agenda }), {
    className: 'total',
  }));
  shown.classList.toggle('little', Boolean(minutes) && left >= 0 && left <= given(section) / 5);
  shown.classList.toggle('over', Boolean(minutes) && left < 0);
  shown.classList.toggle('paused', !clock.is_running);
  bar.querySelector('[data-act=pause]').textContent = clock.is_running ? T.pause : T.start;
}

function run(is_running) {
  count();
  clock.is_running = is_running;
  clock.is_started = true;
  tick();
}

function recall() {
  try {
    Object.assign(clock, JSON.parse(kept(CLOCK) || '{}'));
  } catch (broken) { /* then it starts anew */ }
  if (Date.now() - clock.last > LONGEST_GAP_MS) clock.is_running = false;
  if (!clock.is_running) clock.last = Date.now();
}

// What lies over a slide: one thing at a time, and the slide is there again when it is closed.
function open(made, kind) {
  close();
  live.over = made;
  many(false);
  root.classList.add('busy');
  if (kind) root.classList.add(kind);
  document.body.append(made);
  pack.busy = (event) => {
    if (event.key === 'Escape') close();
    else if (event.key.toLowerCase() === 't') acts.pause();
  };
  if (document.fullscreenElement && navigator.keyboard && navigator.keyboard.lock) {
    // Else the browser takes Escape for leaving full screen.
    navigator.keyboard.lock(['Escape']).catch(() => {});
  }
}

function close() {
  if (!live.over) return;
  live.over.remove();
  live.over = null;
  window.clearInterval(live.watch);
  pack.busy = null;
  root.classList.remove('busy', 'writing');
  if (navigator.keyboard && navigator.keyboard.unlock) navigator.keyboard.unlock();
  slides[pack.at].focus({ preventScroll: true });
}

// The live page's own documents tell of Escape too: it may hold the keys, never the presenter.
function hear(view) {
  let page = null;
  try { page = view.document; } catch (foreign) { return; }
  if (!page || !page.documentElement) return;
  if (!live.heard.has(page)) {
    live.heard.add(page);
    page.addEventListener('keydown', (event) => {
      const is_open = page.querySelector('[role=dialog], [aria-expanded=true][role=combobox]');
      if (event.key === 'Escape' && !is_open) close();
    });
  }
  for (let at = 0; at < view.frames.length; at += 1) hear(view.frames[at]);
}

function address(link) {
  const home = new URL(told.home, window.location.href);
  const found = new URL(link, home);
  if (found.origin !== home.origin) return null;
  found.searchParams.set('lang', root.lang === 'en' ? 'en' : 'zh');
  return found;
}

function reached() {
  const stop = new AbortController();
  const wait = window.setTimeout(() => stop.abort(), 6000);
  const asked_at = new URL('_stcore/health', new URL(told.home, window.location.href));
  return fetch(asked_at, { cache: 'no-store', signal: stop.signal })
    .then((answer) => answer.ok, () => false)
    .then((is_ok) => { window.clearTimeout(wait); return is_ok; });
}

function overlay(link, title) {
  const to = link ? address(link) : null;
  if (!to) {
    toast(T.noLive);
    return;
  }
  const made = element('div', '', { className: 'asked' });
  made.setAttribute('role', 'dialog');
  made.setAttribute('aria-label', title);
  const head = element('div', '', { className: 'head' });
  const back = button(T.back, close);
  head.append(back, element('span', title));
  const state = element('div', '', { className: 'state' });
  state.setAttribute('role', 'status');
  made.append(head, state);
  open(made);
  back.focus();
  const look = () => {
    state.textContent = T.loading;
    reached().then((is_ok) => {
      if (live.over !== made) return;
      if (!is_ok) {
        state.textContent = T.unreachable;
        state.append(element('br'), button(T.again, look));
        return;
      }
      state.remove();
      const frame = element('iframe', '', { src: to.href, title });
      made.append(frame);
      live.watch = window.setInterval(() => hear(frame.contentWindow), 500);
    });
  };
  look();
}

function send(slide, text) {
  return fetch(told.commentTo, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'x-gege-present': '1' },
    body: JSON.stringify({ slide, text }),
  }).then((answer) => answer.json(), () => ({ error: T.unsent }))
    .catch(() => ({ error: T.unsent }));
}

function write() {
  if (!told.mayComment) {
    toast(T.mayNot);
    return;
  }
  const slide = slides[pack.at];
  const beside = slide.querySelector('.comment');
  const made = element('div', '', { className: 'asked small' });
  made.setAttribute('role', 'dialog');
  const form = element('form', '');
  const label = element('label', T.comment, { htmlFor: 'written' });
  const area = element('textarea', '', { id: 'written', value: beside.textContent });
  area.maxLength = Number(T.most);
  const error = element('p', '', { className: 'error' });
  error.setAttribute('role', 'alert');
  form.append(label, area, error, element('button', T.save), button(T.cancel, close));
  made.append(form);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(slide.dataset.key, area.value).then((answer) => {
      if (typeof answer.text !== 'string') {
        error.textContent = answer.error || T.unsent;
        return;
      }
      beside.textContent = answer.text;
      beside.style.removeProperty('--fit');
      delete beside.dataset.fitted;
      if (live.over === made) close();
      fit();
    });
  });
  form.addEventListener('keydown', (event) => {
    // Enter while a Chinese word is put together is part of the word.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') close();
    if (event.key === 'Enter' && event.target === area) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  open(made, 'writing');
  area.focus();
}

Object.assign(acts, {
  pause: () => run(!clock.is_running),
  live: () => overlay(slides[pack.at].dataset.link, slides[pack.at].querySelector('h2').textContent),
  decisions: (event) => overlay(told.decisions, event.target.textContent),
  comment: write,
});
Object.assign(keys, { t: 'pause', m: 'live', c: 'comment' });

document.addEventListener('fullscreenchange', () => {
  if (document.fullscreenElement || !live.over) return;
  // The browser itself took Escape: back to the slide, and full screen again with the next key.
  close();
  live.again = true;
});
document.addEventListener('keydown', (event) => {
  if (!live.again || event.key === 'Escape') return;
  live.again = false;
  if (event.key !== 'F11' && event.key.toLowerCase() !== 'f') full();
}, true);

pack.listeners.push((at, is_first) => {
  bar.querySelector('[data-act=live]').classList.toggle('off', !slides[at].dataset.link);
  if (!is_first && !clock.is_started) run(true);
  tick();
});
recall();
window.setInterval(tick, 500);
