// Service points: their symbols and names, the households beyond reach as dots, a place on trial
// with the circle of its reach.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});
  const NAMES_FROM = 15;
  const EARTH_M = 40075016.686;
  const near = { asked: null, places: [], mark: null, tiles: null, sheet: null };
  const told = () => gege.config && gege.config.near;

  const query = function () {
    const asked = new URLSearchParams(told().query);
    const area = new URLSearchParams(gege.config.query).get("area");
    if (area) asked.set("area", area);
    return asked;
  };

  /** Ask for the places when what is asked for has changed; the tiles follow their mark. */
  async function ask() {
    const text = query() + "|" + told().mark;
    if (near.asked === text) return;
    near.asked = text;
    try {
      const answer = await gege.fetchJson("places.json?" + query());
      if (near.asked !== text) return;
      near.places = answer.places.map(([code, name, kind, lon, lat]) => ({
        code,
        name,
        kind,
        place: gege.mercator(lon, lat),
      }));
      near.mark = answer.mark;
      addTiles();
      near.sheet.redraw();
      document.documentElement.dataset.places = String(near.places.length);
    } catch (error) {
      near.asked = null;
      document.documentElement.dataset.failed = error.message;
    }
  }

  function addTiles() {
    // Before the grids are painted there are no pictures yet; they are made all at once.
    if (!near.mark || !Object.keys(gege.state.tiles).length) return;
    const asked = query();
    asked.set("theme", gege.state.theme);
    const address = "far/" + near.mark + "/{z}/{x}/{y}.png?" + asked;
    if (near.tiles === address && gege.state.tiles.far) return;
    near.tiles = address;
    gege.state.view.layers.far = true;
    gege.addTiles("far", address, "gegeHeat");
  }

  function paint(context, view) {
    const { look, map } = gege.state;
    if (!told()) return;
    paintTrial(context, view, look);
    const isNamed = map.getZoom() >= NAMES_FROM;
    for (const one of near.places) {
      const x = one.place[0] * view.scale - view.x;
      const y = one.place[1] * view.scale - view.y;
      if (x < -80 || y < -30 || x > view.size.x + 80 || y > view.size.y + 30) continue;
      symbol(context, x, y, one.kind, look);
      if (isNamed) name(context, x, y + 19, one.name, look);
    }
  }

  /** Draw a point as a square with the first sign of its kind: told apart without colours. */
  function symbol(context, x, y, kind, look) {
    context.beginPath();
    context.roundRect(x - 10, y - 10, 20, 20, 5);
    context.lineWidth = 4;
    context.strokeStyle = look.halo;
    context.stroke();
    context.fillStyle = look.accent;
    context.fill();
    context.font = "600 12px " + look.font;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = look.panel;
    context.fillText([...kind][0] || "", x, y + 0.5);
  }

  function name(context, x, y, text, look) {
    context.font = "600 12px " + look.font;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = look.halo;
    context.strokeText(text, x, y);
    context.fillStyle = look.text;
    context.fillText(text, x, y);
  }

  function paintTrial(context, view, look) {
    const { picked, near: asked } = gege.config;
    if (!picked) return;
    const [x, y] = gege.mercator(picked[0], picked[1]);
    const metre = view.scale / (EARTH_M * Math.cos((picked[1] * Math.PI) / 180));
    context.beginPath();
    context.arc(x * view.scale - view.x, y * view.scale - view.y, asked.far_m * metre, 0, 2 * Math.PI);
    for (const [colour, width] of [
      [look.halo, 5],
      [look.accent, 2],
    ]) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.stroke();
    }
  }

  /** Say in the legend what the dots and the symbols are. */
  function legend() {
    const { legend: body } = gege.state;
    if (!body) return;
    let own = body.parentElement.querySelector(".gege-near-legend");
    if (!own) {
      own = gege.element("div", "gege-body gege-near-legend");
      body.before(own);
    }
    own.hidden = !told();
    if (!told()) return;
    const dot = gege.element("i", "gege-swatch gege-near-dot");
    dot.style.background = told().inks[gege.state.theme];
    const lines = [line(dot, told().dot)];
    for (const kind of new Set(near.places.map((one) => one.kind))) {
      lines.push(line(gege.element("i", "gege-near-kind", [...kind][0]), kind));
    }
    const list = gege.element("ul");
    list.append(...lines);
    own.replaceChildren(list);
  }

  function line(mark, text) {
    const made = gege.element("li");
    made.append(mark, gege.element("span", "gege-grow", text));
    return made;
  }

  const style = document.createElement("style");
  style.textContent =
    ".gege-near-dot{width:9px!important;height:9px!important;border-radius:50%;margin:0 4px}" +
    ".gege-near-kind{background:var(--accent);color:var(--panel-solid);border-radius:4px;" +
    "width:17px;height:17px;font:600 11px/17px system-ui,sans-serif;text-align:center;flex:none}";
  document.head.append(style);

  gege.parts.push({
    take(config) {
      if (!config.near) {
        if (near.sheet) near.sheet.redraw();
        return legend();
      }
      if (!near.sheet) {
        const pane = gege.state.map.createPane("gegePlaces");
        pane.style.zIndex = 335;
        pane.style.pointerEvents = "none";
        near.sheet = new gege.Sheet({ pane: "gegePlaces", paint }).addTo(gege.state.map);
      }
      near.sheet.redraw();
      return ask().then(legend);
    },
    tiles() {
      near.tiles = null;
      if (told()) addTiles();
    },
    measured: legend,
  });
})();
