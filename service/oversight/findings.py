"""What was found in a township in an area of work: entered, rectified, listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.oversight import finding_state
from casework.sentence import Sentence, Term
from data.oversight_store import add_finding, load_findings, rectify
from data.rows import records
from data.settings_store import setting
from data.store import Store, bump
from service.cases.noting import in_words, office_day
from service.errors import ServiceError
from service.oversight.duties import duty_in_part, seen
from service.sessions.part import refuse_future


@dataclass(frozen=True)
class NewFinding:
    """Something found by an assigned office in one of the areas of work; it is about a matter.

    Attributes
    ----------
    duty_id
        Of the assignment; its township is where it was found.
    area_key
        Of the setting ``oversight_areas``.
    due_on
        The last day on which it is rectified in time; None where none is set.
    """

    duty_id: int
    area_key: str
    found_on: date
    text: str
    due_on: date | None = None


def enter_finding(viewer: Viewer, store: Store, new: NewFinding, now: datetime) -> int:
    """Enter a finding and return its number.

    Raises
    ------
    CaseworkError
        When the viewer may not keep oversight.
    ServiceError
        When there is no such assignment or area of work, the assignment was not in force on the
        day, the day lies ahead, or it is due before it was found.
    """
    require(viewer, Action.KEEP_SESSIONS)
    text = in_words(new.text, Term("what was found"))
    with store.begin() as conn:
        duty = duty_in_part(conn, viewer, new.duty_id)
        _refuse_unknown_area(conn, new.area_key)
        refuse_future(new.found_on, office_day(conn, now), Sentence("It was found"))
        if not _holds(duty["since"], duty["until"], new.found_on):
            raise ServiceError(
                "The assignment of {holder} was not in force on {day}: choose the one that was.",
                holder=duty["holder"],
                day=new.found_on,
            )
        if new.due_on is not None and new.due_on < new.found_on:
            raise ServiceError(
                "It would be due on {due_on}, before it was found on {found_on}: give a later day.",
                due_on=new.due_on,
                found_on=new.found_on,
            )
        made = add_finding(
            conn,
            {
                "duty_id": new.duty_id, "unit_code": duty["unit_code"], "area_key": new.area_key,
                "found_on": new.found_on, "text": text, "due_on": new.due_on,
                "entered_by": viewer.name,
            },
        )  # fmt: skip
        bump(conn, "sessions")
    return made


def rectify_finding(
    viewer: Viewer, store: Store, finding_id: int, on: date, note: str, now: datetime
) -> None:
    """Note on which day and how a finding was rectified.

    Raises
    ------
    CaseworkError
        When the viewer may not keep oversight.
    ServiceError
        When there is no such finding in his part, it is rectified already, nothing is said, or the
        day lies ahead or before it was found.
    """
    require(viewer, Action.KEEP_SESSIONS)
    note = in_words(note, Term("how it was rectified"))
    with store.begin() as conn:
        frame = seen(conn, viewer, load_findings(conn))
        found = records(frame.loc[frame["id"] == finding_id])
        if not found:
            raise ServiceError(
                "There is no finding {number} in the part you keep: choose one from the list.",
                number=finding_id,
            )
        refuse_future(on, office_day(conn, now), Sentence("It was rectified"))
        if on < found[0]["found_on"]:
            raise ServiceError(
                "It cannot have been rectified on {day}, before it was found on {found_on}: give a"
                " later day.",
                day=on,
                found_on=found[0]["found_on"],
            )
        if not rectify(conn, finding_id, {"rectified_on": on, "rectified_note": note}):
            raise ServiceError(
                "The finding {number} is rectified already: look at the list again.",
                number=finding_id,
            )
        bump(conn, "sessions")


def findings_of(
    viewer: Viewer,
    store: Store,
    today: date,
    since: date | None = None,
    until: date | None = None,
) -> pd.DataFrame:
    """Return what was found ``since <= found_on < until`` in the viewer's part.

    Returns
    -------
    DataFrame
        `data.oversight_store.FINDING_COLUMNS`, ``unit_name``, ``area_name`` (the key where the
        office has taken the area off its list) and ``state`` (`FindingState`), the newest first.

    Raises
    ------
    CaseworkError
        When the viewer may not look.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        frame = seen(conn, viewer, load_findings(conn, since, until))
        names = areas_now(conn)
    days = zip(frame["due_on"], frame["rectified_on"], strict=True)
    made: pd.DataFrame = frame.assign(
        area_name=[names.get(key, key) for key in frame["area_key"]],
        state=pd.Series(
            [finding_state(due, done, today) for due, done in days],
            index=frame.index,
            dtype=object,
        ),
    )
    return made


def areas_of(viewer: Viewer, store: Store) -> dict[str, str]:
    """Return the names of the areas of work by key, in the order of the setting.

    Raises
    ------
    CaseworkError
        When the viewer may not look.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        return areas_now(conn)


def areas_now(conn: sa.Connection) -> dict[str, str]:
    """Return the names of the areas of work by key, as this connection sees them."""
    kept = setting(conn, "oversight_areas")
    listed = kept if isinstance(kept, list) else []
    return {str(one["key"]): str(one["name"]) for one in listed}


def _holds(since: date, until: date | None, day: date) -> bool:
    return since <= day and (until is None or day < until)


def _refuse_unknown_area(conn: sa.Connection, key: str) -> None:
    known = areas_now(conn)
    if key not in known:
        raise ServiceError(
            "There is no area of work {area}: choose one of {known}, or change the setting"
            " oversight_areas.",
            area=key,
            known=", ".join(known),
        )
