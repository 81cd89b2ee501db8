"""Spot checks (不打招呼抽查), drawn by lot from a published seed.

Must not enter: who was found where; a check is of a place.
"""
