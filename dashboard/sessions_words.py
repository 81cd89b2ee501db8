"""Words of contact points on the page: sessions, turns of duty, months."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from casework.contact_duty import (
    RULE_TERMS,
    SESSION_TERMS,
    TURN_TERMS,
    DutyRule,
    SessionState,
    TurnState,
)
from casework.work_calendar import WEEKDAYS
from dashboard.i18n import _, language
from dashboard.map_links import PREFIX

SIGNS: Final = {
    SessionState.HELD: "●",
    SessionState.PLANNED: "○",
    SessionState.CANCELLED: "✕",
}
TURN_SIGNS: Final = {TurnState.OPEN: "△", TurnState.MISSED: "▲"}


def session_word(state: str) -> str:
    """Return the state of a session with its sign."""
    return f"{SIGNS[SessionState(state)]} {_(SESSION_TERMS[SessionState(state)])}"


def turn_word(state: TurnState) -> str:
    """Return the state of a turn that no session stands for, with its sign."""
    word = _("due, not planned") if state is TurnState.OPEN else _(TURN_TERMS[state])
    return f"{TURN_SIGNS[state]} {word}"


def rule_text(rule: str, weekday: int | None, starts: str | None) -> str:
    """Return how often somebody comes, on which day and when."""
    words = [_(RULE_TERMS[DutyRule(rule)])]
    if weekday is not None:
        words.append(_(WEEKDAYS[weekday]))
    if starts:
        words.append(starts)
    return " · ".join(words)


def whose(row: Mapping[str, Any]) -> str:
    """Return who receives people at a session; the place where nobody is named."""
    return str(row["holder"] or row["place_name"])


def session_text(row: Mapping[str, Any]) -> str:
    """Return a session in one line, to choose it by."""
    day: date = row["held_on"]
    when = " ".join(filter(None, (f"{day}", row["starts"])))
    return f"{when} {whose(row)} · {row['place_name']} · {session_word(row['state'])}"


def said(value: object) -> str:
    """Return a value of a table as text, blank for none."""
    return "" if value is None else str(value)


def until_text(until: date | None) -> str:
    """Return the last day of half-open days, blank for until further notice."""
    return "" if until is None else str(until - timedelta(days=1))


def notice_address(session_id: int) -> str:
    """Return where the notice of a session is, to print."""
    return f"{PREFIX}/session-notice/{session_id}?{urlencode({'lang': language()})}"
