"""Which periods are played back, one after the other."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal, get_args

from casework.access import Action, Viewer, require
from casework.period import Period
from data.settings_store import office_zone
from data.store import Store
from service.errors import ServiceError
from service.map_time import time_span

Step = Literal["week", "month", "quarter", "year"]
STEPS: Final[tuple[Step, ...]] = get_args(Step)
MOST: Final = 60


def frame_periods(
    viewer: Viewer, store: Store, until: Period, step: Step, frames: int, now: datetime
) -> tuple[Period, ...]:
    """Return the periods played, oldest first: the last one holds the last day asked for.

    Those before everything the records know of are left out; one that is not over ends today.

    Raises
    ------
    CaseworkError
        When the viewer may not see the map.
    ServiceError
        When there are too few or too many.
    """
    require(viewer, Action.VIEW_MAP)
    if not 2 <= frames <= MOST:
        raise ServiceError("{n} frames cannot be played: ask for 2 to {most}.", n=frames, most=MOST)
    with store.read() as conn:
        today = now.astimezone(office_zone(conn)).date()
    newest = Period.holding(min(until.last, today), step)
    periods = (*newest.back(frames - 1), newest.until(today))
    first = time_span(viewer, store, today).first
    return tuple(one for one in periods if first is None or one.last >= first) or periods[-1:]
