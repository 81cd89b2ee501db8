"""Doors for programs: take a request apart, call one act, give the answer.

Must not enter: widgets, rules, statements, and an answer the viewer may not see.
"""
