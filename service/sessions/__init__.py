"""Rooms, contact points and sessions: who of the leaders comes when, announced in time.

Rooms: `duties` (who comes where how often), `planning` (sessions planned, one or a series),
`holding` (notice posted, held, cancelled), `seen` (sessions, turns and figures of a part of the
district), `figures` (met of due and valid notices per unit), `coverage` (units with and without a
contact point, and their map), `places` (contact points to choose from), `notice` (the notice to
print), `part` (what a viewer may act on).

Must not enter: when a holder came and left, and any order of holders by how they do.
"""
