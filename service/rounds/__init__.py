"""Rounds (环境卫生巡查): points that are passed every so many days.

Rooms: `points` (places and the units they lie in), `due` (what waits for a check), `checking`
(a check is recorded, put right, or void), `failed` (what is not put right yet), `figures` (due,
passed, failed, put right), `layer` (overdue points on the map).

Must not enter: the time of a check, where a worker was, and how much one worker did.
"""
