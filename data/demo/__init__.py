"""The demonstration district: an evidently fictional town, made from a seed.

Rooms: `district` (the one door, `make_district`), `sizes` (what may be asked for), `plane`
(plan to longitude and latitude), `lattice` (street lines and blocks), `land` (what stands on
each block), `division` (blocks to grids), `cells` (their shapes), `codes` (codes and names of
units and grids), `scenery` and `streets` (base map), `buildings`, `homes` (households), `areas`
(grids to workers' areas), `people` (workers, postings and leaves), `matters` (categories),
`casefile` with `places`, `times` and `hot_spots` (cases), `lives` (their tags and what is said on
their way), `words` (names).

What must not enter: files, the clock, the database, real places, real persons.  Whoever calls
gives the time; whoever reads the frames places the points, as with any other file.
"""
