// An emergency area: drawn corner by corner, shown with its border, and its households by state,
// asked for anew every few seconds while it is open.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});
  const CLOSE_PX = 14;
  const SAME_PX = 4;
  const EVERY_MS = 4000;
  const own = { corners: null, pointer: null, sheet: null, mark: null, tiles: null, timer: null };
  const told = () => gege.config && gege.config.emergency;

  const state = () => gege.state;
  const px = ([lon, lat]) => state().map.latLngToContainerPoint([lat, lon]);

  // ---- drawing

  const isDrawing = () => Boolean(told() && told().draws && own.corners);

  function begin() {
    own.corners = [];
    own.pointer = null;
    changed();
  }

  function stop() {
    own.corners = own.pointer = null;
    changed();
  }

  function changed() {
    if (own.sheet) own.sheet.redraw();
    if (isDrawing()) state().map.doubleClickZoom.disable();
    else state().map.doubleClickZoom.enable();
    document.documentElement.dataset.corners = own.corners ? String(own.corners.length) : "";
    fill();
  }

  function take(latlng) {
    const at = [L.Util.wrapNum(latlng.lng, [-180, 180], true), latlng.lat];
    const { corners } = own;
    if (corners.length > 2 && px(at).distanceTo(px(corners[0])) < CLOSE_PX) return finish();
    const last = corners[corners.length - 1];
    if (!last || px(at).distanceTo(px(last)) > SAME_PX) corners.push(at);
    return changed();
  }

  /** Tell Python the corners, once. */
  function finish() {
    if (!own.corners || own.corners.length < 3) return;
    const corners = own.corners;
    stop();
    if (window.Streamlit) window.Streamlit.setComponentValue({ corners, seq: Date.now() });
  }

  function back() {
    own.corners.pop();
    changed();
  }

  function key(event) {
    if (!isDrawing()) return;
    if (event.key === "Escape") stop();
    else if (event.key === "Enter") finish();
    else if (event.key === "Backspace" && own.corners.length) back();
    else return;
    event.preventDefault();
  }

  // ---- what is drawn

  function paint(context, view) {
    if (!told()) return;
    const { look } = state();
    for (const ring of told().rings || []) line(context, view, ring, look, true);
    if (!isDrawing()) return;
    const points = own.pointer ? [...own.corners, own.pointer] : own.corners;
    line(context, view, points, look, false);
    for (const at of own.corners) {
      const [x, y] = place(at, view);
      context.beginPath();
      context.arc(x, y, 5, 0, 2 * Math.PI);
      context.fillStyle = look.accent;
      context.fill();
    }
    if (own.corners.length > 2) {
      const [x, y] = place(own.corners[0], view);
      context.beginPath();
      context.arc(x, y, CLOSE_PX - 3, 0, 2 * Math.PI);
      context.lineWidth = 2;
      context.strokeStyle = look.accent;
      context.stroke();
    }
  }

  function place([lon, lat], view) {
    const [x, y] = gege.mercator(lon, lat);
    return [x * view.scale - view.x, y * view.scale - view.y];
  }

  function line(context, view, points, look, isClosed) {
    if (!points.length) return;
    context.lineJoin = "round";
    for (const [colour, width] of [
      [look.halo, 6],
      [look.accent, 3],
    ]) {
      context.beginPath();
      for (const at of points) context.lineTo(...place(at, view));
      if (isClosed) context.closePath();
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.stroke();
    }
  }

  /** Show the whole area, wherever the map stood. */
  function fit(rings) {
    const corners = rings.flat().map(([lon, lat]) => [lat, lon]);
    const padding = [window.innerWidth < 640 ? 8 : 30, 30];
    state().map.fitBounds(L.latLngBounds(corners), { animate: false, padding, maxZoom: 18 });
  }

  // ---- the tools on the map

  function button(name, act, isOff) {
    const made = gege.element("button", "gege-cut-tool", told().texts[name]);
    made.type = "button";
    made.dataset.tool = name;
    made.disabled = Boolean(isOff);
    // Later, when the click has gone through: the tools are made anew, and a click on a button
    // that is no longer there would be one on the map.
    made.addEventListener("click", () => setTimeout(act));
    return made;
  }

  function fill() {
    if (!own.box || !told() || !told().draws) return;
    const tools = gege.element("div", "gege-cut-tools");
    if (!own.corners) {
      tools.append(button("draw", begin));
      own.box.replaceChildren(tools, gege.element("p", "", told().texts.hint));
      return;
    }
    const { length } = own.corners;
    tools.append(
      button("finish", finish, length < 3),
      button("back", back, !length),
      button("stop", stop)
    );
    own.box.replaceChildren(tools, gege.element("p", "", told().texts.hint_drawing));
  }

  // ---- households by state, live

  function addTiles() {
    if (!told() || !told().code || !own.mark || !Object.keys(state().tiles).length) return;
    const stem = "emergency/" + encodeURIComponent(told().code) + "/" + own.mark;
    const address = stem + "/{z}/{x}/{y}.png?theme=" + state().theme;
    if (own.tiles === address && state().tiles.states) return;
    own.tiles = address;
    state().view.layers.states = true;
    gege.addTiles("states", address, "gegeHeat");
  }

  function dropTiles() {
    own.tiles = own.mark = null;
    if (state().tiles.states) state().tiles.states.remove();
    delete state().tiles.states;
  }

  async function ask() {
    if (!told() || !told().code || document.hidden) return;
    const { code } = told();
    try {
      const answer = await gege.fetchJson("emergency.json?code=" + encodeURIComponent(code));
      if (!told() || told().code !== code) return;
      if (answer.mark === own.mark) return;
      own.mark = answer.mark;
      addTiles();
      if (gege.measureAgain) gege.measureAgain();
      document.documentElement.dataset.reached = String(answer.reached);
    } catch (error) {
      // The next turn asks again; what is shown stays.
      document.documentElement.dataset.failed = error.message;
    }
  }

  function watch() {
    clearInterval(own.timer);
    own.timer = null;
    if (told() && told().code) {
      ask();
      own.timer = setInterval(ask, EVERY_MS);
    } else {
      dropTiles();
    }
  }

  // ---- what the dots mean

  function legend() {
    const { legend: body } = state();
    if (!body) return;
    let mine = body.parentElement.querySelector(".gege-emergency-legend");
    if (!mine) {
      mine = gege.element("div", "gege-body gege-emergency-legend");
      body.before(mine);
    }
    mine.hidden = !told() || !told().code;
    if (mine.hidden) return;
    const list = gege.element("ul");
    for (const [name, text] of Object.entries(told().states)) {
      const row = gege.element("li");
      const dot = gege.element("i", "gege-swatch gege-near-dot");
      dot.style.background = told().inks[state().theme][name];
      row.append(dot, gege.element("span", "gege-grow", text));
      list.append(row);
    }
    mine.replaceChildren(list);
  }

  gege.parts.push({
    take(config, previous) {
      if (!config.emergency && !own.sheet) return;
      if (!own.sheet) {
        const pane = state().map.createPane("gegeEmergency");
        pane.style.zIndex = 336;
        pane.style.pointerEvents = "none";
        own.sheet = new gege.Sheet({ pane: "gegeEmergency", paint }).addTo(state().map);
        state().map.on("mousemove", (event) => {
          if (!isDrawing()) return;
          own.pointer = [event.latlng.lng, event.latlng.lat];
          own.sheet.redraw();
        });
        window.addEventListener("keydown", key);
      }
      if (!told() || !told().draws) own.corners = null;
      const before = previous && previous.emergency;
      const isOther = (before && before.code) !== (told() && told().code);
      if (!previous && told() && told().code) fit(told().rings);
      if (isOther || !previous) {
        dropTiles();
        watch();
      }
      own.sheet.redraw();
      fill();
      legend();
    },
    panel() {
      if (!told() || !told().draws) return [];
      own.box = gege.element("section", "gege-cut gege-panel");
      L.DomEvent.disableClickPropagation(own.box);
      fill();
      return [own.box];
    },
    click(event) {
      if (!isDrawing()) return false;
      take(event.latlng);
      return true;
    },
    tiles() {
      own.tiles = null;
      addTiles();
    },
    measured: legend,
  });
})();
