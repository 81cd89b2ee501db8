// What can be said of one matter.  Every key stroke is kept; a reload brings it back.

// The fields of each kind: name, how it is asked, and for which answer it is asked at all.
function fieldsOf(matter) {
  const note = { name: 'note', ask: 'text', label: 'note' };
  const makeCase = { name: 'make_case', ask: 'tick', label: 'make_case' };
  const photo = { name: 'photo', ask: 'photo', label: 'photo' };
  if (matter.kind === 'case') return [{ name: 'text', ask: 'text', label: 'what' }];
  if (matter.kind === 'round') {
    return [{ name: 'result', ask: 'choice', label: 'how_was_it', of: ['pass', 'fail'] }, note, makeCase, photo];
  }
  if (matter.kind === 'emergency') return [];
  const campaigns = (state.day ? state.day.campaigns : [])
    .filter((one) => (matter.plans || []).includes(one.code))
    .map((one) => ({
      name: `for/${one.code}`, ask: 'tick', label: 'visit_for', values: one,
      when: (said) => Boolean(said.result), usual: true,
    }));
  const isMet = (said) => said.result === 'met';
  return [
    { name: 'result', ask: 'choice', label: 'how_was_it', head: 'result_', of: ['met', 'not_home', 'declined', 'moved'] },
    { name: 'consent', ask: 'tick', label: 'consent', when: isMet },
    { name: 'needs', ask: 'ticks', label: 'needs', head: 'need_', of: NEEDS, when: (said) => isMet(said) && said.consent },
    note, makeCase, ...campaigns, photo,
  ];
}

const NEEDS = Object.keys(TEXTS).filter((one) => one.startsWith('need_')).map((one) => one.slice(5));

function buttonsOf(matter) {
  if (matter.kind === 'case') return caseButtons(matter);
  if (matter.kind === 'emergency') {
    return ['confirmed', 'nobody_there', 'needs_help'].map((one) => ({
      label: say(one), kind: one === 'needs_help' ? 'urgent' : 'first',
      act: () => submit('emergency', { household: matter.household, emergency: matter.emergency, state: one }),
    }));
  }
  const made = [{ label: say('save'), kind: 'first', act: matter.kind === 'round' ? saveCheck : saveVisit }];
  return made.concat(noticeButtons(matter));
}

function caseButtons(matter) {
  const moves = matter.moves || [];
  const made = [];
  const told = (kind) => () => sayOfCase(kind, true);
  if (isNewToMe(matter)) made.push({ label: say('do_seen'), kind: 'first', act: () => sayOfCase('case_seen') });
  if (moves.includes('start')) made.push({ label: say('do_start'), kind: 'first', act: () => sayOfCase('case_start') });
  if (moves.includes('reply') || moves.includes('answer')) {
    made.push({ label: say('do_reply'), kind: 'first', act: told('case_reply') });
  }
  made.push({ label: say('do_note'), act: told('case_note') });
  made.push({ label: say('do_told'), act: told('case_told') });
  return made;
}

function noticeButtons(matter) {
  if (matter.kind !== 'visit' || !state.day) return [];
  const isQueued = (plan) => waitsFor(matter).some((one) => one.kind === 'notice' && one.said.plan === plan);
  return state.day.campaigns
    .filter((one) => (matter.plans || []).includes(one.code))
    .filter((one) => !one.had.includes(matter.code) && !isQueued(one.code))
    .map((one) => ({
      label: say('do_notice', one),
      act: () => submit('notice', { household: matter.code, plan: one.code }, true),
    }));
}

function isNewToMe(matter) {
  const came = (state.day ? state.day.came.cases : []).find((one) => one.code === matter.code);
  const isSaid = waitsFor(matter).some((one) => one.kind === 'case_seen')
    || state.done.some((one) => one.about === aboutOf(matter) && one.kind === 'case_seen');
  return Boolean(came) && !came.is_seen && !isSaid;
}

async function sayOfCase(kind, needsText) {
  const { matter, fields, version } = state.open;
  const said = { case: matter.code, version };
  if (needsText) {
    if (!(fields.text || '').trim()) return complain('say_first', 'text');
    said.text = fields.text;
  }
  return submit(kind, said, !needsText);
}

async function saveVisit() {
  const { matter, fields } = state.open;
  if (!fields.result) return complain('choose_first', 'result');
  const said = { household: matter.code, result: fields.result };
  const agreed = fields.result === 'met' && Boolean(fields.consent);
  said.consent = agreed;
  said.needs = agreed ? fields.needs || [] : [];
  said.campaigns = fieldsOf(matter)
    .filter((one) => one.name.startsWith('for/') && isTicked(one, fields))
    .map((one) => one.name.slice(4));
  return noted(said, 'visit');
}

async function saveCheck() {
  const { matter, fields } = state.open;
  if (!fields.result) return complain('choose_first', 'result');
  if (fields.result === 'fail' && !(fields.note || '').trim()) return complain('say_why', 'note');
  return noted({ place: matter.code, result: fields.result }, 'check');
}

async function noted(said, kind) {
  const { fields } = state.open;
  const text = (fields.note || '').trim();
  if (fields.make_case && !text) return complain('say_first', 'note');
  if (text) said[fields.make_case && kind === 'visit' ? 'case_text' : 'note'] = text;
  if (text && fields.make_case && kind === 'check') said.case_text = text;
  if (fields.photo) said.photo = fields.photo;
  return submit(kind, said);
}

// Put it into the outbox; `keepsText` leaves what was begun in the form.
async function submit(kind, said, keepsText) {
  const { open } = state;
  // A second touch of the button, while the first is at work, is none.
  if (open.isQueued) return;
  open.isQueued = true;
  const { matter, replaces } = open;
  await open.saving;
  const draft = keepsText ? null : plainDraft(open);
  if (!keepsText) open.isSent = true;
  await queue(kind, plainMatter(matter), said, draft, replaces);
  back();
}

function plainDraft(open) {
  const { key, worker, about, matter, fields, version } = open;
  return { key, worker, about, matter: plainMatter(matter), fields, version };
}

function plainMatter(matter) {
  return JSON.parse(JSON.stringify(matter));
}

function complain(name, field) {
  const place = document.getElementById('complaint');
  place.textContent = say(name);
  const first = document.querySelector(`[data-field="${field}"] textarea, [data-field="${field}"] input`);
  if (first) first.focus();
}

// Open the form of a matter with what was begun of it.
async function openMatter(matter, replaces) {
  const key = `${state.worker}/${aboutOf(matter)}`;
  const begun = replaces ? replaces.draft : await read('drafts', key);
  state.open = {
    key,
    worker: state.worker,
    about: aboutOf(matter),
    matter,
    fields: begun ? { ...begun.fields } : {},
    version: begun && !replaces && begun.version ? begun.version : versionOf(matter),
    replaces: replaces ? replaces.uid : undefined,
    saving: Promise.resolve(),
    isDirty: false,
  };
  drawMatter();
}

// Keep what is typed, the newest last: one write at a time, none is waited for.
function typed() {
  const open = state.open;
  if (open.isDirty) return;
  open.isDirty = true;
  open.saving = open.saving.then(async () => {
    open.isDirty = false;
    if (open.isSent) return;
    const isEmpty = !Object.values(open.fields).some((one) => (Array.isArray(one) ? one.length : one));
    await write([isEmpty ? { store: 'drafts', drop: open.key } : { store: 'drafts', put: plainDraft(open) }]);
    const told = document.getElementById('kept');
    if (told && state.open === open) {
      told.textContent = isEmpty || keeping.trouble ? '' : say('kept');
      told.dataset.text = JSON.stringify(open.fields.text || open.fields.note || '');
    }
  });
}

function set(name, value) {
  state.open.fields[name] = value;
  typed();
}

function isTicked(field, said) {
  return said[field.name] === undefined ? Boolean(field.usual) : Boolean(said[field.name]);
}

function drawField(field) {
  const said = state.open.fields;
  const isShown = !field.when || field.when(said);
  const box = el('div', { class: 'field', 'data-field': field.name, hidden: !isShown });
  box.append(...ASK[field.ask](field, said));
  return box;
}

// Show and hide the fields that depend on others, without touching what is typed.
function settleFields() {
  for (const field of fieldsOf(state.open.matter)) {
    const box = document.querySelector(`[data-field="${CSS.escape(field.name)}"]`);
    if (box && field.when) box.hidden = !field.when(state.open.fields);
  }
}

const ASK = {
  text(field, said) {
    const id = `field-${field.name}`;
    const area = el('textarea', {
      id, rows: 4, autocomplete: 'off', on: { input: () => set(field.name, area.value) },
    });
    area.value = said[field.name] || '';
    return [el('label', { for: id }, say(field.label)), area];
  },
  choice(field, said) {
    return [el('fieldset', {}, el('legend', {}, say(field.label)),
      el('div', { class: 'choices' }, field.of.map((one) => tick('radio', field.name,
        say(`${field.head || ''}${one}`), said[field.name] === one,
        () => { set(field.name, one); settleFields(); }))))];
  },
  tick(field, said) {
    return [tick('checkbox', field.name, say(field.label, field.values), isTicked(field, said),
      (isOn) => { set(field.name, isOn); settleFields(); })];
  },
  ticks(field, said) {
    const chosen = new Set(said[field.name] || []);
    return [el('fieldset', {}, el('legend', {}, say(field.label)),
      el('div', { class: 'choices' }, field.of.map((one) => tick('checkbox', one,
        say(`${field.head}${one}`), chosen.has(one), (isOn) => {
          if (isOn) chosen.add(one); else chosen.delete(one);
          set(field.name, [...chosen]);
        }))))];
  },
  photo: askPhoto,
};

function tick(type, name, label, isOn, act) {
  const input = el('input', { type, name, on: { change: () => act(input.checked) } });
  input.checked = isOn;
  return el('label', { class: 'tick' }, input, el('span', {}, label));
}

function askPhoto(field, said) {
  const id = `field-${field.name}`;
  const shown = el('div', { class: 'photo' });
  const input = el('input', { id, type: 'file', accept: 'image/*', capture: 'environment', on: {
    change: async () => {
      const file = input.files[0];
      if (!file) return;
      try {
        set(field.name, await smaller(file));
        show();
      } catch (error) {
        document.getElementById('complaint').textContent = say('photo_bad');
      }
      input.value = '';
    },
  } });
  function show() {
    const picture = state.open.fields[field.name];
    shown.replaceChildren(...(picture ? [
      el('img', { src: pictureAddress(picture), alt: say('photo') }),
      button(say('photo_gone'), () => { set(field.name, null); show(); }, 'quiet'),
    ] : []));
  }
  show();
  return [el('label', { for: id, class: 'button' }, say(field.label)), input, shown];
}

function contactOf(matter) {
  const { contact } = matter;
  if (!contact) return null;
  const isNumber = /^[\d\s()+-]{5,20}$/.test(contact);
  const number = `tel:${contact.replace(/[^\d+]/g, '')}`;
  return el('p', {}, isNumber ? el('a', { class: 'button', href: number }, contact) : contact);
}

function drawMatter() {
  const { matter } = state.open;
  const head = el('h2', { tabindex: '-1' }, matter.title);
  const facts = [matter.detail, matter.summary === matter.title ? null : matter.summary, matter.why];
  const page = el('main', { id: 'matter' },
    button(`‹ ${say('back')}`, back, 'back'),
    el('p', { class: 'kind' }, `${say(matter.kind)} · ${matter.shown_code || matter.code}`),
    head,
    facts.filter(Boolean).map((one) => el('p', {}, one)),
    contactOf(matter),
    matter.status ? el('p', { class: 'quiet' }, `${say('state')}: ${say(`status_${matter.status}`)}`) : null,
    fieldsOf(matter).map(drawField),
    el('p', { id: 'complaint', role: 'alert' }),
    el('div', { class: 'acts' }, buttonsOf(matter).map((one) => button(one.label, one.act, one.kind || 'plain'))),
    el('p', { id: 'kept', class: 'quiet', role: 'status' }));
  document.getElementById('body').replaceChildren(page);
  drawSaid();
  window.scrollTo(0, 0);
  head.focus({ preventScroll: true });
}
