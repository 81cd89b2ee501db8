"""What the map of visits shows.

Rooms: `positions` (households as cells and dots of tiles), `drawing` (a tile of them by state).

Nothing here records a visit: that is `service/visits`.
"""
