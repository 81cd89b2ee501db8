"""Spot checks (不打招呼抽查), drawn by lot from a published seed.

Rooms: `frame` (what is drawn from), `announcing` and `drawing` (a draw is announced, made, and made
again), `checking` (what was found), `draws` (as they are shown), `figures` (by street), `bulletin`
with `bulletin_page` (what is told to everybody) and `repeating` (how to draw again).

Must not enter: who was found where; a check is of a place.
"""
