"""Hot spots against chance: which grids have more, or fewer, cases than chance makes.

Rooms: `ask` (what can be asked for), `counting` (cases and households per grid of the map, by
category), `finding` (the act: each grid against chance, now and over the last periods), `found`
(the answer), `course` (emerging, persistent, fading), `places` (grids that touch, gathered),
`categories` (where each category gathers), `words` (all that is said), `layers` (for maps), `table`
(for files).

Must not enter: households as such, persons, and classes of anything smaller than a grid.
"""
