"""A day's picture of the duty: who answers for each grid, and the grids without their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.posting import DUTY_ORDER
from casework.responsible import Responsible
from casework.roster import DutyRoster
from casework.sentence import Term
from data.duty_store import load_postings
from data.store import Store
from service.coverage import roster_in
from service.roster.kept import kept
from service.roster.part import grids_seen
from service.roster.stretches import stretch_of

NOBODY: Final = "nobody"
DUTY_TERMS: Final = {
    "primary": Term("primary worker"),
    "cover": Term("substitute"),
    "backup": Term("standing backup"),
    NOBODY: Term("nobody"),
}
WHY_TERMS: Final = {"vacancy": Term("no primary worker"), "leave": Term("on leave")}
_COLUMNS: Final = (
    "grid_code", "grid_name", "parent_code", "community", "duty", "why", "worker", "worker_name",
    "away", "backup", "since", "until", "order_no", "reason",
)  # fmt: skip


@dataclass(frozen=True)
class DayPicture:
    """How many grids are answered for by whom on a day; the last four add up to the first."""

    grids: int
    primary: int
    cover: int
    backup: int
    nobody: int


class Duties:
    """By which duty a worker answers for a grid: read off the postings, dated."""

    def __init__(self, postings: Iterable[tuple[str, str, str, date | None, date | None]]) -> None:
        self._posted: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
        for worker, grid, duty, since, until in postings:
            start, end = stretch_of(since, until)
            self._posted.setdefault((grid, worker), []).append((start, end, duty))

    @classmethod
    def of(cls, conn: sa.Connection) -> Duties:
        """Return the duties as this connection sees them."""
        frame = load_postings(conn)
        columns = (frame[name] for name in ("worker_code", "grid_code", "duty", "since", "until"))
        return cls(zip(*(column.tolist() for column in columns), strict=True))

    def of_answer(self, grid: str, found: Responsible, day: date) -> str:
        """Return primary, cover, backup or nobody, of an answer of the roster."""
        if found.worker is None:
            return NOBODY
        number = day.toordinal()
        posted = self._posted.get((grid, found.worker.code), ())
        active = [duty for start, end, duty in posted if start <= number < end]
        return min(active, key=DUTY_ORDER.index, default="backup")


def duty_on(viewer: Viewer, store: Store, day: date) -> pd.DataFrame:
    """Return who answers for each grid of the viewer's part on a day.

    Returns
    -------
    DataFrame
        ``grid_code, grid_name, parent_code, community``; ``duty`` (primary, cover, backup or
        nobody); ``why`` the primary worker does not answer (vacancy, leave, None when he does);
        ``worker, worker_name, away`` (name of who is on leave), ``backup`` (name of who is next),
        ``since, until`` (half open), ``order_no, reason``; by code, RangeIndex.

    Raises
    ------
    CaseworkError
        When the viewer may not ask.
    """
    require(viewer, Action.LOCATE)
    with store.read() as conn:
        return kept(conn, viewer, ("duty", day), lambda: _duty(conn, viewer, day))


def _duty(conn: sa.Connection, viewer: Viewer, day: date) -> pd.DataFrame:
    seen = grids_seen(conn, viewer, day).drop_duplicates("grid_code", keep="last")
    roster, duties = roster_in(conn), Duties.of(conn)
    facts = zip(*(seen[name] for name in _COLUMNS[:4]), strict=True)
    rows = [(*grid, *_answer(roster, duties, str(grid[0]), day)) for grid in facts]
    return pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object)


def day_picture(duty: pd.DataFrame) -> DayPicture:
    """Return how many grids of `duty_on` are answered for by whom."""
    counts = duty["duty"].value_counts()
    states = ("primary", "cover", "backup", NOBODY)
    return DayPicture(len(duty), *(int(counts.get(one, 0)) for one in states))


def vacancies(viewer: Viewer, store: Store, day: date) -> pd.DataFrame:
    """Return the grids of `duty_on` for which nobody answers, or nobody of their own.

    In the list is a grid without anybody, one that only a standing backup answers for, and one
    that has no primary worker though somebody is put there for stated days; a grid whose primary
    worker is away and covered is not.  Those without anybody come first.
    """
    require(viewer, Action.LOCATE)
    frame = duty_on(viewer, store, day)
    is_settled = frame["duty"].eq("primary") | (
        frame["duty"].eq("cover") & frame["why"].eq("leave")
    )
    left = frame.loc[~is_settled]
    order = left.assign(is_answered=left["duty"].ne(NOBODY))
    order = order.sort_values(["is_answered", "grid_code"], kind="stable")
    return order.drop(columns="is_answered").reset_index(drop=True)


def _answer(roster: DutyRoster, duties: Duties, grid: str, day: date) -> tuple[object, ...]:
    found = roster.responsible_on(grid, day)
    away = found.reason.params.get("away")
    is_primary = found.how == "primary"
    why = None if is_primary else "vacancy" if away is None else "leave"
    return (
        duties.of_answer(grid, found, day),
        why,
        found.worker.code if found.worker else None,
        found.worker.name if found.worker else None,
        away,
        found.backup.name if found.backup else None,
        found.since,
        found.until,
        found.order_no,
        found.reason,
    )
