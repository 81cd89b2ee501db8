"""The heat surface: cases per square kilometre or per 1,000 households, around every place.

Rooms: `ask` (what can be asked for), `points` (which cases and households count, and where they
lie), `surface` (the surface of an answer, kept while nothing changes), `breaks` (its classes),
`tiles` (pictures of it), `legend` (what has to be said beside them).

Must not enter: colours of its own, and one single house: a bandwidth below 100 m is refused.
"""
