"""The rules of the trade: cases, duty, codes, clocks and access.

Rooms: `access` (who may do what), `area_code` (codes of grids and units), `case` (a case, its
states and three stored facts), `case_times` (implausible dates), `roster` (who answers for a
grid on a day), `sentence` (a sentence with its values), `errors`.

Must not enter: shapes, the database, files, the screen, the clock, and anything outside the
standard library.  `geo` and this package do not know each other.
"""
