"""A grid worker's day: what is to be done next, and what a phone sends back.

Rooms: `matter` (one thing to do), `case_matters`, `matters` (all of them, most pressing first);
`message` and `receiving` (what a device sent), `case_kinds` (what each kind of message does),
`receive` (each carried out once).

Must not enter: where the worker is or was, how fast he is, and figures of any other worker.
"""
