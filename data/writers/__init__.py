"""Frames into files that other programs and our own readers understand.

Rooms: `files` (the two doors, by extension), `text` (CSV), `workbook` (Excel), `maps` (all formats
with shapes).

Must not enter: the database, access rules, which columns a person may have.
"""
