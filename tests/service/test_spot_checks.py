"""Spot checks: announced, drawn, repeated, checked, put right; who may know what when."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from casework.access import Role, Viewer
from casework.draw import Drawn, Frame, draw
from casework.errors import CaseworkError
from data.schema import spot_checks, spot_draws
from data.store import Store
from service.errors import ServiceError
from service.spot_checks.announcing import NewDraw, announce_draw
from service.spot_checks.checking import Found, record_spot_check, rectify_spot_check
from service.spot_checks.drawing import draw_sample, repeat_draw
from service.spot_checks.draws import draw_record, draws_of
from service.spot_checks.frame import frame_of, sizes_of
from tests.service.conftest import NOW
from tests.service.district import everything, rows_of
from tests.service.rounds_town import COORDINATOR, DAY, LEADER, PART, TODAY, WORKER, keep_places
from tests.service.units_town import found_units

SEED = "4056.12"
LATER = NOW + DAY
CHECKED = TODAY + DAY
NEW = NewDraw(
    "六月接访室抽查",
    "contact",
    "street",
    {"S1": 2, "S2": 1},
    "the closing figure of the index on the day after",
    TODAY + DAY,
    TODAY + DAY,
    TODAY + 8 * DAY,
    ("公示了吗？", "整洁吗？"),
)
YES = {"q1": "yes", "q2": "none"}


@pytest.fixture
def town(store: Store) -> Store:
    found_units(store)
    keep_places(
        store,
        *(
            {"code": f"P{n}", "used_for": "contact", "grid_code": f"G{n % 4 + 1}"}
            for n in range(12)
        ),
        {"code": "OLD", "used_for": "contact", "grid_code": "G1", "valid_to": TODAY},
    )
    return store


@pytest.fixture
def drawn(town: Store) -> tuple[Store, str, tuple[Drawn, ...]]:
    code = announce_draw(COORDINATOR, town, NEW, NOW)
    return town, code, draw_sample(COORDINATOR, town, code, LATER, SEED)


def found(**said: Any) -> Found:
    return Found(**{"version": 1, "checked_on": CHECKED, "answers": YES} | said)


def test_the_frame_is_what_is_in_use_that_day_by_street(town: Store) -> None:
    frame, names = frame_of(COORDINATOR, town, "contact", "street", TODAY)
    assert frame.counts == {"S1": 6, "S2": 6}
    assert names == {"S1": "一街道", "S2": "二街道"}
    assert dict(frame.elements)["P1"] == "S1"
    assert "OLD" not in dict(frame.elements)
    assert frame_of(COORDINATOR, town, "grid", "none", TODAY)[0].counts == {"all": 4}
    assert frame_of(PART, town, "contact", "street", TODAY)[0].counts == {"S1": 6}


def test_an_empty_frame_or_an_unknown_division_is_refused(town: Store) -> None:
    with pytest.raises(ServiceError, match="no points of rounds"):
        frame_of(COORDINATOR, town, "round", "street", TODAY)
    for said in (("household", "street"), ("contact", "worker")):
        with pytest.raises(ServiceError, match="cannot be drawn from or divided by"):
            frame_of(COORDINATOR, town, *said, TODAY)


def test_sizes_are_the_same_number_or_in_proportion(town: Store) -> None:
    frame = frame_of(COORDINATOR, town, "contact", "street", TODAY)[0]
    assert sizes_of(frame, "same", 2) == {"S1": 2, "S2": 2}
    assert sizes_of(frame, "proportion", 5) == {"S1": 3, "S2": 2}
    with pytest.raises(CaseworkError, match="7 cannot be drawn from S1, which has 6"):
        sizes_of(frame, "same", 7)


def test_the_sample_is_that_of_the_published_procedure(
    drawn: tuple[Store, str, tuple[Drawn, ...]],
) -> None:
    store, code, sample = drawn
    frame = frame_of(COORDINATOR, store, "contact", "street", TODAY)[0]
    assert sample == draw(frame, SEED, {"S1": 2, "S2": 1})
    kept = rows_of(store, spot_checks)
    assert set(kept["code"]) == {one.code for one in sample}
    head = rows_of(store, spot_draws).iloc[0]
    assert (head["code"], head["frame_sha256"], head["seed"]) == (code, frame.sha256, SEED)


def test_a_draw_announced_today_is_made_of_todays_frame_whatever_comes(town: Store) -> None:
    code = announce_draw(COORDINATOR, town, NEW, NOW)
    before = frame_of(COORDINATOR, town, "contact", "street", TODAY)[0]
    keep_places(town, {"code": "P99", "used_for": "contact", "grid_code": "G1"})
    assert draw_sample(COORDINATOR, town, code, LATER, SEED) == draw(before, SEED, NEW.sizes)


def test_a_draw_before_its_seed_can_be_known_is_refused(town: Store) -> None:
    code = announce_draw(COORDINATOR, town, NEW, NOW)
    before = everything(town)
    with pytest.raises(ServiceError, match="cannot be drawn on 2026-06-01"):
        draw_sample(COORDINATOR, town, code, NOW, SEED)
    assert everything(town) == before
    with pytest.raises(ServiceError, match="no draw 20260601-2"):
        draw_sample(COORDINATOR, town, "20260601-2", LATER, SEED)


def test_a_draw_is_made_once(drawn: tuple[Store, str, tuple[Drawn, ...]]) -> None:
    store, code, _sample = drawn
    before = everything(store)
    with pytest.raises(ServiceError, match="already"):
        draw_sample(COORDINATOR, store, code, LATER, "another seed")
    assert everything(store) == before


def test_without_a_seed_nothing_is_drawn(town: Store) -> None:
    code = announce_draw(COORDINATOR, town, NEW, NOW)
    with pytest.raises(ServiceError, match="needs its seed: the closing figure"):
        draw_sample(COORDINATOR, town, code, LATER, None)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"seed_on": TODAY}, "could be known on 2026-06-01 already"),
        ({"since": TODAY}, "let them begin on that day or later"),
        ({"until": TODAY + DAY}, "last at least a day"),
        ({"name": " "}, "name"),
        ({"seed_source": ""}, "source of the seed"),
        ({"questions": ("x",) * 21}, "21 questions"),
        ({"questions": (" ",)}, "question"),
    ],
)
def test_an_impossible_announcement_is_refused(
    town: Store, said: dict[str, Any], sentence: str
) -> None:
    before = everything(town)
    with pytest.raises(ServiceError, match=sentence):
        announce_draw(COORDINATOR, town, replace(NEW, **said), NOW)
    assert everything(town) == before


@pytest.mark.parametrize("sizes", [{"S1": 7}, {"S9": 1}, {"S1": -1}, {}, {"S1": 0}])
def test_more_than_there_are_cannot_be_announced(town: Store, sizes: dict[str, int]) -> None:
    with pytest.raises(CaseworkError, match="drawn"):
        announce_draw(COORDINATOR, town, replace(NEW, sizes=sizes), NOW)


def test_a_draw_made_again_comes_out_equal(drawn: tuple[Store, str, tuple[Drawn, ...]]) -> None:
    store, code, sample = drawn
    again = repeat_draw(COORDINATOR, store, code)
    assert again.is_same
    assert again.sample == sample


def test_a_frame_or_a_list_that_was_changed_is_found_out(
    drawn: tuple[Store, str, tuple[Drawn, ...]],
) -> None:
    store, code, sample = drawn
    with store.begin() as conn:
        conn.execute(
            spot_checks.update().where(spot_checks.c.code == sample[0].code).values(code="P_x")
        )
    assert not repeat_draw(COORDINATOR, store, code).is_same_sample
    frame = Frame.of([("P0", "S1"), ("P1", "S1"), ("P2", "S2")])
    with store.begin() as conn:
        conn.execute(spot_draws.update().values(frame=[list(one) for one in frame.elements]))
    assert not repeat_draw(COORDINATOR, store, code).is_same_frame


def test_what_was_found_is_kept_and_counted(drawn: tuple[Store, str, tuple[Drawn, ...]]) -> None:
    store, code, sample = drawn
    one, two = sample[0].code, sample[1].code
    record_spot_check(COORDINATOR, store, code, one, found(is_staffed=True), LATER)
    problem = found(is_staffed=False, problem="门锁着", due_on=CHECKED + DAY)
    record_spot_check(COORDINATOR, store, code, two, problem, LATER)
    rectify_spot_check(COORDINATOR, store, code, two, 2, CHECKED, LATER, "已整改")
    line = draws_of(COORDINATOR, store).iloc[0]
    assert list(line[["size", "drawn", "checked", "problems", "rectified"]]) == [3, 3, 2, 1, 1]


def test_of_two_at_once_the_second_is_refused(drawn: tuple[Store, str, tuple[Drawn, ...]]) -> None:
    store, code, sample = drawn
    place = sample[0].code
    record_spot_check(COORDINATOR, store, code, place, found(is_staffed=True), LATER)
    with pytest.raises(ServiceError, match="by somebody else meanwhile"):
        record_spot_check(COORDINATOR, store, code, place, found(is_staffed=False), LATER)
    assert rows_of(store, spot_checks).set_index("code").loc[place, "is_staffed"] is True


def test_a_problem_taken_back_is_put_right_no_more(
    drawn: tuple[Store, str, tuple[Drawn, ...]],
) -> None:
    store, code, sample = drawn
    place = sample[0].code
    record_spot_check(COORDINATOR, store, code, place, found(problem="乱"), LATER)
    rectify_spot_check(COORDINATOR, store, code, place, 2, CHECKED, LATER)
    record_spot_check(COORDINATOR, store, code, place, found(version=3), LATER)
    row = rows_of(store, spot_checks).set_index("code").loc[place]
    assert (row["problem"], row["rectified_on"]) == (None, None)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"answers": {"q1": "yes"}}, "整洁吗"),
        ({"answers": YES | {"q9": "yes"}}, "q9"),
        ({"answers": YES | {"q1": "maybe"}}, "公示了吗"),
        ({"checked_on": TODAY}, "cannot be: give a day from 2026-06-02"),
        ({"checked_on": TODAY + 2 * DAY}, "cannot be"),
        ({"problem": "x", "due_on": TODAY}, "lies before the check"),
        ({"photo": "x"}, "mark of a photograph"),
        ({"problem": "长" * 501}, "501"),
    ],
)
def test_an_impossible_check_is_refused(
    drawn: tuple[Store, str, tuple[Drawn, ...]], said: dict[str, Any], sentence: str
) -> None:
    store, code, sample = drawn
    before = everything(store)
    with pytest.raises(ServiceError, match=sentence):
        record_spot_check(COORDINATOR, store, code, sample[0].code, found(**said), LATER)
    assert everything(store) == before


def test_what_was_not_drawn_is_not_checked(drawn: tuple[Store, str, tuple[Drawn, ...]]) -> None:
    store, code, sample = drawn
    left = next(f"P{n}" for n in range(12) if f"P{n}" not in {one.code for one in sample})
    for draw_code, place in ((code, left), ("none", sample[0].code)):
        with pytest.raises(ServiceError, match="was not drawn"):
            record_spot_check(COORDINATOR, store, draw_code, place, found(), LATER)


def test_of_a_grid_it_is_not_kept_whether_it_is_staffed(town: Store) -> None:
    new = replace(NEW, subject="grid", strata_by="none", sizes={"all": 1})
    code = announce_draw(COORDINATOR, town, new, NOW)
    place = draw_sample(COORDINATOR, town, code, LATER, SEED)[0].code
    with pytest.raises(ServiceError, match="about one person"):
        record_spot_check(COORDINATOR, town, code, place, found(is_staffed=False), LATER)
    record_spot_check(COORDINATOR, town, code, place, found(), LATER)


def test_a_part_checks_and_counts_what_lies_in_it(
    drawn: tuple[Store, str, tuple[Drawn, ...]],
) -> None:
    store, code, sample = drawn
    mine = [one.code for one in sample if one.stratum == "S1"]
    other = next(one.code for one in sample if one.stratum == "S2")
    assert set(draw_record(PART, store, code).checks["code"]) == set(mine)
    assert draws_of(PART, store).iloc[0]["drawn"] == 2
    record_spot_check(PART, store, code, mine[0], found(), LATER)
    with pytest.raises(ServiceError, match="outside the part"):
        record_spot_check(PART, store, code, other, found(), LATER)
    for act in (
        lambda: repeat_draw(PART, store, code),
        lambda: draw_sample(PART, store, code, LATER, SEED),
    ):
        with pytest.raises(ServiceError, match="in the part you see"):
            act()


def test_what_was_drawn_is_not_told_before_it_is_checked(
    drawn: tuple[Store, str, tuple[Drawn, ...]],
) -> None:
    store, code, sample = drawn
    place = sample[0].code
    record_spot_check(COORDINATOR, store, code, place, found(), LATER)
    for viewer in (LEADER, Viewer("员", Role.WORKER, "D")):
        seen = draw_record(viewer, store, code)
        assert (list(seen.checks["code"]), seen.unnamed) == ([place], 2)
        with pytest.raises(CaseworkError, match="may not"):
            repeat_draw(viewer, store, code)


def test_who_may_not_draw_draws_nothing(town: Store) -> None:
    for viewer in (LEADER, WORKER):
        with pytest.raises(CaseworkError, match="may not"):
            announce_draw(viewer, town, NEW, NOW)
        with pytest.raises(CaseworkError, match="may not"):
            frame_of(viewer, town, "contact", "street", TODAY)
