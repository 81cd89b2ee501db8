// The studio: who is to cover which grid, changed on the map. What is done here is painted at once
// and told to Python as numbered acts; Python's answer is the state after the last act it knows,
// and the acts it does not know yet are done again on top of it. So no click is lost, and an old
// answer never takes back a newer click.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});
  const NOBODY = -1;
  const AWAY = -2;
  const HINT_MS = 3500;
  const studio = (gege.studio = {
    mount: Math.random().toString(36).slice(2),
    tool: "select",
    worker: null,
    selected: new Set(),
    acts: [],
    seq: 0,
    base: null,
    holders: [],
    moved: new Set(),
    grids: new Set(),
    workers: new Set(),
    sketch: null,
    measure: null,
  });
  const state = () => gege.state;

  studio.isOn = () => Boolean(gege.config && gege.config.studio);
  studio.holder = (row) => (studio.base ? studio.holders[row] : AWAY);
  studio.mayTouch = (grid) =>
    Boolean(studio.base) && studio.base.inside[grid.row] === 1 && studio.holder(grid.row) !== AWAY;
  studio.workerName = function (number) {
    return number === NOBODY ? gege.say("studio_nobody") : studio.base.workers[number][1];
  };
  const rowsByCode = () => {
    if (studio.rowsOf !== state().grids) {
      studio.rowsOf = state().grids;
      studio.rows = new Map(state().grids.map((grid) => [grid.code, grid.row]));
    }
    return studio.rows;
  };

  // ---- the state: what Python said, and on top of it what it has not heard yet

  function begin() {
    const map = state().map;
    map.doubleClickZoom.disable();
    map.boxZoom.disable();
    studio.watchDrawing(map);
    map.on("contextmenu", takeWorker);
    map.on("moveend", () => studio.fillPanel());
    window.addEventListener("keydown", key);
    studio.begun = true;
  }

  /** Take Python's answer. */
  studio.take = function (config) {
    if (!config.studio) return;
    if (!studio.begun) begin();
    const told = config.studio;
    if (told.base) studio.base = told.base;
    if (!studio.base || studio.base.mark !== told.mark) {
      send();
      return;
    }
    const known = told.ack.mount === studio.mount ? told.ack.seq : 0;
    studio.acts = studio.acts.filter((act) => act.seq > known);
    studio.told = told;
    replay();
    if (told.said && known !== studio.saidAt) {
      studio.saidAt = known;
      say(told.said);
    }
    document.documentElement.dataset.studioAck = String(known);
  };

  function replay() {
    const told = studio.told;
    studio.holders = studio.base.holders.slice();
    studio.moved = new Set();
    studio.grids = new Set(told.locked_grids);
    studio.workers = new Set(told.locked_workers);
    for (let i = 0; i < told.changes.length; i += 2) move(told.changes[i], told.changes[i + 1]);
    for (const act of studio.acts) perform(act);
    show();
  }

  function move(row, worker) {
    studio.holders[row] = worker;
    if (studio.base.holders[row] === worker) studio.moved.delete(row);
    else studio.moved.add(row);
  }

  function perform(act) {
    if (act.do === "give") {
      const rows = rowsByCode();
      const worker = act.worker === null ? NOBODY : numberOf(act.worker);
      for (const code of act.grids) if (rows.has(code)) move(rows.get(code), worker);
    }
    if (act.do === "lock") {
      const rows = rowsByCode();
      for (const code of act.grids || []) toggle(studio.grids, rows.get(code));
      for (const code of act.workers || []) toggle(studio.workers, numberOf(code));
    }
  }

  const numberOf = (code) => studio.base.workers.findIndex((worker) => worker[0] === code);
  const toggle = (set, one) => (set.has(one) ? set.delete(one) : set.add(one));

  /** Paint the state: the grids by worker, the marks, the panel beside. */
  function show() {
    const base = studio.base;
    studio.measure = {
      measure: "worker",
      kind: "areas",
      grids: base.grids,
      inside: base.inside,
      nothing: state().look.border,
      values: studio.holders.map((one) => (one < 0 ? null : base.workers[one][1])),
      of: studio.holders.map((one) => (one < 0 ? -1 : base.workers[one][2])),
      colours: gege.config.studio.colours,
      classes: [],
      totals: {},
    };
    studio.paintAll();
    studio.fillPanel();
  }

  studio.refused = function (grid, worker) {
    if (studio.grids.has(grid.row)) return gege.say("studio_locked_grid", { grid: grid.name });
    for (const one of [studio.holder(grid.row), worker]) {
      if (studio.workers.has(one)) {
        return gege.say("studio_locked_worker", { worker: studio.workerName(one) });
      }
    }
    return null;
  };

  // ---- acts

  function act(what) {
    if (!studio.base || gege.config.studio.busy) return;
    studio.seq = Math.max(studio.seq + 1, Date.now());
    const made = { seq: studio.seq, ...what };
    studio.acts.push(made);
    perform(made);
    show();
    send();
  }

  function send() {
    if (!window.Streamlit) return;
    window.Streamlit.setComponentValue({
      studio: {
        mount: studio.mount,
        knows: studio.base ? studio.base.mark : null,
        acts: studio.acts,
      },
      seq: Date.now(),
    });
  }

  /** Give grids to a worker; those that are locked, or his already, are left out. */
  studio.give = function (grids, worker) {
    const wanted = grids.filter((one) => studio.mayTouch(one) && studio.holder(one.row) !== worker);
    const refusals = wanted.map((one) => studio.refused(one, worker));
    const given = wanted.filter((_one, i) => !refusals[i]);
    const refusal = refusals.find(Boolean);
    if (refusal) say(refusal);
    if (!given.length) return;
    const code = worker === NOBODY ? null : studio.base.workers[worker][0];
    act({ do: "give", grids: given.map((one) => one.code), worker: code });
  };
  studio.giveSelected = function (worker) {
    const given = selectedGrids();
    studio.selected.clear();
    studio.give(given, worker);
    studio.redraw();
  };
  studio.lockSelected = function () {
    const codes = selectedGrids().map((one) => one.code);
    studio.selected.clear();
    if (codes.length) act({ do: "lock", grids: codes });
    studio.redraw();
  };
  /** Name the workers of the selected grids for a proposal. */
  studio.nameSelected = function () {
    const rows = selectedGrids().map((one) => studio.holder(one.row));
    const workers = [...new Set(rows.filter((one) => one >= 0))];
    studio.selected.clear();
    act({ do: "name", workers: workers.map((one) => studio.base.workers[one][0]) });
    studio.redraw();
  };
  studio.lockWorker = (number) => act({ do: "lock", workers: [studio.base.workers[number][0]] });
  studio.undo = () => act({ do: "undo" });
  studio.redo = () => act({ do: "redo" });
  studio.clear = function () {
    studio.selected.clear();
    studio.redraw();
  };
  const selectedGrids = () => state().grids.filter((grid) => studio.selected.has(grid.code));

  studio.redraw = function () {
    state().markSheet.redraw();
    studio.fillPanel();
  };

  /** Choose a worker: with grids selected they are given to him, else he is shown and painted with. */
  studio.choose = function (number) {
    studio.worker = number;
    if (studio.selected.size) studio.giveSelected(number);
    else studio.redraw();
  };

  // ---- pointing

  /** Take a click on the map. */
  studio.click = function (event, grid) {
    if (studio.swallows()) return;
    if (!grid) return;
    if (!studio.mayTouch(grid)) say(gege.say("studio_outside"));
    else if (studio.tool === "paint" && studio.worker !== null) studio.give([grid], studio.worker);
    else if (studio.tool === "paint") say(gege.say("studio_choose_first"));
    else studio.select([grid], true);
  };

  /** With the right button: the worker of the grid is the chosen one. */
  function takeWorker(event) {
    const { lng, lat } = event.latlng;
    const grid = gege.gridAt(state().grids, ...gege.mercator(lng, lat));
    if (!grid || !studio.mayTouch(grid)) return;
    studio.worker = studio.holder(grid.row);
    studio.redraw();
  }

  studio.select = function (grids, toggles) {
    for (const { code } of grids) {
      if (toggles && studio.selected.has(code)) studio.selected.delete(code);
      else studio.selected.add(code);
    }
    studio.redraw();
  };

  /** Take what a box or a lasso holds: grids whose middle lies in it. */
  studio.takeDrawn = function (holds) {
    const found = state().grids.filter((grid) => studio.mayTouch(grid) && holds(...grid.label));
    if (studio.tool === "paint" && studio.worker !== null) studio.give(found, studio.worker);
    else studio.select(found, false);
  };

  studio.lines = function (grid) {
    if (!studio.base) return [grid.name];
    const lines = [grid.name, studio.workerName(studio.holder(grid.row))];
    if (studio.moved.has(grid.row)) {
      lines.push(gege.say("studio_was", { worker: studio.workerName(studio.base.holders[grid.row]) }));
    }
    if (studio.grids.has(grid.row)) lines.push(gege.say("studio_is_locked"));
    return lines;
  };

  function key(event) {
    if (!studio.isOn() || event.target.closest("input")) return;
    const letter = event.key.toLowerCase();
    if (event.key === "Escape") {
      if (studio.sketch) studio.dropSketch();
      else studio.clear();
    }
    if (!(event.ctrlKey || event.metaKey) || !["z", "y"].includes(letter)) return;
    event.preventDefault();
    if (letter === "y" || event.shiftKey) studio.redo();
    else studio.undo();
  }

  function say(text) {
    studio.hint.textContent = text;
    studio.hint.hidden = false;
    clearTimeout(studio.hiding);
    studio.hiding = setTimeout(() => (studio.hint.hidden = true), HINT_MS);
  }

  // ---- marks over the grids: moved, selected, locked, the chosen worker's area, the sketch

  studio.paintMarks = function (context, view) {
    if (!studio.base) return;
    const { look } = state();
    const seen = state().grids.filter((grid) => gege.isSeen(grid, view));
    // Areas may share a colour, above all after a proposal; a heavy border tells them apart.
    const width = seen.length > 1500 ? 1.4 : 2.4;
    gege.paintBorders(context, view, state().grids, studio.holder, look.text, width);
    for (const grid of seen) {
      const isHis = studio.worker !== null && studio.holder(grid.row) === studio.worker;
      if (isHis && studio.base.inside[grid.row]) outline(context, view, grid, 1.5, look.text, []);
    }
    for (const grid of seen) {
      if (studio.moved.has(grid.row)) outline(context, view, grid, 2, look.text, [5, 3], look.halo);
    }
    for (const grid of seen) {
      if (studio.selected.has(grid.code)) outline(context, view, grid, 3, look.accent, [], look.halo);
      if (studio.grids.has(grid.row)) padlock(context, view, grid, look);
    }
    if (studio.sketch) studio.paintSketch(context, look);
  };

  function outline(context, view, grid, width, colour, dash, halo) {
    gege.tracePath(context, grid, view);
    context.setLineDash([]);
    if (halo) {
      context.lineWidth = width + 2;
      context.strokeStyle = halo;
      context.stroke();
    }
    context.setLineDash(dash);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
    context.setLineDash([]);
  }

  function padlock(context, view, grid, look) {
    const x = Math.round(grid.label[0] * view.scale - view.x);
    const y = Math.round(grid.label[1] * view.scale - view.y) - 18;
    context.fillStyle = look.text;
    context.strokeStyle = look.halo;
    context.lineWidth = 3;
    context.strokeRect(x - 5, y - 1, 10, 8);
    context.fillRect(x - 5, y - 1, 10, 8);
    context.strokeStyle = look.text;
    context.lineWidth = 1.6;
    context.beginPath();
    context.arc(x, y - 1, 3, Math.PI, 0);
    context.stroke();
  }
})();
