"""Figures of decisions, promises, resolutions and works, against plain counting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, get_args

import pytest

from casework.access import OPERATOR, Role, Viewer
from casework.indicators_meetings import MEETING_FIGURES
from casework.move import Move
from casework.progress import ProgressKind
from data.schema import (
    decisions,
    progress_events,
    project_areas,
    project_cases,
    projects,
    promises,
    resolutions,
)
from data.store import Store
from service.figure_groups import By
from service.figures import figure, figure_rows, figure_table
from service.promises.listing import counts_of, promises_of
from service.promises.settling import link_cases, preview_settling, settle_cases
from tests.service.conftest import NOW
from tests.service.district import rows_of
from tests.service.matters import LITTER, PART, THERE, found_district, go, matter
from tests.service.promise_town import (
    FIRST,
    TODAY,
    by_chance,
    day,
    done,
    project,
    promise,
    resolution,
    tell,
)

DAY = timedelta(days=1)
LEADER = Viewer("区领导", Role.LEADER)
TABLES = {
    "decision": (decisions, "made_on"),
    "promise": (promises, "made_on"),
    "resolution": (resolutions, "resolved_on"),
    "project": (projects, "planned_on"),
}
OF_KIND = {
    "decisions_done": "decision",
    "promises_kept": "promise",
    "resolutions_done": "resolution",
    "projects_done": "project",
}


@pytest.fixture
def town(store: Store) -> Store:
    found_district(store)
    return store


def as_of(on: date) -> datetime:
    """Return the moment at which a day in the office is over."""
    return datetime(on.year, on.month, on.day, 16, tzinfo=UTC)


def stands(store: Store, kind: str, on: date) -> list[dict[str, Any]]:
    """Return each of a kind with state, day done and given up, due day: from the rows alone."""
    table, begins = TABLES[kind]
    events = rows_of(store, progress_events).to_dict("records")
    events.sort(key=lambda one: (one["happened_on"], one["id"]))
    found = []
    for one in rows_of(store, table).to_dict("records"):
        if one[begins] > on:
            continue
        now = {"id": one["id"], "area": one["area"], "owner": one.get("owner_unit"), "done": None}
        now |= {"dropped": None, "due": one["due_on"], "begun": one[begins]}
        of_it = [
            told for told in events if (told["subject"], told["subject_id"]) == (kind, one["id"])
        ]
        for told in (told for told in of_it if told["happened_on"] <= on):
            if told["kind"] in ("done", "dropped"):
                now[told["kind"]] = told["happened_on"]
            if told["kind"] == "reopened":
                now["done"] = now["dropped"] = None
            if isinstance(told["due_on"], date):
                now["due"] = told["due_on"]
        found.append(now)
    return found


def plainly(
    store: Store, key: str, first: date, last: date, on: date, areas: set[str] | None
) -> tuple[int, int]:
    """Return n and m of a figure as its formula says them."""

    def lies(code: object) -> bool:
        return areas is None or code in areas

    last = min(last, on)
    if key == "areas_reached":
        works = {
            one["id"]
            for one in stands(store, "project", on)
            if one["begun"] <= last and (one["done"] or one["dropped"] or on) >= first
        }
        rows = [
            one
            for one in rows_of(store, project_areas).to_dict("records")
            if one["project_id"] in works and lies(one["area_code"])
        ]
        reached = [one for one in rows if isinstance(one["done_on"], date) and one["done_on"] <= on]
        return len(reached), len(rows)
    n = m = 0
    for one in stands(store, OF_KIND[key], on):
        place = one["area"] or (one["owner"] if one["owner"] == "C2" else None)
        due = one["due"]
        if not lies(place) or not isinstance(due, date) or not first <= due <= last:
            continue
        dropped = one["dropped"]
        if key in ("decisions_done", "resolutions_done") and dropped and dropped <= due:
            continue
        m += 1
        is_done = one["done"] is not None
        n += is_done and (key != "promises_kept" or one["done"] <= due)
    return n, m


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_equals_plain_counting_for_any_period_and_day(town: Store, seed: int) -> None:
    by_chance(town, seed)
    draw = Random(seed)
    for _number in range(3):
        first = FIRST + draw.randint(0, 120) * DAY
        last = first + draw.randint(0, 60) * DAY
        on = min(TODAY, first + draw.randint(0, 150) * DAY)
        for key in (*OF_KIND, "areas_reached"):
            for area, inside in ((None, None), ("C1", {"C1", "G1"}), ("C2", {"C2", "G2"})):
                found = figure(OPERATOR, town, key, first, last, as_of(on), area=area)
                wanted = plainly(town, key, first, last, on, inside)
                assert (found.n, found.m) == wanted, (key, first, last, on, area)


def test_parts_add_up_to_the_whole_and_the_rows_behind_to_the_figure(town: Store) -> None:
    by_chance(town, 11, 20)
    period = (FIRST, TODAY)
    for key in MEETING_FIGURES:
        whole = figure(OPERATOR, town, key, *period, NOW)
        for by in get_args(By):
            table = figure_table(OPERATOR, town, key, by, *period, NOW)
            told = [one.figure for one in (*table.lines, *table.nothing_due)]
            assert (sum(one.n for one in told), sum(one.m for one in told)) == (whole.n, whole.m)
        below = figure_rows(OPERATOR, town, key, "denominator", *period, NOW)
        above = figure_rows(OPERATOR, town, key, "numerator", *period, NOW)
        assert (above["n"].sum(), below["m"].sum()) == (whole.n, whole.m)


def test_the_page_and_the_registry_tell_one_and_the_same(town: Store) -> None:
    by_chance(town, 5, 20)
    for viewer, area in ((OPERATOR, None), (OPERATOR, "C1"), (PART, None)):
        counts = counts_of(promises_of(viewer, town, TODAY, area))
        found = figure(viewer, town, "promises_kept", FIRST, TODAY, as_of(TODAY), area=area)
        assert (found.n, found.m) == (counts.kept, counts.due)


def test_by_hand(town: Store) -> None:
    done(town, "promise", promise(town, day(5, 10)), day(5, 10))
    done(town, "promise", promise(town, day(5, 10)), day(5, 12))
    tell(town, "promise", promise(town, day(5, 10)), ProgressKind.DROPPED, day(5, 1))
    promise(town, day(4, 30))
    promise(town, day(7, 1))
    done(town, "resolution", resolution(town, day(5, 1)), day(5, 20))
    tell(town, "resolution", resolution(town, day(5, 1)), ProgressKind.DROPPED, day(4, 1))
    resolution(town, None)
    work = project(town, day(5, 31), areas=("C1", "C2"))
    done(town, "project", work, TODAY)
    may = (day(5, 1), day(5, 31))
    wanted = {"promises_kept": (1, 3), "resolutions_done": (1, 1), "projects_done": (1, 1)}
    wanted |= {"areas_reached": (0, 2), "decisions_done": (0, 0), "cases_settled_at_source": (0, 0)}
    for key, counts in wanted.items():
        found = figure(LEADER, town, key, *may, NOW)
        assert (found.n, found.m) == counts, key
    # On the last of May the work had not been done.
    assert figure(LEADER, town, "projects_done", *may, as_of(day(5, 31))).n == 0


def test_cases_settled_at_the_source_count_where_they_lie_and_once(town: Store) -> None:
    here, there = matter(town), matter(town, lon=THERE[0], lat=THERE[1])
    for code in (here, there):
        steps = [("accept", {"category": LITTER}), ("answer", {"text": "已办"})]
        go(town, code, *((Move(name), facts) for name, facts in steps))
    works = [project(town, day(7, 1)) for _number in range(2)]
    for work in works:
        link_cases(OPERATOR, town, work, [here, there], NOW)
        done(town, "project", work, TODAY)
    ready = {one.code: one.version for one in preview_settling(OPERATOR, town, works[0], NOW)}
    settle_cases(OPERATOR, town, works[0], ready, "已改造", NOW)
    key, period = "cases_settled_at_source", (day(6, 1), day(6, 30))
    assert figure(LEADER, town, key, *period, NOW).n == 2
    assert figure(LEADER, town, key, *period, NOW, area="C1").n == 1
    assert figure(LEADER, town, key, day(5, 1), day(5, 31), NOW).n == 0
    assert rows_of(town, project_cases)["closed_on"].notna().sum() == 2


def test_rows_behind_a_figure_name_units_and_works_and_no_text(town: Store) -> None:
    promise(town, day(5, 10), text="为王大爷家修门")
    rows = figure_rows(OPERATOR, town, "promises_kept", "denominator", FIRST, TODAY, NOW)
    assert "王大爷" not in repr(rows.values.tolist())
    assert list(rows["name"]) == ["市政工程管理处"]


def test_each_figure_says_its_formula_its_source_and_what_it_leaves_out() -> None:
    for one in MEETING_FIGURES.values():
        assert one.source and one.excluded and one.is_local
        assert ("/" in str(one.formula)) == (one.form.value != "count")
        assert one.name == one.name.lower()
