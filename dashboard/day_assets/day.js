// The day: what the server told last, and what this phone knows beyond it.
const LOAD_MS = 20000;
const asked = new URLSearchParams(location.search);
const state = {
  worker: asked.get('worker') || '',
  day: null,
  at: null,
  isReached: true,
  isOut: false,
  isLoading: false,
  error: null,
  workers: null,
  drafts: [],
  done: [],
  open: null,
  here: null,
  way: null,
  search: '',
  shown: {},
};

function dayKey() {
  return `day/${state.worker}/${LANGUAGE}`;
}

async function getJson(address) {
  const ends = new AbortController();
  const timer = setTimeout(() => ends.abort(), LOAD_MS);
  try {
    const answer = await fetch(address, {
      cache: 'no-cache', credentials: 'same-origin', redirect: 'error', signal: ends.signal,
    });
    const told = await answer.json();
    state.isOut = answer.status === 401;
    if (answer.ok) return told;
    if (state.isOut) return null;
    state.error = told.error || null;
    return null;
  } finally {
    clearTimeout(timer);
  }
}

// Ask for the list; returns whether the server was reached, and knows who asks.
async function load() {
  const worker = state.worker;
  const started = Date.now();
  const query = new URLSearchParams({ worker, lang: LANGUAGE });
  state.isLoading = true;
  draw();
  try {
    state.error = null;
    const told = await getJson(worker ? `day.json?${query}` : `workers.json?${query}`);
    state.isReached = true;
    if (!state.isOut) outbox.failures = 0;
    if (told && !worker) state.workers = told.workers;
    if (told && worker && worker === state.worker) await take(told, started);
  } catch (error) {
    state.isReached = false;
  } finally {
    state.isLoading = false;
    draw();
  }
  return state.isReached && !state.isOut;
}

// The walking order, asked for by hand: it costs the server more than the list, and stays on the
// phone beside it.
async function askWay() {
  const { worker } = state;
  try {
    const told = await getJson(`../route.json?${new URLSearchParams({ worker, lang: LANGUAGE })}`);
    if (!told || worker !== state.worker) return;
    const stops = told.features.map((one) => one.properties).filter((one) => one.number > 0 && one.code);
    state.way = stops.map((one) => ({ about: aboutOf(one), metres: one.leg_m }));
    await write([{ store: 'kept', put: { key: dayKey(), day: state.day, at: state.at, way: state.way } }]);
  } catch (error) {
    outbox.said = { text: say('way_off') };
  }
  draw();
}

async function take(day, started) {
  state.day = day;
  state.at = Date.now();
  // Of lists only this one stays on the phone, and of what was done what it cannot know of.
  const over = (await all('kept')).filter((one) =>
    (one.key.startsWith('done/') && one.at < started)
    || (one.key.startsWith('day/') && one.key !== dayKey()));
  await write([
    { store: 'kept', put: { key: dayKey(), day, at: state.at, way: state.way } },
    ...over.map((one) => ({ store: 'kept', drop: one.key })),
  ]);
  await readKept();
}

async function readKept() {
  state.drafts = await all('drafts');
  state.done = (await all('kept')).filter((one) => one.key.startsWith('done/'));
  await readOutbox();
}

async function changed() {
  await readKept();
  draw();
  if (tabs) tabs.postMessage('changed');
}

// The version of a case that this phone knows: the server's list, or an answer since.
function versionOf(matter) {
  const about = `${matter.kind}/${matter.code}`;
  const listed = (state.day ? state.day.matters : []).find((one) => aboutOf(one) === about);
  const known = state.done.filter((one) => one.about === about).map((one) => one.version);
  return Math.max((listed || matter).version || 0, ...known);
}

function aboutOf(matter) {
  return `${matter.kind}/${matter.code}`;
}

// Whether a matter was dealt with on this phone and the list does not know it yet.
const ENDS = { visit: 'visit', check: 'round', emergency: 'emergency' };

function isDealtWith(matter) {
  const about = aboutOf(matter);
  const ends = (one) => one.about === about && ENDS[one.kind] === matter.kind;
  return state.done.some(ends) || waitingList().some(ends);
}

function waitsFor(matter) {
  const about = aboutOf(matter);
  return outbox.list.filter((one) => one.about === about);
}

function metres(matter) {
  if (!state.here || matter.lon === undefined) return null;
  const rad = Math.PI / 180;
  const x = (matter.lon - state.here.lon) * Math.cos(state.here.lat * rad);
  const y = matter.lat - state.here.lat;
  return Math.hypot(x, y) * rad * 6371008.8;
}
