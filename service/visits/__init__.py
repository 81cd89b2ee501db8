"""Home visits: every household is met, nobody twice while others wait.

Rooms: `plans` (made and ended), `visit` (as it is told and kept), `recording` (written down once,
made void), `moving` (who moved in or out), `households` (the one that is named); `memory` (all
visits), `counting` (the rules for all households at once), `ground` (grids and who answers),
`states` (where every household stands), `waiting` (on whose list it is), `to_do` with `listing` and
`retries` (whom to visit next), `coverage` (met of those that are lived in); `list_reading` and
`list_taking` (old lists of visits).

Must not enter: the time of day and the place of staff, figures that compare workers.
"""
