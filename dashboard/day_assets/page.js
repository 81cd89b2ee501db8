// The page: its head, which of its two views is shown, and what wakes it.
const app = document.getElementById('app');
const tabs = window.BroadcastChannel ? new BroadcastChannel('gege-day') : null;
const SAID_MS = 8000;
let cameFrom = null;

function go(matter, replaces) {
  cameFrom = aboutOf(matter);
  state.replaces = replaces;
  state.going = matter;
  location.hash = encodeURIComponent(aboutOf(matter));
}

function back() {
  if (location.hash) history.back(); else showView();
}

// The address names the view, so the phone's own way back leads to the list.
async function showView() {
  const about = decodeURIComponent(location.hash.slice(1));
  if (!about || !state.worker) {
    if (state.open) await state.open.saving;
    state.open = null;
    await readKept();
    draw();
    const last = cameFrom && document.querySelector(`[data-about="${CSS.escape(cameFrom)}"]`);
    if (last) last.focus();
    return;
  }
  const known = (state.day ? state.day.matters : []).concat(state.drafts.map((one) => one.matter));
  const matter = (state.going && aboutOf(state.going) === about && state.going)
    || known.find((one) => aboutOf(one) === about);
  const { replaces } = state;
  state.going = state.replaces = undefined;
  if (matter) await openMatter(matter, replaces);
  else location.hash = '';
}

function draw() {
  drawHead();
  if (state.open) return;
  const typing = document.activeElement && document.activeElement.id === 'search'
    ? document.activeElement.selectionStart : null;
  const focused = document.activeElement && document.activeElement.dataset.about;
  document.getElementById('body').replaceChildren(state.worker ? drawList() : drawChoice());
  const search = document.getElementById('search');
  if (typing !== null && search) {
    search.focus();
    search.setSelectionRange(typing, typing);
  }
  const again = focused && document.querySelector(`[data-about="${CSS.escape(focused)}"]`);
  if (again) again.focus({ preventScroll: true });
}

function drawHead() {
  const waiting = waitingList().length;
  const bad = outbox.list.length - waiting;
  const who = state.day ? `${state.day.name} (${state.day.worker})` : state.worker;
  document.getElementById('head').replaceChildren(
    el('h1', {}, say('title'), who ? el('span', { class: 'who' }, ` ${who}`) : ''),
    el('div', { class: 'acts' },
      button(say('refresh'), () => load(), 'quiet', { disabled: state.isLoading }),
      waiting ? button(say('send_now'), () => { outbox.failures = 0; send(); }, 'quiet') : '',
      state.worker ? el('a', { class: 'button quiet', href: `?lang=${LANGUAGE}` }, say('other_worker')) : ''));
  document.getElementById('strip').replaceChildren(...[
    el('p', { id: 'as-of' },
      state.at ? `${say('as_of', { time: clock(state.at) })} · ` : '',
      el('span', { id: 'line', 'data-reached': String(state.isReached) }, say(state.isReached ? 'online' : 'offline'))),
    waiting || bad ? el('p', { id: 'counts' },
      waiting ? el('b', {}, say('count_waiting', { count: waiting })) : null,
      bad ? el('b', { class: 'bad' }, ` ${say('count_refused', { count: bad })}`) : null) : null,
    state.isOut ? el('p', { id: 'out', class: 'alert', role: 'alert' }, say('signed_out'), ' ',
      el('a', { class: 'button', href: signInAddress(), on: { click: leadBack } }, say('sign_in'))) : null,
    keeping.trouble ? el('p', { class: 'alert', role: 'alert' }, say(keeping.trouble)) : null,
  ].filter(Boolean));
  drawSaid();
}

// The page of signing in, which leads back to this view.
function signInAddress() {
  const back = location.pathname + location.search + location.hash;
  return `../sign-in?${new URLSearchParams({ back, lang: LANGUAGE })}`;
}

// The view may have changed since the way was drawn.
function leadBack(event) {
  event.currentTarget.href = signInAddress();
}

// What was done last, for a while and beside no form, with the way back as long as there is one.
let saidTimer = null;
function drawSaid() {
  const place = document.getElementById('said');
  const isInForm = state.open && !state.open.isQueued;
  // The number of a new case waits until the form is left.
  if (isInForm && outbox.said && !outbox.said.isNew) outbox.said = null;
  const said = isInForm ? null : outbox.said;
  const message = said && said.uid && outbox.list.find((one) => one.uid === said.uid);
  const text = !said ? '' : said.text || (message ? say('waits') : '');
  if (place.dataset.text === text && Boolean(place.querySelector('button')) === Boolean(message && mayUndo(message))) return;
  place.dataset.text = text;
  clearTimeout(saidTimer);
  if (text) saidTimer = setTimeout(() => { outbox.said = null; drawSaid(); }, SAID_MS);
  place.replaceChildren(...(text ? [el('span', {}, text)] : []),
    ...(message && mayUndo(message) ? [button(say('undo'), () => undo(message), 'plain')] : []));
}

function drawChoice() {
  const list = el('ul', {});
  const found = (state.workers || []).map((one) => el('li', {},
    el('a', { class: 'item', href: `?${new URLSearchParams({ worker: one.code, lang: LANGUAGE })}` },
      el('span', { class: 'title' }, one.name), el('span', { class: 'quiet' }, one.code))));
  list.append(...found);
  return el('main', { id: 'choice' }, el('h2', {}, say('choose')),
    state.error ? el('p', { class: 'alert' }, state.error) : null, list);
}

function wake() {
  if (document.visibilityState !== 'visible') return;
  // A device may never tell that the connection is back: what waits is tried again by the clock.
  load().then((isReached) => { if (isReached) send(); else later(WAITS_MS[0]); });
}

function registerKeeper() {
  if (!('serviceWorker' in navigator)) return;
  let address = 'keeper.js';
  if (window.trustedTypes) {
    const policy = window.trustedTypes.createPolicy('gege', { createScriptURL: () => 'keeper.js' });
    address = policy.createScriptURL('');
  }
  navigator.serviceWorker.register(address).catch(() => { /* the page works without it */ });
}

async function begin() {
  app.append(el('header', { id: 'head' }), el('div', { id: 'strip' }), el('div', { id: 'said', role: 'status' }), el('div', { id: 'body' }));
  keeping.told = drawHead;
  await readKept();
  if (state.worker) {
    const last = await read('kept', dayKey());
    if (last) Object.assign(state, { day: last.day, at: last.at, way: last.way || null });
  }
  await showView();
  window.addEventListener('hashchange', showView);
  window.addEventListener('online', wake);
  window.addEventListener('offline', () => { state.isReached = false; draw(); });
  document.addEventListener('visibilitychange', wake);
  window.addEventListener('pagehide', () => { if (state.open) typed(); });
  window.addEventListener('beforeunload', (event) => { if (held.outbox.size + held.drafts.size) event.preventDefault(); });
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape' && state.open) back(); });
  if (tabs) tabs.onmessage = async () => { await readKept(); draw(); };
  setInterval(wake, 300000);
  registerKeeper();
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
  wake();
}

begin();
