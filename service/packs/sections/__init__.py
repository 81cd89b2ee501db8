"""The sections of a pack, one module each.

Rooms: `cover`, `headline`, `heat`, `matters`, `units`, `late`, `coverage`, `visits`, `voices`,
`promises`, `decisions`, `questions`, `closing`.

Must not enter: figures that are counted here. A section asks the rooms that count them.
"""
