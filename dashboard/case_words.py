"""Words about cases: their state, channel, how the grid was found, what happened."""

from __future__ import annotations

from datetime import datetime

from casework.case import CHANNEL_TERMS, STATUS_TERMS, CaseStatus, Channel
from dashboard.i18n import _
from dashboard.when import duration

OVERDUE, OPEN, DONE = "▲", "●", "○"


def status_word(status: str) -> str:
    """Return what a state is called."""
    return _(STATUS_TERMS[CaseStatus(status)])


def state_text(status: str, due_at: datetime | None, now: datetime) -> str:
    """Return a symbol and words for a case's state, with how long it is overdue."""
    if not CaseStatus(status).is_open:
        return f"{DONE} {status_word(status)}"
    if due_at is not None and due_at < now:
        return f"{OVERDUE} " + _("overdue {time}", time=duration(now - due_at))
    return f"{OPEN} {status_word(status)}"


def channel_word(channel: str | None) -> str:
    """Return what a channel is called, a file's own word as it is."""
    if channel is None:
        return "–"
    known = {one.value: CHANNEL_TERMS[one] for one in Channel}
    return _(known[channel]) if channel in known else channel


def how_word(how: str | None, why_no_grid: str | None) -> str:
    """Return in a few words how the grid was found, or why there is none."""
    words = {
        "inside": _("Inside the grid"),
        "tie": _("On a border; the rule decided"),
        "dedicated": _("A dedicated grid comes before the general one"),
        "override": _("The category is answered for by this grid"),
        "snapped": _("Nearest grid within the set distance"),
        "outside": _("Outside the district"),
        "gap": _("In a gap between grids"),
        "no_coordinate": _("No usable coordinate"),
    }
    said = how or why_no_grid or ""
    return words.get(said, said or "–")


def event_word(kind: str) -> str:
    """Return what an event is called, an unknown kind as it is."""
    words = {
        "reported": _("Reported"),
        "closed": _("Closed"),
        "corrected": _("Corrected by a file"),
        "placed": _("Placed again on changed grids"),
        "given_to_worker": _("Given to a worker"),
    }
    return words.get(kind, kind)


def actor_word(actor: str) -> str:
    """Return who did it: a word for a file or the program, a person's name as it is."""
    words = {"file": _("a file"), "gege": "Gege", "demonstration": _("the demonstration")}
    return words.get(actor, actor)


def detail_word(name: str) -> str:
    """Return what a detail of an event is called."""
    return {"grid_code": _("Grid"), "assigned_to": _("Worker")}.get(name, name)
