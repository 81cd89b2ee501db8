"""Files out: areas and tables, by the extension of the file.

Must not enter: the database, the choice of what a viewer may take out.
"""
