// The studio's tools: box and lasso on the map, and the panel with tools and workers.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});
  const studio = gege.studio;
  const SMALL_PX = 4;
  const NARROW_PX = 640;
  const MOST_LISTED = 60;
  const TOOLS = ["select", "paint", "box", "lasso"];
  const PICTURES = {
    select: "M5 3l6 16 2.2-6.8L20 10z",
    paint: "M4 20c3 0 5-1 5-4a2.5 2.5 0 0 1 5 0c0 3-4 4-10 4zM12 13l7-9 1.5 1.2-7 9z",
    box: "M4 4h4M11 4h3M17 4h3v3M20 10v4M20 17v3h-3M14 20h-4M7 20H4v-3M4 14v-4M4 7V4",
    lasso: "M12 4c5 0 9 2.5 9 5.5S17 15 12 15c-1.5 0-3-.2-4.2-.6M12 4C7 4 3 6.5 3 9.5c0 2.2 2 4 4.8 4.9M7.8 14.4c2 1.6.5 4.6-2.3 5.6",
    undo: "M8 5L4 9l4 4M4 9h10a5 5 0 0 1 0 10H9",
    redo: "M16 5l4 4-4 4M20 9H10a5 5 0 0 0 0 10h5",
    lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    unlock: "M6 11h12v9H6zM8.5 11V7a3.5 3.5 0 0 1 6.8-1.2",
  };

  // ---- box and lasso

  let swallowUntil = 0;
  studio.swallows = () => performance.now() < swallowUntil;

  const shapeFor = (event) => {
    if (event.button !== 0 || !studio.isOn()) return null;
    if (event.shiftKey) return "box";
    return studio.drawing === "box" || studio.drawing === "lasso" ? studio.drawing : null;
  };

  /** Watch for a drag that draws: Shift-drag is a box, the lasso tool draws freely. */
  studio.watchDrawing = function (map) {
    const container = map.getContainer();
    const at = (event) => map.mouseEventToContainerPoint(event);
    container.addEventListener("pointerdown", (event) => {
      const shape = shapeFor(event);
      if (!shape || event.target.closest(".gege-panel")) return;
      map.dragging.disable();
      L.DomUtil.disableTextSelection();
      studio.sketch = { shape, points: [at(event)] };
    });
    window.addEventListener("pointermove", (event) => {
      const sketch = studio.sketch;
      if (!sketch) return;
      if (sketch.shape === "box") sketch.points[1] = at(event);
      else sketch.points.push(at(event));
      gege.state.markSheet.redraw();
    });
    window.addEventListener("pointerup", () => studio.sketch && finish(map));
    window.addEventListener("pointercancel", () => studio.sketch && studio.dropSketch());
  };

  studio.dropSketch = function () {
    studio.sketch = null;
    L.DomUtil.enableTextSelection();
    setDragging();
    gege.state.markSheet.redraw();
  };

  function setDragging() {
    const { dragging } = gege.state.map;
    if (studio.drawing) dragging.disable();
    else dragging.enable();
  }

  function finish(map) {
    const points = outlineOf(studio.sketch);
    studio.dropSketch();
    const xs = points.map((point) => point.x);
    const ys = points.map((point) => point.y);
    const isSmall = (all) => Math.max(...all) - Math.min(...all) < SMALL_PX;
    if (points.length < 3 || (isSmall(xs) && isSmall(ys))) return;
    swallowUntil = performance.now() + 60;
    const ring = points.flatMap((point) => {
      const { lat, lng } = map.containerPointToLatLng(point);
      return gege.mercator(lng, lat);
    });
    studio.takeDrawn((x, y) => gege.ringsHold([ring], x, y));
  }

  const outlineOf = ({ shape, points }) => {
    if (shape !== "box" || points.length < 2) return points;
    const [one, other] = points;
    return [one, L.point(other.x, one.y), other, L.point(one.x, other.y)];
  };

  studio.paintSketch = function (context, look) {
    const points = outlineOf(studio.sketch);
    const shift = gege.state.map.containerPointToLayerPoint([0, 0]);
    const bounds = gege.state.markSheet._bounds;
    context.beginPath();
    for (const point of points) {
      context.lineTo(point.x + shift.x - bounds.min.x, point.y + shift.y - bounds.min.y);
    }
    context.closePath();
    context.lineWidth = 2;
    context.strokeStyle = look.accent;
    context.stroke();
    context.globalAlpha = 0.12;
    context.fillStyle = look.accent;
    context.fill();
    context.globalAlpha = 1;
  };

  // ---- the panel

  /** Return what the panel covers of the map, where it has to fit something. */
  studio.room = function (isNarrow) {
    if (!studio.isOn()) return {};
    const padding = isNarrow ? [8, 130] : [24, 24];
    return { paddingTopLeft: isNarrow ? [8, 60] : [376, 24], paddingBottomRight: padding };
  };

  function picture(name) {
    const svg = gege.icon("plus");
    svg.firstChild.setAttribute("d", PICTURES[name]);
    return svg;
  }

  function button(name, act, className) {
    const made = gege.element("button", className || "");
    made.type = "button";
    made.title = gege.say("studio_" + name);
    made.setAttribute("aria-label", made.title);
    made.dataset.tool = name;
    if (PICTURES[name]) made.append(picture(name));
    else made.textContent = gege.say("studio_" + name);
    made.addEventListener("click", act);
    return made;
  }

  function setTool(name) {
    const draws = name === "box" || name === "lasso";
    if (draws) studio.drawing = studio.drawing === name ? null : name;
    else studio.tool = name;
    setDragging();
    studio.fillPanel();
  }

  /** Make the panel; nothing where the studio is off. */
  studio.panel = function () {
    if (!studio.isOn()) return [];
    const panel = gege.element("section", "gege-panel gege-studio");
    const bar = gege.element("div", "gege-tools");
    studio.tools = TOOLS.map((name) => button(name, () => setTool(name)));
    bar.append(...studio.tools, gege.element("i", "gege-gap"));
    studio.back = button("undo", studio.undo);
    studio.forth = button("redo", studio.redo);
    bar.append(studio.back, studio.forth);
    studio.chosen = gege.element("div", "gege-chosen");
    studio.offer = gege.element("div", "gege-offer");
    studio.offer.append(
      button("lock_selected", studio.lockSelected),
      button("give_nobody", () => studio.giveSelected(-1)),
      button("balance_them", studio.nameSelected),
      button("clear_selection", studio.clear)
    );
    studio.list = gege.element("ul", "gege-workers");
    studio.filter = filterField();
    studio.hint = gege.element("p", "gege-said");
    studio.hint.hidden = true;
    studio.hint.setAttribute("role", "status");
    studio.fold = gege.element("button", "gege-fold-workers");
    studio.fold.type = "button";
    studio.fold.addEventListener("click", () => {
      window.removeEventListener("resize", foldWhereNarrow);
      panel.classList.toggle("is-folded");
      labelFold(panel);
    });
    panel.append(bar, studio.chosen, studio.offer, studio.hint, studio.fold, studio.filter, studio.list);
    studio.frame = panel;
    foldWhereNarrow();
    // The frame may get its width only after the panel was made.
    window.addEventListener("resize", foldWhereNarrow);
    L.DomEvent.disableClickPropagation(panel);
    L.DomEvent.disableScrollPropagation(panel);
    studio.rowOf = new Map();
    studio.fillPanel();
    return [panel];
  };

  function filterField() {
    const field = gege.element("input", "gege-filter");
    field.type = "search";
    field.placeholder = gege.say("studio_find_worker");
    field.setAttribute("aria-label", field.placeholder);
    field.maxLength = 60;
    field.addEventListener("input", () => fillRows());
    return field;
  }

  function foldWhereNarrow() {
    studio.frame.classList.toggle("is-folded", window.innerWidth < NARROW_PX);
    labelFold(studio.frame);
  }

  function labelFold(panel) {
    const isFolded = panel.classList.contains("is-folded");
    studio.fold.textContent = gege.say(isFolded ? "studio_show_workers" : "studio_hide_workers");
    studio.fold.setAttribute("aria-expanded", String(!isFolded));
  }

  /** Bring the panel up to date; its rows are made anew only when the workers are others. */
  studio.fillPanel = function () {
    if (!studio.frame) return;
    for (const one of studio.tools) {
      const name = one.dataset.tool;
      one.setAttribute("aria-pressed", String(name === studio.tool || name === studio.drawing));
    }
    const told = gege.config.studio;
    studio.back.disabled = !(told && told.may_undo) && !studio.acts.length;
    studio.forth.disabled = !(told && told.may_redo);
    const number = studio.selected.size;
    studio.offer.hidden = !number;
    studio.frame.classList.toggle("is-busy", Boolean(told && told.busy));
    fillChosen(number);
    if (studio.base) fillRows();
  };

  function fillChosen(number) {
    const parts = [];
    if (gege.config.studio && gege.config.studio.busy) {
      parts.push(gege.element("span", "gege-grow", gege.say("studio_busy")));
    } else if (number) {
      const text = gege.say("studio_n_selected", { n: gege.figure(number) });
      parts.push(gege.element("b", "gege-grow", text));
    } else if (studio.worker !== null && studio.base) {
      parts.push(swatch(studio.worker), gege.element("b", "gege-grow", studio.workerName(studio.worker)));
      if (studio.tool === "paint") parts.push(gege.element("small", "", gege.say("studio_painting")));
    } else parts.push(gege.element("span", "gege-grow", gege.say("studio_" + studio.tool + "_how")));
    studio.chosen.replaceChildren(...parts);
  }

  function swatch(number) {
    const box = gege.element("i", "gege-swatch" + (number < 0 ? " is-nothing" : ""));
    if (number >= 0) box.style.background = gege.config.studio.colours[studio.base.workers[number][2]];
    return box;
  }

  /** Return who is listed: nobody, the chosen one, those the plan touches, those in sight. */
  function listed(counts, before) {
    const numbers = new Set([-1]);
    const asked = studio.filter.value.trim().toLowerCase();
    if (asked) {
      studio.base.workers.forEach(([code, name], number) => {
        if ((name + " " + code).toLowerCase().includes(asked)) numbers.add(number);
      });
      return [...numbers].slice(0, MOST_LISTED);
    }
    if (studio.worker !== null) numbers.add(studio.worker);
    studio.workers.forEach((number) => numbers.add(number));
    counts.forEach((count, number) => {
      if (number >= 0 && count !== (before.get(number) || 0)) numbers.add(number);
    });
    before.forEach((_count, number) => {
      if (number >= 0 && !counts.has(number)) numbers.add(number);
    });
    inSight().forEach((number) => numbers.add(number));
    for (let number = 0; number < studio.base.workers.length; number += 1) {
      if (numbers.size >= MOST_LISTED) break;
      numbers.add(number);
    }
    return [...numbers].slice(0, MOST_LISTED);
  }

  function inSight() {
    const bounds = gege.state.map.getBounds();
    const [west, north] = gege.mercator(bounds.getWest(), bounds.getNorth());
    const [east, south] = gege.mercator(bounds.getEast(), bounds.getSouth());
    const found = [];
    for (const { row, label } of gege.state.grids) {
      const isIn = label[0] > west && label[0] < east && label[1] > north && label[1] < south;
      if (isIn && studio.base.inside[row] && studio.holder(row) >= 0) found.push(studio.holder(row));
    }
    return found.sort((one, other) => one - other);
  }

  function workerRow(number) {
    const element = gege.element("li");
    const pick = gege.element("button", "gege-pick");
    pick.type = "button";
    pick.dataset.worker = number < 0 ? "" : studio.base.workers[number][0];
    const grids = gege.element("span", "gege-n");
    pick.append(swatch(number), gege.element("span", "gege-grow", studio.workerName(number)), grids);
    pick.addEventListener("click", () => studio.choose(number));
    element.append(pick);
    const row = { element, pick, grids, lock: null };
    if (number >= 0) {
      row.lock = button("lock", () => studio.lockWorker(number), "gege-lock");
      element.append(row.lock);
    }
    return row;
  }

  /** Show the workers listed; rows are made once for each worker and kept. */
  function fillRows() {
    if (studio.rowsMadeFor !== studio.base) studio.rowOf = new Map();
    studio.rowsMadeFor = studio.base;
    const counts = new Map();
    const before = new Map();
    const add = (map, key) => map.set(key, (map.get(key) || 0) + 1);
    studio.holders.forEach((one) => add(counts, one));
    studio.base.holders.forEach((one) => add(before, one));
    const numbers = listed(counts, before);
    for (const number of numbers) {
      if (!studio.rowOf.has(number)) studio.rowOf.set(number, workerRow(number));
      const row = studio.rowOf.get(number);
      const [now, was] = [counts.get(number) || 0, before.get(number) || 0];
      const change = now === was ? "" : ` (${now > was ? "+" : "\u2212"}${Math.abs(now - was)})`;
      row.grids.textContent = gege.figure(now) + change;
      row.pick.setAttribute("aria-pressed", String(studio.worker === number));
      if (!row.lock) continue;
      const isLocked = studio.workers.has(number);
      if (row.isLocked === isLocked) continue;
      row.isLocked = isLocked;
      row.lock.classList.toggle("is-on", isLocked);
      row.lock.title = gege.say(isLocked ? "studio_unlock" : "studio_lock");
      row.lock.setAttribute("aria-label", row.lock.title + ": " + studio.workerName(number));
      row.lock.setAttribute("aria-pressed", String(isLocked));
      row.lock.replaceChildren(picture(isLocked ? "lock" : "unlock"));
    }
    const shown = numbers.map((number) => studio.rowOf.get(number).element);
    const isSame = shown.length === studio.list.children.length;
    if (!isSame || shown.some((one, i) => studio.list.children[i] !== one)) {
      studio.list.replaceChildren(...shown);
    }
  }
})();
