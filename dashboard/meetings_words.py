"""Words, style and addresses of the page of meetings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any, Final
from urllib.parse import quote, urlencode

import streamlit as st

from casework.progress import PROGRESS_STATE_TERMS, ProgressState
from dashboard.i18n import _, language
from dashboard.map_links import PREFIX
from dashboard.markup import Markup, joined, tag
from dashboard.messages import plain
from dashboard.once import Once
from service.meetings.keeping import Meeting, MeetingChanged
from service.meetings.minutes_page import moved_text, standing_text

STYLE: Final = Markup("""<style>
.stMainBlockContainer{padding:3.9rem 1.25rem 1.5rem}
@media(max-width:640px){.stMainBlockContainer{padding:3.6rem .75rem 1rem}}
.gg .agenda,.gg .book{list-style:none;margin:0;padding:0;border:0;font-size:1rem}
.gg .agenda>li,.gg .book>li{margin:0;padding:.5rem 0;border-bottom:1px solid
 color-mix(in srgb,currentColor 16%,transparent)}
.gg .agenda>li::before,.gg .book>li::before{content:none}
.gg .agenda>li{display:grid;grid-template-columns:2.1rem 1fr max-content;gap:0 .5rem}
.gg .agenda .no{font-weight:600;opacity:.72;font-variant-numeric:tabular-nums}
.gg .agenda .min{opacity:.72;font-size:.88rem;white-space:nowrap}
.gg .agenda .under{grid-column:2/-1}
.gg .agenda .said{grid-column:2/-1;white-space:pre-wrap;font-size:.95rem;
 border-left:3px solid color-mix(in srgb,currentColor 30%,transparent);padding-left:.6rem;
 margin-top:.25rem}
.gg .book>li{display:grid;gap:.1rem 1rem;
 grid-template-columns:minmax(0,5fr) minmax(0,3fr) minmax(0,4fr)}
@media(max-width:900px){.gg .book>li{grid-template-columns:1fr}}
.gg .book b,.gg .agenda b{font-weight:600}
.gg .day{white-space:nowrap}
.gg .words{white-space:pre-wrap;font-size:.95rem}
.gg a{color:inherit;text-decoration:underline;text-underline-offset:.15em}
</style>""")


def state_badge(row: dict[str, Any]) -> Markup:
    """Return where a decision stands, with a sign that is told without colour."""
    if row["state"] == ProgressState.OPEN:
        sign, kind = ("▲", "late badge") if row["is_overdue"] else ("○", "badge")
    else:
        sign, kind = ("●" if row["state"] == ProgressState.DONE else "✕"), "badge"
    return tag("span", f"{sign} {standing_text(row, _)}", kind=kind)


def decision_line(row: dict[str, Any], *, of_meeting: bool = True) -> Markup:
    """Return a decision as a line of a list: what, whose and until when, where it stands."""
    about = [row["code"], *([row["meeting_name"]] if of_meeting else [])]
    moved = moved_text(row, _)
    return tag(
        "li",
        tag("div", tag("b", row["text"]), tag("br"), tag("span", " · ".join(about), kind="quiet")),
        tag(
            "div",
            tag("span", row["owner_name"]),
            tag("br"),
            tag("span", _("due {day}", day=row["due_on"]), kind="day"),
            *([tag("br"), tag("span", moved, kind="late")] if moved else []),
        ),
        tag("div", state_badge(row), *_last(row)),
    )


def _last(row: dict[str, Any]) -> list[Markup]:
    if not row["last_text"]:
        return []
    return [tag("br"), tag("span", f"{row['last_on']} {row['last_text']}", kind="quiet")]


def decision_name(row: dict[str, Any]) -> str:
    """Return what a decision is called in a choice."""
    state = PROGRESS_STATE_TERMS[ProgressState(row["state"])]
    said = _("overdue") if row["is_overdue"] else _(state)
    return f"{row['text']} · {row['owner_name']} · {said}"


def link(address: str, text: str) -> Markup:
    """Return a link; the text is escaped."""
    return Markup(f'<a href="{escape(address, quote=True)}" target="_self">{escape(text)}</a>')


def minutes_address(code: str) -> str:
    """Return where the minutes of a meeting are, to print."""
    return f"{PREFIX}/minutes/{quote(code, safe='')}?{urlencode({'lang': language()})}"


def present_address(meeting: Meeting, slide: str | None = None) -> str:
    """Return where the pack of a meeting is presented, from a slide on."""
    asked = {"lang": language(), "meeting": meeting.code} | ({"slide": slide} if slide else {})
    return f"{PREFIX}/present/{quote(meeting.pack or '', safe='')}?{urlencode(asked)}"


def seen_version(form: Once, meeting: Meeting) -> int:
    """Return the version of a meeting that was on the page when its forms were begun."""
    kept: int = st.session_state.setdefault(form.key(f"seen_{meeting.code}"), meeting.version)
    return kept


@contextmanager
def told_of_change(form: Once, meeting: Meeting) -> Iterator[None]:
    """Say when somebody was faster; what was typed stays, and the next press is knowing it."""
    try:
        yield
    except MeetingChanged as error:
        st.session_state[form.key(f"seen_{meeting.code}")] = meeting.version
        st.error(plain(_(error)))


def lines(*items: Markup, kind: str) -> Markup:
    """Return a list."""
    return tag("ol", joined(*items), kind=kind)
