"""Campaigns: households of an area reached within some days, notices, opinions as sums.

Rooms:

- `asking` (which campaigns there are, and for whom), `preview` (counted before it is begun);
- `notices`, `opinions` (sums in) and `answers` (what of them may be shown);
- `progress` (reached of all, against the plan) with `chart`; `outside` (the file for outside),
  `plain_values` (for programs).

Must not enter: what a household thinks, who asked it, a diagnosis, workers compared.
"""
