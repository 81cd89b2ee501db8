"""The rules of the trade: cases, duty, codes, clocks and access.

Rooms: `viewer` and `access` (who asks, who may do what), `code_scheme` and `area_code` (codes of
grids and units), `case` and `case_status` (a case, its states and three stored facts),
`case_times` (implausible dates), `posting`, `responsible` and `roster` (who answers for a grid on
a day), `sentence` (a sentence with its values), `errors`.

Must not enter: shapes, the database, files, the screen, the clock, and anything outside the
standard library.  `geo` and this package do not know each other.
"""
