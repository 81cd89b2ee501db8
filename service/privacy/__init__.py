"""What is kept about a household or a case: shown to it, erased for it, kept for so long.

``keys`` (the keys contacts are sealed with), ``retaining`` (the retention rules), ``erasing`` (one
household's or case's words, contacts and photographs), ``showing`` (all that is kept, to hand out),
``kept`` (how much of what is kept).

Must not enter: a search by contact or by name, and lists of what one person has asked for.
"""
