"""Files in: areas and points as a district has them, with every problem named by row.

Rooms: one per kind of file, and those for encodings, columns and declared systems.

Must not enter: the database, who answers for what, a guess made without saying so.
"""
