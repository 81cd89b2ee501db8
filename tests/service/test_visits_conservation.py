"""Conservation: whatever happens, every household is done or on exactly one list, never on two."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import event, given, settings
from hypothesis import strategies as st

from casework.access import OPERATOR, SYSTEM, Role, Viewer
from casework.errors import CaseworkError
from casework.plan import Change, CoveragePlan
from casework.visit import DayPart, Every, HomeState, PlanKind, VisitResult
from data.errors import DataError
from data.schema import grids, households, leaves, visit_plans, visits
from data.store import Store, bump
from geo.errors import GeoError
from service.coverage import roster_on
from service.errors import ServiceError
from service.plans.approving import approve_plan
from service.plans.carrying_out import carry_out_due
from service.plans.order_paper import OrderPaper
from service.reorganisation import approve_reorganisation
from service.reorganise.plan import MergeGrids, ReorganisationPlan, SplitGrid
from service.reorganise.preview import preview
from service.roster.leave_acts import end_leave_early, enter_leave
from service.roster.worker_acts import let_go
from service.visits.coverage import visit_coverage
from service.visits.moving import move_in
from service.visits.plans import NewPlan, end_plan, plan_visits
from service.visits.recording import record_visit, void_visit
from service.visits.states import NOT_MEANT, home_states
from service.visits.to_do import to_do, to_do_counts
from service.visits.visit import NewVisit
from tests.service import visits_plainly as plainly
from tests.service.conftest import NOW
from tests.service.reorganise_town import COMMUNITIES, DAY, STREETS, at, fill

REFUSED = (CaseworkError, DataError, GeoError, ServiceError)
LEVELS = ("grid", "community", "street", "county")
SUMS = ["occupied", "met", "to_do", "not_home", "declined"]


@pytest.fixture(scope="module")
def filled(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("conserved") / "town.db"
    shutil.copy(empty_database, path)
    store = Store(str(path))
    fill(store, homes=40, matters=3)
    with store.begin() as conn:
        # Some stand empty, and two lie in no grid.
        conn.execute(households.update().where(households.c.id % 9 == 0).values(is_occupied=False))
        lost = households.c.id.in_([5, 18])
        conn.execute(households.update().where(lost).values(lon=at(-9, 0)[0], grid_code=None))
        bump(conn, "households")
    plan_visits(
        OPERATOR, store, NewPlan("普遍走访", "见面", date(2026, 1, 1), every=Every.HALF_YEAR), NOW
    )
    store.engine.dispose()
    return path


class World:
    """A town on its way through the days, and what anybody may do to it."""

    def __init__(self, path: Path) -> None:
        self.store = Store(str(path))
        self.town = plainly.begin(plainly.Rows(self.store))
        self.now = NOW
        self.numbers = count()
        self.told: list[str] = []

    @property
    def today(self) -> date:
        return DAY + (self.now - NOW)

    def codes(self, table: sa.Table, column: str = "code") -> list:
        with self.store.read() as conn:
            return list(conn.scalars(sa.select(table.c[column]).order_by(table.c.id)))

    def one(self, values: list, number: int):
        return values[number % len(values)] if values else None

    def do(self, name: str, numbers: tuple[int, ...]) -> None:
        try:
            getattr(self, name)(*numbers)
            self.told.append(name)
        except REFUSED as error:
            self.told.append(f"{name} refused: {error.msgid[:40]}")

    def visit(self, home: int, what: int, when: int) -> None:
        campaigns = [
            one["code"]
            for one in plainly.rows(self.store, visit_plans)
            if one["kind"] == "campaign"
        ]
        new = NewVisit(
            f"visit {next(self.numbers)}",
            self.one(self.codes(households), home),
            f"W{1 + when % 5}",
            self.today - timedelta(days=when % 40),
            self.one(list(DayPart), when),
            self.one([*VisitResult, VisitResult.NOT_HOME, VisitResult.MOVED], what),
            campaigns=tuple(campaigns[: what % 2]),
        )
        assert record_visit(OPERATOR, self.store, new, self.now).is_new
        before = self.codes(visits, "uid")
        again = record_visit(OPERATOR, self.store, new, self.now)
        assert not again.is_new and self.codes(visits, "uid") == before

    def void(self, which: int, _what: int, _when: int) -> None:
        uid = self.one(self.codes(visits, "uid"), which)
        if uid is not None:
            void_visit(OPERATOR, self.store, uid, "记错", self.now)

    def moved_in(self, home: int, _what: int, when: int) -> None:
        code = self.one(self.codes(households), home)
        day = self.today - timedelta(days=when % 20)
        if move_in(OPERATOR, self.store, code, day, self.now):
            self.town.notices.append((self.codes(households).index(code) + 1, day))

    def posting(self, grid: int, worker: int, _when: int) -> None:
        roster = roster_on(self.store)
        with self.store.read() as conn:
            valid = sa.or_(grids.c.valid_to.is_(None), grids.c.valid_to > self.today)
            code = self.one(list(conn.scalars(sa.select(grids.c.code).where(valid))), grid)
        had = roster.responsible_on(code, self.today)
        before = had.worker.code if had.how == "primary" else None
        after = self.one([None, "W1", "W2", "W3", "W4", "W5"], worker)
        changes = {code: Change(before, after)}
        approve_plan(
            OPERATOR, self.store, CoveragePlan(self.today, changes), self.paper(), self.now
        )

    def leave(self, worker: int, _what: int, when: int) -> None:
        last = self.today + timedelta(days=1 + when % 9)
        enter_leave(OPERATOR, self.store, f"W{1 + worker % 5}", self.today, last, self.now)

    def back(self, which: int, _what: int, _when: int) -> None:
        number = self.one(self.codes(leaves, "id"), which)
        if number is not None:
            end_leave_early(OPERATOR, self.store, number, self.today, self.now)

    def gone(self, worker: int, _what: int, _when: int) -> None:
        code = f"W{1 + worker % 5}"
        let_go(OPERATOR, self.store, code, self.today, self.paper(), self.now)

    def merge(self, community: int, _what: int, _when: int) -> None:
        unit = self.one(COMMUNITIES, community)
        with self.store.read() as conn:
            inside = sa.and_(
                grids.c.parent_code == unit, grids.c.valid_to.is_(None), grids.c.kind == "general"
            )
            codes = list(conn.scalars(sa.select(grids.c.code).where(inside).order_by(grids.c.id)))
        self.reorganise(MergeGrids(tuple(codes[:2]), "并"))

    def split(self, grid: int, _what: int, _when: int) -> None:
        with self.store.read() as conn:
            stands = sa.and_(grids.c.valid_to.is_(None), grids.c.kind == "general")
            code = self.one(list(conn.scalars(sa.select(grids.c.code).where(stands))), grid)
            row = conn.execute(sa.select(grids.c.shape).where(grids.c.code == code)).first()
        import shapely

        west, south, east, north = shapely.from_wkb(row.shape).bounds
        middle = (south + north) / 2 + 0.0001
        self.reorganise(SplitGrid(code, (((west - 0.001, middle), (east + 0.001, middle)),)))

    def reorganise(self, operation: MergeGrids | SplitGrid) -> None:
        seen = preview(OPERATOR, self.store, ReorganisationPlan(self.today, (operation,)), self.now)
        approve_reorganisation(OPERATOR, self.store, seen.plan, self.paper(), self.now)

    def campaign(self, area: int, _what: int, when: int) -> None:
        areas = self.one([(), (STREETS[0],), (COMMUNITIES[2],), COMMUNITIES[:2]], area)
        until = self.today + timedelta(days=1 + when % 30)
        new = NewPlan("专项", "问需", self.today, until, PlanKind.CAMPAIGN, area_codes=tuple(areas))
        plan_visits(OPERATOR, self.store, new, self.now)

    def end(self, which: int, _what: int, _when: int) -> None:
        code = self.one(self.codes(visit_plans), which)
        end_plan(OPERATOR, self.store, code, self.today, self.now)

    def wait(self, days: int, _what: int, _when: int) -> None:
        self.now += timedelta(days=1 + days % 20)
        carry_out_due(SYSTEM, self.store, self.now)

    def paper(self) -> OrderPaper:
        return OrderPaper(f"令{next(self.numbers)}", self.today, "调整", "主任")


ACTS = [
    "visit", "visit", "visit", "visit", "void", "moved_in", "posting", "leave", "back", "gone",
    "merge", "split", "campaign", "end", "wait",
]  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.tuples(*[st.integers(0, 99)] * 3)), max_size=9)
EVERYTHING = [
    *[("visit", (home, what, home)) for home in range(12) for what in (home, home + 1)],
    ("moved_in", (3, 0, 0)),
    ("void", (9, 0, 0)),
    ("campaign", (1, 0, 20)),
    *[("visit", (home, 1 + 2 * home, 0)) for home in range(8)],
    ("posting", (3, 0, 0)),
    ("posting", (5, 4, 0)),
    ("leave", (1, 0, 5)),
    ("gone", (3, 0, 0)),
    ("merge", (0, 0, 0)),
    ("split", (7, 0, 0)),
    ("wait", (3, 0, 0)),
    ("back", (0, 0, 0)),
    ("end", (1, 0, 0)),
    ("wait", (19, 0, 0)),
    ("wait", (19, 0, 0)),
]


@given(steps=STEPS)
@settings(max_examples=12)
def test_every_household_is_done_or_on_exactly_one_list_whatever_happens(
    filled, tmp_path_factory, steps
) -> None:
    for told in live(filled, tmp_path_factory, steps):
        event(told)


def test_nothing_is_lost_on_a_long_day_of_everything(filled, tmp_path_factory) -> None:
    assert set(live(filled, tmp_path_factory, EVERYTHING)) >= set(ACTS)


def live(filled: Path, folders: pytest.TempPathFactory, steps: list) -> list[str]:
    path = folders.mktemp("steps") / "town.db"
    shutil.copy(filled, path)
    world = World(path)
    check(world)
    for number, (name, numbers) in enumerate(steps):
        world.do(name, numbers)
        if name != "visit" or number % 4 == 0 or len(steps) < 10:
            check(world)
    world.store.engine.dispose()
    path.unlink()
    return world.told


def check(world: World) -> None:
    kept = plainly.Rows(world.store)
    for code in world.codes(visit_plans):
        told = plainly.picture(kept, world.town, code, world.today)
        same_states(world, code, told)
        same_lists(world, code, told)
        same_sums(world, kept, code, told)
        whole_before(world, kept, code)
    with world.store.read() as conn:
        now = dict(conn.execute(sa.select(households.c.id, households.c.is_occupied)).all())
    moves = plainly.settle(kept, world.town)
    assert now == {one: plainly.lives(world.town, moves, one, world.today) for one in now}


def same_states(world: World, plan: str, told: plainly.Picture) -> None:
    found = home_states(OPERATOR, world.store, plan, world.today)
    names = {state.value: state.name.lower() for state in HomeState}
    codes = world.codes(households)
    meant = {
        code: names[state]
        for code, state in zip(codes, found.state.tolist(), strict=True)
        if state != NOT_MEANT
    }
    assert meant == told.states


def same_lists(world: World, plan: str, told: plainly.Picture) -> None:
    frame = to_do(OPERATOR, world.store, plan, world.today).frame
    assert frame["code"].is_unique
    lists = zip(frame["owner"], frame["worker_code"], strict=True)
    assert dict(zip(frame["code"], lists, strict=True)) == told.lists
    counts = to_do_counts(OPERATOR, world.store, plan, world.today)
    found = {
        (owner, worker): number
        for owner, worker, number in zip(
            counts["owner"], counts["worker_code"], counts["waiting"], strict=True
        )
        if number
    }
    assert found == Counter(told.lists.values())
    # Asked one by one, the lists are the same, and together they are all of them.
    parts = [
        to_do(OPERATOR, world.store, plan, world.today, worker).frame["code"].tolist()
        for worker in {who for _, who in told.lists.values() if who}
    ]
    for owner in ("nobody", "no_grid"):
        one = to_do(OPERATOR, world.store, plan, world.today, owner=owner)
        parts.append(one.frame["code"].tolist())
    together = sorted(code for part in parts for code in part)
    assert together == sorted(told.lists)


def same_sums(world: World, kept: plainly.Rows, plan: str, told: plainly.Picture) -> None:
    totals = set()
    for by in LEVELS:
        frame = visit_coverage(OPERATOR, world.store, plan, world.today, by)
        assert (frame[SUMS[1:]].sum(axis=1) == frame["occupied"]).all()
        totals.add(tuple(frame[SUMS].sum().tolist()))
        wanted: dict[str | None, Counter] = {}
        for grid, counted in told.per_grid.items():
            path = plainly.above(kept, grid)
            wanted.setdefault(_at(kept, path, by), Counter()).update(counted)
        for row in frame.to_dict("records"):
            counted = wanted.get(row["code"] if isinstance(row["code"], str) else None, Counter())
            assert {name: row[name] for name in SUMS[1:]} == {
                name: counted[name] for name in SUMS[1:]
            }
            if row["occupied"]:
                assert row["coverage"] == counted["met"] / sum(counted.values())
    assert len(totals) == 1
    occupied = sum(sum(counted.values()) for counted in told.per_grid.values())
    assert totals.pop()[0] == occupied


def _at(kept: plainly.Rows, path: list[str], by: str) -> str | None:
    if by == "grid":
        return path[0] if path else None
    level = {one["code"]: one["level"] for one in kept["org_units"]}
    return next((code for code in path if level.get(code) == by), None)


def whole_before(world: World, kept: plainly.Rows, plan: str) -> None:
    """Look at a day that is over: its grids were others, its sums are as whole."""
    day = world.today - timedelta(days=3)
    found = home_states(OPERATOR, world.store, plan, day)
    waiting = to_do(OPERATOR, world.store, plan, day)
    assert waiting.total == len(waiting.frame) == found.waits().sum()
    moves = plainly.settle(kept, world.town)
    ids = world.codes(households, "id")
    for home, state in zip(ids, found.state.tolist(), strict=True):
        if state != NOT_MEANT:
            assert (state == HomeState.VACANT) != plainly.lives(world.town, moves, home, day)


def test_parts_of_the_district_see_their_own_households_and_no_others(
    filled, tmp_path_factory
) -> None:
    path = tmp_path_factory.mktemp("parts") / "town.db"
    shutil.copy(filled, path)
    store = Store(str(path))
    plan = plainly.rows(store, visit_plans)[0]["code"]
    parts = [Viewer("街道", Role.COORDINATOR, street) for street in STREETS]
    seen = [to_do(one, store, plan, DAY).frame["code"].tolist() for one in parts]
    everybody = to_do(OPERATOR, store, plan, DAY).frame
    assert sorted(seen[0] + seen[1]) == sorted(
        everybody.loc[everybody["owner"] != "no_grid", "code"]
    )
    sums = [visit_coverage(one, store, plan, DAY, "street")["occupied"].sum() for one in parts]
    with store.read() as conn:
        placed = households.c.is_occupied & households.c.grid_code.is_not(None)
        homes = conn.scalar(sa.select(sa.func.count()).select_from(households).where(placed))
    assert sum(sums) == homes
