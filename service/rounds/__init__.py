"""Rounds (环境卫生巡查): points that are passed every so many days.

Rooms: `points` (places and the units they lie in), `due` (what waits for a check), `checking`
(a check is recorded, put right, or void), `figures` (due, passed, failed, put right).

Must not enter: the time of a check, where a worker was, and how much one worker did.
"""
