"""What is kept: the tables, the statements about them, files in and out.

Rooms: `schema` with the `*_tables` modules and `schema_parts` (tables), `migrations` and `migrate`,
`readiness` (whether it can work), `store` (transactions and revisions) with `engines`
(how they begin) and `store_trouble` (what it says when it cannot go on), the `*_store` modules (one
per topic), `rows` (frames into tables and back), `ledger` with `ledger_rows` and `ledger_check`
(the chain of events), `access_log` with `access_log_rows`, `access_log_search` and `running_act`
(who saw, took or changed what), `rules` (calendar, rule book and catalogue as shipped),
`sql_columns`,
`frame_columns` and `array_columns` (conditions of `casework.columns` on statements, frames and
arrays), `case_arrays` (all cases as such arrays), `visit_arrays` (all visits), `pack_rows` (the
cases behind the figures of a pack), `readers` and `writers` (files), `demo` (the demonstration
district), `issues` (what is wrong with one row), `limits` (how much a file may hold), `formulas`
(what a spreadsheet would calculate),
`backups` with `backup_file`, `restoring`,
`postgres_copy`, `copying` (a district into another database),
`row_sums` and `row_compare` (backups, and databases compared row by row),
`sealing` with `key_file` and `resealing` (contacts
sealed), `erasing_store` with `photo_refs`, `handing_out` and `wiping` (what is personal: found,
taken away), `contact_store`, `event_words` and `ledger_words` (what
people wrote with events, beside
the ledger), `emptying` (a
database made as new), `fetching` (what is asked of another server of the office), `errors`.

Must not enter: who may do what, the screen, the clock.  Run-time files live in `var/`.
"""
