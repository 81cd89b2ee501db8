// Cases as symbols: shape and colour both tell the state; the overdue lie on top.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});
  const NAMES = ["done", "open", "overdue"];

  /** Return what was received as symbols with their Mercator place, in drawing order. */
  gege.decodeCases = function (answer) {
    const single = answer.single.map(([code, lon, lat, state, category, grid, due]) => ({
      code,
      lon,
      lat,
      state: NAMES[state],
      category,
      grid,
      due,
      place: gege.mercator(lon, lat),
      radius: state === 2 ? 8 : state === 1 ? 6.5 : 4.5,
    }));
    const heaps = answer.heaps.map(([lon, lat, number, overdue]) => ({
      lon,
      lat,
      number,
      overdue,
      place: gege.mercator(lon, lat),
      radius: Math.min(13 + Math.log2(number) * 1.5, 27),
    }));
    return heaps.sort((a, b) => a.number - b.number).concat(single);
  };

  gege.paintCases = function (context, view, symbols, look, chosen) {
    for (const symbol of symbols) {
      const x = symbol.place[0] * view.scale - view.x;
      const y = symbol.place[1] * view.scale - view.y;
      if (x < -30 || y < -30 || x > view.size.x + 30 || y > view.size.y + 30) continue;
      if (symbol.number) paintHeap(context, x, y, symbol, look);
      else paintSingle(context, x, y, symbol, look, symbol.code === chosen);
    }
  };

  function outline(context, x, y, symbol) {
    const r = symbol.radius;
    context.beginPath();
    if (symbol.state === "overdue") {
      context.moveTo(x, y - r * 1.1);
      context.lineTo(x + r, y + r * 0.75);
      context.lineTo(x - r, y + r * 0.75);
      context.closePath();
    } else if (symbol.state === "open") {
      context.arc(x, y, r, 0, 2 * Math.PI);
    } else {
      context.rect(x - r, y - r, 2 * r, 2 * r);
    }
  }

  function paintSingle(context, x, y, symbol, look, isChosen) {
    if (isChosen) {
      context.beginPath();
      context.arc(x, y, 16, 0, 2 * Math.PI);
      context.lineWidth = 3;
      context.strokeStyle = look.accent;
      context.stroke();
    }
    outline(context, x, y, symbol);
    context.lineJoin = "round";
    context.lineWidth = 2.5;
    context.strokeStyle = look.symbols.edge;
    context.stroke();
    context.fillStyle = look.symbols[symbol.state];
    context.fill();
  }

  function paintHeap(context, x, y, symbol, look) {
    const r = symbol.radius;
    context.beginPath();
    context.arc(x, y, r, 0, 2 * Math.PI);
    context.fillStyle = look.panel;
    context.globalAlpha = 0.94;
    context.fill();
    context.globalAlpha = 1;
    const turn = (symbol.overdue / symbol.number) * 2 * Math.PI;
    const top = -Math.PI / 2;
    context.lineWidth = 4;
    context.strokeStyle = look.symbols.open;
    arc(context, x, y, r - 2, top + turn, top + 2 * Math.PI);
    context.strokeStyle = look.symbols.overdue;
    arc(context, x, y, r - 2, top, top + turn);
    context.font = "600 " + (symbol.number > 999 ? 11 : 12) + "px " + look.font;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = look.text;
    context.fillText(gege.compact(symbol.number), x, y + 0.5);
  }

  function arc(context, x, y, r, from, to) {
    if (to - from < 0.01) return;
    context.beginPath();
    context.arc(x, y, r, from, to);
    context.stroke();
  }

  /** Return the symbol under a container point, the topmost first, or null. */
  gege.symbolAt = function (symbols, map, point) {
    const scale = 256 * Math.pow(2, map.getZoom());
    const origin = map.getPixelOrigin().subtract(map._getMapPanePos());
    for (let i = symbols.length - 1; i >= 0; i -= 1) {
      const symbol = symbols[i];
      const x = symbol.place[0] * scale - origin.x - point.x;
      const y = symbol.place[1] * scale - origin.y - point.y;
      if (x * x + y * y <= (symbol.radius + 4) ** 2) return symbol;
    }
    return null;
  };

  /** Return a small drawing of a symbol for the legend. */
  gege.symbolPicture = function (state, look) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 44;
    canvas.className = "gege-symbol";
    const context = canvas.getContext("2d");
    context.scale(2, 2);
    paintSingle(context, 11, 11, { state, radius: 6.5 }, look, false);
    return canvas;
  };
})();
