// Grids on a canvas of our own: decoded once per zoom band, drawn by colour, asked by position.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});

  /** A canvas that moves and zooms with the map; `paint(context, toPixel)` draws it. */
  gege.Sheet = L.Renderer.extend({
    options: { padding: 0.3 },
    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.style.pointerEvents = "none";
      this._context = this._container.getContext("2d");
    },
    _destroyContainer() {
      cancelAnimationFrame(this._frame);
      this._frame = null;
      L.DomUtil.remove(this._container);
      delete this._container;
      delete this._context;
    },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = Math.round(size.x * ratio);
      this._container.height = Math.round(size.y * ratio);
      this._container.style.width = size.x + "px";
      this._container.style.height = size.y + "px";
      this._ratio = ratio;
      this.draw();
    },
    redraw() {
      if (!this._map || this._frame) return;
      this._frame = requestAnimationFrame(() => {
        this._frame = null;
        if (!this._map._animatingZoom) this.draw();
      });
    },
    draw() {
      if (!this._context || !this._bounds) return;
      const size = this._bounds.getSize();
      const origin = this._map.getPixelOrigin().add(this._bounds.min);
      const scale = 256 * Math.pow(2, this._map.getZoom());
      this._context.setTransform(this._ratio, 0, 0, this._ratio, 0, 0);
      this._context.clearRect(0, 0, size.x, size.y);
      this.options.paint(this._context, { scale, x: origin.x, y: origin.y, size });
    },
  });

  const mercatorX = (lon) => lon / 360 + 0.5;
  const mercatorY = (lat) => {
    const sine = Math.sin((lat * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  };
  gege.mercator = (lon, lat) => [mercatorX(lon), mercatorY(lat)];

  function decodeRing(flat, layer) {
    const points = new Float64Array(flat.length);
    let x = 0;
    let y = 0;
    for (let i = 0; i < flat.length; i += 2) {
      x += flat[i];
      y += flat[i + 1];
      points[i] = mercatorX(layer.origin[0] + x * layer.step);
      points[i + 1] = mercatorY(layer.origin[1] + y * layer.step);
    }
    return points;
  }

  function boxOf(rings) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const ring of rings) {
      for (let i = 0; i < ring.length; i += 2) {
        if (ring[i] < box[0]) box[0] = ring[i];
        if (ring[i] > box[2]) box[2] = ring[i];
        if (ring[i + 1] < box[1]) box[1] = ring[i + 1];
        if (ring[i + 1] > box[3]) box[3] = ring[i + 1];
      }
    }
    return box;
  }

  /** Return the grids of a layer as the server sent it, positions in Mercator 0..1. */
  gege.decodeGrids = function (layer) {
    return layer.codes.map((code, row) => {
      const rings = layer.rings[row].map((flat) => decodeRing(flat, layer));
      const [x, y] = layer.labels[row];
      return {
        row,
        code,
        name: layer.names[row],
        dedicated: layer.kinds[row] === 1,
        parent: layer.parents[row],
        rings,
        box: boxOf(rings),
        label: gege.mercator(layer.origin[0] + x * layer.step, layer.origin[1] + y * layer.step),
      };
    });
  };

  /** Return the grid at a Mercator position: a dedicated one before a general one. */
  gege.gridAt = function (grids, x, y) {
    let found = null;
    for (const grid of grids) {
      const box = grid.box;
      if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) continue;
      if (holds(grid.rings, x, y) && (!found || grid.dedicated)) found = grid;
    }
    return found;
  };

  function holds(rings, x, y) {
    let inside = false;
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        const yi = ring[i + 1];
        const yj = ring[j + 1];
        if (yi > y !== yj > y && x < ((ring[j] - ring[i]) * (y - yi)) / (yj - yi) + ring[i]) {
          inside = !inside;
        }
      }
    }
    return inside;
  }

  gege.ringsHold = holds;

  gege.isSeen = function (grid, view) {
    const box = grid.box;
    return (
      box[2] * view.scale > view.x &&
      box[0] * view.scale < view.x + view.size.x &&
      box[3] * view.scale > view.y &&
      box[1] * view.scale < view.y + view.size.y
    );
  };

  gege.tracePath = function (context, grid, view) {
    context.beginPath();
    for (const ring of grid.rings) {
      context.moveTo(ring[0] * view.scale - view.x, ring[1] * view.scale - view.y);
      for (let i = 2; i < ring.length; i += 2) {
        context.lineTo(ring[i] * view.scale - view.x, ring[i + 1] * view.scale - view.y);
      }
      context.closePath();
    }
  };

  function hatch(context, colour) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.strokeStyle = colour;
    pen.lineWidth = 1.2;
    pen.beginPath();
    for (const shift of [-8, 0, 8]) {
      pen.moveTo(shift, 8);
      pen.lineTo(shift + 8, 0);
    }
    pen.stroke();
    return context.createPattern(tile, "repeat");
  }

  /** Draw the grids in the colours of a measure, then names and figures where there is room. */
  gege.paintGrids = function (context, view, grids, measure, look) {
    const blank = hatch(context, measure ? measure.nothing : look.border);
    const seen = grids.filter((grid) => gege.isSeen(grid, view));
    const side = seen.length ? (seen[0].box[2] - seen[0].box[0]) * view.scale : 0;
    context.lineJoin = "round";
    for (const pass of [false, true]) {
      for (const grid of seen) {
        if (grid.dedicated !== pass) continue;
        const number = measure ? measure.of[grid.row] : -1;
        const inside = !measure || measure.inside[grid.row] === 1;
        gege.tracePath(context, grid, view);
        context.globalAlpha = inside ? look.fillAlpha : 0.06;
        context.fillStyle = number >= 0 ? measure.colours[number] : inside ? blank : look.border;
        context.fill("evenodd");
        context.globalAlpha = inside ? 0.85 : 0.3;
        context.strokeStyle = look.border;
        context.lineWidth = side > 40 ? 1 : 0.5;
        context.setLineDash(grid.dedicated ? [4, 3] : []);
        context.stroke();
      }
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
    paintLabels(context, view, seen, measure, look);
  };

  function paintLabels(context, view, seen, measure, look) {
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    for (const grid of seen) {
      const width = (grid.box[2] - grid.box[0]) * view.scale;
      const height = (grid.box[3] - grid.box[1]) * view.scale;
      if (width < 120 || height < 70) continue;
      if (measure && measure.inside[grid.row] !== 1) continue;
      const x = grid.label[0] * view.scale - view.x;
      const y = grid.label[1] * view.scale - view.y;
      const value = measure ? gege.shortValue(measure, grid.row) : "";
      writeOutlined(context, grid.name, x, value ? y - 8 : y, "500 12px " + look.font, look);
      if (value) writeOutlined(context, value, x, y + 9, "700 14px " + look.font, look);
    }
  }

  function writeOutlined(context, text, x, y, font, look) {
    const shown = text.length > 14 ? text.slice(0, 13) + "\u2026" : text;
    context.font = font;
    context.lineWidth = 3;
    context.strokeStyle = look.halo;
    context.strokeText(shown, x, y);
    context.fillStyle = look.text;
    context.fillText(shown, x, y);
  }
})();
