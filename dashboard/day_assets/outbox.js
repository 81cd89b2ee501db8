// The outbox: what was done and is not answered yet.  A message leaves it when its uid was
// answered, and for no other reason but a person's own word.
const HOLD_MS = 5000;
const WAITS_MS = [3000, 6000, 15000, 30000, 60000];
const POST_MS = 60000;
const outbox = { list: [], isSending: false, failures: 0, timer: null, oneByOne: false, isNews: false, said: null };

async function readOutbox() {
  const found = await all('outbox');
  outbox.list = found.sort((a, b) => a.n - b.n || (a.uid < b.uid ? -1 : 1));
}

function mayUndo(message) {
  return message.state === 'waiting' && !message.tries;
}

// Put something done into the outbox; what was typed for it leaves the drafts in the same step.
async function queue(kind, matter, said, draft, replaces) {
  await readOutbox();
  const message = {
    uid: newUid(),
    n: outbox.list.reduce((most, one) => Math.max(most, one.n), 0) + 1,
    worker: state.worker,
    kind,
    about: `${matter.kind}/${matter.code}`,
    matter,
    said,
    draft,
    pressed: Date.now(),
    state: 'waiting',
    tries: 0,
  };
  const changes = [{ store: 'outbox', put: message }];
  if (draft) changes.push({ store: 'drafts', drop: draft.key });
  if (replaces) changes.push({ store: 'outbox', drop: replaces });
  await write(changes);
  outbox.said = { uid: message.uid };
  await changed();
  later(HOLD_MS);
}

async function undo(message) {
  const isTaken = await changeIf('outbox', message.uid, mayUndo, () => {
    const back = [{ store: 'outbox', drop: message.uid }];
    if (message.draft) back.push({ store: 'drafts', put: message.draft });
    return back;
  });
  outbox.said = isTaken ? { text: say('undone') } : null;
  await changed();
}

async function drop(message) {
  const isSure = message.state === 'refused' || !message.tries || confirm(say('drop_sure'));
  if (!isSure) return;
  await write([{ store: 'outbox', drop: message.uid }]);
  await changed();
}

// What failed by accident is sent as it is; what was refused goes as a new message, on the case as
// it is now.
async function sendAgain(message) {
  if (message.state === 'failed') {
    await write([{ store: 'outbox', put: { ...message, state: 'waiting' } }]);
    await changed();
    send();
    return;
  }
  const said = { ...message.said };
  if (said.version !== undefined) said.version = versionOf(message.matter);
  await queue(message.kind, message.matter, said, message.draft, message.uid);
}

function later(wait) {
  clearTimeout(outbox.timer);
  outbox.timer = setTimeout(send, wait);
}

function isWaiting(message) {
  return message.state === 'waiting' || message.state === 'sending';
}

function waitingList() {
  return outbox.list.filter(isWaiting);
}

async function send() {
  if (outbox.isSending) return;
  outbox.isSending = true;
  try {
    await alone(async () => { while (await sendSome()) { /* until nothing moves any more */ } });
    if (outbox.isNews) outbox.isNews = !(await load());
  } finally {
    outbox.isSending = false;
  }
  await readOutbox();
  if (waitingList().length) {
    const wait = WAITS_MS[Math.min(outbox.failures, WAITS_MS.length - 1)];
    later(outbox.failures ? wait : Math.min(wait, HOLD_MS));
  }
}

// Of several tabs one sends; without locks the server still does everything once.
function alone(act) {
  if (!navigator.locks) return act();
  return navigator.locks.request('gege-day-send', { ifAvailable: true },
    (lock) => (lock ? act() : undefined));
}

// Send what is due, in order; returns whether there may be more to send at once.
async function sendSome() {
  await readOutbox();
  const due = nextFew();
  if (!due.length) return false;
  // After a failure an attempt is made without them first: what was never sent can be undone.
  if ((!state.isReached || state.isOut) && !(await load())) {
    outbox.failures += 1;
    return false;
  }
  const taken = [];
  for (const one of due) {
    const isTaken = await changeIf('outbox', one.uid, isWaiting, (now) => {
      Object.assign(one, now, { state: 'sending', tries: now.tries + 1 });
      return [{ store: 'outbox', put: one }];
    });
    if (isTaken) taken.push(one);
  }
  if (!taken.length) return true;
  draw();
  const answers = await post(taken);
  if (!answers) {
    outbox.failures += 1;
    // Who is signed out was not listened to: that was no try.
    const back = (one) => ({ ...one, state: 'waiting', tries: one.tries - (state.isOut ? 1 : 0) });
    await write(taken.map((one) => ({ store: 'outbox', put: back(one) })));
    await changed();
    return false;
  }
  outbox.failures = 0;
  let isAnswered = false;
  for (const one of taken) isAnswered = (await settle(one, answers[one.uid])) || isAnswered;
  outbox.isNews = outbox.isNews || isAnswered;
  await changed();
  return isAnswered;
}

// Whether there is still time to take it back; a clock that was turned back holds nothing up.
function isHeld(message) {
  const age = Date.now() - message.pressed;
  return !message.tries && age >= 0 && age < HOLD_MS;
}

// The first in their order: one of a case at a time, since each makes the next version of it, and
// one with a photograph by itself.
function nextFew() {
  const few = [];
  for (const one of waitingList()) {
    if (isHeld(one)) break;
    if (few.some((other) => other.about === one.about)) break;
    if (few.length && (one.said.photo || few[0].said.photo || outbox.oneByOne)) break;
    few.push(one);
    if (few.length === 10) break;
  }
  return few;
}

async function post(messages) {
  const ends = new AbortController();
  const timer = setTimeout(() => ends.abort(), POST_MS);
  try {
    const answer = await fetch('messages', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Gege-Day': '1' },
      credentials: 'same-origin',
      redirect: 'error',
      signal: ends.signal,
      body: JSON.stringify({ messages: messages.map(wire) }),
    });
    if (answer.status >= 500) return null;
    state.isOut = answer.status === 401;
    if (state.isOut) return null;
    const told = await answer.json();
    state.isReached = true;
    if (answer.ok) return told.answers;
    return notTaken(messages, told.error);
  } catch (error) {
    state.isReached = false;
    return null;
  } finally {
    clearTimeout(timer);
  }
}

// What is refused as a whole is sent one by one; one that is refused by itself is shown.
function notTaken(messages, why) {
  if (messages.length > 1) {
    outbox.oneByOne = true;
    return null;
  }
  const text = say('server_refused', { why });
  return { [messages[0].uid]: { state: 'failed', why: { [LANGUAGE]: text } } };
}

function wire(message) {
  return {
    uid: message.uid,
    kind: message.kind,
    worker: message.worker,
    age_s: Math.max(0, (Date.now() - message.pressed) / 1000),
    said: message.said,
  };
}

// Take in what a message was answered; returns whether it was.
async function settle(message, answer) {
  if (!answer) {
    await write([{ store: 'outbox', put: { ...message, state: 'waiting' } }]);
    return false;
  }
  if (answer.state !== 'done') {
    const why = (answer.why && answer.why[LANGUAGE]) || '';
    const kept = { ...message, state: answer.state, why, isChanged: Boolean(answer.is_changed) };
    await write([{ store: 'outbox', put: kept }]);
    return true;
  }
  // Until the list is loaded anew the phone itself remembers what is done.
  const done = { key: `done/${message.uid}`, at: Date.now(), about: message.about };
  const { worker, kind } = message;
  const changes = [
    { store: 'outbox', drop: message.uid },
    { store: 'kept', put: { ...done, worker, kind, version: answer.version || 0 } },
  ];
  if (answer.version !== undefined) changes.push(...(await onward(message, answer.version)));
  await write(changes);
  const isNew = Boolean(answer.new_case);
  outbox.said = { text: isNew ? say('sent_case', { code: answer.new_case }) : say('sent'), isNew };
  return true;
}

// What was said on the version this message was made on now stands on the one it has made.
async function onward(message, version) {
  const changes = [];
  const isNext = (one) => one.uid !== message.uid && one.about === message.about;
  for (const one of (await all('outbox')).filter(isNext)) {
    if (one.said.version === message.said.version) {
      changes.push({ store: 'outbox', put: { ...one, said: { ...one.said, version } } });
    }
  }
  for (const one of (await all('drafts')).filter(isNext)) {
    if (one.version === message.said.version) {
      changes.push({ store: 'drafts', put: { ...one, version } });
    }
  }
  if (state.open && state.open.about === message.about
      && state.open.version === message.said.version) state.open.version = version;
  return changes;
}
