"""Places: service points, contact points and points of rounds, and how far households have to go.

Rooms: `place` (what a place is, and what is refused of it), `keeping` (add, change, end),
`listing` (which there are, for a viewer), `reach` (distances, what lies beyond reach, a place on
trial) with `distances` (every household's nearest place, kept) and `homes` (the households a
viewer sees), `layer` (the same on the map), `tiles` (households beyond reach as pictures),
`export` (files out).

Must not enter: anything about a household but where it lies and whether it is lived in.
"""
