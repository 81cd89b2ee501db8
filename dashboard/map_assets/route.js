// A worker's way: the line along the streets, the numbers of the stops in walking order.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});
  const route = { mark: null, legs: [], stops: [], start: null, sheet: null };
  const HIGH = 22;
  const URGENT = 0;

  // ---- numbers that would cover one another stand in one label

  function text(numbers) {
    const runs = [];
    for (const number of numbers) {
      const run = runs[runs.length - 1];
      if (run && run[1] === number - 1) run[1] = number;
      else runs.push([number, number]);
    }
    const said = runs.map(([first, last]) => (first === last ? first : first + "-" + last));
    const whole = said.join(", ");
    return whole.length > 16 ? whole.slice(0, 15) + "…" : whole;
  }

  const wide = (label) => Math.max(20, 7.4 * text(label.numbers).length + 12);
  const covers = (one, other) =>
    Math.abs(one.x - other.x) < (wide(one) + wide(other)) / 2 && Math.abs(one.y - other.y) < HIGH;

  function join(one, other) {
    const [n, m] = [one.numbers.length, other.numbers.length];
    return {
      x: (one.x * n + other.x * m) / (n + m),
      y: (one.y * n + other.y * m) / (n + m),
      numbers: [...one.numbers, ...other.numbers].sort((a, b) => a - b),
      isUrgent: one.isUrgent || other.isUrgent,
    };
  }

  function joined(labels) {
    const kept = [];
    for (const label of labels) {
      const at = kept.findIndex((one) => covers(one, label));
      if (at < 0) kept.push(label);
      else kept[at] = join(kept[at], label);
    }
    return kept.length < labels.length ? joined(kept) : kept;
  }

  // ---- paint

  const onSheet = ([x, y], view) => [x * view.scale - view.x, y * view.scale - view.y];

  function line(context, places, look) {
    for (const [colour, width] of [
      [look.halo, 7],
      [look.route, 4],
    ]) {
      context.beginPath();
      places.forEach(([x, y], at) => (at ? context.lineTo(x, y) : context.moveTo(x, y)));
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.stroke();
    }
  }

  function pill(context, label, look) {
    const width = wide(label);
    context.beginPath();
    context.roundRect(label.x - width / 2, label.y - 10, width, 20, 10);
    context.fillStyle = look.panel;
    context.fill();
    context.lineWidth = label.isUrgent ? 3 : 1.8;
    context.strokeStyle = label.isUrgent ? look.overdue : look.route;
    context.stroke();
    context.font = "700 12px " + look.font;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = look.text;
    context.fillText(text(label.numbers), label.x, label.y + 0.5);
  }

  function paint(context, view) {
    if (!route.stops.length) return;
    const css = getComputedStyle(document.documentElement);
    const colour = (name) => css.getPropertyValue(name).trim();
    const look = { ...gege.state.look, route: colour("--link"), overdue: colour("--overdue") };
    context.lineJoin = "round";
    context.lineCap = "round";
    for (const leg of route.legs) {
      context.setLineDash(leg.isStreet ? [] : [2, 8]);
      line(context, leg.places.map((place) => onSheet(place, view)), look);
    }
    context.setLineDash([]);
    const [x, y] = onSheet(route.start, view);
    context.fillStyle = look.text;
    context.strokeStyle = look.halo;
    context.lineWidth = 3;
    context.strokeRect(x - 7, y - 7, 14, 14);
    context.fillRect(x - 7, y - 7, 14, 14);
    const labels = route.stops.map((stop) => {
      const [left, top] = onSheet(stop.place, view);
      return { x: left, y: top, numbers: [stop.number], isUrgent: stop.urgency === URGENT };
    });
    for (const label of joined(labels)) pill(context, label, look);
  }

  // ---- from Python

  const placesOf = (at) => at.map(([lon, lat]) => gege.mercator(lon, lat));

  function read(told) {
    const of = (kind) => told.features.filter((one) => one.geometry.type === kind);
    const points = of("Point").map(({ geometry, properties }) => ({
      ...properties,
      place: gege.mercator(...geometry.coordinates),
    }));
    route.start = points[0].place;
    route.stops = points.slice(1);
    route.legs = of("LineString").map(({ geometry, properties }) => ({
      isStreet: properties.is_street,
      places: placesOf(geometry.coordinates),
    }));
  }

  function show(bounds) {
    const [west, south, east, north] = bounds;
    const corner = [
      [south, west],
      [north, east],
    ];
    // Beside the panels where there is room for both.
    const isWide = window.innerWidth >= 900;
    gege.state.panels[0].fold(true);
    gege.state.map.fitBounds(corner, {
      animate: false,
      paddingTopLeft: [32, 64],
      paddingBottomRight: [isWide ? 320 : 56, 32],
      maxZoom: 18,
    });
  }

  /** Say in the legend what the marks are. */
  function legend() {
    const { legend: body } = gege.state;
    const told = gege.config && gege.config.route;
    if (!body || (!told && !route.legend)) return;
    if (!route.legend || !route.legend.isConnected) {
      route.legend = gege.element("div", "gege-body gege-route-legend");
      body.before(route.legend);
    }
    route.legend.hidden = !told;
    // The grids are not coloured here: what their colours would mean is not said.
    body.hidden = Boolean(told);
    if (!told) return;
    const list = gege.element("ul");
    for (const [kind, name] of [
      ["start", "route_start"],
      ["stop", "route_stop"],
      ["late", "route_late"],
      ["way", "route_way"],
      ["straight", "route_straight"],
    ]) {
      const row = gege.element("li");
      const mark = gege.element("i", "gege-route-" + kind, kind === "stop" || kind === "late" ? "1" : "");
      row.append(mark, gege.element("span", "gege-grow", gege.say(name)));
      list.append(row);
    }
    route.legend.replaceChildren(list);
  }

  const style = document.createElement("style");
  style.textContent =
    ".gege-route-legend i{flex:none;width:20px;height:14px;margin-right:2px;box-sizing:border-box;" +
    "font:700 10px/11px system-ui,sans-serif;text-align:center;font-style:normal}" +
    ".gege-route-start{background:var(--text);width:12px!important;height:12px!important;" +
    "margin:0 6px 0 4px!important}" +
    ".gege-route-stop,.gege-route-late{border:1.8px solid var(--link);border-radius:8px}" +
    ".gege-route-late{border:2.4px solid var(--overdue)}" +
    ".gege-route-way{border-top:4px solid var(--link);height:0!important;align-self:center}" +
    ".gege-route-straight{border-top:4px dotted var(--link);height:0!important;align-self:center}";
  document.head.append(style);

  gege.parts.push({
    take(config) {
      const mark = JSON.stringify(config.route || null);
      if (mark === route.mark) return legend();
      route.mark = mark;
      if (config.route) read(config.route);
      else route.stops = [];
      if (config.route && !route.sheet) {
        const pane = gege.state.map.createPane("gegeRoute");
        pane.style.zIndex = 338;
        pane.style.pointerEvents = "none";
        route.sheet = new gege.Sheet({ pane: "gegeRoute", paint }).addTo(gege.state.map);
      }
      if (route.sheet) route.sheet.redraw();
      if (config.route) show(config.route.bounds);
      document.documentElement.dataset.route = String(route.stops.length);
      return legend();
    },
    tiles: () => route.sheet && route.sheet.redraw(),
    measured: legend,
  });
})();
