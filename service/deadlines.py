"""The deadlines: what is late, what falls due next, and what was raised because of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.escalation import NoticeKind
from casework.sentence import Sentence, Term
from casework.tier import TIER_TERMS, Tier
from data import case_store, clock_store, deadline_store
from data.rule_store import rules_of
from data.schema import case_clocks, case_notices, cases
from data.settings_store import office_zone
from data.store import Store
from service.clock import midnight
from service.scoping import cases_in_part


class Due(StrEnum):
    """What falls due: the word to the person, the settling of the matter, or a stage on the way."""

    REPLY = "reply"
    RESOLVE = "resolve"
    STAGE = "stage"


class Band(StrEnum):
    """Where a clock stands; the bands before a due time lie inside one another."""

    OVERDUE = "overdue"
    IN_24_HOURS = "in_24_hours"
    TODAY = "today"
    IN_7_DAYS = "in_7_days"
    PAUSED = "paused"
    NOT_COMPUTED = "not_computed"


DUE_TERMS: Final = {
    Due.REPLY: Term("reply due"),
    Due.RESOLVE: Term("to be settled"),
    Due.STAGE: Term("stage due"),
}
BAND_TERMS: Final = {
    Band.OVERDUE: Term("overdue"),
    Band.IN_24_HOURS: Term("due within 24 hours"),
    Band.TODAY: Term("due today"),
    Band.IN_7_DAYS: Term("due within 7 days"),
    Band.PAUSED: Term("standing still"),
    Band.NOT_COMPUTED: Term("due date cannot be computed"),
}
# As `unit` of a list: the cases that no unit has yet.
NO_UNIT: Final = ""
_LATELY: Final = timedelta(days=7)
LIST_COLUMNS: Final = (
    "code", "clock", "due_at", "tier", "unit_code", "unit", "worker", "grid_name", "trouble",
)  # fmt: skip
NOTICE_COLUMNS: Final = (
    "code", "clock", "falls_due_at", "raised_at", "tier", "unit_code", "unit", "worker",
    "grid_name",
)  # fmt: skip


@dataclass(frozen=True)
class BoardLine:
    """How many clocks run for a level, a unit or all, and how many of them stand in each band.

    ``key`` is the tier's number or the unit's code, None for all or for no unit yet.
    """

    key: int | str | None
    name: str | Term
    running: int
    counts: Mapping[Band, int]

    def shown(self, band: Band) -> str:
        """Return the count as text, "-" where no clock runs at all."""
        return str(self.counts[band]) if self.running else "-"


@dataclass(frozen=True)
class NoticeCount:
    """How many notices of a kind were raised in the last 7 days, and how many are in force.

    A reminder or bulletin line is in force while its clock runs, a sending-up while the case is
    open.
    """

    kind: NoticeKind
    raised_lately: int
    in_force: int


@dataclass(frozen=True)
class DeadlineBoard:
    """The counts of the page, as of one moment, for what one viewer sees.

    Attributes
    ----------
    table
        Rows by ``due`` (`Due`), ``tier`` and ``unit_code``, with ``running`` and one column of
        counts per `Band`.
    """

    as_of: datetime
    table: pd.DataFrame
    unit_names: Mapping[str, str]
    notices: tuple[NoticeCount, ...]

    def total(self, due: Due) -> BoardLine:
        """Return the line of all clocks of a kind."""
        return _line(self._of(due), None, Term("all"))

    def by_tier(self, due: Due) -> tuple[BoardLine, ...]:
        """Return one line per level, all four of them."""
        rows = self._of(due)
        return tuple(_line(rows[rows["tier"] == tier], tier, TIER_TERMS[tier]) for tier in Tier)

    def by_unit(self, due: Due) -> tuple[BoardLine, ...]:
        """Return one line per owner unit that has a running clock, by code, no unit last."""
        rows = self._of(due)
        codes = sorted(rows["unit_code"].dropna().unique())
        lines = [
            _line(rows[rows["unit_code"] == code], code, self.unit_names.get(code, code))
            for code in codes
        ]
        nobody = rows[rows["unit_code"].isna()]
        return (*lines, _line(nobody, None, Term("no unit yet"))) if len(nobody) else (*lines,)

    def _of(self, due: Due) -> pd.DataFrame:
        return self.table[self.table["due"] == due.value]


def deadlines(viewer: Viewer, store: Store, now: datetime) -> DeadlineBoard:
    """Return the counts of clocks per band, level and unit, and of notices.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.

    Notes
    -----
    Two counting statements over all that runs, and a few small ones for rules and scope.
    """
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        where = cases_in_part(conn, viewer)
        bands = {band.value: condition for band, condition in _bands(conn, now).items()}
        table = deadline_store.count_clocks(conn, where, bands)
        notices = deadline_store.count_notices(conn, where, now - _LATELY)
        units = rules_of(conn).catalogue.units
    return DeadlineBoard(
        as_of=now,
        table=table,
        unit_names={code: unit.name for code, unit in units.items()},
        notices=tuple(NoticeCount(kind, *notices.get(kind.value, (0, 0))) for kind in NoticeKind),
    )


def deadline_list(
    viewer: Viewer,
    store: Store,
    now: datetime,
    due: Due,
    band: Band,
    *,
    tier: int | None = None,
    unit: str | None = None,
    limit: int | None = None,
) -> pd.DataFrame:
    """Return the clocks behind one count of the board (`LIST_COLUMNS`), the earliest due first.

    Parameters
    ----------
    tier, unit
        Narrow to a level, to an owner unit (`NO_UNIT`: to cases that have none yet).
    limit
        At most so many rows; None for all.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    """
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        where = [
            *cases_in_part(conn, viewer),
            deadline_store.is_of(due.value),
            _bands(conn, now)[band],
        ]
        if tier is not None:
            where.append(cases.c.tier == tier)
        if unit is not None:
            where.append(cases.c.unit_code == unit if unit else cases.c.unit_code.is_(None))
        rows = _named(conn, deadline_store.list_clocks(conn, where, limit))
    rows["trouble"] = rows["trouble"].map(_sentence).astype(object)
    rows["due_at"] = pd.to_datetime(rows["due_at"], utc=True)
    return rows[list(LIST_COLUMNS)]


def notice_list(
    viewer: Viewer,
    store: Store,
    now: datetime,
    kind: NoticeKind,
    *,
    is_in_force: bool = False,
    limit: int | None = None,
) -> pd.DataFrame:
    """Return the notices behind one count (`NOTICE_COLUMNS`), the newest first.

    Parameters
    ----------
    is_in_force
        Those that still stand, else those raised in the last 7 days.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    """
    require(viewer, Action.VIEW_CASES)
    lately = case_notices.c.raised_at >= now - _LATELY
    with store.read() as conn:
        where = [*cases_in_part(conn, viewer), case_notices.c.kind == kind.value]
        where.append(deadline_store.is_in_force() if is_in_force else lately)
        rows = _named(conn, deadline_store.list_notices(conn, where, limit))
    for name in ("falls_due_at", "raised_at"):
        rows[name] = pd.to_datetime(rows[name], utc=True)
    return rows[list(NOTICE_COLUMNS)]


def _bands(conn: sa.Connection, now: datetime) -> dict[Band, sa.ColumnElement[bool]]:
    """Return the condition of each band; counts and lists both come from here."""
    due_at = case_clocks.c.due_at
    zone = office_zone(conn)
    tonight = midnight(now.astimezone(zone).date() + timedelta(days=1), zone)
    return {
        Band.OVERDUE: due_at < now,
        Band.IN_24_HOURS: sa.and_(due_at >= now, due_at < now + timedelta(hours=24)),
        # What may be done until midnight is due today.
        Band.TODAY: sa.and_(due_at >= now, due_at <= tonight),
        Band.IN_7_DAYS: sa.and_(due_at >= now, due_at < now + timedelta(days=7)),
        Band.PAUSED: sa.and_(due_at.is_(None), clock_store.stands_still()),
        Band.NOT_COMPUTED: clock_store.is_not_computed(),
    }


def _line(rows: pd.DataFrame, key: int | str | None, name: str) -> BoardLine:
    counts = {band: int(rows[band.value].sum()) for band in Band}
    return BoardLine(key, name, int(rows["running"].sum()), counts)


def _named(conn: sa.Connection, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the names of unit, worker and grid."""
    units = rules_of(conn).catalogue.units
    workers = case_store.worker_names(conn, set(rows["assigned_to"].dropna()))
    grids = case_store.grid_names(conn, set(rows["grid_code"].dropna()))
    return rows.assign(
        unit=rows["unit_code"].map(lambda code: units[code].name if code in units else code),
        worker=rows["assigned_to"].map(workers),
        grid_name=rows["grid_code"].map(grids),
    )


def _sentence(trouble: object) -> Sentence | None:
    if not isinstance(trouble, dict):
        return None
    return Sentence(str(trouble["msgid"]), **trouble["params"])
