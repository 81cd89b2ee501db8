// Maps side by side that move together: whichever is moved leads, the others follow.
// They speak through the page around them, so nothing is asked of the server, and another window
// of the same browser is not moved.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});
  const HANDS = ["pointerdown", "wheel", "keydown", "touchstart"];
  const me = String(Math.random());
  const bus = pageAround();
  let isReady = false;
  let leads = false;
  let follows = false;
  let shown = null;

  function pageAround() {
    try {
      return window.parent.document ? window.parent : null;
    } catch {
      return null;
    }
  }

  function tell(what) {
    const detail = JSON.stringify({ from: me, pair: gege.config.pair, ...what });
    bus.dispatchEvent(new CustomEvent("gege-pair", { detail }));
  }

  // ---- leading

  function lead() {
    if (leads) return;
    leads = true;
    tell({ leads: true });
  }

  /** Tell where the map is, once per frame, as long as a person moves this one. */
  function tellView() {
    if (!leads || follows || tellView.waits) return;
    tellView.waits = requestAnimationFrame(() => {
      tellView.waits = null;
      if (!leads) return;
      const { lat, lng } = gege.state.map.getCenter();
      tell({ view: [lat, lng, gege.state.map.getZoom()] });
    });
  }

  /** Tell which grid is under the mouse, after the map has found it. */
  function tellHover() {
    requestAnimationFrame(() => {
      const code = gege.state.hovered;
      if (code === shown) return;
      shown = code;
      tell({ grid: code });
    });
  }

  // ---- following

  function hear(event) {
    const told = JSON.parse(event.detail);
    if (!gege.config || told.from === me || told.pair !== gege.config.pair) return;
    if (told.leads) leads = false;
    if (told.view) follow(...told.view);
    if ("grid" in told) showGrid(told.grid);
  }

  function follow(lat, lng, zoom) {
    leads = false;
    follows = true;
    // A map that follows is no longer fitted to the district when its frame changes.
    gege.state.fitted = null;
    gege.state.map.setView([lat, lng], zoom, { animate: false });
    follows = false;
  }

  function showGrid(code) {
    const { state } = gege;
    const grid = code && state.grids.find((one) => one.code === code);
    state.hovered = shown = grid ? code : null;
    state.markSheet.redraw();
    state.hint.hidden = !grid;
    if (!grid) return;
    const lines = [grid.name];
    const { measure } = state;
    const fits = measure && measure.grids === state.token && measure.inside[grid.row] === 1;
    if (fits) lines.push(gege.longValue(measure, grid.row));
    state.hint.replaceChildren(
      gege.element("b", "", lines[0]),
      ...lines.slice(1).map((text) => gege.element("span", "", text))
    );
    place(state.hint, grid);
  }

  function place(hint, grid) {
    const { map } = gege.state;
    const [x, y] = grid.label;
    const at = map.latLngToContainerPoint([gege.latitude(y), (x - 0.5) * 360]);
    const size = map.getSize();
    const within = (value, most) => Math.max(8, Math.min(value, most)) + "px";
    hint.style.left = within(at.x + 16, size.x - hint.offsetWidth - 8);
    hint.style.top = within(at.y + 16, size.y - hint.offsetHeight - 8);
  }

  function begin() {
    isReady = true;
    const box = gege.state.map.getContainer();
    for (const name of HANDS) box.addEventListener(name, lead, { capture: true, passive: true });
    gege.state.map.on("move", tellView);
    gege.state.map.on("mousemove mouseout", tellHover);
    bus.addEventListener("gege-pair", hear);
    window.addEventListener("pagehide", () => bus.removeEventListener("gege-pair", hear));
  }

  gege.parts = gege.parts || [];
  gege.parts.push({
    take(config) {
      const { classList } = document.documentElement;
      classList.toggle("gege-legend-outside", Boolean(config.legend_outside));
      if (config.pair && bus && !isReady) begin();
    },
  });
})();
