// Borders between areas: edges that two grids share, found once for each set of grids.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});
  const found = new WeakMap();

  /** Return the shared edges of grids: ends in Mercator, and the two rows of each. */
  gege.sharedEdges = function (grids) {
    if (!found.has(grids)) found.set(grids, findShared(grids));
    return found.get(grids);
  };

  // Neighbours were simplified together: a shared vertex is the same pair of numbers in both.
  function findShared(grids) {
    const vertices = new Map();
    const edges = new Map();
    const shared = [];
    let count = 0;
    const idOf = (x, y) => {
      let column = vertices.get(x);
      if (!column) vertices.set(x, (column = new Map()));
      let id = column.get(y);
      if (id === undefined) column.set(y, (id = count++));
      return id;
    };
    for (const grid of grids) {
      if (grid.dedicated) continue;
      for (const ring of grid.rings) {
        for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
          const one = idOf(ring[j], ring[j + 1]);
          const other = idOf(ring[i], ring[i + 1]);
          const key = Math.min(one, other) * 1e8 + Math.max(one, other);
          const neighbour = edges.get(key);
          if (neighbour === undefined) edges.set(key, grid.row);
          else shared.push([ring[j], ring[j + 1], ring[i], ring[i + 1], neighbour, grid.row]);
        }
      }
    }
    return shared;
  }

  /** Draw the borders between grids of which `areaOf(row)` is not the same. */
  gege.paintBorders = function (context, view, grids, areaOf, colour, width) {
    const right = view.x + view.size.x;
    const bottom = view.y + view.size.y;
    context.beginPath();
    for (const [x0, y0, x1, y1, one, other] of gege.sharedEdges(grids)) {
      if (areaOf(one) === areaOf(other)) continue;
      const [west, east] = [Math.min(x0, x1) * view.scale, Math.max(x0, x1) * view.scale];
      const [north, south] = [Math.min(y0, y1) * view.scale, Math.max(y0, y1) * view.scale];
      if (east < view.x || west > right || south < view.y || north > bottom) continue;
      context.moveTo(x0 * view.scale - view.x, y0 * view.scale - view.y);
      context.lineTo(x1 * view.scale - view.x, y1 * view.scale - view.y);
    }
    context.lineCap = context.lineJoin = "round";
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  };
})();
