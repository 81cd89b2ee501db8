// The heat surface: tiles under the heat layer, and its own lines at the head of the legend.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});
  const heat = { asked: null, legend: null, shown: null };

  function query() {
    const asked = new URLSearchParams(gege.config.query);
    asked.delete("status");
    for (const [name, value] of new URLSearchParams(gege.config.heat.query || "")) {
      asked.set(name, value);
    }
    asked.set("theme", gege.state.theme);
    return asked;
  }

  /** Ask for the legend when what is asked for has changed; the tiles follow its mark. */
  async function ask() {
    if (!gege.config.heat) return clear();
    const asked = query();
    asked.set("lang", gege.config.language);
    const text = asked.toString() + gege.config.revisions.all;
    if (heat.asked === text) return undefined;
    heat.asked = text;
    try {
      const legend = await gege.fetchJson("heat.json?" + asked);
      if (heat.asked !== text) return undefined;
      heat.legend = legend;
      addTiles();
    } catch (error) {
      if (heat.asked !== text) return undefined;
      heat.legend = { failed: error.message };
    }
    return show();
  }

  function clear() {
    heat.asked = heat.legend = heat.shown = null;
    if (gege.state.tiles.heat) gege.state.tiles.heat.remove();
    delete gege.state.tiles.heat;
    return show();
  }

  function addTiles() {
    // Before the grids are painted there are no pictures yet; they are made all at once.
    if (!heat.legend || !heat.legend.mark || !Object.keys(gege.state.tiles).length) return;
    const address = "heat/" + heat.legend.mark + "/{z}/{x}/{y}.png?" + query();
    if (heat.shown === address && gege.state.tiles.heat) return;
    heat.shown = address;
    gege.addTiles("heat", address, "gegeHeat");
    document.documentElement.dataset.heat = heat.legend.mark;
  }

  function row(colour, text) {
    const line = gege.element("li");
    const swatch = gege.element("i", "gege-swatch");
    swatch.style.background = colour;
    line.append(swatch, gege.element("span", "gege-grow", text));
    return line;
  }

  const numbers = (value) => gege.figure(value, value < 0.01 ? 4 : value < 1 ? 2 : 1);

  function classText(kind) {
    const low = numbers(kind.low);
    return kind.high === null ? "≥ " + low : low + " – " + numbers(kind.high);
  }

  function lines(legend) {
    if (legend.failed) return [gege.element("p", "gege-sum", legend.failed)];
    const head = gege.element("h3", "", legend.title);
    head.append(gege.element("small", "", " " + legend.unit));
    const list = gege.element("ul");
    for (const kind of legend.classes) list.append(row(kind.colour, classText(kind)));
    if (legend.too_few && legend.classes.length) {
      list.append(row(legend.too_few_colour, legend.too_few));
    }
    if (legend.nothing) list.append(gege.element("li", "", legend.nothing));
    const notes = legend.notes.map((note) => gege.element("p", "gege-sum", note));
    return [head, list, ...notes];
  }

  /** Put the lines over those of the grids' colours, while the layer is switched on. */
  function show() {
    const { legend: body, view } = gege.state;
    if (!body) return;
    let own = body.parentElement.querySelector(".gege-heat-legend");
    if (!own) {
      own = gege.element("div", "gege-body gege-heat-legend");
      body.before(own);
    }
    own.hidden = !heat.legend || !view.layers || !view.layers.heat;
    own.replaceChildren(...(heat.legend ? lines(heat.legend) : []));
  }

  document.addEventListener("change", (event) => {
    if (event.target.dataset && event.target.dataset.layer === "heat") show();
  });

  gege.parts = gege.parts || [];
  gege.parts.push({
    take() {
      show();
      ask();
    },
    tiles() {
      heat.shown = null;
      if (gege.config.heat) ask().then(addTiles);
    },
    measured: show,
  });
})();
