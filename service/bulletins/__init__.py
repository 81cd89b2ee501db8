"""Bulletins (通报) by unit, and the appeals of units against their lines.

Rooms: `facts` (what a line is about), `gathering` (lines from the registry and the pages' own
figures), `wording` (the words, neutral by rule), `building` (a draft is frozen), `reading` (to each
viewer the lines of his part), `appeals` (contested and answered), `publishing`, `telling` (in
words, inside or outside), `page` and `files` (as they leave).

Must not enter: a person, an order of units by their numbers, and blame.
"""
