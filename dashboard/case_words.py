"""Words about cases: their state, when they are due, tags, level, how the grid was found."""

from __future__ import annotations

from datetime import datetime, timedelta

from casework.case import CHANNEL_TERMS, STATUS_TERMS, CaseStatus, Channel
from casework.clock_name import CLOCK_TERMS
from casework.columns import is_late_case
from casework.tier import TIER_TERMS, Tier
from dashboard.i18n import _

OVERDUE, OPEN, DONE = "▲", "●", "○"


def status_word(status: str) -> str:
    """Return what a state is called."""
    return _(STATUS_TERMS[CaseStatus(status)])


def state_sign(status: str, due_at: datetime | None, now: datetime) -> str:
    """Return the symbol of a case: open, overdue or done; told by its shape."""
    if not CaseStatus(status).is_open:
        return DONE
    return OVERDUE if is_late_case(status, due_at, now) else OPEN


def due_text(due_at: datetime | None, now: datetime) -> str:
    """Return in a few words how long there is until a time, or how long it has passed."""
    if due_at is None:
        return "–"
    if due_at < now:
        return _("{time} late", time=_rough(now - due_at))
    return _("in {time}", time=_rough(due_at - now))


def _rough(length: timedelta) -> str:
    """Return a length of time in its largest unit, rounded down."""
    minutes = int(length.total_seconds() // 60)
    if minutes >= 24 * 60:
        return _("{days} d", days=f"{minutes // (24 * 60):,}")
    if minutes >= 60:
        return _("{hours} h", hours=minutes // 60)
    return _("{minutes} min", minutes=minutes)


def tier_word(tier: int) -> str:
    """Return what a level is called."""
    return _(TIER_TERMS[Tier(tier)])


def clock_word(name: str) -> str:
    """Return what a clock waits for, an unknown one as it is."""
    return _(CLOCK_TERMS[name]) if name in CLOCK_TERMS else name


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
