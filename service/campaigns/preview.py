"""What a campaign would ask for, counted before it is begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.sentence import Sentence
from casework.visit import HomeState, PlanKind, VisitPlan
from casework.work_calendar import OutsideCover
from data.case_store import worker_names
from data.rule_store import rules_of
from data.store import Store
from service.errors import ServiceError
from service.visits.ground import Ground, owners_on
from service.visits.states import states_seen

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Preview:
    """What a campaign would ask for.

    Attributes
    ----------
    households
        That live there today.
    days
        Working days; all days where the calendar does not say (`trouble`) or none is one.
    load
        ``worker, households`` per list on its first day, by the worker's name; last, under None,
        households of grids nobody answers for, or in no grid.
    """

    households: int
    days: int
    load: pd.DataFrame
    trouble: Sentence | None

    @property
    def per_day(self) -> float:
        """Return how many households a day."""
        return self.households / self.days


def preview(
    viewer: Viewer, store: Store, area_codes: tuple[str, ...], since: date, until: date
) -> Preview:
    """Return what a campaign in some units and grids would ask for, ``since <= day < until``.

    Parameters
    ----------
    area_codes
        Of units and grids; none for all the viewer sees.

    Raises
    ------
    CaseworkError
        When the viewer may not plan visits.
    ServiceError
        When it ends before it begins.
    """
    require(viewer, Action.PLAN_VISITS)
    if until <= since:
        raise ServiceError(
            "The campaign would end on {last}, before it begins on {since}: exchange the two days.",
            last=until - _DAY,
            since=since,
        )
    plan = VisitPlan("", "", PlanKind.CAMPAIGN, "", since, until, area_codes=area_codes)
    found = states_seen(viewer, store, plan, since)
    is_meant = found.state > HomeState.VACANT
    days, trouble = _days(store, since, until)
    return Preview(int(is_meant.sum()), days, _load(store, found.ground, is_meant, since), trouble)


def _days(store: Store, since: date, until: date) -> tuple[int, Sentence | None]:
    with store.read() as conn:
        calendar = rules_of(conn).calendar
    days = [since + at * _DAY for at in range((until - since).days)]
    try:
        working = sum(map(calendar.is_workday, days))
    except OutsideCover as error:
        return len(days), Sentence(error.msgid, **error.params)
    return working or len(days), None


def _load(store: Store, ground: Ground, is_meant: NDArray[np.bool_], on: date) -> pd.DataFrame:
    owners = pd.Series([*owners_on(store, ground.grids, on), None], dtype=object)
    size = len(owners)
    rows = np.where(ground.rows < 0, size - 1, ground.rows)
    number = pd.Series(np.bincount(rows[is_meant], minlength=size))
    counted = number.groupby(owners, dropna=False).sum()
    with store.read() as conn:
        names = worker_names(conn)
    codes = [None if pd.isna(code) else str(code) for code in counted.index]
    told = [None if code is None else names.get(code, code) for code in codes]
    frame = pd.DataFrame(
        {"worker": pd.Series(told, dtype=object), "households": counted.to_numpy()}
    )
    frame = frame[frame["households"] > 0]
    return frame.sort_values("worker", kind="stable").reset_index(drop=True)
