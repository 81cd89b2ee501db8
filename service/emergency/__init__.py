"""An area in which everybody has to be reached at once.

Rooms: `area` (the polygon: drawn, from a text, of a unit or grid), `looking` (what lies inside,
before anything is opened), `opening` (open and close), `lines` (the households to go to, and what
was found), `progress` (how far it is, live), `layer` (the
same on the map), `tiles` (the same as pictures), `sheet` with
`sheet_map` (pages to print), `export` (files out).

Must not enter: what became of a household once an emergency is closed, and who went where when.
"""
