"""What the map of visits shows, and the lists beside it.

Rooms: `positions` (households as cells and dots of tiles), `drawing` (a tile of them by state),
`tiles` (kept), `states` (the households a viewer sees, with their states), `layer` (coverage per
grid), `card` (the households under a click); `home_list` with `finding` (a list page by page),
`sheet` (a list to print), `home_record` (one household), `again` (when to come again), `pace`
(what is left a day), `preview` (what a plan would mean).

Nothing here records a visit: that is `service/visits`.
"""
