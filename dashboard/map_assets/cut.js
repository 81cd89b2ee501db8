// The workbench of reorganising: grids and units are chosen by clicking, a grid is cut by drawing a
// line. What is done here is told to Python as numbered acts; Python answers with what is chosen
// and with the shapes as they would be, which are drawn over the map as a patch.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});
  const SAME_PX = 4;
  const cut = (gege.cut = {
    mount: Math.random().toString(36).slice(2),
    acts: [],
    seq: 0,
    line: null,
    pointer: null,
    patch: [],
    measure: null,
  });
  const state = () => gege.state;
  const told = () => gege.config.cut;

  cut.isOn = () => Boolean(gege.config && gege.config.cut);

  function begin() {
    cut.begun = true;
    state().map.doubleClickZoom.disable();
    state().map.on("dblclick", () => cut.line && finish());
    state().map.on("mousemove", (event) => {
      if (!cut.line) return;
      cut.pointer = event.latlng;
      state().markSheet.redraw();
    });
    window.addEventListener("keydown", key);
    try {
      // The page around the map has the keys until the map is clicked.
      window.parent.addEventListener("keydown", key);
    } catch {
      // A page that shares no address with us keeps its own keys.
    }
  }

  function key(event) {
    if (!cut.line) return;
    if (event.key === "Escape") draw(false);
    else if (event.key === "Enter") finish();
    else return;
    event.preventDefault();
  }

  /** Take Python's answer. */
  cut.take = function (config) {
    if (!config.cut) return;
    if (!cut.begun) begin();
    const { ack, patch, areas } = config.cut;
    cut.acts = cut.acts.filter((act) => ack.mount !== cut.mount || act.seq > ack.seq);
    cut.patch = patch ? gege.decodeGrids(patch) : [];
    cut.measure = {
      measure: config.cut.level === "street" ? "street" : "community",
      kind: "areas",
      grids: areas.grids,
      inside: areas.of.map(() => 1),
      nothing: state().look.border,
      values: areas.of.map((number) => (number < 0 ? null : areas.names[number])),
      of: areas.of.map((number) => (number < 0 ? -1 : areas.colours[number])),
      colours: areas.palette,
      classes: [],
      totals: {},
    };
    if (cut.line && !config.cut.cuttable) cut.line = null;
    gege.config.measures = { ...config.measures, street: config.cut.street };
    cut.paintAll();
    fill();
    document.documentElement.dataset.cutAck = String(ack.seq);
    document.documentElement.dataset.cutPatch = String(cut.patch.length);
  };

  function act(what) {
    cut.seq = Math.max(cut.seq + 1, Date.now());
    cut.acts.push({ seq: cut.seq, ...what });
    if (!window.Streamlit) return;
    const message = { cut: { mount: cut.mount, acts: cut.acts }, seq: cut.seq };
    window.Streamlit.setComponentValue(message);
  }

  // ---- pointing and clicking

  const under = (latlng) => gege.gridAt(cut.patch, ...gege.mercator(latlng.lng, latlng.lat));

  cut.click = function (event, grid) {
    if (cut.line) {
      cut.line.push([event.latlng.lng, event.latlng.lat]);
      state().markSheet.redraw();
      return;
    }
    const found = under(event.latlng) || grid;
    if (found) act({ do: "toggle", grid: found.code });
  };

  function draw(isDrawing) {
    cut.line = isDrawing ? [] : null;
    cut.pointer = null;
    state().markSheet.redraw();
    fill();
  }

  function finish() {
    const { map } = state();
    const px = ([lon, lat]) => map.latLngToContainerPoint([lat, lon]);
    const line = cut.line.filter(
      (at, number) => !number || px(at).distanceTo(px(cut.line[number - 1])) > SAME_PX
    );
    if (line.length < 2) return;
    draw(false);
    act({ do: "line", grid: told().cuttable, line });
  }

  // ---- what is drawn over the grids

  cut.paint = function (context, view) {
    const { look, grids } = state();
    context.lineJoin = "round";
    for (const grid of cut.patch) shape(context, view, grid, look.text, 1.5, look.panel);
    const chosen = new Set(told().chosen);
    for (const grid of [...grids, ...cut.patch]) {
      if (chosen.has(grid.code)) shape(context, view, grid, look.accent, 4, null);
    }
    for (const grid of cut.patch) label(context, view, grid, look);
    if (cut.line) paintLine(context, view, look);
  };

  function shape(context, view, grid, colour, width, fill) {
    gege.tracePath(context, grid, view);
    if (fill) {
      context.fillStyle = fill;
      context.globalAlpha = 0.7;
      context.fill("evenodd");
      context.globalAlpha = 1;
    }
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }

  function label(context, view, grid, look) {
    if ((grid.box[2] - grid.box[0]) * view.scale < 60) return;
    context.font = "600 12px " + look.font;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = look.text;
    const x = grid.label[0] * view.scale - view.x;
    context.fillText(grid.name.slice(0, 16), x, grid.label[1] * view.scale - view.y);
  }

  function paintLine(context, view, look) {
    const points = cut.line.map(([lon, lat]) => gege.mercator(lon, lat));
    if (cut.pointer) points.push(gege.mercator(cut.pointer.lng, cut.pointer.lat));
    const places = points.map(([x, y]) => [x * view.scale - view.x, y * view.scale - view.y]);
    for (const [colour, width] of [
      [look.halo, 6],
      [look.accent, 3],
    ]) {
      context.beginPath();
      for (const [x, y] of places) context.lineTo(x, y);
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.stroke();
    }
    for (const [x, y] of places.slice(0, cut.line.length)) {
      context.beginPath();
      context.arc(x, y, 4.5, 0, 2 * Math.PI);
      context.fillStyle = look.accent;
      context.fill();
    }
  }

  // ---- the tools on the map

  /** Return the box of tools, none where nothing is reorganised. */
  cut.panel = function () {
    if (!cut.isOn()) return [];
    cut.box = gege.element("section", "gege-cut gege-panel");
    L.DomEvent.disableClickPropagation(cut.box);
    fill();
    return [cut.box];
  };

  function fill() {
    if (!cut.box) return;
    const isDrawing = Boolean(cut.line);
    const tools = gege.element("div", "gege-cut-tools");
    tools.append(tool("choose", !isDrawing, () => draw(false)));
    const knife = tool("cut", isDrawing, () => draw(true));
    knife.disabled = !told().cuttable;
    tools.append(knife);
    const hint = isDrawing ? "cut_hint_line" : told().cuttable ? "cut_hint_one" : "cut_hint";
    cut.box.replaceChildren(tools, gege.element("p", "", gege.say(hint)));
    if (told().said) cut.box.append(gege.element("p", "gege-cut-said", told().said));
    if (isDrawing && window.matchMedia("(pointer: coarse)").matches) {
      cut.box.append(tool("end", false, finish));
    }
  }

  function tool(name, isPressed, act) {
    const button = gege.element("button", "gege-cut-tool", gege.say("cut_" + name));
    button.type = "button";
    button.dataset.tool = name;
    button.setAttribute("aria-pressed", String(isPressed));
    // Later, when the click has gone through: the tools are made anew, and a click on a button
    // that is no longer there would be one on the map.
    button.addEventListener("click", () => setTimeout(act));
    return button;
  }
})();
