"""Maps as pictures for slides and paper: SVG, and PNG made of it on this machine.

Rooms: `picture` (the acts), `ground` (shapes in the plane of the picture), `heat` (a heat surface
as a picture in the picture), `guarded` (what may be shown outside), `legend` (the lines beside
the map), `sheet` (all put together) with `room` (where things stand), `furniture` (scale bar and
arrow) and `side` (the column beside the map), `svg` (escaped text, wrapped lines).

Must not enter: tiles, widgets, anything fetched from anywhere, and text that is not escaped.
"""
