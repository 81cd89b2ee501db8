"""The agenda of a meeting: its items, and the decisions that its first item goes through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.meeting import Flag, ItemKind
from casework.sentence import Term
from data.case_store import load_case
from data.meeting_store import load_items
from data.rows import records
from data.store import Store
from service.language import say
from service.meetings.decisions import carried_to
from service.meetings.flags import flags_in
from service.meetings.keeping import Meeting, meeting_seen
from service.meetings.proposing import sections_of
from service.scoping import cases_in_part

CARRIED: Final = Term("What was decided before and is not settled")
_LANGUAGES: Final = ("zh", "en")


@dataclass(frozen=True)
class AgendaItem:
    """One item of an agenda.

    Attributes
    ----------
    titles
        By language.
    flags, reasons
        Marks of its case on the day of the meeting, and why it has them.
    slide
        Key of the pack's slide with which it begins.
    minutes
        It is given by the clock.
    """

    id: int
    position: int
    kind: ItemKind
    titles: Mapping[str, str]
    minutes: int
    case_code: str | None
    flags: tuple[Flag, ...]
    reasons: tuple[str, ...]
    slide: str | None
    outcome: str | None


@dataclass(frozen=True)
class Agenda:
    """The agenda of a meeting: its items, and the decisions that its first item goes through.

    Attributes
    ----------
    carried
        As `service.meetings.decisions.carried_to` gives them.
    left_out
        How many items are about cases outside the viewer's part, and are not shown.
    """

    meeting: Meeting
    items: tuple[AgendaItem, ...]
    carried: pd.DataFrame
    left_out: int

    @property
    def minutes(self) -> int:
        """Return how long all items are given together."""
        return sum(one.minutes for one in self.items)


def agenda_of(viewer: Viewer, store: Store, code: str, now: datetime) -> Agenda:
    """Return the agenda of a meeting.

    Raises
    ------
    CaseworkError
        When the viewer may not see meetings.
    ServiceError
        When there is no such meeting for him.
    """
    require(viewer, Action.VIEW_MEETINGS)
    del now
    with store.read() as conn:
        meeting = meeting_seen(conn, viewer, code)
        return agenda_in(conn, viewer, meeting)


def agenda_in(conn: sa.Connection, viewer: Viewer, meeting: Meeting) -> Agenda:
    """Return the agenda of a meeting, as this connection sees it."""
    frame = load_items(conn, meeting.id)
    rows = [one for one in records(frame) if _is_seen(conn, viewer, one)]
    marks: dict[str, list[dict[str, Any]]] = {}
    for row in records(flags_in(conn, viewer, meeting.held_on, None)):
        marks.setdefault(row["code"], []).append(row)
    titles = {one.slide: one.titles for one in sections_of(conn, meeting.pack)}
    items = tuple(_item(row, marks.get(row["case_code"], []), titles) for row in rows)
    return Agenda(meeting, items, carried_to(conn, viewer, meeting), len(frame) - len(rows))


def _item(
    row: Mapping[str, Any],
    marks: Sequence[Mapping[str, Any]],
    of_pack: Mapping[str, Mapping[str, str]],
) -> AgendaItem:
    return AgendaItem(
        id=row["id"],
        position=row["position"],
        kind=ItemKind(row["kind"]),
        titles=_titles(row, of_pack),
        minutes=row["minutes"] or 0,
        case_code=row["case_code"],
        flags=tuple(Flag(one["flag"]) for one in marks),
        reasons=tuple(one["reason"] for one in marks),
        slide=row["slide"],
        outcome=row["outcome"],
    )


def _is_seen(conn: sa.Connection, viewer: Viewer, row: Mapping[str, Any]) -> bool:
    if row["case_id"] is None or viewer.scope is None:
        return True
    return load_case(conn, row["case_code"], cases_in_part(conn, viewer)) is not None


def _titles(row: Mapping[str, Any], of_pack: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    if row["kind"] == ItemKind.DECISIONS:
        return {language: say(CARRIED, language) for language in _LANGUAGES}
    known = of_pack.get(row["slide"] or "")
    return dict(known) if known else dict.fromkeys(_LANGUAGES, row["title"])
