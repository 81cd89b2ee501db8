"""Where a decision, promise, resolution or project stands: the state of its events in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from casework.errors import CaseworkError
from casework.sentence import Term


class ProgressKind(StrEnum):
    """What is told of one: how far it is, done, open again, due on another day, dropped."""

    PROGRESS = "progress"
    DONE = "done"
    REOPENED = "reopened"
    DUE_CHANGED = "due_changed"
    DROPPED = "dropped"


class ProgressState(StrEnum):
    """Where one stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


PROGRESS_TERMS: Final = {
    ProgressKind.PROGRESS: Term("Progress"),
    ProgressKind.DONE: Term("Reported done"),
    ProgressKind.REOPENED: Term("Opened again"),
    ProgressKind.DUE_CHANGED: Term("Due day moved"),
    ProgressKind.DROPPED: Term("Given up"),
}
PROGRESS_STATE_TERMS: Final = {
    ProgressState.OPEN: Term("not done yet"),
    ProgressState.DONE: Term("done"),
    ProgressState.DROPPED: Term("given up"),
}
# What may be told of one in each state; the other words are refused.
_MAY_FOLLOW: Final = {
    ProgressState.OPEN: frozenset(ProgressKind) - {ProgressKind.REOPENED},
    ProgressState.DONE: frozenset({ProgressKind.REOPENED}),
    ProgressState.DROPPED: frozenset({ProgressKind.REOPENED}),
}
_TO_STATE: Final = {
    ProgressKind.DONE: ProgressState.DONE,
    ProgressKind.DROPPED: ProgressState.DROPPED,
    ProgressKind.REOPENED: ProgressState.OPEN,
}


@dataclass(frozen=True)
class ProgressEvent:
    """One word on how far something is.

    Attributes
    ----------
    happened_on
        The day it is about, which may be before the day it was written down.
    percent
        0 to 100, where progress tells it.
    due_on
        The day in force from now on: of ``due_changed`` always, of ``reopened`` where given.
    photo
        SHA-256 of a photo kept as evidence.
    """

    kind: ProgressKind
    happened_on: date
    text: str = ""
    percent: int | None = None
    due_on: date | None = None
    photo: str | None = None


@dataclass(frozen=True)
class Standing:
    """Where one stands on a day.

    Attributes
    ----------
    percent
        100 when done, else the share last told; None when none was.
    first_due_on, due_on
        The day first set, and the one in force; None where no day was ever set.
    moved_count
        How often the day was moved.
    done_on, dropped_on
        Of the state it is in; None in another.
    last_on, last_text
        The last word, and its day; None and empty before any.
    photo
        The last evidence that was given; None when there is none.
    """

    state: ProgressState
    percent: int | None
    first_due_on: date | None
    due_on: date | None
    moved_count: int = 0
    done_on: date | None = None
    dropped_on: date | None = None
    last_on: date | None = None
    last_text: str = ""
    photo: str | None = None
    # Share last told while it was open, to which reopening returns.
    told_percent: int | None = None

    @property
    def is_open(self) -> bool:
        """Return True while it is neither done nor given up."""
        return self.state is ProgressState.OPEN

    @property
    def is_done_late(self) -> bool:
        """Return True when it was done after the day in force."""
        return bool(self.done_on and self.due_on and self.due_on < self.done_on)

    def is_overdue(self, on: date) -> bool:
        """Return True when it is open and the day in force is before this day."""
        return self.is_open and self.due_on is not None and self.due_on < on


def standing(
    due_on: date | None, events: Iterable[ProgressEvent] = (), on: date | None = None
) -> Standing:
    """Return where one stands that was first due on a day, after its events.

    Parameters
    ----------
    due_on
        The day first set; None when none was.
    events
        In the order in which they were written down; those of one day keep it, else the day they
        happened counts.
    on
        The day it is asked for: only what had happened by the end of it counts; None for all.
    """
    known = (one for one in events if on is None or one.happened_on <= on)
    found = Standing(ProgressState.OPEN, None, due_on, due_on)
    for one in sorted(known, key=lambda event: event.happened_on):
        found = _after(found, one)
    return found


def refuse_step(now: Standing, event: ProgressEvent) -> None:
    """Do nothing when this may be told next of one that stands so.

    Raises
    ------
    CaseworkError
        When it is done or given up already (or is not, and would be opened again), something
        later has been told, the share is no share, or the new day is missing or the same.
    """
    if event.kind not in _MAY_FOLLOW[now.state]:
        raise CaseworkError(
            "This cannot be told of what is {state}: {kind}. {way_out}",
            state=PROGRESS_STATE_TERMS[now.state],
            kind=PROGRESS_TERMS[event.kind],
            way_out=Term("Report progress instead.")
            if now.is_open
            else Term("Open it again first."),
        )
    if now.last_on is not None and event.happened_on < now.last_on:
        raise CaseworkError(
            "{day} is before {last}, of which something was told already: give that day or a later"
            " one.",
            day=event.happened_on,
            last=now.last_on,
        )
    if event.percent is not None and not 0 <= event.percent <= 100:
        raise CaseworkError(
            "{percent} percent is no share: give a whole number from 0 to 100.",
            percent=event.percent,
        )
    _refuse_due(now, event)


def _refuse_due(now: Standing, event: ProgressEvent) -> None:
    is_moved = event.kind is ProgressKind.DUE_CHANGED
    if event.due_on is None and is_moved:
        raise CaseworkError("No new due day was given: name the day it is due on from now on.")
    if event.due_on is None:
        return
    if is_moved and event.due_on == now.due_on:
        raise CaseworkError(
            "It is due on {day} already: name another day, or report progress.", day=now.due_on
        )
    if not is_moved and event.kind is not ProgressKind.REOPENED:
        raise CaseworkError(
            "A new due day ({day}) cannot come with this: {kind}. Move the due day by itself, with"
            " the reason.",
            day=event.due_on,
            kind=PROGRESS_TERMS[event.kind],
        )


def _after(now: Standing, event: ProgressEvent) -> Standing:
    """Return where one stands after one more event."""
    state = _TO_STATE.get(event.kind, now.state)
    told = now.told_percent if event.percent is None else event.percent
    due_on = event.due_on or now.due_on
    return replace(
        now,
        state=state,
        told_percent=told,
        percent=100 if state is ProgressState.DONE else told,
        due_on=due_on,
        moved_count=now.moved_count + (now.due_on is not None and due_on != now.due_on),
        done_on=_since(ProgressState.DONE, now.done_on, state, event),
        dropped_on=_since(ProgressState.DROPPED, now.dropped_on, state, event),
        last_on=event.happened_on,
        last_text=event.text or now.last_text,
        photo=event.photo or now.photo,
    )


def _since(
    wanted: ProgressState, before: date | None, state: ProgressState, event: ProgressEvent
) -> date | None:
    if state is not wanted:
        return None
    return before or event.happened_on
