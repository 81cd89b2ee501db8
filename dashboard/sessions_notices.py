"""Sessions of the next days whose notice still has to be posted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from casework.access import Viewer
from dashboard.i18n import _
from dashboard.markup import Markup, heading, show, tag
from dashboard.sessions_words import whose
from data.rows import records
from data.store import Store
from service.sessions.seen import AHEAD, notices_to_post

_MOST: Final = 12


def notices_part(viewer: Viewer, store: Store, today: date, holder: str | None) -> None:
    """Show what is to be posted today, and what can wait some days."""
    frame = notices_to_post(viewer, store, today)
    if holder is not None:
        frame = frame.loc[frame["holder"] == holder]
    heading(_("Notices still to be posted"))
    if frame.empty:
        said = _("Every session of the next {days} days is announced.", days=AHEAD.days)
        show(tag("p", said, kind="quiet"))
        return
    rows = records(frame.sort_values(["post_by", "place_code"]))
    shown = [tag("li", *_line(one, today)) for one in rows[:_MOST]]
    more = len(rows) - _MOST
    rest = [tag("p", _("and {count} more", count=more), kind="quiet")] if more > 0 else []
    show(tag("ol", *shown), *rest)


def _line(row: Mapping[str, Any], today: date) -> tuple[Markup, ...]:
    post_by: date = row["post_by"]
    if post_by < today:
        when = tag("b", _("too late for a notice in time: move the session"))
    elif post_by == today:
        when = tag("b", _("post it today"))
    else:
        when = tag("span", _("post it by {day}", day=post_by))
    said = " ".join(filter(None, (f"{row['held_on']}", row["starts"])))
    return when, tag("p", f"{said} · {whose(row)} · {row['place_name']}")
