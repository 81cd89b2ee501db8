"""Charts as Vega-Lite specifications, drawn in the browser and on this machine alike.

Nothing is fetched: data stand inside a chart as values, never as addresses or expressions.  Rooms:

- `look` (theme, size and language: colours, type, number and day formats);
- `rendering` (a chart in a look; SVG and PNG);
- a module for each page's own charts: `funnel` (units against chance), `calendar`, `voices`.

Altair and the renderer are imported inside functions: the start of the server pays for neither.
"""
