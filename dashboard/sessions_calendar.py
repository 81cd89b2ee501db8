"""The month of the contact points: a calendar on a wide screen, a list of days on a narrow one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd
import streamlit as st

from casework.contact_duty import SESSION_TERMS, SessionState, TurnState
from casework.period import Period
from casework.work_calendar import WEEKDAYS
from dashboard.i18n import _
from dashboard.markup import Markup, joined, show, tag
from dashboard.sessions_words import SIGNS, TURN_SIGNS, turn_word, whose
from data.rows import records

# More of a day than this are told by their number.
_MOST: Final = 5
_LATE: Final = "!"
_FORGOTTEN: Final = "?"
_STYLE: Final = """<style>
.gg .month{display:grid;grid-template-columns:repeat(7,minmax(0,1fr));font-size:.84rem;
 border-top:1px solid color-mix(in srgb,currentColor 22%,transparent);
 border-left:1px solid color-mix(in srgb,currentColor 22%,transparent)}
.gg .month>div{border-right:1px solid color-mix(in srgb,currentColor 22%,transparent);
 border-bottom:1px solid color-mix(in srgb,currentColor 22%,transparent);padding:.2rem .35rem;
 min-height:5.2rem}
.gg .month>.head{min-height:0;font-weight:600;opacity:.8}
.gg .month>.out{background:color-mix(in srgb,currentColor 5%,transparent)}
.gg .month>.today{box-shadow:inset 0 0 0 2px currentColor}
.gg .month b{font-variant-numeric:tabular-nums}
.gg .month p{margin:.1rem 0;font-size:.84rem;line-height:1.3}
.gg .month .wide{display:none}
.gg .month .held{opacity:.85}.gg .month .cancelled{opacity:.6;text-decoration:line-through}
.gg .month .open,.gg .month .missed{font-weight:600}
@media(max-width:640px){.gg .month{display:block;border-left:0;font-size:.95rem}
 .gg .month>div{border-right:0;min-height:0;padding:.35rem .2rem}.gg .month p{font-size:.95rem}
 .gg .month>.head,.gg .month>.out,.gg .month>.none{display:none}.gg .month .wide{display:inline}}
</style>"""


def month_calendar(sessions: pd.DataFrame, turns: pd.DataFrame, month: Period, today: date) -> None:
    """Show the sessions of a month, and the turns of duty for which there is none.

    Parameters
    ----------
    sessions, turns
        From `service.sessions.seen`.
    """
    lines: dict[date, list[Markup]] = {}
    for one in records(sessions):
        lines.setdefault(one["held_on"], []).append(_session(one, today))
    for one in records(turns):
        if one["state"] is not TurnState.MET and one["planned_on"] is None:
            lines.setdefault(one["due_on"], []).append(_turn(one))
    heads = [tag("div", _(day), kind="head") for day in WEEKDAYS]
    first = month.first - timedelta(days=month.first.weekday())
    days = [first + timedelta(days=n) for n in range(_weeks(first, month.last) * 7)]
    cells = [_cell(day, lines.get(day, []), month, today) for day in days]
    st.html(_STYLE)
    show(tag("div", *heads, *cells, kind="month"), tag("p", _legend(), kind="quiet"))


def _weeks(first: date, last: date) -> int:
    return (last - first).days // 7 + 1


def _cell(day: date, lines: list[Markup], month: Period, today: date) -> Markup:
    if not month.first <= day <= month.last:
        return tag("div", f"{day.day}", kind="out")
    kinds = [name for name, said in (("none", not lines), ("today", day == today)) if said]
    weekday = tag("span", f" {_(WEEKDAYS[day.weekday()])}", kind="wide")
    more = len(lines) - _MOST
    shown = lines if more <= 0 else lines[:_MOST]
    rest = [tag("p", _("and {count} more", count=more), kind="quiet")] if more > 0 else []
    head = tag("b", f"{day.day}")
    return tag("div", head, weekday, *shown, *rest, kind=" ".join(kinds) or None)


def _session(row: Mapping[str, Any], today: date) -> Markup:
    state = SessionState(row["state"])
    is_late = state is not SessionState.CANCELLED and not row["has_valid_notice"]
    said = " ".join(filter(None, (SIGNS[state], row["starts"], whose(row))))
    is_forgotten = state is SessionState.PLANNED and row["held_on"] < today
    marks = (_FORGOTTEN * is_forgotten) + (_LATE * is_late)
    mark = tag("b", f" {marks}") if marks else ""
    return tag("p", joined(said, mark), kind=state.value)


def _turn(row: Mapping[str, Any]) -> Markup:
    state: TurnState = row["state"]
    return tag("p", f"{TURN_SIGNS[state]} {row['holder']}", kind=state.value)


def _legend() -> str:
    said = [f"{sign} {_(SESSION_TERMS[state])}" for state, sign in SIGNS.items()]
    said += [turn_word(state) for state in TURN_SIGNS]
    said.append(f"{_LATE} {_('no notice in time')}")
    said.append(f"{_FORGOTTEN} {_('its day has passed, nothing entered yet')}")
    return " · ".join(said)
