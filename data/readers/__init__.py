"""Files that people bring, read into frames, shapes and positions; every row accounted for.

Rooms: `files` (the three doors), `reading` (what they give), `opening`, `genuine` and `archives`
(is this file what it says it is), `encodings`, `dbf_text`, `cells` and `headers` (text),
`delimited` and `sheets` (tables), `geojson` with `geojson_shapes`, `shapefiles`, `vector` and
`parquet` (maps), `shapes`, `coordinates` and `crs_text` (positions), `columns`, `codes` and
`times` (what a column means), `binary_shapes` and `long_cells` (what is too much).

Must not enter: the database, access rules, repair of shapes, a change of coordinate system.
"""
