"""Contact points, duties and sessions of the viewer's part of the district."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from casework.access import Viewer
from casework.sentence import Sentence
from data.place_store import load_places
from data.rows import records
from data.session_store import change_session, load_duties, load_sessions
from service.errors import ServiceError
from service.scoping import units_serving_part


def in_part(conn: sa.Connection, viewer: Viewer, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose ``unit_code`` lies in the viewer's part; all for the whole district."""
    inside = units_serving_part(conn, viewer)
    if inside is None:
        return frame
    return frame.loc[frame["unit_code"].isin(inside)].reset_index(drop=True)


def in_force(frame: pd.DataFrame, on: date) -> pd.DataFrame:
    """Return the rows with ``since <= on < until``; one without ``until`` is in force for good."""
    is_in_force = [
        since <= on and (until is None or on < until)
        for since, until in zip(frame["since"], frame["until"], strict=True)
    ]
    return frame.loc[is_in_force].reset_index(drop=True)


def contact_place(conn: sa.Connection, viewer: Viewer, code: str, on: date) -> dict[str, Any]:
    """Return the contact point of this code that is in use on a day.

    Raises
    ------
    ServiceError
        When there is none in the viewer's part.
    """
    frame = in_part(conn, viewer, load_places(conn, "contact", on))
    found = records(frame.loc[frame["code"] == code])
    if not found:
        raise ServiceError(
            "There is no contact point {place} in use on {day} in the part you keep: choose one"
            " from the list, or enter it among the places.",
            place=code,
            day=on,
        )
    return found[0]


def duty_in_part(conn: sa.Connection, viewer: Viewer, duty_id: int) -> dict[str, Any]:
    """Return a contact duty, as `data.session_store.load_duties` gives it.

    Raises
    ------
    ServiceError
        When there is none of this number in the viewer's part.
    """
    frame = in_part(conn, viewer, load_duties(conn))
    found = records(frame.loc[frame["id"] == duty_id])
    if not found:
        raise ServiceError(
            "There is no contact duty {number} in the part you keep: choose one from the list.",
            number=duty_id,
        )
    return found[0]


def session_in_part(
    conn: sa.Connection, viewer: Viewer, session_id: int, version: int
) -> dict[str, Any]:
    """Return a session that is still as the viewer saw it.

    Raises
    ------
    ServiceError
        When there is none of this number in the viewer's part, or it was changed meanwhile.
    """
    found = records(in_part(conn, viewer, load_sessions(conn, session_id=session_id)))
    if not found:
        raise ServiceError(
            "There is no session {number} in the part you keep: choose one from the list.",
            number=session_id,
        )
    if found[0]["version"] != version:
        raise _changed(found[0])
    return found[0]


def keep_session(conn: sa.Connection, kept: dict[str, Any], values: dict[str, Any]) -> None:
    """Set columns of a session that nobody has changed since it was read.

    Raises
    ------
    ServiceError
        When somebody has.
    """
    if not change_session(conn, kept["id"], kept["version"], values):
        raise _changed(kept)


def refuse_future(day: date, today: date, what: Sentence) -> None:
    """Do nothing when a day has come.

    Raises
    ------
    ServiceError
        When it lies ahead; `what` says what it is the day of.
    """
    if day > today:
        raise ServiceError(
            "{what}: {day} lies ahead, today is {today}. Give the day on which it happened.",
            what=what,
            day=day,
            today=today,
        )


def _changed(kept: dict[str, Any]) -> ServiceError:
    return ServiceError(
        "The session of {day} at {place} was changed by somebody else meanwhile: look at it again"
        " and repeat what is still to be done.",
        day=kept["held_on"],
        place=kept["place_name"],
    )
