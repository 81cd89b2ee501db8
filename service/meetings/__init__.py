"""Meetings (调度会, 研判会, 联席会议): what is put on the agenda, decided, and came of it.

Rooms: `part` (what a viewer sees of them), `flags` (cases marked for a meeting), `planning` (a
meeting is planned, changed, held), `keeping` (one that is still as it was seen), `proposing` and
`agenda` with `ordering` (its items), `owners` (units that can be given something), `deciding` and
`reporting` (decisions and what came of them), `decisions` (all of them, as of a day) with
`decision_table` (for a file), `minutes` (who was represented, what was said) and `minutes_page`.

Must not enter: persons. What is decided belongs to units, and units are represented.
"""
