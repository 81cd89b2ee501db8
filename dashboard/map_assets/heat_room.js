// The heat page's map: room beside the legend, grids as outlines under a surface, and the flight
// to a place of the list.
(function () {
  "use strict";
  const gege = (window.gege = window.gege || {});
  const asked = () => (gege.config && gege.config.heat_room) || null;

  const { room } = gege.studio;
  gege.studio.room = function (isNarrow) {
    if (!asked() || isNarrow || window.innerWidth < 900) return room(isNarrow);
    // As wide as the legend, so that it hides nothing of the district.
    return { paddingTopLeft: [24, 24], paddingBottomRight: [window.innerWidth < 1200 ? 320 : 366, 24] };
  };

  const { paintGrids } = gege;
  gege.paintGrids = function (context, view, grids, measure, look) {
    const isOutline = asked() && asked().outlines && measure;
    const shown = isOutline
      ? { ...measure, of: measure.of.map(() => -1), values: [], nothing: "transparent" }
      : measure;
    paintGrids(context, view, grids, shown, look);
  };

  function fly(to) {
    const [west, south, east, north] = to.bounds;
    const corner = [
      [south, west],
      [north, east],
    ];
    const padding = gege.studio.room(window.innerWidth < 640);
    gege.state.map.flyToBounds(corner, { duration: 0.6, maxZoom: 16, ...padding });
    gege.state.fitted = null;
    document.documentElement.dataset.flown = String(to.number);
  }

  gege.parts = gege.parts || [];
  gege.parts.push({
    take(config, previous) {
      if (!config.heat_room) return;
      const root = document.documentElement;
      root.classList.toggle("gege-outlines", Boolean(config.heat_room.outlines));
      root.dataset.way = config.heat_room.way;
      const before = previous && previous.heat_room ? previous.heat_room : {};
      if (before.outlines !== config.heat_room.outlines) gege.state.gridSheet.redraw();
      const { fly_to: to } = config.heat_room;
      if (to && (!before.fly_to || before.fly_to.number !== to.number)) fly(to);
    },
  });
})();
