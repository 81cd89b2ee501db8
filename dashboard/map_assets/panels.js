// The panels over the map: which layers, which measure, what the colours mean.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});

  /** Return an element; text is only ever set as text. */
  gege.element = function (tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined && text !== null) element.textContent = text;
    return element;
  };

  /** Return a sentence of the catalogue with {named} values in place. */
  gege.say = function (name, values) {
    const text = gege.config.texts[name] || name;
    return text.replace(/\{(\w+)\}/g, (whole, key) =>
      values && key in values ? String(values[key]) : whole
    );
  };

  const locale = () => (gege.config.language === "zh" ? "zh-CN" : "en-GB");
  gege.figure = (value, digits) =>
    new Intl.NumberFormat(locale(), { maximumFractionDigits: digits || 0 }).format(value);
  gege.compact = (value) =>
    new Intl.NumberFormat(locale(), { notation: "compact", maximumFractionDigits: 1 }).format(value);
  gege.moment = (text) =>
    new Intl.DateTimeFormat(locale(), {
      dateStyle: "medium",
      timeStyle: "short",
      timeZone: gege.config.time_zone,
    }).format(new Date(text));

  const digitsOf = (measure) => measure.digits ?? (measure.measure === "case_rate" ? 1 : 0);

  gege.shortValue = function (measure, row) {
    const value = measure.values[row];
    if (value === null || value === undefined) return "";
    // A class in words says it: what it was found by, without a unit, says nothing on a map.
    if (measure.kind === "named" && !measure.unit) return "";
    return measure.kind === "figures" ? gege.figure(value, digitsOf(measure)) : value;
  };

  /** Return the figure or the name with its title, for the label under the mouse. */
  gege.longValue = function (measure, row) {
    const about = gege.config.measures[measure.measure];
    if (measure.says && measure.says[row]) return measure.says[row];
    const value = measure.values[row];
    if (value === null || value === undefined) return measure.none || about.none;
    if (measure.kind !== "figures") return about.title + ": " + value;
    return about.title + ": " + gege.figure(value, digitsOf(measure));
  };

  function switchRow(name, state, onChange) {
    const row = gege.element("label", "gege-switch");
    const box = gege.element("input");
    box.type = "checkbox";
    box.checked = state;
    box.dataset.layer = name;
    box.addEventListener("change", () => onChange(name, box.checked));
    row.append(box, gege.element("span", "", gege.say("layer_" + name)));
    return row;
  }

  function measureRow(name, chosen, onChange) {
    const row = gege.element("label", "gege-switch");
    const dot = gege.element("input");
    dot.type = "radio";
    dot.name = "gege-measure";
    dot.checked = name === chosen;
    dot.value = name;
    dot.addEventListener("change", () => onChange(name));
    row.append(dot, gege.element("span", "", gege.config.measures[name].title));
    return row;
  }

  /** A panel that folds: a button with a title, and a body. */
  gege.foldable = function (className, title, icon) {
    const panel = gege.element("section", "gege-panel " + className);
    const button = gege.element("button", "gege-fold");
    button.type = "button";
    button.append(gege.icon(icon), gege.element("span", "gege-fold-title", title));
    button.setAttribute("aria-expanded", "true");
    const body = gege.element("div", "gege-body");
    panel.append(button, body);
    panel.fold = (folded) => {
      panel.classList.toggle("is-folded", folded);
      button.setAttribute("aria-expanded", String(!folded));
    };
    button.addEventListener("click", () => panel.fold(!panel.classList.contains("is-folded")));
    L.DomEvent.disableClickPropagation(panel);
    L.DomEvent.disableScrollPropagation(panel);
    return { panel, body };
  };

  const DRAWINGS = {
    layers: "M12 3 2 9l10 6 10-6zM4 13.5 2 15l10 6 10-6-2-1.5",
    legend: "M4 5h4v4H4zM4 11h4v4H4zM4 17h4v4H4zM11 7h9M11 13h9M11 19h9",
    search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 21 21",
    home: "M4 11 12 4l8 7v9h-5v-6H9v6H4z",
    close: "M6 6l12 12M18 6 6 18",
    plus: "M12 5v14M5 12h14",
    minus: "M5 12h14",
  };
  gege.icon = function (name) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", DRAWINGS[name]);
    svg.append(path);
    return svg;
  };

  gege.layerPanel = function (state, handlers) {
    const { panel, body } = gege.foldable("gege-layers", gege.say("layers"), "layers");
    const isChoice = Object.keys(gege.config.measures).length > 1;
    if (isChoice && !gege.studio.isOn() && !gege.cut.isOn()) {
      body.append(gege.element("h3", "", gege.say("colour_by")));
      for (const name of Object.keys(gege.config.measures)) {
        body.append(measureRow(name, state.measure, handlers.measure));
      }
    }
    body.append(gege.element("h3", "", gege.say("show")));
    for (const name of gege.layerNames()) {
      body.append(switchRow(name, state.layers[name], handlers.layer));
    }
    return panel;
  };

  function swatch(colour, className) {
    const box = gege.element("i", "gege-swatch " + (className || ""));
    if (colour) box.style.background = colour;
    return box;
  }

  function legendRow(mark, text, number) {
    const row = gege.element("li");
    row.append(mark, gege.element("span", "gege-grow", text));
    if (number !== undefined) row.append(gege.element("span", "gege-n", number));
    return row;
  }

  function classText(kind, digits) {
    const low = gege.figure(kind.low, digits);
    const high = gege.figure(kind.high, digits);
    return low === high ? low : low + " \u2013 " + high;
  }

  const MOST_NOTES = 7;

  /** Fill the legend for a measure. */
  gege.fillLegend = function (body, measure, look, layers) {
    const about = gege.config.measures[measure.measure];
    const head = gege.element("h3", "", measure.title || about.title);
    const unit = measure.unit ?? about.unit;
    if (unit) head.append(gege.element("small", "", " " + unit));
    const list = gege.element("ul");
    const isMany = measure.kind === "areas" && !measure.own_colours;
    for (const kind of isMany ? [] : measure.classes) {
      const text = kind.label ?? classText(kind, digitsOf(measure));
      const n = gege.say("n_grids", { n: gege.figure(kind.grids) });
      list.append(legendRow(swatch(kind.colour), text, n));
    }
    if (isMany) list.append(manyRow(measure));
    if (measure.of.some((number, row) => number < 0 && measure.inside[row] === 1)) {
      list.append(legendRow(swatch("", "is-nothing"), measure.none || about.none));
    }
    body.replaceChildren(head, list);
    body.append(...notesOf(measure.notes || []));
    if (layers.cases) body.append(caseLegend(look));
    body.append(gege.element("p", "gege-sum", sumText(measure.totals)));
    const { as_of: asOf } = gege.config;
    if (asOf) body.append(gege.element("p", "gege-sum gege-then", asOf.note));
  };

  /** Return the notes as lines; of many only the first stand open. */
  function notesOf(notes) {
    const lines = notes.map((note) => gege.element("p", "gege-note", note));
    if (lines.length <= MOST_NOTES) return lines;
    const rest = gege.element("details", "gege-note");
    rest.append(gege.element("summary", "", gege.say("more_notes")), ...lines.slice(3));
    return [...lines.slice(0, 3), rest];
  }

  function manyRow(measure) {
    const strip = gege.element("span", "gege-strip");
    for (const kind of measure.classes) strip.append(swatch(kind.colour));
    const row = gege.element("li", "is-many");
    const text = gege.say("many_areas", { n: gege.figure(measure.areas) });
    row.append(strip, gege.element("span", "", text));
    return row;
  }

  function caseLegend(look) {
    const list = gege.element("ul", "gege-case-legend");
    for (const state of gege.config.states) {
      list.append(legendRow(gege.symbolPicture(state, look), gege.say("case_" + state)));
    }
    return list;
  }

  function sumText(totals) {
    const values = {};
    for (const name of Object.keys(totals)) values[name] = gege.figure(totals[name]);
    // A layer of a figure says in its notes what it counted; how many are open is not asked for.
    const isOfCases = "open_cases" in totals;
    const parts = [gege.say(isOfCases ? "sum" : "sum_of_grids", values)];
    if (isOfCases && totals.unplaced) parts.push(gege.say("unplaced", values));
    return parts.join(" ");
  }
})();
