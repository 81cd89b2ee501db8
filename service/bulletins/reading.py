"""Bulletins as they are shown: to each viewer the lines of his part, with what was contested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.sentence import Term
from data.bulletin_store import find_bulletin, load_appeals, load_bulletins, load_lines
from data.rows import records
from data.store import Store
from service.cases.noting import office_day
from service.errors import ServiceError
from service.scoping import codes_in_part

State = Literal["appeals", "waiting", "published"]
STATE_TERMS: Final[Mapping[str, Term]] = {
    "appeals": Term("draft, lines may be contested"),
    "waiting": Term("draft, the day of appeals is over"),
    "published": Term("published"),
}
OUTCOME_TERMS: Final[Mapping[str, Term]] = {
    "upheld": Term("the line stays"),
    "corrected": Term("the line is corrected"),
    "withdrawn": Term("the line is withdrawn"),
}


@dataclass(frozen=True)
class Appeal:
    """A line contested: why, when, and what was answered.

    Attributes
    ----------
    is_late
        Whether it came after the day of appeals.
    is_addition
        Whether it came after the bulletin was out.
    """

    id: int
    reason: str
    entered_at: datetime
    is_late: bool
    is_addition: bool
    outcome: str | None
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class BulletinLine:
    """A line: its first numbers, and those corrected since.

    Attributes
    ----------
    facts
        As they were frozen: ``n, m``, what it rests on, and what else belongs to it.
    corrections
        What was corrected since, in order: ``appeal, n, m``.
    is_withdrawn
        Whether it was taken back after an appeal.
    """

    id: int
    number: int
    kind: str
    unit_code: str
    unit_name: str
    facts: Mapping[str, Any]
    appeals: tuple[Appeal, ...]
    corrections: tuple[Mapping[str, int], ...]
    is_withdrawn: bool

    @property
    def first(self) -> tuple[int, int]:
        """Return n and m as they were frozen."""
        return int(self.facts["n"]), int(self.facts["m"])

    @property
    def numbers(self) -> tuple[int, int]:
        """Return n and m as they stand now."""
        newest = self.corrections[-1] if self.corrections else None
        return self.first if newest is None else (newest["n"], newest["m"])

    @property
    def open_appeal(self) -> Appeal | None:
        """Return the appeal that is not answered yet."""
        return next((one for one in self.appeals if one.outcome is None), None)


@dataclass(frozen=True)
class Bulletin:
    """A bulletin with the lines this viewer may see; ``hidden`` is how many more it has.

    ``head`` holds the columns of the table.
    """

    head: Mapping[str, Any]
    state: State
    lines: tuple[BulletinLine, ...]
    hidden: int

    def line(self, number: int) -> BulletinLine:
        """Return a line by its number.

        Raises
        ------
        ServiceError
            When there is none for this viewer.
        """
        for one in self.lines:
            if one.number == number:
                return one
        raise ServiceError(
            "{code} has no line {number} in the part you see: choose one from the list.",
            code=self.head["code"],
            number=number,
        )


def bulletins_of(viewer: Viewer, store: Store, now: datetime) -> pd.DataFrame:
    """Return the bulletins this viewer may see, the newest first.

    Returns
    -------
    DataFrame
        ``code, title, period, area, as_of, built_at, appeals_until, published_at, state, lines,
        appeals, unanswered``; the last three in the viewer's part.

    Raises
    ------
    CaseworkError
        When the viewer may not see bulletins.
    """
    require(viewer, Action.VIEW_MEETINGS)
    with store.read() as conn:
        heads = load_bulletins(conn)
        today = office_day(conn, now)
        if viewer.scope is not None:
            heads = _counted_in_part(conn, viewer, heads)
    states = [_state(row, today) for row in records(heads)]
    columns = ["code", "title", "period", "area", "as_of", "built_at", "appeals_until",
               "published_at", "lines", "appeals", "unanswered"]  # fmt: skip
    return heads[columns].assign(state=pd.Series(states, dtype=object)).reset_index(drop=True)


def bulletin_of(viewer: Viewer, store: Store, code: str, now: datetime) -> Bulletin:
    """Return a bulletin with the lines of the viewer's part.

    Raises
    ------
    CaseworkError
        When the viewer may not see bulletins.
    ServiceError
        When there is no such bulletin, or no line of it is about his part.
    """
    require(viewer, Action.VIEW_MEETINGS)
    with store.read() as conn:
        return kept_bulletin(conn, viewer, code, office_day(conn, now))


def kept_bulletin(
    conn: sa.Connection, viewer: Viewer, code: str, today: date, *, for_update: bool = False
) -> Bulletin:
    """Return a bulletin within a transaction, its row locked where it is to be changed."""
    head = find_bulletin(conn, code, for_update=for_update)
    lines = None if head is None else _lines(conn, viewer, head)
    if head is None or lines is None or (not lines[0] and viewer.scope is not None):
        raise ServiceError("There is no bulletin {code}: choose one from the list.", code=code)
    return Bulletin(head, _state(head, today), *lines)


def is_whole(conn: sa.Connection, viewer: Viewer, area: str | None) -> bool:
    """Return whether a bulletin about an area lies wholly in the viewer's part."""
    inside = codes_in_part(conn, viewer)
    return inside is None or area in inside


def _lines(
    conn: sa.Connection, viewer: Viewer, head: Mapping[str, Any]
) -> tuple[tuple[BulletinLine, ...], int]:
    rows = records(load_lines(conn, head["id"]))
    appeals: dict[int, list[dict[str, Any]]] = {}
    for row in records(load_appeals(conn, head["id"])):
        appeals.setdefault(row["line_id"], []).append(row)
    mine = rows
    if not is_whole(conn, viewer, head["area"]):
        inside = codes_in_part(conn, viewer) or ()
        mine = [row for row in rows if row["unit_code"] in inside]
    for row in (row for rows_of in appeals.values() for row in rows_of):
        row["is_late"] = office_day(conn, row["entered_at"]) > head["appeals_until"]
    found = tuple(_line(row, appeals.get(row["id"], []), head) for row in mine)
    return found, len(rows) - len(mine)


def _line(
    row: Mapping[str, Any], appeals: list[dict[str, Any]], head: Mapping[str, Any]
) -> BulletinLine:
    facts = dict(row["facts"])
    corrections = facts.pop("corrections", [])
    return BulletinLine(
        row["id"],
        row["number"],
        row["kind"],
        row["unit_code"],
        row["unit_name"],
        facts,
        tuple(_appeal(one, head) for one in appeals),
        tuple(corrections),
        any(one["outcome"] == "withdrawn" for one in appeals),
    )


def _appeal(row: Mapping[str, Any], head: Mapping[str, Any]) -> Appeal:
    published = head["published_at"]
    is_addition = published is not None and row["entered_at"] > published
    return Appeal(
        row["id"],
        row["reason"],
        row["entered_at"],
        row["is_late"],
        is_addition,
        row["outcome"],
        row["answer"],
        row["answered_at"],
    )


def _state(head: Mapping[str, Any], today: date) -> State:
    if head["published_at"] is not None:
        return "published"
    return "appeals" if today <= head["appeals_until"] else "waiting"


def _counted_in_part(conn: sa.Connection, viewer: Viewer, heads: pd.DataFrame) -> pd.DataFrame:
    """Return the bulletins with lines in the viewer's part, counted there."""
    rows = []
    for head in records(heads):
        lines, _hidden = _lines(conn, viewer, head)
        if lines:
            appeals = [one for line in lines for one in line.appeals]
            waiting = sum(one.outcome is None for one in appeals)
            counts = {"lines": len(lines), "appeals": len(appeals), "unanswered": waiting}
            rows.append(head | counts)
    return pd.DataFrame(rows, columns=list(heads.columns), dtype=object)
