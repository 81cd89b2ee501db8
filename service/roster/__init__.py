"""The roster: who is here, who is away, who stands in, which grids nobody answers for.

Rooms: `stretches` (days as numbers), `part` (whom a viewer may act on), `kept` (what was worked
out), `duty` (a day's picture, vacancies), `uncovered` (grid-days without anybody), `leaves` and
`leave_acts`, `covers` and `cover_acts` (substitutes) with `proposing`, `workers` and
`worker_acts`, `papers` (the order each act rests on), `answering` (who was responsible on a day,
by which order), `handing` (hand-over lists), `sheet`, `sheet_parts` and `sheet_map` (the printed
list).

Must not enter: why somebody is away, and any figure that measures a worker rather than the work
of his grids.
"""
