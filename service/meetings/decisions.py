"""Decisions as they stood on a day: all of them, those carried to a meeting, how many are done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.progress import ProgressState, Standing, standing
from data.case_store import units_below
from data.meeting_store import load_decisions
from data.progress_store import load_progress, progress_of
from data.schema import decisions
from data.settings_store import office_zone
from data.store import Store
from service.clock import midnight
from service.meetings.keeping import Meeting
from service.meetings.part import Part, about, seen_decisions

_DAY: Final = timedelta(days=1)
_STANDING: Final = (
    "due_on", "moved_count", "done_on", "dropped_on", "percent", "last_on", "last_text",
    "is_done_late",
)  # fmt: skip


@dataclass(frozen=True)
class DecisionCounts:
    """How many decisions there are, and where they stand; the parts add up.

    ``total = done + dropped + overdue + not_due``; ``moved`` are those whose due day was moved,
    ``done_late`` those done after the day that was in force.
    """

    total: int
    done: int
    dropped: int
    overdue: int
    not_due: int
    moved: int
    done_late: int

    @property
    def open(self) -> int:
        """Return how many are neither done nor given up."""
        return self.overdue + self.not_due


def decisions_of(
    viewer: Viewer,
    store: Store,
    on: date,
    area: str | None = None,
    unit: str | None = None,
) -> pd.DataFrame:
    """Return the decisions made up to a day, as they stood at the end of it.

    Parameters
    ----------
    area
        Only those about this organisation unit or one below it, or owned by one of them.
    unit
        Only those of this owner unit.

    Returns
    -------
    DataFrame
        ``code, meeting_code, meeting_name, text, owner_unit, owner_name, area, case_code, made_on,
        first_due_on, due_on, moved_count, done_on, is_done_late, dropped_on, percent, state,
        is_overdue, last_on, last_text``; ``state`` is ``open``, ``done`` or ``dropped``, and
        ``is_overdue`` is told against ``due_on``, the day in force.  Overdue ones first, then open
        ones by that day, then the settled ones, the last made first.

    Raises
    ------
    CaseworkError
        When the viewer may not see meetings.
    """
    require(viewer, Action.VIEW_MEETINGS)
    with store.read() as conn:
        frame = seen_decisions(conn, viewer, load_decisions(conn, decisions.c.made_on <= on))
        if area is not None:
            frame = about(Part(frozenset(units_below(conn, area))), frame)
        if unit is not None:
            frame = frame.loc[frame["owner_unit"] == unit].reset_index(drop=True)
        return by_need(as_stood(conn, frame, on))


def carried_to(conn: sa.Connection, viewer: Viewer, meeting: Meeting) -> pd.DataFrame:
    """Return the decisions of earlier meetings that were open when a meeting began.

    Returns
    -------
    DataFrame
        As `decisions_of`, as they stood at the end of the meeting's day.

    Notes
    -----
    What was written down after that day does not take one off the list: an agenda that was gone
    through stays as it was.
    """
    one = decisions.c
    before = sa.or_(
        one.made_on < meeting.held_on,
        sa.and_(one.made_on == meeting.held_on, one.meeting_id < meeting.id),
    )
    frame = seen_decisions(conn, viewer, load_decisions(conn, before))
    if meeting.area is not None:
        frame = about(Part(frozenset(units_below(conn, meeting.area))), frame)
    end = midnight(meeting.held_on + _DAY, office_zone(conn))
    found = standings(conn, frame, meeting.held_on - _DAY, end)
    is_open = [found[number].is_open for number in frame["id"]]
    return by_need(as_stood(conn, frame.loc[is_open], meeting.held_on))


def decided_at(conn: sa.Connection, viewer: Viewer, meeting: Meeting, on: date) -> pd.DataFrame:
    """Return the decisions of a meeting, as `decisions_of`, in the order they were made."""
    frame = load_decisions(conn, decisions.c.meeting_id == meeting.id)
    return as_stood(conn, seen_decisions(conn, viewer, frame), on)


def decision_history(viewer: Viewer, store: Store, code: str) -> pd.DataFrame:
    """Return what became of a decision, in order: `data.progress_store.PROGRESS_COLUMNS`.

    Empty where there is no such decision for this viewer.

    Raises
    ------
    CaseworkError
        When the viewer may not see meetings.
    """
    require(viewer, Action.VIEW_MEETINGS)
    with store.read() as conn:
        frame = seen_decisions(conn, viewer, load_decisions(conn, decisions.c.code == code))
        return load_progress(conn, "decision", int(frame["id"].iloc[0]) if len(frame) else 0)


def decision_counts(frame: pd.DataFrame) -> DecisionCounts:
    """Return how many of these decisions (`decisions_of`) stand where."""
    state, late = frame["state"], frame["is_overdue"].astype(bool)
    is_open = state == ProgressState.OPEN
    return DecisionCounts(
        total=len(frame),
        done=int((state == ProgressState.DONE).sum()),
        dropped=int((state == ProgressState.DROPPED).sum()),
        overdue=int(late.sum()),
        not_due=int((is_open & ~late).sum()),
        moved=int((frame["moved_count"] > 0).sum()),
        done_late=int(frame["is_done_late"].astype(bool).sum()),
    )


def standings(
    conn: sa.Connection, frame: pd.DataFrame, on: date, known_by: datetime | None = None
) -> dict[int, Standing]:
    """Return where each decision (``id, first_due_on``) stood at the end of a day."""
    ids = list(frame["id"])
    events = progress_of(conn, "decision", on, ids, known_by)
    first = zip(ids, frame["first_due_on"], strict=True)
    return {number: standing(due_on, events.get(number, ())) for number, due_on in first}


def as_stood(conn: sa.Connection, frame: pd.DataFrame, on: date) -> pd.DataFrame:
    """Return decisions with where they stood at the end of a day."""
    found = standings(conn, frame, on)
    each = [found[number] for number in frame["id"]]
    told = {
        name: pd.Series([getattr(one, name) for one in each], index=frame.index, dtype=object)
        for name in _STANDING
    }
    return frame.assign(
        **told,
        state=pd.Series([one.state.value for one in each], index=frame.index, dtype=object),
        is_overdue=pd.Series([one.is_overdue(on) for one in each], index=frame.index, dtype=object),
    )


def by_need(frame: pd.DataFrame) -> pd.DataFrame:
    """Return decisions with the overdue ones first, then open ones by day, then the settled."""
    is_open = frame["state"] == ProgressState.OPEN
    turn = [
        (0, due.toordinal(), number) if now else (1, -made.toordinal(), -number)
        for now, due, made, number in zip(
            is_open, frame["due_on"], frame["made_on"], frame["id"], strict=True
        )
    ]
    order = sorted(range(len(frame)), key=turn.__getitem__)
    return frame.iloc[order].reset_index(drop=True)
