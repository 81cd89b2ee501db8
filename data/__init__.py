"""What is kept: the tables, the statements about them, files in and out.

Rooms: `schema` with the `*_tables` modules and `schema_parts` (tables), `migrations` and
`migrate`, `store` (transactions and revisions), the `*_store` modules (one per topic), `rows`
(frames into tables and back), `ledger` with `ledger_rows` and `ledger_check` (the chain of
events), `rules` (calendar, rule book and catalogue as shipped), `sql_columns`, `frame_columns` and
`array_columns` (conditions of `casework.columns` on statements, frames and arrays), `case_arrays`
(all cases as such arrays), `visit_arrays` (all visits), `readers` and `writers` (files),
`demo` (the demonstration district), `issues` (what is wrong with one row), `errors`.

Must not enter: who may do what, the screen, the clock.  Run-time files live in `var/`.
"""
