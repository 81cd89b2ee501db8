"""Campaigns: households of an area reached within some days, notices, opinions as sums.

Rooms:

- `asking` (which campaigns there are, and for whom), `notices`, `opinions` (sums in);

Must not enter: what a household thinks, who asked it, a diagnosis.
"""
