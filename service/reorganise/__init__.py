"""Reorganising units and grids (撤街并社, 村改社区): move, merge, split, extract from a day on.

Rooms: `plan` (what is to be done, as data), `district` (the units and grids of a day), `units` and
`cells` (each operation on a copy of them), `reshaping` (all of a plan on that copy), `crosswalk`
(which code becomes which), `points` (where households and open cases lie before and after),
`covering` (who answers for the new grids), `counting` (before and after), `outlook` (all of that
in one transaction), `preview` (what it would come to), `changed_since` (what a plan rests on and
is no longer so), `writing` (the dated rows of an order), `settling` (its day has come), `merging`
(a merger of many units proposed), `gathered` (units with what their grids say), `files` (crosswalks
out).  The approval is `service.reorganisation`; old cases on today's map are `service.map_then`.

Must not enter: screens, the geometry of cuts (`geo.reshape`), the schemes of codes
(`casework.code_giving`).
"""
