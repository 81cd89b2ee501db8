"""Promises, resolutions and works in two communities, with chance or by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from casework.access import OPERATOR, Viewer
from casework.errors import CaseworkError
from casework.progress import ProgressEvent, ProgressKind
from data.progress_store import add_progress
from data.promise_store import Kind
from data.schema import decisions, meetings
from data.store import Store, bump
from service.promises.keeping import (
    NewProject,
    NewPromise,
    NewResolution,
    make_promise,
    plan_project,
    take_resolution,
)
from service.promises.reaching import mark_areas
from service.promises.telling import tell_progress
from tests.service.conftest import NOW

TODAY = date(2026, 6, 1)
FIRST = date(2026, 1, 1)
DAY = timedelta(days=1)
AREAS = ("C1", "C2", "D", None)


def noon(day: date) -> datetime:
    """Return noon in the office."""
    return datetime.combine(day, time(4), tzinfo=UTC)


def day(month: int, number: int) -> date:
    return date(2026, month, number)


def promise(
    store: Store,
    due: date,
    *,
    made: date = FIRST,
    area: str | None = "C1",
    owner: str = "SZ",
    text: str = "路灯恢复照明",
    viewer: Viewer = OPERATOR,
) -> str:
    """Write down a promise."""
    return make_promise(viewer, store, NewPromise(text, "议事会", made, owner, due, area), NOW)


def resolution(store: Store, due: date | None, *, taken: date = FIRST, area: str = "C1") -> str:
    """Write down a resolution."""
    new = NewResolution("建小广场", area, "assembly", taken, due, 340, 200_000.0)
    return take_resolution(OPERATOR, store, new, NOW)


def project(store: Store, due: date, *, planned: date = FIRST, **said: Any) -> str:
    """Put a public work on the list."""
    new = NewProject("积水点改造", "排水", "SZ", planned, due, **said)
    return plan_project(OPERATOR, store, new, NOW)


def tell(
    store: Store,
    kind: Kind,
    code: str,
    what: ProgressKind,
    on: date,
    *,
    viewer: Viewer = OPERATOR,
    text: str = "已核实",
    **said: Any,
) -> None:
    """Tell something of one of them."""
    tell_progress(viewer, store, kind, code, ProgressEvent(what, on, text, **said), NOW)


def done(store: Store, kind: Kind, code: str, on: date) -> None:
    """Report one done."""
    tell(store, kind, code, ProgressKind.DONE, on)


def by_chance(store: Store, seed: int, count: int = 14) -> None:
    """Keep promises, resolutions, works and decisions, and tell of them what chance says."""
    draw = Random(seed)
    with store.begin() as conn:
        conn.execute(
            meetings.insert().values(
                id=1, code="M1", name="调度会", kind="dispatch", held_on=FIRST, state="held",
                entered_by="x", entered_at=NOW,
            )
        )  # fmt: skip
        bump(conn, "meetings")
    for number in range(count):
        begun = FIRST + draw.randint(0, 100) * DAY
        due = begun + draw.randint(0, 90) * DAY
        area = draw.choice(AREAS)
        owner = draw.choice(("SZ", "C2"))
        _live(
            store, "promise", promise(store, due, made=begun, area=area, owner=owner), begun, draw
        )
        late_or_none = due if number % 4 else None
        taken = resolution(store, late_or_none, taken=begun, area=draw.choice(("C1", "C2")))
        _live(store, "resolution", taken, begun, draw)
        areas = draw.choice(((), ("C1", "C2"), ("G1", "G2", "C1")))
        work = project(store, due, planned=begun, area=area, areas=areas)
        for one in areas:
            if draw.random() < 0.5:
                on = begun + draw.randint(0, (TODAY - begun).days) * DAY
                mark_areas(OPERATOR, store, work, [one], NOW, on)
        _live(store, "project", work, begun, draw)
        _decision(store, number, begun, due, area, draw)


def _live(store: Store, kind: Kind, code: str, begun: date, draw: Random) -> None:
    on = max(begun, TODAY - draw.randint(0, 90) * DAY)
    for _number in range(draw.randint(0, 4)):
        what = draw.choice(list(ProgressKind))
        due = on + draw.randint(0, 50) * DAY if what is ProgressKind.DUE_CHANGED else None
        try:
            tell(store, kind, code, what, on, due_on=due)
        except CaseworkError:
            continue
        on = min(TODAY, on + draw.randint(0, 20) * DAY)


def _decision(
    store: Store, number: int, made: date, due: date, area: str | None, draw: Random
) -> None:
    with store.begin() as conn:
        conn.execute(
            decisions.insert().values(
                id=number + 1, code=f"D{number}", meeting_id=1, text="落实", owner_unit="SZ",
                owner_name="市政", area=area, made_on=made, due_on=due, entered_by="x",
            )
        )  # fmt: skip
        if draw.random() < 0.7:
            what = draw.choice((ProgressKind.DONE, ProgressKind.DROPPED))
            event = ProgressEvent(what, made + draw.randint(0, 90) * DAY, "说明")
            add_progress(conn, "decision", number + 1, event, entered_by="x", entered_at=NOW)
        bump(conn, "meetings")
