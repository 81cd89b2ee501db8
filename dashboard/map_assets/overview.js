// The overview's map: heavy borders between the parts of the chosen area, a short flight to the
// next one, and the browser's way back told to Python.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});
  let part = [];

  const paintGrids = gege.paintGrids;
  gege.paintGrids = function (context, view, grids, measure, look) {
    paintGrids(context, view, grids, measure, look);
    if (!gege.config.overview) return;
    const partOf = (row) => part[row] ?? -1;
    gege.paintBorders(context, view, grids, partOf, look.text, 2.2);
  };

  // What the page says of formula and time the legend need not say again, until it is asked.
  const style = document.createElement("style");
  style.textContent =
    ".gege-overview .gege-legend:not(:hover):not(:focus-within) .gege-note{display:none}";
  document.head.append(style);

  /** Lay out which part each grid lies in, from runs of [first row, how many, part]. */
  function spread(runs) {
    const found = [];
    for (const [first, count, number] of runs) {
      for (let row = first; row < first + count; row++) found[row] = number;
    }
    return found;
  }

  function show(bounds, animate) {
    const [west, south, east, north] = bounds;
    const padding = window.innerWidth < 640 ? [8, 8] : [24, 24];
    const corner = [
      [south, west],
      [north, east],
    ];
    gege.state.map.fitBounds(corner, { animate, padding, maxZoom: 17 });
    gege.state.fitted = bounds;
  }

  const isPlaced = () => {
    try {
      return window.parent.location.hash.includes("map=");
    } catch {
      return false;
    }
  };

  /** A page that only went back in its history is not run anew by itself. */
  function wentBack() {
    if (!gege.config || !gege.config.overview || !window.Streamlit) return;
    window.Streamlit.setComponentValue({ went_back: true, seq: Date.now() });
  }
  try {
    const page = window.parent;
    page.addEventListener("popstate", wentBack);
    window.addEventListener("pagehide", () => page.removeEventListener("popstate", wentBack));
  } catch {
    // A page that shares no address with us goes back by itself.
  }

  gege.parts.push({
    take(config, previous) {
      document.documentElement.classList.toggle("gege-overview", Boolean(config.overview));
      if (!config.overview) return;
      part = spread(config.overview.runs);
      const mark = JSON.stringify(config.overview.bounds);
      document.documentElement.dataset.area = config.overview.area || "";
      if (!previous) {
        // The map is a part of a page here: narrow, but with room for what its colours mean.
        if (window.innerWidth >= 640) gege.state.panels[1].fold(false);
        if (!isPlaced()) show(config.overview.bounds, false);
      } else if (!previous.overview || JSON.stringify(previous.overview.bounds) !== mark) {
        show(config.overview.bounds, true);
      }
    },
  });
})();
