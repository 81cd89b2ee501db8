// Public works: a sign for each, whose shape and colour tell how it stands, names where there is
// room for them, and a click told to the page.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});
  const NEAR_PX = 20;
  const HALF = 11;
  const own = { sheet: null, works: [] };
  const told = () => gege.config && gege.config.works;
  const inks = () => told().inks[gege.state.theme];

  const isChosen = (one) => one.code === told().chosen;
  const placed = (view, one) => [one.at[0] * view.scale - view.x, one.at[1] * view.scale - view.y];

  function paint(context, view) {
    if (!told()) return;
    const boxes = [];
    for (const one of own.works) {
      const [x, y] = placed(view, one);
      if (x < -120 || y < -40 || x > view.size.x + 120 || y > view.size.y + 40) continue;
      sign(context, x, y, one.state, isChosen(one));
      boxes.push([x - HALF, y - HALF, x + HALF, y + HALF]);
    }
    const chosenFirst = [...own.works].sort((a, b) => isChosen(b) - isChosen(a));
    for (const one of chosenFirst) name(context, placed(view, one), one.name, boxes);
  }

  /** Trace the shape of a state: told apart without colours. */
  function trace(context, x, y, state, half) {
    context.beginPath();
    if (state === "done") context.arc(x, y, half, 0, 2 * Math.PI);
    else if (state === "overdue") {
      context.moveTo(x, y - half * 1.15);
      context.lineTo(x + half * 1.15, y + half * 0.9);
      context.lineTo(x - half * 1.15, y + half * 0.9);
      context.closePath();
    } else if (state === "open") context.roundRect(x - half * 0.92, y - half * 0.92, half * 1.84, half * 1.84, 4);
    else {
      context.moveTo(x, y - half * 1.15);
      context.lineTo(x + half * 1.15, y);
      context.lineTo(x, y + half * 1.15);
      context.lineTo(x - half * 1.15, y);
      context.closePath();
    }
  }

  function sign(context, x, y, state, isChosen) {
    const { look } = gege.state;
    trace(context, x, y, state, HALF);
    context.lineJoin = "round";
    context.lineWidth = isChosen ? 8 : 4;
    context.strokeStyle = isChosen ? look.accent : look.halo;
    context.stroke();
    context.fillStyle = inks()[state];
    context.fill();
    context.font = "700 13px " + look.font;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = inks().mark;
    context.fillText(told().marks[state], x, y + (state === "overdue" ? 2.5 : 0.5));
  }

  /** Write a name below its sign, else above it, where it covers no other sign or name. */
  function name(context, [x, y], text, boxes) {
    const { look } = gege.state;
    context.font = "600 12px " + look.font;
    const wide = context.measureText(text).width / 2 + 3;
    const box = [y + HALF + 4, y - HALF - 20]
      .map((low) => [x - wide, low, x + wide, low + 16])
      .find((one) => !boxes.some((b) => b[0] < one[2] && one[0] < b[2] && b[1] < one[3] && one[1] < b[3]));
    if (!box) return;
    boxes.push(box);
    const top = box[1];
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = look.halo;
    context.strokeText(text, x, top + 8);
    context.fillStyle = look.text;
    context.fillText(text, x, top + 8);
  }

  function legend() {
    const { legend: body } = gege.state;
    if (!body) return;
    let list = body.parentElement.querySelector(".gege-works-legend");
    if (!list) {
      list = gege.element("div", "gege-body gege-works-legend");
      body.before(list);
    }
    list.hidden = !told();
    if (!told()) return;
    const rows = gege.element("ul");
    for (const [state, text] of Object.entries(told().states)) {
      const row = gege.element("li");
      row.append(drawn(state), gege.element("span", "gege-grow", text));
      rows.append(row);
    }
    list.replaceChildren(rows);
  }

  /** Return the sign of a state as a small picture. */
  function drawn(state) {
    const made = gege.element("canvas", "gege-works-sign");
    const ratio = window.devicePixelRatio || 1;
    made.width = made.height = 26 * ratio;
    const context = made.getContext("2d");
    context.scale(ratio, ratio);
    sign(context, 13, 13, state, false);
    return made;
  }

  const style = document.createElement("style");
  style.textContent = 
    ".gege-works-sign{width:26px;height:26px;flex:none}" +
    ".gege-works-legend ul{display:grid;grid-template-columns:1fr 1fr;gap:0 10px}";
  document.head.append(style);

  gege.parts.push({
    take(config, previous) {
      const { map } = gege.state;
      // A part of a page: what the signs mean stays in sight, the switches give way.
      if (config.works && !previous) gege.state.panels[0].fold(true);
      own.works = ((config.works && config.works.list) || []).map(([code, text, state, lon, lat]) => ({
        code,
        name: text,
        state,
        at: gege.mercator(lon, lat),
      }));
      if (config.works && !own.sheet) {
        const pane = map.createPane("gegeWorks");
        pane.style.zIndex = 345;
        pane.style.pointerEvents = "none";
        own.sheet = new gege.Sheet({ pane: "gegeWorks", paint }).addTo(map);
      }
      if (own.sheet) own.sheet.redraw();
      document.documentElement.dataset.works = String(own.works.length);
      legend();
    },
    tiles() {
      if (told()) legend();
    },
    measured: legend,
    click(event) {
      if (!told() || !window.Streamlit) return false;
      const { map } = gege.state;
      const near = own.works.find((one) => {
        const lon = (one.at[0] - 0.5) * 360;
        const at = map.latLngToContainerPoint([gege.latitude(one.at[1]), lon]);
        return at.distanceTo(event.containerPoint) < NEAR_PX;
      });
      if (!near) return false;
      window.Streamlit.setComponentValue({ clicked_work: near.code, seq: Date.now() });
      return true;
    },
  });
})();
