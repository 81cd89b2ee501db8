"""A grid worker's day: what is to be done next, and what a phone sends back.

Rooms: `matter` (one thing to do), `matters` (all of them, most pressing first).

Must not enter: where the worker is or was, how fast he is, and figures of any other worker.
"""
