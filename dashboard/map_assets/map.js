// The map: takes its configuration from Python, its layers by address, and asks nobody else.
// Panning, zooming, switching and clicking stay in the browser.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});
  const LAYERS = ["base", "tiles", "heat", "households", "grids", "cases"];
  const LETTERS = { base: "b", tiles: "t", heat: "d", households: "h", grids: "g", cases: "c" };
  const BAND_ENDS = [10, 12, 14, 16];
  const FONT = 'system-ui, "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif';
  const state = {
    map: null,
    grids: [],
    bands: {},
    measure: null,
    symbols: [],
    hovered: null,
    chosen: null,
    pin: null,
    tiles: {},
    view: { measure: "open_cases", layers: null },
  };
  gege.state = state;
  gege.config = null;
  // Parts of other screens: each may have `take(config, previous)`, `tiles(theme)`, `panel()`
  // (elements for the left column), `measured(measure)` and `moved()`.
  gege.parts = gege.parts || [];
  const tellParts = function (name, ...values) {
    for (const part of gege.parts) if (part[name]) part[name](...values);
  };

  const narrow = () => window.innerWidth < 640;
  const root = () => gege.config.root;

  gege.fetchJson = async function (address, options) {
    const reply = await fetch(root() + address, options);
    const answer = await reply.json();
    if (!reply.ok) throw new Error(answer.error || reply.statusText);
    return answer;
  };

  gege.layerNames = () =>
    LAYERS.filter(
      (name) =>
        (name !== "base" || gege.config.revisions.base) &&
        (name !== "tiles" || gege.config.has_tiles) &&
        (name !== "heat" || gege.config.heat)
    );

  gege.nameOf = function (code) {
    const grid = state.grids.find((one) => one.code === code);
    return grid ? grid.name : code;
  };

  // ---- the look: light or dark, as the page around us is

  function themeOfPage() {
    try {
      const page = window.parent.document.querySelector(".stApp");
      const [r, g, b] = window.parent.getComputedStyle(page).backgroundColor.match(/\d+/g);
      return 0.299 * r + 0.587 * g + 0.114 * b < 128 ? "dark" : "light";
    } catch {
      return gege.config.theme;
    }
  }

  function applyTheme() {
    const theme = themeOfPage();
    const isNew = document.documentElement.dataset.theme !== theme;
    document.documentElement.dataset.theme = theme;
    const css = getComputedStyle(document.documentElement);
    const colour = (name) => css.getPropertyValue("--" + name).trim();
    state.look = {
      font: FONT,
      border: colour("border"),
      halo: colour("halo"),
      text: colour("text"),
      panel: colour("panel-solid"),
      accent: colour("accent"),
      fillAlpha: theme === "dark" ? 0.72 : 0.66,
      symbols: gege.config.symbols[theme],
    };
    state.theme = theme;
    return isNew;
  }

  // ---- the view in the address, so that it can be shared

  function readView() {
    const view = {};
    try {
      const text = window.parent.location.hash.replace(/^#/, "");
      for (const [key, value] of new URLSearchParams(text)) view[key] = value;
    } catch {
      return view;
    }
    return view;
  }

  const placeOf = function (view) {
    const [zoom, lat, lng] = (view.map || "").split("/").map(Number);
    const isPlace = [zoom, lat, lng].every(Number.isFinite) && Math.abs(lat) <= 85;
    return isPlace && Math.abs(lng) <= 180 ? { zoom, lat, lng } : null;
  };

  function writeView() {
    clearTimeout(state.writing);
    state.writing = setTimeout(() => {
      const centre = state.map.getCenter();
      const shown = gege.layerNames().filter((name) => state.view.layers[name]);
      const place = [state.map.getZoom(), centre.lat.toFixed(5), centre.lng.toFixed(5)].join("/");
      const letters = shown.map((name) => LETTERS[name]).join("") || "-";
      const hash = "#map=" + place + "&by=" + state.view.measure + "&show=" + letters;
      try {
        const page = window.parent;
        if (page.location.hash === hash) return;
        page.history.replaceState(page.history.state, "", hash);
      } catch {
        // A page that shares no address with us keeps its own.
      }
    }, 200);
  }

  /** Write the view again when the page, writing its own part of the address, has dropped it. */
  function keepView() {
    setInterval(() => {
      try {
        if (!window.parent.location.hash) writeView();
      } catch {
        // A page that shares no address with us keeps its own.
      }
    }, 700);
  }

  function restoreView() {
    const view = readView();
    const usual = gege.config.shows || "bthgc";
    const letters = view.show || (gege.studio.isOn() || gege.cut.isOn() ? "btg" : usual);
    state.view.layers = {};
    for (const name of LAYERS) state.view.layers[name] = letters.includes(LETTERS[name]);
    const first = gege.config.first_measure;
    if (first in gege.config.measures) state.view.measure = first;
    if (view.by in gege.config.measures) state.view.measure = view.by;
    const place = placeOf(view);
    const [west, south, east, north] = gege.config.bounds;
    if (place) state.map.setView([place.lat, place.lng], place.zoom, { animate: false });
    else showBounds([west, south, east, north], false);
  }

  function showBounds(bounds, animate) {
    const [west, south, east, north] = bounds;
    const corner = [
      [south, west],
      [north, east],
    ];
    const padding = narrow() ? [8, 8] : [24, 24];
    state.map.fitBounds(corner, { animate, padding, maxZoom: 17, ...gege.studio.room(narrow()) });
    state.fitted = bounds;
  }

  /** While nobody has moved the map, a frame that changes its size shows the same again. */
  function fitAgain() {
    if (state.fitted) showBounds(state.fitted, false);
  }

  // ---- layers

  const bandOf = (zoom) => {
    const found = BAND_ENDS.findIndex((end) => zoom <= end);
    return found < 0 ? BAND_ENDS.length : found;
  };

  async function loadGrids() {
    const revision = gege.config.revisions.grids;
    const band = bandOf(state.map.getZoom());
    const key = revision + "/" + band;
    if (state.shownBand === key) return;
    if (!state.bands[key]) {
      state.bands[key] = gege
        .fetchJson("grids/" + revision + "/" + band + ".json")
        .then((layer) => ({ token: layer.grids, grids: gege.decodeGrids(layer) }));
      state.bands[key].catch(() => delete state.bands[key]);
    }
    const loaded = await state.bands[key];
    // Grids of another day wait for their colours, so that one picture gives way to the next.
    if (state.token && loaded.token !== state.token) await state.measuring;
    const wanted = gege.config.revisions.grids + "/" + bandOf(state.map.getZoom());
    if (key !== wanted) return;
    state.shownBand = key;
    state.grids = loaded.grids;
    state.token = loaded.token;
    drawAll();
  }

  async function loadMeasure() {
    if (gege.studio.isOn() || gege.cut.isOn()) return;
    const about = gege.config.measures[state.view.measure];
    const query = new URLSearchParams(gege.config.query);
    for (const [name, value] of new URLSearchParams(about.query || "")) query.set(name, value);
    query.set("measure", state.view.measure);
    query.set("theme", state.theme);
    if (about.address) query.set("lang", gege.config.language);
    const asked = (about.address || "measures.json") + "?" + query;
    if (state.askedMeasure === asked + gege.config.revisions.all) return;
    state.askedMeasure = asked + gege.config.revisions.all;
    const asking = gege.fetchJson(asked);
    state.measuring = asking.catch(() => null);
    const measure = await asking;
    if (state.askedMeasure !== asked + gege.config.revisions.all) return;
    measure.colours = measure.classes.map((kind) => kind.colour);
    state.measure = measure;
    drawAll();
    fillLegend();
    tellParts("measured", measure);
  }

  function snappedBox() {
    const map = state.map;
    const zoom = map.getZoom();
    const box = map.getPixelBounds();
    const step = 256;
    const low = L.point(Math.floor(box.min.x / step) * step, Math.floor(box.min.y / step) * step);
    const high = L.point(Math.ceil(box.max.x / step) * step, Math.ceil(box.max.y / step) * step);
    const northWest = map.unproject(low, zoom);
    const southEast = map.unproject(high, zoom);
    const clamp = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(6);
    return [
      clamp(northWest.lng, 360),
      clamp(southEast.lat, 90),
      clamp(southEast.lng, 360),
      clamp(northWest.lat, 90),
    ].join(",");
  }

  async function loadCases() {
    if (!state.view.layers.cases) return;
    const query = new URLSearchParams(gege.config.query);
    query.set("zoom", Math.round(state.map.getZoom()));
    query.set("bbox", snappedBox());
    const asked = query.toString();
    if (state.askedCases === asked + gege.config.revisions.cases) return;
    state.askedCases = asked + gege.config.revisions.cases;
    const answer = await gege.fetchJson("cases.json?" + asked);
    if (state.askedCases !== asked + gege.config.revisions.cases) return;
    state.symbols = gege.decodeCases(answer);
    state.caseSheet.redraw();
    mark("cases");
  }

  function tileLayer(name, address, pane) {
    const options = { pane, maxZoom: 20, minZoom: 5, updateWhenZooming: false, keepBuffer: 1 };
    state.tiles[name] = L.tileLayer(address, options);
  }

  function makeTiles() {
    const { revisions } = gege.config;
    for (const layer of Object.values(state.tiles)) layer.remove();
    state.tiles = {};
    const tail = "/{z}/{x}/{y}.png?theme=" + state.theme;
    if (revisions.base) tileLayer("base", root() + "base/" + revisions.base + tail, "gegeBase");
    if (gege.config.has_tiles) tileLayer("tiles", root() + "tiles/{z}/{x}/{y}", "gegeBase");
    tileLayer("households", root() + "households/" + revisions.households + tail, "gegeHomes");
    tellParts("tiles", state.theme);
  }

  /** Give a layer of pictures its place among the others; switched by its name. */
  gege.addTiles = function (name, address, pane) {
    if (state.tiles[name]) state.tiles[name].remove();
    tileLayer(name, root() + address, pane);
    showLayers();
  };

  function showLayers() {
    for (const [name, layer] of Object.entries(state.tiles)) {
      if (state.view.layers[name]) layer.addTo(state.map);
      else layer.remove();
    }
    state.map.getPane("gegeGrids").hidden = !state.view.layers.grids;
    state.map.getPane("gegeCases").hidden = !state.view.layers.cases;
    fadeHomes();
  }

  function fadeHomes() {
    const zoom = state.map.getZoom();
    state.map.getPane("gegeHomes").style.opacity = zoom < 13.5 ? 0.3 : zoom < 15.5 ? 0.42 : 0.7;
  }

  function drawAll() {
    state.gridSheet.redraw();
    state.markSheet.redraw();
    if (state.token && measureFits()) mark("grids");
  }

  /** Tell tests and benchmarks, after the frame in which it happened, that a layer was painted. */
  function mark(name) {
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const data = document.documentElement.dataset;
        data[name] = String(Number(data[name] || 0) + 1);
        if (name === "grids" && !window.gegePainted) window.gegePainted = performance.now();
      })
    );
  }

  const measureFits = () => (state.measure && state.measure.grids === state.token ? state.measure : null);

  function makeSheets() {
    const pane = (name, order) => {
      const made = state.map.createPane(name);
      made.style.zIndex = order;
      made.style.pointerEvents = "none";
      return name;
    };
    pane("gegeBase", 210);
    pane("gegeHeat", 310);
    pane("gegeHomes", 320);
    const sheet = (name, order, paint) =>
      new gege.Sheet({ pane: pane(name, order), paint }).addTo(state.map);
    state.gridSheet = sheet("gegeGrids", 300, (context, view) =>
      gege.paintGrids(context, view, state.grids, measureFits(), state.look)
    );
    state.markSheet = sheet("gegeMarks", 330, paintMarks);
    state.caseSheet = sheet("gegeCases", 340, (context, view) =>
      gege.paintCases(context, view, state.symbols, state.look, state.caseCode)
    );
  }

  function paintMarks(context, view) {
    const outlined = [
      [state.hovered, 2],
      [state.chosen, 4],
    ];
    for (const [code, width] of outlined) {
      const grid = code && state.grids.find((one) => one.code === code);
      if (!grid) continue;
      gege.tracePath(context, grid, view);
      context.lineJoin = "round";
      context.lineWidth = width + 2;
      context.strokeStyle = state.look.halo;
      context.stroke();
      context.lineWidth = width;
      context.strokeStyle = state.look.accent;
      context.stroke();
    }
    if (state.pin) paintPin(context, view, state.pin);
    if (gege.studio.isOn()) gege.studio.paintMarks(context, view);
    if (gege.cut.isOn()) gege.cut.paint(context, view);
  }

  function paintPin(context, view, place) {
    const x = place[0] * view.scale - view.x;
    const y = place[1] * view.scale - view.y;
    context.beginPath();
    context.arc(x, y, 6, 0, 2 * Math.PI);
    context.lineWidth = 3;
    context.strokeStyle = state.look.halo;
    context.stroke();
    context.fillStyle = state.look.accent;
    context.fill();
  }

  // ---- pointing and clicking

  function hover(event) {
    state.pointer = event;
    if (state.hovering) return;
    state.hovering = requestAnimationFrame(() => {
      state.hovering = null;
      if (state.pointer && !state.map._animatingZoom) showHover(state.pointer);
    });
  }

  function showHover(event) {
    const symbol = symbolUnder(event.containerPoint);
    const grid = gridUnder(event.latlng);
    const code = grid ? grid.code : null;
    if (state.hovered !== code) {
      state.hovered = code;
      state.markSheet.redraw();
    }
    const about = gege.studio.isOn() ? gege.studio.lines : gridLines;
    const lines = symbol ? symbolLines(symbol) : grid ? about(grid) : [];
    state.hint.hidden = !lines.length;
    if (!lines.length) return;
    state.hint.replaceChildren(
      gege.element("b", "", lines[0]),
      ...lines.slice(1).map((text) => gege.element("span", "", text))
    );
    const { x, y } = event.containerPoint;
    const size = state.map.getSize();
    state.hint.style.left = Math.min(x + 16, size.x - state.hint.offsetWidth - 8) + "px";
    state.hint.style.top = Math.min(y + 16, size.y - state.hint.offsetHeight - 8) + "px";
  }

  const symbolUnder = (point) =>
    state.view.layers.cases ? gege.symbolAt(state.symbols, state.map, point) : null;
  const gridUnder = (latlng) =>
    state.view.layers.grids
      ? gege.gridAt(state.grids, ...gege.mercator(latlng.lng, latlng.lat))
      : null;

  function gridLines(grid) {
    const lines = [grid.name];
    const measure = measureFits();
    if (measure && measure.inside[grid.row] === 1) lines.push(gege.longValue(measure, grid.row));
    return lines;
  }

  function symbolLines(symbol) {
    if (!symbol.number) {
      return [symbol.code, symbol.category || "", gege.say("case_" + symbol.state)].filter(Boolean);
    }
    const values = { n: gege.figure(symbol.number), overdue: gege.figure(symbol.overdue) };
    return [gege.say("heap", values)];
  }

  function leave() {
    state.pointer = null;
    state.hint.hidden = true;
    if (state.hovered) {
      state.hovered = null;
      state.markSheet.redraw();
    }
  }

  function click(event) {
    state.search.hide();
    // A part that takes the click for itself says so.
    if (gege.parts.some((part) => part.click && part.click(event))) return;
    if (gege.cut.isOn()) {
      gege.cut.click(event, gridUnder(event.latlng));
      return;
    }
    if (gege.studio.isOn()) {
      gege.studio.click(event, gridUnder(event.latlng));
      return;
    }
    if (gege.config.picks_place) {
      pick(event.latlng);
      return;
    }
    if (gege.config.tells_grids) {
      tellGrid(gridUnder(event.latlng));
      return;
    }
    const symbol = symbolUnder(event.containerPoint);
    if (symbol && symbol.number) {
      state.map.setView([symbol.lat, symbol.lon], Math.min(state.map.getZoom() + 2, 19));
      return;
    }
    const at = symbol ? L.latLng(symbol.lat, symbol.lon) : event.latlng;
    ask(at, symbol);
    if (symbol) tellPython(symbol.code);
  }

  async function ask(at, symbol, isAgain) {
    const turn = (state.turn = (state.turn || 0) + 1);
    state.asked = { at, symbol };
    const grid = gege.gridAt(state.grids, ...gege.mercator(at.lng, at.lat));
    choose(grid ? grid.code : null, gege.mercator(at.lng, at.lat), symbol);
    gege.openCard(state.card, grid, symbol);
    if (narrow() && !isAgain) makeRoom(at);
    const query = new URLSearchParams({
      lon: L.Util.wrapNum(at.lng, [-180, 180], true).toFixed(7),
      lat: at.lat.toFixed(7),
      lang: gege.config.language,
      ...gege.dayAsked(),
    });
    try {
      const answer = await gege.fetchJson("locate.json?" + query);
      if (turn !== state.turn) return;
      choose(answer.grid_code, state.pin, symbol);
      gege.fillCard(state.card, answer, symbol, at);
    } catch (error) {
      if (turn === state.turn) gege.failCard(state.card, error.message);
    }
  }

  /** On a phone the card covers the lower half: bring the place into the upper. */
  function makeRoom(at) {
    foldPanels(true);
    const point = state.map.latLngToContainerPoint(at);
    const size = state.map.getSize();
    const wanted = L.point(Math.min(Math.max(point.x, 40), size.x - 40), size.y * 0.24);
    if (point.y > size.y * 0.36) state.map.panBy(point.subtract(wanted), { animate: true });
  }

  function choose(code, place, symbol) {
    state.chosen = code;
    state.pin = symbol ? null : place;
    state.caseCode = symbol ? symbol.code : null;
    state.markSheet.redraw();
    state.caseSheet.redraw();
  }

  gege.closeCard = function () {
    state.turn = (state.turn || 0) + 1;
    state.card.hidden = true;
    choose(null, null, null);
  };

  function tellPython(code) {
    if (!gege.config.tells_clicks || !window.Streamlit) return;
    window.Streamlit.setComponentValue({ clicked_case: code, seq: Date.now() });
  }

  /** Tell Python which grid was clicked, where a click means "show me this part". */
  function tellGrid(grid) {
    if (!grid || !window.Streamlit) return;
    window.Streamlit.setComponentValue({ clicked_grid: grid.code, seq: Date.now() });
  }

  /** Set the place of a new case: marked here at once, told to Python once. */
  function pick(at) {
    const lon = L.Util.wrapNum(at.lng, [-180, 180], true);
    showPick([lon, at.lat]);
    window.Streamlit.setComponentValue({ picked: [lon, at.lat], seq: Date.now() });
  }

  function showPick(place) {
    const at = place && gege.mercator(place[0], place[1]);
    const grid = at && gege.gridAt(state.grids, ...at);
    choose(grid ? grid.code : null, at, null);
  }

  /** Follow the place Python holds; while it holds the same, the last click stands. */
  function takePick(config, previous) {
    if (!config.picks_place) return;
    if (previous && JSON.stringify(config.picked) === JSON.stringify(previous.picked)) return;
    showPick(config.picked);
  }

  function goTo(place) {
    gege.closeCard();
    if (place.bounds) {
      showBounds(place.bounds, false);
      const [west, south, east, north] = place.bounds;
      const grid = state.grids.find((one) => one.code === place.code);
      if (gege.config.picks_place) {
        choose(grid ? grid.code : null, null, null);
      } else if (grid) {
        choose(grid.code, null, null);
        const lat = gege.latitude(grid.label[1]);
        ask(L.latLng(lat, (grid.label[0] - 0.5) * 360), null);
      } else if (place.kind !== "worker") {
        ask(L.latLng((south + north) / 2, (west + east) / 2), null);
      }
      return;
    }
    const at = L.latLng(place.lat, place.lon);
    state.map.setView(at, 18, { animate: false });
    if (gege.config.picks_place) pick(at);
    else ask(at, place.kind === "case" ? { ...place, state: place.state || "" } : null);
  }

  gege.latitude = (y) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;

  // ---- panels

  function foldPanels(folded) {
    for (const panel of state.panels) panel.fold(folded);
  }

  function zoomButtons() {
    const box = gege.element("div", "gege-zoom gege-panel");
    const button = (icon, name, act) => {
      const made = gege.element("button");
      made.type = "button";
      made.title = gege.say(name);
      made.setAttribute("aria-label", gege.say(name));
      made.append(gege.icon(icon));
      made.addEventListener("click", act);
      return made;
    };
    box.append(
      button("plus", "zoom_in", () => state.map.zoomIn()),
      button("minus", "zoom_out", () => state.map.zoomOut()),
      button("home", "whole_district", () => showBounds(gege.config.bounds, false))
    );
    L.DomEvent.disableClickPropagation(box);
    return box;
  }

  function buildPanels() {
    if (state.frame) state.frame.remove();
    state.frame = gege.element("div", "gege-frame");
    state.search = gege.searchBox(goTo);
    state.card = gege.element("article", "gege-card gege-panel");
    state.card.hidden = true;
    L.DomEvent.disableClickPropagation(state.card);
    L.DomEvent.disableScrollPropagation(state.card);
    state.hint = gege.element("div", "gege-hint");
    state.hint.hidden = true;
    state.banner = gege.element("div", "gege-as-of gege-panel");
    state.banner.setAttribute("role", "status");
    const left = gege.element("div", "gege-left");
    left.append(state.search, state.card, ...gege.studio.panel(), ...gege.cut.panel());
    for (const part of gege.parts) if (part.panel) left.append(...part.panel());
    const legend = gege.foldable("gege-legend", gege.say("legend"), "legend");
    state.legend = legend.body;
    legend.panel.hidden = gege.studio.isOn() || gege.cut.isOn();
    const layers = gege.layerPanel(state.view, { measure: setMeasure, layer: setLayer });
    state.panels = [layers, legend.panel];
    const right = gege.element("div", "gege-right");
    right.append(layers, zoomButtons());
    const north = gege.element("div", "gege-north", gege.say("north"));
    state.frame.append(left, right, legend.panel, north, state.banner, state.hint);
    state.map.getContainer().append(state.frame);
    foldPanels(window.innerWidth < 900);
    if (state.scale) state.scale.remove();
    state.scale = L.control.scale({ imperial: false, position: "bottomleft" }).addTo(state.map);
    if (state.measure) fillLegend();
  }

  function fillLegend() {
    if (gege.studio.isOn() || gege.cut.isOn()) return;
    gege.fillLegend(state.legend, state.measure, state.look, state.view.layers);
  }

  gege.studio.paintAll = function () {
    state.measure = gege.studio.measure;
    drawAll();
  };

  gege.cut.paintAll = function () {
    state.measure = gege.cut.measure;
    drawAll();
  };

  /** Ask for the colours anew: something the answer depends on has changed. */
  gege.measureAgain = () => quietly(loadMeasure());

  function setMeasure(name) {
    state.view.measure = name;
    writeView();
    quietly(loadMeasure());
  }

  function setLayer(name, isShown) {
    state.view.layers[name] = isShown;
    showLayers();
    writeView();
    quietly(loadCases());
    if (state.measure) fillLegend();
  }

  function quietly(promise) {
    return promise.catch((error) => {
      state.askedMeasure = state.askedCases = null;
      document.documentElement.dataset.failed = error.message;
    });
  }

  // ---- the day that is shown

  /** Return what tells the server which day is looked at; nothing for today. */
  gege.dayAsked = function () {
    const { as_of: asOf } = gege.config;
    if (!asOf) return {};
    return asOf.map ? { on: asOf.on, map: asOf.map } : { on: asOf.on };
  };

  function showDay() {
    const { as_of: asOf } = gege.config;
    state.banner.hidden = !asOf;
    document.documentElement.dataset.on = asOf ? asOf.on : "";
    if (!asOf) return state.banner.replaceChildren();
    const title = gege.element("b", "", asOf.title);
    return state.banner.replaceChildren(title, gege.element("span", "", asOf.detail));
  }

  /** A place that is open keeps open: its card then tells of the other day. */
  function askAgain() {
    if (!state.card.hidden && state.asked) ask(state.asked.at, state.asked.symbol, true);
  }

  // ---- from Python

  /** Take the map folium made; it waits for its configuration. */
  gege.start = function (map) {
    state.map = map;
    map.attributionControl?.remove();
  };

  function begin() {
    state.begun = true;
    state.map.invalidateSize({ animate: false });
    makeSheets();
    restoreView();
    keepView();
    state.map.on("moveend", () => {
      fadeHomes();
      quietly(loadGrids());
      quietly(loadCases());
      writeView();
      tellParts("moved");
    });
    state.map.on("resize", fitAgain);
    for (const name of ["pointerdown", "wheel", "keydown"]) {
      state.map.getContainer().addEventListener(name, () => (state.fitted = null), { passive: true });
    }
    state.map.on("mousemove", hover);
    state.map.on("mouseout movestart", leave);
    state.map.on("click", click);
  }

  function selectCase(asked) {
    const mark = JSON.stringify(asked);
    if (!asked || mark === state.selected) return;
    state.selected = mark;
    goTo({ kind: "case", ...asked });
  }

  function goToArea(config, previous) {
    if (!previous || !config.area_bounds) return;
    if (JSON.stringify(config.area_bounds) === JSON.stringify(previous.area_bounds)) return;
    showBounds(config.area_bounds, false);
  }

  /** Wait until the frame has a size: a map of no size cannot be fitted to anything. */
  function whenSized(act) {
    const container = state.map.getContainer();
    const hasSize = () => container.clientWidth > 40 && container.clientHeight > 40;
    if (hasSize()) return act();
    const watch = new ResizeObserver(() => {
      if (!hasSize()) return;
      watch.disconnect();
      act();
    });
    return watch.observe(container);
  }

  /** Take a configuration: the first starts the map, later ones change only what differs. */
  gege.configure = function (config) {
    state.waiting = config;
    whenSized(() => {
      if (state.waiting === config) take(config);
    });
  };

  function take(config) {
    const previous = gege.config;
    gege.config = config;
    document.documentElement.lang = config.language === "zh" ? "zh-CN" : "en";
    const isNewTheme = applyTheme();
    if (!state.begun) begin();
    const differs = (name) =>
      !previous || JSON.stringify(previous[name]) !== JSON.stringify(config[name]);
    if (differs("language") || differs("measures") || differs("states")) buildPanels();
    const isOtherDay = previous && differs("as_of");
    const hasOtherPictures = ["base", "households"].some(
      (name) => previous && previous.revisions[name] !== config.revisions[name]
    );
    if (previous && (isNewTheme || hasOtherPictures || differs("has_tiles"))) makeTiles();
    showLayers();
    showDay();
    // Another day is looked at from where one stands.
    if (previous && !isOtherDay && differs("bounds")) showBounds(config.bounds, false);
    if (!isOtherDay) goToArea(config, previous);
    gege.studio.take(config);
    gege.cut.take(config);
    tellParts("take", config, previous);
    const painted = refresh();
    if (!previous) painted.then(() => requestAnimationFrame(startTiles));
    selectCase(config.selected_case);
    takePick(config, previous);
    if (isOtherDay) askAgain();
    if (!previous && config.picked) painted.then(() => takePick(config, null));
  }

  /** Pictures come after the grids: the first thing seen should not wait for them. */
  function startTiles() {
    makeTiles();
    showLayers();
    quietly(loadCases());
  }

  function refresh() {
    const first = [quietly(loadGrids()), quietly(loadMeasure())];
    if (Object.keys(state.tiles).length) quietly(loadCases());
    drawAll();
    state.caseSheet.redraw();
    writeView();
    return Promise.all(first);
  }

  function watchTheme() {
    try {
      const change = () => {
        if (!state.begun || !applyTheme()) return;
        makeTiles();
        showLayers();
        refresh();
      };
      const page = window.parent.document;
      const watch = new MutationObserver(() => setTimeout(change, 50));
      watch.observe(page.querySelector(".stApp"), { attributes: true });
      watch.observe(page.documentElement, { attributes: true });
    } catch {
      // A page that shares no address with us keeps its own look.
    }
  }
  watchTheme();
})();
