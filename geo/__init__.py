"""Space: coordinate systems, grids, which grid a point lies in, areas balanced and cut anew.

Rooms:

- declared systems and datums: `crs` (the one to ask) with `declared`, `reprojection`, `gcj02`,
  `gauss_kruger` and `crs_doubt`; `datum_fit` (would another datum fit better?);
- points to exactly one grid, and why: `assign` with `grid_index`, `outcome`, `explain`,
  `nearness`, `affected`; its cell table: `cell_*`, `edges`, `raster`; `inside` (points in any
  area), `nearest` (the nearest of some places);
- words and measures of the map: `grid`, `metres`, `tiles`, `union`, `adjacency` (which grids
  touch);
- faults of a map: `audit` with `audit_*`, `coverage`, `finding`; `repair`;
- areas of nearly equal work: `balance` (the problem and what was found), `balance_propose` (the
  solver) over the other `balance_*` modules;
- grids cut, joined and grouped: `reshape` with `reshape_*`;
- density per square kilometre: `density` with `density_choice` (which bandwidth) and
  `density_kernel` (the compiled loops);
- `rates` per 1,000 households; hot spots against chance: `hot_spots` (the door) over the other
  `hot_spots_*` modules;
- ways on foot: `route` (the order of stops) with `route_*`; `street_network` (how far along the
  streets) with `street_*`;
- `errors`.

Must not enter: cases, workers, access, the database, files, the clock, the screen.
"""
