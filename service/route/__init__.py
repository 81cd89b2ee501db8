"""The order of a day's visits on foot: which stops, in which order, how far, on paper and as files.

Rooms: `ask` (what is asked for), `streets` (the network, kept), `starting` (where a way begins),
`choosing` (which stops fit), `doors` (within a house), `routing` (the one door, `route_of`),
`way` (what it answers) with `words` (what is said of it), `gpx`, `geojson`, `sheet` with
`sheet_map` and `numbers` (the list to print).

Must not enter: where a worker is or was, when he was at a stop, and contacts of households.
"""
