"""A grid worker's day: what is to be done next, and what a phone sends back.

Rooms: `matter` (one thing to do), `case_matters`, `visit_matters`, `round_matters` and
`emergency_matters` (of each kind), `matters` (all of them, most pressing first), `hand_overs` (what
came to him lately), `own` with `own_grids` (his own figures), `day` and `day_json` (all of it, as
a phone keeps it); `message` and `receiving` (what a device sent), `case_kinds` and `home_kinds`
(what each kind of message does), `receive` (each carried out once).

Must not enter: where the worker is or was, how fast he is, and figures of any other worker.
"""
