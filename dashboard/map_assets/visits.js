// The map of visits: households by state as pictures, what their shapes mean, and the card of the
// households under a click.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});
  const visits = { asked: null, legend: null, shown: null, turn: 0 };
  const about = () => (gege.config && gege.config.visits) || null;

  const style = document.createElement("style");
  style.textContent =
    ".gege-homes{list-style:none;margin:10px 0 0;padding:0}" +
    ".gege-homes li{padding:8px 0;border-top:1px solid var(--line);display:grid;gap:2px}" +
    ".gege-homes li:first-child{border-top:0}" +
    ".gege-homes small{color:var(--quiet)}" +
    ".gege-homes b,.gege-tallies span{display:flex;gap:8px;align-items:center}" +
    ".gege-tallies{display:flex;flex-wrap:wrap;gap:2px 14px;margin-top:6px}" +
    ".gege-record{justify-self:start;margin-top:4px;padding:9px 14px!important;min-height:40px;" +
    "border:1px solid var(--line)!important;border-radius:6px!important;font-weight:600!important;" +
    "background:var(--hover)!important}" +
    ".gege-shape{width:18px;height:18px;flex:none}" +
    ".gege-visits .gege-legend li{padding:1px 0;font-size:13px}" +
    ".gege-visits .gege-legend .gege-body{padding-top:4px;padding-bottom:6px}";
  document.head.append(style);

  function query() {
    return new URLSearchParams({ ...about().query, theme: gege.state.theme });
  }

  // ---- what the shapes mean, and how many there are

  /** Ask for the legend when what is asked for has changed; the pictures follow its mark. */
  async function ask() {
    if (!about()) return undefined;
    const asked = query();
    asked.set("lang", gege.config.language);
    const text = asked + about().mark;
    if (visits.asked === text) return undefined;
    visits.asked = text;
    try {
      const legend = await gege.fetchJson("visits/legend.json?" + asked);
      if (visits.asked !== text) return undefined;
      visits.legend = legend;
      addTiles();
    } catch (error) {
      if (visits.asked !== text) return undefined;
      visits.legend = { failed: error.message };
    }
    return show();
  }

  function addTiles() {
    // Before the grids are painted there are no pictures yet; they are made all at once.
    const { legend } = visits;
    if (!legend || !legend.mark || !Object.keys(gege.state.tiles).length) return;
    const address = "visits/" + legend.mark + "/{z}/{x}/{y}.png?" + query();
    if (visits.shown === address) return;
    visits.shown = address;
    // In a pane of their own, for the other one is drawn pale.
    gege.addTiles("households", address, "gegeHeat");
    document.documentElement.dataset.visits = legend.mark;
  }

  const DRAWN = {
    disc: "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z",
    square: "M4 4h10v10H4z",
    ring: "M9 4.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z",
    cross: "M5 5l8 8M13 5l-8 8",
  };

  function shape(kind, edge) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "0 0 18 18");
    svg.setAttribute("class", "gege-shape");
    svg.setAttribute("aria-hidden", "true");
    const isLine = kind.shape === "ring" || kind.shape === "cross";
    for (const [colour, grown] of [[edge, 2.4], [kind.colour, 0]]) {
      const path = document.createElementNS(space, "path");
      path.setAttribute("d", DRAWN[kind.shape]);
      path.setAttribute("fill", isLine ? "none" : colour);
      path.setAttribute("stroke", colour);
      path.setAttribute("stroke-width", String((isLine ? 2.6 : 0) + grown));
      svg.append(path);
    }
    return svg;
  }

  const kindOf = (state) =>
    (visits.legend && visits.legend.states && visits.legend.states.find((one) => one.state === state)) || null;

  function mark(state) {
    const kind = kindOf(state);
    return kind ? [shape(kind, visits.legend.edge)] : [];
  }

  function lines(legend) {
    if (legend.failed) return [gege.element("p", "gege-sum", legend.failed)];
    const head = gege.element("h3", "", legend.title);
    head.append(gege.element("small", "", " " + legend.unit));
    const list = gege.element("ul");
    for (const kind of legend.states) {
      const row = gege.element("li");
      row.dataset.state = kind.state;
      row.append(
        ...(legend.mark ? mark(kind.state) : []),
        gege.element("span", "gege-grow", kind.name),
        gege.element("span", "gege-n", gege.figure(kind.households))
      );
      list.append(row);
    }
    return legend.mark ? [head, list, reading()] : [head, list];
  }

  function reading() {
    const details = gege.element("details", "gege-note");
    details.append(gege.element("summary", "", gege.say("visits_read")));
    for (const name of ["visits_near", "visits_afar", "visits_empty"]) {
      details.append(gege.element("p", "gege-note", gege.say(name)));
    }
    return details;
  }

  /** Put the lines over those of the grids' colours. */
  function show() {
    const { legend: body } = gege.state;
    if (!body || !about()) return;
    let own = body.parentElement.querySelector(".gege-visit-legend");
    if (!own) {
      own = gege.element("div", "gege-body gege-visit-legend");
      body.before(own);
    }
    own.hidden = !visits.legend;
    own.replaceChildren(...(visits.legend ? lines(visits.legend) : []));
  }

  // ---- a click: the households there, or the part of the district

  const gridUnder = (at) => gege.gridAt(gege.state.grids, ...gege.mercator(at.lng, at.lat));

  function tell(message) {
    if (window.Streamlit) window.Streamlit.setComponentValue({ ...message, seq: Date.now() });
  }

  function click(event) {
    gege.state.search.hide();
    const isNear = gege.state.map.getZoom() >= about().card_zoom;
    if (isNear && about().may_see_homes && gege.state.view.layers.households) {
      askHomes(event.latlng);
      return;
    }
    const grid = gridUnder(event.latlng);
    if (grid) tell({ clicked_grid: grid.code });
  }

  async function askHomes(at) {
    const turn = (visits.turn += 1);
    const asked = query();
    asked.set("lon", at.lng.toFixed(7));
    asked.set("lat", at.lat.toFixed(7));
    asked.set("zoom", String(Math.round(gege.state.map.getZoom())));
    asked.set("lang", gege.config.language);
    try {
      const answer = await gege.fetchJson("visits/homes.json?" + asked);
      if (turn !== visits.turn) return;
      if (answer.homes.length) openCard(answer, gridUnder(at));
      else gege.closeCard();
    } catch (error) {
      if (turn === visits.turn) openCard({ failed: error.message, homes: [] }, gridUnder(at));
    }
  }

  function openCard(answer, grid) {
    const { card } = gege.state;
    const head = gege.element("header");
    const words = gege.element("div", "gege-grow");
    const isOne = answer.homes.length === 1 && answer.in_all === 1;
    const title = isOne ? answer.homes[0].address : gege.say("visits_here", { n: answer.in_all ?? 0 });
    words.append(gege.element("h2", "", title), gege.element("p", "", grid ? grid.name : ""));
    const close = gege.element("button", "gege-close");
    close.type = "button";
    close.setAttribute("aria-label", gege.say("close"));
    close.append(gege.icon("close"));
    close.addEventListener("click", () => gege.closeCard());
    head.append(words, close);
    card.replaceChildren(head);
    if (answer.failed) card.append(gege.element("p", "gege-wait", answer.failed));
    else if (!isOne) card.append(tallies(answer.counts));
    const list = gege.element("ul", "gege-homes");
    for (const home of answer.homes) list.append(homeLine(home, isOne, answer.may_record));
    card.append(list);
    const left = (answer.in_all || 0) - answer.homes.length;
    if (left > 0) {
      const said = gege.say("visits_more", { n: gege.figure(left) });
      card.append(gege.element("p", "gege-wait", said));
    }
    card.hidden = false;
    card.dataset.state = "homes";
  }

  function tallies(counts) {
    const row = gege.element("div", "gege-tallies");
    for (const one of counts) {
      const cell = gege.element("span");
      cell.append(...mark(one.state), gege.element("span", "", one.name + " " + gege.figure(one.n)));
      row.append(cell);
    }
    return row;
  }

  function homeLine(home, isOne, mayRecord) {
    const row = gege.element("li");
    const name = gege.element("b");
    name.append(...mark(home.state), gege.element("span", "", isOne ? home.state_name : home.address));
    const told = [isOne ? null : home.state_name, home.tries, home.next].filter(Boolean);
    row.append(name, gege.element("small", "", told.join(" \u00b7 ")));
    if (isOne) row.append(gege.element("small", "", home.code));
    if (mayRecord && about().may_record) {
      const button = gege.element("button", "gege-record", gege.say("visits_record"));
      button.type = "button";
      button.addEventListener("click", () => tell({ record_home: home.code }));
      row.append(button);
    }
    return row;
  }

  /** Whether the address says where the map stands, as a link or a page loaded again does. */
  function isPlaced() {
    try {
      return window.parent.location.hash.includes("map=");
    } catch {
      return false;
    }
  }

  function showArea(bounds) {
    const [west, south, east, north] = bounds;
    const corner = [
      [south, west],
      [north, east],
    ];
    gege.state.map.fitBounds(corner, { animate: false, padding: [24, 24], maxZoom: 17 });
    gege.state.fitted = bounds;
  }

  gege.parts = gege.parts || [];
  gege.parts.push({
    take(config, previous) {
      if (!config.visits) return;
      document.documentElement.classList.add("gege-visits");
      if (!previous) {
        gege.state.map.off("click");
        gege.state.map.on("click", click);
        if (window.innerWidth >= 640) gege.state.panels[1].fold(false);
        if (config.area_bounds && !isPlaced()) showArea(config.area_bounds);
      }
      show();
      ask();
    },
    tiles() {
      visits.shown = null;
      if (about()) (ask() || Promise.resolve()).then(addTiles);
    },
    measured: show,
  });
})();
