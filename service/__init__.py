"""What people do: one act, one function, one transaction.

A public act takes the viewer first and asks `casework.access` before anything else.  Only this
floor joins space and rules.  Rooms: `cases` (what is done with one case), `intake` (files in);
`case_query`, `casebook` with `case_record`, `case_lines` and `event_values` (lists, and one case
as it is told); `deadlines`, `escalation`, `figures`, `ledger`, `receipt`, `rules`, `settings`;
`sheet` with the `sheet_*` modules (the page to print), the `map_*`, `audit_*` and `demonstration*`
modules; `coverage`, `placing` and `grid_place` (where a point lies and why); `language` (sentences
in the viewer's language), `clock` (the only place that reads the clock), `errors`.

Must not enter: widgets and maps of the screen, SQL as text or of one dialect, file formats.
"""
