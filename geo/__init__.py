"""Space: coordinate systems, grids, and which grid a point lies in.

Rooms: `crs` (declared systems and datums), `assign` (points to exactly one grid, and why),
`datum_fit` (would another datum fit better?), `audit` (gaps, overlaps, slivers), `repair`,
`errors`.

Must not enter: cases, workers, access, the database, files, the clock, the screen.
"""
