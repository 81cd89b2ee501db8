"""What people do: one act, one function, one transaction.

A public act takes the viewer first and asks `casework.access` before anything else.  Only this
floor joins space and rules.  Rooms: one per kind of act, `language` (sentences in the viewer's
language), `clock` (the only place that reads the clock), `errors`.

Must not enter: widgets and maps of the screen, SQL as text or of one dialect, file formats.
"""
