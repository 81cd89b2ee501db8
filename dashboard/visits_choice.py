"""What the page of visits is about: a plan, one of its turns, a part of the district."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import streamlit as st

from casework.access import Viewer
from casework.visit import PlanKind, Turn, VisitPlan
from dashboard.address import asked, keep
from dashboard.i18n import _
from data.store import Store
from service.visits.plans import plans_of

PLAN: Final = "plan"
TURN: Final = "turn"
_DAY: Final = timedelta(days=1)
# So many turns are offered; the address takes any.
_TURNS: Final = 9


@dataclass(frozen=True)
class Looked:
    """What is looked at.

    Attributes
    ----------
    on
        As of which day: today, or the last day of a turn that is over.
    turn
        The days in which every household is met once; None where the plan has not begun.
    """

    plan: VisitPlan
    turn: Turn | None
    on: date
    today: date
    area: str | None

    @property
    def is_over(self) -> bool:
        """Return True when the turn has ended: what it shows changes no more."""
        return self.turn is not None and not self.turn.holds(self.today)

    @property
    def query(self) -> dict[str, str]:
        """Return it as the routes read it."""
        said = {"plan": self.plan.code, "on": self.on.isoformat(), "area": self.area or ""}
        return {name: value for name, value in said.items() if value}


def choose_plan(viewer: Viewer, store: Store, today: date) -> VisitPlan | None:
    """Show the plans and return the one chosen in the address; None where there is none."""
    plans = sorted(plans_of(viewer, store), key=lambda one: _order(one, today))
    if not plans:
        return None
    by_code = {plan.code: plan for plan in plans}
    st.session_state["visits_plan"] = _known(asked(PLAN), list(by_code))
    code = st.selectbox(
        _("Visit plan"),
        list(by_code),
        format_func=lambda one: _plan_name(by_code[one], today),
        key="visits_plan",
        on_change=_take,
        args=(PLAN, "visits_plan", plans[0].code),
        width=300,
    )
    return by_code[code]


def choose_turn(plan: VisitPlan, today: date) -> tuple[Turn | None, date]:
    """Show the turns of a plan and return the one chosen in the address, and as of which day."""
    turns = {one.first.isoformat(): one for one in turns_until(plan, today)}
    if not turns:
        return None, today
    wanted = asked(TURN)
    if wanted and wanted not in turns:
        earlier = _turn_from(plan, wanted, today)
        turns |= {wanted: earlier} if earlier is not None else {}
    st.session_state["visits_turn"] = _known(wanted, list(turns))
    chosen = st.selectbox(
        _("Turn"),
        list(turns),
        format_func=lambda one: turn_name(turns[one]),
        key="visits_turn",
        on_change=_take,
        args=(TURN, "visits_turn", next(iter(turns))),
        width=220,
    )
    turn = turns[chosen]
    return turn, today if turn.last is None else min(today, turn.last)


def turns_until(plan: VisitPlan, today: date) -> list[Turn]:
    """Return the turns of a plan that have begun, the latest first, at most nine."""
    found: list[Turn] = []
    day = today if plan.end is None else min(today, plan.end - _DAY)
    while len(found) < _TURNS:
        turn = plan.turn_on(day)
        if turn is None:
            break
        found.append(turn)
        day = turn.first - _DAY
    return found


def turn_name(turn: Turn) -> str:
    """Return the months of a turn, or its days where it is not made of whole months."""
    if turn.last is None:
        return f"{turn.first} – …"
    is_whole = turn.first.day == 1 and (turn.last + _DAY).day == 1
    names = [f"{day:%Y-%m}" if is_whole else day.isoformat() for day in (turn.first, turn.last)]
    return " – ".join(dict.fromkeys(names))


def _turn_from(plan: VisitPlan, first: str, today: date) -> Turn | None:
    try:
        turn = plan.turn_on(date.fromisoformat(first))
    except ValueError:
        return None
    is_one = turn is not None and turn.first.isoformat() == first and turn.first <= today
    return turn if is_one else None


def _order(plan: VisitPlan, today: date) -> tuple[bool, bool, int, str]:
    """Return where a plan stands in the list: what runs, then standing plans, then the newest."""
    is_campaign = plan.kind is PlanKind.CAMPAIGN
    return not plan.runs_on(today), is_campaign, -plan.since.toordinal(), plan.code


def _plan_name(plan: VisitPlan, today: date) -> str:
    if plan.end is not None and plan.end <= today:
        return _("{name} (ended)", name=plan.name)
    if plan.since > today:
        return _("{name} (from {day} on)", name=plan.name, day=plan.since)
    return plan.name


def _known(wanted: str | None, options: list[str]) -> str:
    return wanted if wanted in options else options[0]


def _take(name: str, key: str, usual: str) -> None:
    found = st.session_state[key]
    keep(name, None if found == usual else found)
    if name == PLAN:
        keep(TURN, None)
