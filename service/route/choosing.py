"""Which stops fit into a day: what presses first, then whatever lies nearest to those chosen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo.crs import metric_crs, points_to_metres
from service.day.matter import LATER, Matter

Floats = NDArray[np.float64]


def group_of(matter: Matter) -> int:
    """Return 0 for what is overdue or an emergency, 1 for what is due today, 2 for the rest."""
    return min(matter.urgency, LATER)


def chosen_stops(
    start: tuple[float, float], matters: Sequence[Matter], limit: int
) -> tuple[Matter, ...]:
    """Return at most so many of these matters, all with a position, in the order they came.

    Notes
    -----
    Group after group, always the one that lies nearest to the start or to one chosen before, as
    the crow flies: what is chosen is one neighbourhood around the start and what presses, not
    the nearest to the start in all directions.
    """
    if len(matters) <= limit:
        return tuple(matters)
    lon = np.array([start[0], *(one.lon for one in matters)], dtype=np.float64)
    lat = np.array([start[1], *(one.lat for one in matters)], dtype=np.float64)
    xy = np.column_stack(points_to_metres(lon, lat, metric_crs(lon, lat)))
    groups = np.array([group_of(one) for one in matters])
    near_m = np.hypot(*(xy[1:] - xy[0]).T)
    taken: list[int] = []
    while len(taken) < limit:
        # Metres do not reach as far as from one group to the next.
        chosen = int(np.lexsort((near_m, groups))[0])
        taken.append(chosen)
        groups[chosen] = np.iinfo(groups.dtype).max
        near_m = np.minimum(near_m, np.hypot(*(xy[1:] - xy[chosen + 1]).T))
    return tuple(matters[row] for row in sorted(taken))
