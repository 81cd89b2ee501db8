"""The minutes of a meeting as one page to print, which asks for nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import pandas as pd

from casework.access import Action, Viewer, require
from casework.meeting import (
    FLAG_TERMS,
    MEETING_STATE_TERMS,
    MEETING_TERMS,
    PRESENCE_TERMS,
    Presence,
)
from casework.progress import PROGRESS_STATE_TERMS, ProgressState
from data.meeting_store import load_attendance
from data.rows import records
from data.settings_store import setting
from data.store import Store
from service.cases.noting import office_day
from service.meetings.agenda import Agenda, AgendaItem, agenda_in
from service.meetings.decisions import decided_at
from service.meetings.keeping import meeting_seen
from service.meetings.owners import areas_in
from service.sheet_page import Html, Speak, element, joined, page, pairs, speaker, table

_STYLE: Final = Html(
    "<style>td:first-child,th:first-child{white-space:nowrap}.said{white-space:pre-wrap}"
    ".named{margin:.6mm 0}h1+p{margin:1mm 0 0}</style>"
)


@dataclass(frozen=True)
class Minutes:
    """A meeting as it is printed: agenda, decisions, units, as of a day."""

    agenda: Agenda
    decided: pd.DataFrame
    attendance: pd.DataFrame
    district: str
    area_name: str | None
    as_of: date


def minutes_of(viewer: Viewer, store: Store, code: str, now: datetime) -> Minutes:
    """Return what the minutes of a meeting tell.

    Raises
    ------
    CaseworkError
        When the viewer may not see meetings or take files away.
    ServiceError
        When there is no such meeting for him.
    """
    require(viewer, Action.VIEW_MEETINGS)
    require(viewer, Action.EXPORT)
    with store.read() as conn:
        meeting = meeting_seen(conn, viewer, code)
        today = office_day(conn, now)
        names = areas_in(conn, viewer, meeting.held_on)
        return Minutes(
            agenda_in(conn, viewer, meeting),
            decided_at(conn, viewer, meeting, today),
            load_attendance(conn, meeting.id),
            str(setting(conn, "district_name") or ""),
            names.get(meeting.area or "", meeting.area),
            today,
        )


def minutes_html(viewer: Viewer, store: Store, code: str, now: datetime, language: str) -> str:
    """Return the minutes as a whole HTML document; refused as `minutes_of`.

    Parameters
    ----------
    language
        ``zh`` or ``en``.
    """
    found = minutes_of(viewer, store, code, now)
    _ = speaker(language)
    return page(
        _("Minutes of {name}", name=found.agenda.meeting.name),
        language,
        _STYLE,
        *_head(found, _),
        *_units(found, _),
        *_items(found, language, _),
        *_decided(found, _),
        *_carried(found, _),
        *_words(found, _),
        element("footer", _foot(found, _)),
    )


def _head(found: Minutes, _: Speak) -> list[Html]:
    meeting = found.agenda.meeting
    return [
        element(
            "header",
            element(
                "div",
                element("p", found.district),
                element("h1", _("Minutes of the meeting")),
                element("p", meeting.name),
            ),
            element("div", element("p", meeting.code, kind="number")),
        ),
        pairs(
            [
                (_("Kind of meeting"), _(MEETING_TERMS[meeting.kind])),
                (_("Day"), str(meeting.held_on)),
                (_("Where it is held"), meeting.place),
                (_("About"), found.area_name or _("Whole district")),
                (_("State"), _(MEETING_STATE_TERMS[meeting.state])),
                (_("Review pack"), meeting.pack),
            ]
        ),
    ]


def _units(found: Minutes, _: Speak) -> list[Html]:
    rows = records(found.attendance)
    if not rows:
        return []
    said = []
    for state in (Presence.PRESENT, Presence.EXCUSED, Presence.ABSENT, Presence.INVITED):
        names = [row["unit_name"] for row in rows if row["state"] == state]
        if names:
            word = f"{_(PRESENCE_TERMS[state])} {len(names)} / {len(rows)}"
            said.append(element("p", f"{word}: ", "、".join(names), kind="named"))
    return [element("h2", _("Units represented")), *said]


def _items(found: Minutes, language: str, _: Speak) -> list[Html]:
    rows = [
        [
            str(one.position),
            joined((element("div", one.titles[language]), _about(one, _))),
            element("div", one.outcome or "–", kind="said"),
        ]
        for one in found.agenda.items
    ]
    parts = [element("h2", _("Agenda and what came of it"))]
    parts.append(table([_("No."), _("Item"), _("Outcome")], rows))
    if found.agenda.left_out:
        parts.append(element("p", _left_out(found, _), kind="quiet"))
    return parts


def _about(item: AgendaItem, _: Speak) -> Html:
    said = [item.case_code] if item.case_code else []
    said += [_(FLAG_TERMS[flag]) for flag in item.flags]
    if item.minutes:
        said.append(_("{n} min", n=item.minutes))
    return element("div", " · ".join(said), kind="quiet")


def _left_out(found: Minutes, _: Speak) -> str:
    return _(
        "{n} items are about cases outside the part this page is for, and are not told.",
        n=found.agenda.left_out,
    )


def _decided(found: Minutes, _: Speak) -> list[Html]:
    places = {one.id: str(one.position) for one in found.agenda.items}
    rows = [
        [
            row["code"], row["text"], row["owner_name"], _day(row["first_due_on"]),
            places.get(row["item_id"], "–"),
        ]
        for row in records(found.decided)
    ]  # fmt: skip
    names = [_("Number"), _("Decision"), _("Owner unit"), _("Due on"), _("Item")]
    shown = table(names, rows) if rows else element("p", _("Nothing was decided."))
    return [element("h2", _("Decided: {n}", n=len(rows))), shown]


def _carried(found: Minutes, _: Speak) -> list[Html]:
    frame = found.agenda.carried
    if frame.empty:
        return []
    rows = [
        [
            row["code"],
            row["text"],
            row["owner_name"],
            joined((_day(row["due_on"]), element("div", moved_text(row, _)))),
            standing_text(row, _),
        ]
        for row in records(frame)
    ]
    names = [_("Number"), _("Decision"), _("Owner unit"), _("Due on"), _("State on that day")]
    said = _("Decided before and open when the meeting began: {n}", n=len(rows))
    return [element("h2", said), table(names, rows)]


def _day(day: date) -> Html:
    return element("span", str(day), kind="time")


def due_text(row: dict[str, Any], _: Speak) -> str:
    """Return the day in force, and where it was moved the first one and how often."""
    return f"{row['due_on']} ({moved})" if (moved := moved_text(row, _)) else str(row["due_on"])


def moved_text(row: dict[str, Any], _: Speak) -> str:
    """Return the first due day and how often it was moved; nothing where it never was."""
    if not row["moved_count"]:
        return ""
    return _("first {first}, moved {n}×", first=row["first_due_on"], n=row["moved_count"])


def standing_text(row: dict[str, Any], _: Speak) -> str:
    """Return where a decision stands: done when, given up, overdue, how far."""
    state = ProgressState(row["state"])
    if state is ProgressState.DONE:
        late = _("done late") if row["is_done_late"] else _(PROGRESS_STATE_TERMS[state])
        return f"{late} · {row['done_on']}"
    if state is ProgressState.DROPPED:
        return f"{_(PROGRESS_STATE_TERMS[state])} · {row['dropped_on']}"
    said = _("overdue") if row["is_overdue"] else _("not due yet")
    return said if row["percent"] is None else f"{said} · {row['percent']} %"


def _words(found: Minutes, _: Speak) -> list[Html]:
    said = found.agenda.meeting.minutes
    return [element("h2", _("Minutes in words")), element("p", said, kind="said")] if said else []


def _foot(found: Minutes, _: Speak) -> str:
    return _("As of {day}. Units are named, persons are not.", day=found.as_of)
