"""Rooms, contact points and sessions: who of the leaders comes when, announced in time.

Rooms: `duties` (who comes where how often), `planning` (sessions planned, one or a series),
`holding` (notice posted, held, cancelled), `seen` (sessions and turns of a part of the district),
`figures` (met of due, valid notices of sessions held), `coverage` (units with and without a room,
and their map), `notice` (the notice to print).

Must not enter: when a holder came and left, and any order of holders by how they do.
"""
