// The list of the day: what is pressing first, what waits to be sent always in sight.
const FIRST_FEW = 12;

function sections() {
  const matters = (state.day ? state.day.matters : []).filter((one) => !isDealtWith(one));
  const isLate = (one) => one.urgency === 0 && one.kind !== 'round';
  const way = onTheWay(matters);
  const rest = matters.filter((one) => !way.includes(one));
  return [
    ...(way.length ? [['way', way]] : []),
    ['now', rest.filter(isLate)],
    ['today', rest.filter((one) => one.urgency === 1 && one.kind === 'case')],
    ['rounds', nearby(rest.filter((one) => one.kind === 'round'))],
    ['visits', nearby(rest.filter((one) => one.kind === 'visit').filter(isLookedFor))],
    ['later', rest.filter((one) => one.urgency === 2)],
  ];
}

// How far it is from the stop before, in the whole order.
function legTo(matter) {
  const stop = state.way.find((one) => one.about === aboutOf(matter));
  return say('metres', { metres: stop.metres });
}

// What is still to be done of the walking order, in that order.
function onTheWay(matters) {
  const known = new Map(matters.map((one) => [aboutOf(one), one]));
  return (state.way || []).map((one) => known.get(one.about)).filter(Boolean);
}

function isLookedFor(matter) {
  return matter.title.toLowerCase().includes(state.search.trim().toLowerCase());
}

function nearby(matters) {
  if (!state.here) return matters;
  return matters.map((one) => [metres(one) === null ? Infinity : metres(one), one])
    .sort((a, b) => a[0] - b[0]).map((pair) => pair[1]);
}

function drawList() {
  const parts = [waitingSection(), ...sections().map(drawSection), cameSection(), ownSection()];
  const body = el('main', { id: 'list' },
    state.error ? el('p', { class: 'alert', role: 'alert' }, state.error) : null,
    !state.day && !state.error ? el('p', {}, say('never_loaded')) : null,
    ...parts.filter(Boolean));
  return body;
}

function drawSection([name, matters]) {
  if (!state.day) return null;
  const isSearched = name === 'visits' && (state.search || matters.length);
  if (!matters.length && !isSearched && name !== 'now' && name !== 'today') return null;
  const most = state.shown[name] || FIRST_FEW;
  const rest = matters.length - most;
  return el('section', { 'data-part': name },
    el('h2', {}, `${say(name)} (${matters.length})`),
    isSearched ? searchBar() : null,
    name === 'way' ? el('p', { class: 'quiet' }, say('way_note')) : null,
    name === 'way' ? button(say('streets'), () => { state.way = null; draw(); }, 'plain') : null,
    matters.length ? el('ul', {}, matters.slice(0, most).map((one) => el('li', {}, item(one, name === 'way' ? legTo(one) : null))))
      : el('p', { class: 'quiet' }, say('nothing')),
    rest > 0 ? button(say('more', { count: rest }), () => {
      state.shown[name] = most + 30;
      draw();
    }, 'plain') : null);
}

function item(matter, extra) {
  const far = metres(matter);
  const isBegun = state.drafts.some((one) => one.worker === state.worker && one.about === aboutOf(matter));
  const waits = waitsFor(matter).length > 0;
  return el('button', {
    type: 'button',
    class: `item ${matter.urgency === 0 ? 'late' : ''}`,
    'data-about': aboutOf(matter),
    on: { click: () => go(matter) },
  },
  el('span', { class: 'title' }, matter.title),
  matter.detail ? el('span', {}, matter.detail) : null,
  el('span', { class: 'quiet' }, matter.why),
  extra ? el('span', { class: 'quiet' }, extra) : null,
  far === null ? null : el('span', { class: 'badge' }, say('metres', { metres: Math.round(far / 10) * 10 })),
  isBegun ? el('span', { class: 'badge' }, say('unsaid')) : null,
  waits ? el('span', { class: 'badge' }, say('waits')) : null);
}

function searchBar() {
  const input = el('input', {
    id: 'search', type: 'search', placeholder: say('search'), 'aria-label': say('search'), autocomplete: 'off',
    on: { input: () => { state.search = input.value; draw(); } },
  });
  input.value = state.search;
  const canAsk = window.isSecureContext && navigator.geolocation;
  return el('div', { class: 'search' }, input,
    state.way ? null : button(say('in_order'), askWay, 'plain'),
    canAsk ? button(say('here'), askPosition, 'plain', { title: say('here_note') }) : null);
}

// Where the phone is stays in this page: it only sorts the list.
function askPosition() {
  navigator.geolocation.getCurrentPosition((found) => {
    state.here = { lon: found.coords.longitude, lat: found.coords.latitude };
    draw();
  }, () => {
    outbox.said = { text: say('no_position') };
    draw();
  }, { maximumAge: 60000, timeout: 10000 });
}

function waitingSection() {
  if (!outbox.list.length) return null;
  return el('section', { 'data-part': 'waiting' },
    el('h2', {}, `${say('waiting')} (${outbox.list.length})`),
    el('ul', {}, outbox.list.map((one) => el('li', { class: 'message', 'data-state': one.state }, ...messageParts(one)))));
}

function messageParts(one) {
  const text = one.said.text || one.said.case_text || one.said.note || '';
  const what = TEXTS[`kind_${one.kind}`] ? say(`kind_${one.kind}`) : say(one.kind);
  const result = one.said.result || one.said.state;
  const isBad = one.state === 'refused' || one.state === 'failed';
  const names = { refused: 'refused', failed: 'refused', sending: 'sending', waiting: 'waits' };
  return [
    el('p', { class: 'title' }, `${what}${result ? `: ${say(TEXTS[`result_${result}`] ? `result_${result}` : result)}` : ''}`),
    el('p', {}, one.matter.title),
    isBad ? el('p', { class: 'alert' }, one.why) : null,
    text ? el('p', { class: 'said' }, text) : null,
    el('p', { class: 'quiet' }, `${say(names[one.state])} · ${clock(one.pressed)}`,
      one.worker === state.worker ? '' : ` · ${say('of_worker', { worker: one.worker })}`),
    el('div', { class: 'acts' },
      mayUndo(one) ? button(say('undo'), () => undo(one), 'plain') : null,
      isBad && one.draft ? button(say('correct'), () => go(one.matter, one), 'plain') : null,
      isBad ? button(say('again'), () => sendAgain(one), 'plain') : null,
      one.tries || isBad ? button(say('drop'), () => drop(one), 'quiet') : null),
  ];
}

function cameSection() {
  const came = state.day && state.day.came;
  if (!came || !(came.grids.length + came.cases.length)) return null;
  const known = new Map(state.day.matters.map((one) => [aboutOf(one), one]));
  return el('section', { 'data-part': 'came' },
    el('h2', {}, `${say('came')} (${came.grids.length + came.cases.length})`),
    el('ul', {},
      came.grids.map((one) => el('li', { class: 'message' }, el('p', { class: 'title' }, one.name),
        el('p', { class: 'quiet' }, one.why))),
      came.cases.map((one) => known.get(`case/${one.code}`)).filter(Boolean).map((one) => {
        const told = came.cases.find((other) => other.code === one.code);
        const mark = say(isNewToMe(one) ? 'not_seen' : 'seen');
        const from = told.gave ? ` · ${say('from_worker', { worker: told.gave })}` : '';
        return el('li', {}, item(one, `${mark}${from}${told.reason ? ` · ${told.reason}` : ''}`));
      })));
}

function ownSection() {
  if (!state.day) return null;
  const own = state.day.own;
  return el('section', { 'data-part': 'own' },
    el('h2', {}, say('own')),
    own.plans.map((plan) => el('div', { class: 'figure' },
      el('p', { class: 'title' }, plan.name),
      el('progress', { max: plan.occupied, value: plan.met, 'aria-label': plan.name }),
      el('p', {}, say(plan.last ? 'plan_so_far' : 'plan_open_end', plan),
        plan.declined ? ` · ${say('plan_declined', { count: plan.declined })}` : ''))),
    el('p', {}, el('b', {}, String(own.replies_today)), ` ${say('replies_today')}`),
    el('p', {}, el('b', {}, String(own.waiting)), ` ${say('waiting_others')}`));
}
