"""Two streets with two communities each, and campaigns in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from casework.access import OPERATOR
from casework.visit import DayPart, PlanKind, VisitResult
from data.store import Store
from service.visits.plans import NewPlan, plan_visits
from service.visits.recording import record_visit
from service.visits.visit import NewVisit

DAY = timedelta(days=1)
# A Monday; the campaign runs two weeks, ten of its days are working days.
SINCE = date(2026, 5, 11)
UNTIL = date(2026, 5, 25)
QUESTION, OPTIONS = "活动室增设什么", ("阅览角", "健身器材", "<b>亲子</b>")


def noon(day: date) -> datetime:
    """Return noon of a day in the office."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def begin(store: Store, *areas: str, name: str = "防火宣传", **said: object) -> str:
    """Plan a campaign with a question and return its code."""
    plan = NewPlan(
        name, "入户宣传", SINCE, UNTIL, PlanKind.CAMPAIGN, area_codes=areas,
        **{"question": QUESTION, "options": OPTIONS} | said,
    )  # fmt: skip
    return plan_visits(OPERATOR, store, plan, noon(SINCE - 7 * DAY)).code


def visit(
    store: Store,
    home: str,
    on: date,
    *campaigns: str,
    result: VisitResult = VisitResult.MET,
    **said: object,
) -> None:
    """Record a visit of a household by the worker of its grid."""
    worker = f"W{home[1]}"
    uid = f"{home} {on} {result} {campaigns}"
    told = NewVisit(uid, home, worker, on, DayPart.MORNING, result, campaigns=campaigns, **said)
    record_visit(OPERATOR, store, told, noon(on))
