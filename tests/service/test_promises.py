"""Promises, resolutions and public works: kept and due, who sees and keeps them, areas reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from random import Random
from typing import Any

import pandas as pd
import pytest
from PIL import Image

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from casework.progress import ProgressKind
from data.schema import progress_events, project_areas, projects, promises, resolutions
from data.store import Store
from service.errors import ServiceError
from service.photos import keep_photo
from service.promises.keeping import NewProject, NewPromise, make_promise, plan_project
from service.promises.listing import (
    Counts,
    areas_of_project,
    counts_of,
    history_of,
    kept_at_first,
    projects_of,
    promises_of,
    resolutions_of,
)
from service.promises.reaching import (
    Reached,
    add_areas,
    codes_in,
    mark_areas,
    units_of_level,
)
from tests.dashboard.town import HOSTILE
from tests.service.conftest import NOW
from tests.service.district import everything, rows_of
from tests.service.matters import (
    HERE,
    LEADER,
    OTHER_PART,
    PART,
    close,
    found_district,
    matter,
)
from tests.service.promise_town import (
    TODAY,
    by_chance,
    day,
    done,
    project,
    promise,
    resolution,
    tell,
)

WORKER = Viewer("网格员", Role.WORKER, "C1")
CLERK = Viewer("数据员", Role.CLERK, "C1")
DROPPED, MOVED, REOPENED = ProgressKind.DROPPED, ProgressKind.DUE_CHANGED, ProgressKind.REOPENED


@pytest.fixture
def town(store: Store) -> Store:
    found_district(store)
    return store


def row(frame: pd.DataFrame, code: str) -> dict[str, Any]:
    found: dict[str, Any] = frame.set_index("code").loc[code].to_dict()
    return found


# ---- kept and due


def test_kept_is_done_by_the_due_day_of_all_whose_day_has_come(town: Store) -> None:
    done(town, "promise", promise(town, day(5, 10)), day(5, 10))
    done(town, "promise", promise(town, day(5, 10)), day(5, 11))
    promise(town, day(5, 31))
    promise(town, TODAY)
    tell(town, "promise", promise(town, day(5, 20)), DROPPED, day(5, 1))
    promise(town, TODAY + timedelta(days=1))
    done(town, "promise", promise(town, day(7, 1)), day(5, 2))
    found = counts_of(promises_of(OPERATOR, town, TODAY))
    assert found == Counts(total=7, due=5, kept=1, late=1, waiting=1, overdue=1, dropped=1)
    assert (found.not_due, found.done) == (2, 2)


def test_another_day_tells_it_as_it_stood_then(town: Store) -> None:
    code = promise(town, day(5, 10), made=day(3, 1))
    done(town, "promise", code, day(5, 20))
    tell(town, "promise", code, REOPENED, day(5, 25))
    assert promises_of(OPERATOR, town, day(2, 28)).empty
    for on, state, is_overdue in (
        (day(5, 10), "open", False),
        (day(5, 11), "open", True),
        (day(5, 20), "done", False),
        (day(5, 25), "open", True),
    ):
        one = row(promises_of(OPERATOR, town, on), code)
        assert (one["state"], one["is_overdue"]) == (state, is_overdue), on
    assert row(promises_of(OPERATOR, town, day(5, 24)), code)["evidence"] == "已核实"
    assert row(promises_of(OPERATOR, town, TODAY), code)["evidence"] is None


def test_a_due_day_that_is_moved_leaves_the_first_one_in_sight(town: Store) -> None:
    code = promise(town, day(4, 1))
    tell(town, "promise", code, MOVED, day(3, 20), due_on=day(5, 1))
    tell(town, "promise", code, MOVED, day(4, 20), due_on=day(5, 15))
    done(town, "promise", code, day(5, 14))
    frame = promises_of(OPERATOR, town, TODAY)
    one = row(frame, code)
    assert (one["first_due_on"], one["due_on"], one["moved_count"]) == (day(4, 1), day(5, 15), 2)
    assert counts_of(frame).kept == 1
    assert kept_at_first(frame, TODAY) == (0, 1)


def test_all_that_was_told_is_shown_in_order_and_never_changed(town: Store) -> None:
    code = promise(town, day(5, 1))
    tell(town, "promise", code, ProgressKind.PROGRESS, day(2, 1), percent=40, text="进场")
    before = rows_of(town, progress_events).values.tolist()
    done(town, "promise", code, day(3, 1))
    told = history_of(OPERATOR, town, "promise", code)
    assert list(told["kind"]) == ["progress", "done"]
    assert list(told["percent"]) == [40, None]
    assert rows_of(town, progress_events).values.tolist()[:1] == before
    with pytest.raises(CaseworkError, match="Open it again"):
        done(town, "promise", code, day(3, 2))


@pytest.mark.parametrize("seed", range(6))
def test_states_equal_a_plain_recount_and_areas_add_up_on_any_day(town: Store, seed: int) -> None:
    by_chance(town, seed)
    draw = Random(seed)
    for _number in range(3):
        on = date(2026, 1, 1) + timedelta(days=draw.randint(0, 200))
        for kind, listed in LISTS.items():
            frame = listed(OPERATOR, town, on)
            plain = plainly(town, kind, on)
            assert {code: (s, due) for code, s, due in told_of(frame)} == plain
            counts = counts_of(frame)
            named = (counts.kept, counts.late, counts.waiting, counts.overdue, counts.dropped)
            assert sum(named) == counts.due == counts.total - counts.not_due
            parts = [counts_of(listed(OPERATOR, town, on, area)) for area in ("C1", "C2")]
            whole = counts_of(listed(OPERATOR, town, on, "D"))
            above = frame[frame["area"].eq("D")]
            rest = counts_of(above)
            for name in ("total", "due", "kept", "late", "overdue", "dropped"):
                summed = sum(getattr(one, name) for one in parts) + getattr(rest, name)
                assert summed == getattr(whole, name), (kind, on, name)


def told_of(frame: pd.DataFrame) -> list[tuple[str, str, date | None]]:
    return list(zip(frame["code"], frame["state"], frame["due_on"], strict=True))


def plainly(store: Store, kind: str, on: date) -> dict[str, tuple[str, date | None]]:
    """Return state and due day of each, from the rows alone."""
    table, begins = {
        "promise": (promises, "made_on"),
        "resolution": (resolutions, "resolved_on"),
        "project": (projects, "planned_on"),
    }[kind]
    events = rows_of(store, progress_events).to_dict("records")
    events.sort(key=lambda one: (one["happened_on"], one["id"]))
    found = {}
    for one in rows_of(store, table).to_dict("records"):
        if one[begins] > on:
            continue
        state, due = "open", one["due_on"] if isinstance(one["due_on"], date) else None
        for told in events:
            is_its = told["subject"] == kind and told["subject_id"] == one["id"]
            if not is_its or told["happened_on"] > on:
                continue
            state = {"done": "done", "dropped": "dropped", "reopened": "open"}.get(
                told["kind"], state
            )
            due = told["due_on"] if isinstance(told["due_on"], date) else due
        found[one["code"]] = (state, due)
    return found


LISTS: dict[str, Callable[..., pd.DataFrame]] = {
    "promise": promises_of,
    "resolution": resolutions_of,
    "project": projects_of,
}


# ---- who sees and keeps what


def test_a_part_sees_what_lies_in_it_and_what_its_units_own_elsewhere(town: Store) -> None:
    here, there = promise(town, TODAY, area="C1"), promise(town, TODAY, area="C2")
    whole, owned = promise(town, TODAY, area=None), promise(town, TODAY, area=None, owner="C1")
    elsewhere = promise(town, TODAY, area="C2", owner="C1")
    grid = promise(town, TODAY, area="G1")
    everywhere = {here, there, whole, owned, elsewhere, grid}
    assert set(promises_of(LEADER, town, TODAY)["code"]) == everywhere
    seen = promises_of(PART, town, TODAY)
    assert set(seen["code"]) == {here, owned, elsewhere, grid}
    assert list(seen.loc[seen["is_elsewhere"], "code"]) == [elsewhere]
    # What is owned here and about another area counts there.
    assert counts_of(seen).total == 3
    assert counts_of(promises_of(OPERATOR, town, TODAY, "C1")).total == 3
    assert set(promises_of(OTHER_PART, town, TODAY)["code"]) == {there, elsewhere}


def test_a_unit_reports_on_what_it_owns_elsewhere_but_does_not_move_it(town: Store) -> None:
    code = promise(town, TODAY, area="C2", owner="C1")
    with pytest.raises(ServiceError, match="lies outside C1"):
        tell(town, "promise", code, MOVED, TODAY, viewer=PART, due_on=day(7, 1))
    tell(town, "promise", code, ProgressKind.DONE, TODAY, viewer=PART)
    hidden = promise(town, TODAY, area="C2")
    for act in (
        lambda: tell(town, "promise", hidden, ProgressKind.DONE, TODAY, viewer=PART),
        lambda: history_of(PART, town, "promise", hidden),
        lambda: history_of(PART, town, "promise", "P2026-999"),
    ):
        with pytest.raises(ServiceError, match="in the part you see"):
            act()


def test_reporting_is_for_clerks_too_but_moving_and_giving_up_is_not(town: Store) -> None:
    code = promise(town, day(7, 1))
    tell(town, "promise", code, ProgressKind.PROGRESS, TODAY, viewer=CLERK, percent=50)
    for what in (MOVED, DROPPED):
        with pytest.raises(CaseworkError, match="may not do this"):
            tell(town, "promise", code, what, TODAY, viewer=CLERK, due_on=day(8, 1))
    for viewer in (LEADER, WORKER):
        with pytest.raises(CaseworkError, match="may not do this"):
            tell(town, "promise", code, ProgressKind.DONE, TODAY, viewer=viewer)
        with pytest.raises(CaseworkError, match="may not do this"):
            promise(town, day(7, 1), viewer=viewer)
    for listed in LISTS.values():
        with pytest.raises(CaseworkError, match="may not do this"):
            listed(WORKER, town, TODAY)


def test_who_keeps_a_part_writes_nothing_down_for_another_or_for_the_whole(town: Store) -> None:
    for area in ("C2", "G2", "D", None):
        with pytest.raises(ServiceError, match="answers for C1 only"):
            promise(town, day(7, 1), area=area, viewer=PART)
    assert promise(town, day(7, 1), area="G1", viewer=PART) == "P2026-001"


# ---- what is refused


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"text": " "}, "Nothing was said"),
        ({"text": "x" * 501}, "501 characters"),
        ({"made_at": ""}, "Nothing was said"),
        ({"made_on": day(6, 2)}, "has not come yet"),
        ({"due_on": day(1, 1)}, "cannot be due on"),
        ({"due_on": date(2099, 1, 1)}, "cannot be due on"),
        ({"owner": "ZZ"}, "no unit ZZ"),
        ({"area": "C9"}, "no area C9"),
        ({"case": "X1"}, "no case X1"),
        ({"project": "W1"}, "There is no W1"),
    ],
)
def test_what_cannot_be_promised_is_refused_and_nothing_is_written(
    town: Store, said: dict[str, Any], words: str
) -> None:
    new = NewPromise("修路灯", "议事会", day(3, 1), "SZ", day(7, 1), "C1")
    before = everything(town)
    with pytest.raises(ServiceError, match=words):
        make_promise(OPERATOR, town, replace(new, **said), NOW)
    assert everything(town) == before


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"lon": 120.0}, "."),
        ({"lon": 500.0, "lat": 30.0}, "."),
        ({"cost_yuan": -1.0}, "cannot be"),
        ({"cost_yuan": float("nan")}, "cannot be"),
        ({"beneficiary_count": -1}, "cannot be"),
        ({"areas": ("C1", "C9")}, "1 of 2 codes"),
        ({"kind": ""}, "Nothing was said"),
        ({"name": "字" * 81}, "81 characters"),
    ],
)
def test_a_work_that_cannot_be_is_refused_and_nothing_is_written(
    town: Store, said: dict[str, Any], words: str
) -> None:
    before = everything(town)
    with pytest.raises(ServiceError, match=words):
        plan_project(
            OPERATOR,
            town,
            replace(NewProject("亭子", "环卫", "SZ", day(3, 1), day(7, 1)), **said),
            NOW,
        )
    assert everything(town) == before


def test_nothing_is_told_of_a_day_ahead_or_before_it_began_or_without_words(town: Store) -> None:
    code = promise(town, day(7, 1), made=day(3, 1))
    for on in (day(6, 2), day(2, 28)):
        with pytest.raises(ServiceError, match="give a day from 2026-03-01 to today"):
            done(town, "promise", code, on)
    with pytest.raises(ServiceError, match="Nothing was said"):
        tell(town, "promise", code, ProgressKind.DONE, TODAY, text="​ ")
    for due in (day(2, 1), date(2099, 1, 1)):
        with pytest.raises(ServiceError, match="cannot be due on"):
            tell(town, "promise", code, MOVED, TODAY, due_on=due)
    assert rows_of(town, progress_events).empty


def test_evidence_is_a_photo_that_is_kept_where_the_viewer_sees(town: Store) -> None:
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    mark = keep_photo(OPERATOR, town, picture.getvalue(), "G2", NOW)
    code = promise(town, day(7, 1))
    for viewer, photo in ((PART, mark), (OPERATOR, "0" * 64), (OPERATOR, "../etc")):
        with pytest.raises(ServiceError, match="no such photograph"):
            tell(town, "promise", code, ProgressKind.DONE, TODAY, viewer=viewer, photo=photo)
    tell(town, "promise", code, ProgressKind.DONE, TODAY, photo=mark)
    assert row(promises_of(OPERATOR, town, TODAY), code)["photo"] == mark


def test_a_hostile_text_is_kept_as_it_is(town: Store) -> None:
    code = promise(town, day(7, 1), text=HOSTILE)
    done(town, "promise", code, TODAY)
    assert row(promises_of(OPERATOR, town, TODAY), code)["text"] == HOSTILE


def test_a_promise_may_belong_to_a_case_and_a_work(town: Store) -> None:
    work, case = project(town, day(7, 1)), matter(town)
    new = NewPromise("修路", "议事会", day(3, 1), "SZ", day(7, 1), "C1", case, work)
    make_promise(OPERATOR, town, new, NOW)
    kept = rows_of(town, promises)
    assert kept["case_id"].notna().all() and kept["project_id"].notna().all()
    close(town, case)


def test_codes_are_counted_on_in_each_year_and_kind(town: Store) -> None:
    made = [promise(town, day(7, 1)), promise(town, day(7, 1), made=date(2025, 3, 1))]
    assert made == ["P2026-001", "P2025-001"]
    assert promise(town, day(7, 1)) == "P2026-002"
    assert (resolution(town, None), project(town, day(7, 1))) == ("R2026-001", "W2026-001")


# ---- resolutions and works


def test_a_resolution_without_a_due_day_is_never_due_nor_overdue(town: Store) -> None:
    code = resolution(town, None)
    frame = resolutions_of(OPERATOR, town, TODAY)
    assert counts_of(frame) == Counts(1, 0, 0, 0, 0, 0, 0)
    done(town, "resolution", code, TODAY)
    frame = resolutions_of(OPERATOR, town, TODAY)
    assert row(frame, code)["state"] == "done" and counts_of(frame).due == 0


def test_a_work_with_a_position_only_is_for_the_community_it_lies_in(town: Store) -> None:
    code = project(town, day(7, 1), lon=HERE[0], lat=HERE[1])
    nowhere = project(town, day(7, 1), lon=10.0, lat=10.0)
    frame = projects_of(OPERATOR, town, TODAY)
    assert row(frame, code)["area"] == "C1"
    assert row(frame, nowhere)["area"] is None
    assert set(projects_of(PART, town, TODAY)["code"]) == {code}


def test_areas_reached_are_counted_and_the_missing_ones_named(town: Store) -> None:
    code = project(town, day(7, 1), areas=("C1", "C2", "D"))
    assert mark_areas(OPERATOR, town, code, ["C1", "D"], NOW, day(5, 1)) == Reached(2, 3, 2)
    # Noted again it keeps its day.
    assert mark_areas(OPERATOR, town, code, ["C1"], NOW) == Reached(2, 3, 0)
    for on, count in ((day(4, 30), 0), (day(5, 1), 2)):
        one = row(projects_of(OPERATOR, town, on), code)
        assert (one["areas_done"], one["areas_total"]) == (count, 3)
        found = areas_of_project(OPERATOR, town, code, on)
        assert int(found["is_done"].sum()) == count
    assert list(areas_of_project(OPERATOR, town, code, TODAY)["area_code"])[0] == "C2"
    assert mark_areas(OPERATOR, town, code, ["D"], NOW, takes_back=True) == Reached(1, 3, 1)


def test_a_list_of_areas_is_marked_wholly_or_not_at_all(town: Store) -> None:
    code = project(town, day(7, 1), areas=("C1", "C2"), area="D")
    before = rows_of(town, project_areas).values.tolist()
    for codes in (["C1", "C9"], ["C1", "G1"], []):
        with pytest.raises(ServiceError, match="nothing of it was written"):
            mark_areas(OPERATOR, town, code, codes, NOW)
    for on in (day(6, 2), date(2025, 12, 31)):
        with pytest.raises(ServiceError, match="give a day from"):
            mark_areas(OPERATOR, town, code, ["C1"], NOW, on)
    assert rows_of(town, project_areas).values.tolist() == before


def test_only_areas_of_the_own_part_are_marked(town: Store) -> None:
    code = plan_project(
        OPERATOR,
        town,
        NewProject("烟感", "消防", "C1", day(1, 1), day(7, 1), areas=("C1", "C2")),
        NOW,
    )
    with pytest.raises(ServiceError, match="in the part you see"):
        mark_areas(PART, town, code, ["C1", "C2"], NOW)
    assert mark_areas(PART, town, code, ["C1"], NOW).done == 1


def test_areas_are_added_until_the_work_has_ended(town: Store) -> None:
    code = project(town, day(7, 1), areas=("C1",))
    assert add_areas(OPERATOR, town, code, ["C1", "C2"], NOW) == Reached(0, 2, 1)
    done(town, "project", code, TODAY)
    with pytest.raises(ServiceError, match="open it again first"):
        add_areas(OPERATOR, town, code, ["G1"], NOW)


def test_every_unit_of_a_level_is_offered_in_the_own_part_alone(town: Store) -> None:
    assert units_of_level(OPERATOR, town, "community", TODAY) == ["C1", "C2"]
    assert units_of_level(PART, town, "community", TODAY) == ["C1"]


def test_codes_are_read_from_any_list_each_once() -> None:
    assert codes_in("﻿C1, C2\r\nC1；C3、 C4\t\n") == ["C1", "C2", "C3", "C4"]
    assert codes_in(" \n") == []


def test_an_address_is_kept_as_it_is_read(store: Store) -> None:
    project(store, TODAY, address=" 1\ud800号\x0b\u202e\n楼 ")
    assert projects_of(OPERATOR, store, TODAY)["address"].tolist() == ["1号 楼"]
