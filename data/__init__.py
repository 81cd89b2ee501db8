"""What is kept: the tables, the statements about them, files in and out.

Rooms: `schema` (tables), `store` (transactions and revisions), the `*_store` modules (one per
topic), `readers` and `writers` (files), `demo` (the demonstration district), `issues` (what is
wrong with one row), `errors`.

Must not enter: who may do what, the screen, the clock.  Run-time files live in `var/`.
"""
