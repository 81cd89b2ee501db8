"""The hours that come with an area: the formula by hand, in words, and as the office writes it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.rule_reading import FaultyRules
from casework.rulebook import RuleBook
from casework.workload import DEFAULT_WORKLOAD, Amounts, WorkloadRule, explained, hours
from tests.casework.published_calendar import document

RULE = WorkloadRule(
    household_minutes=6,
    open_case_minutes=30,
    expected_case_minutes=90,
    visit_minutes=12,
    visits_per_year=3,
    trips_per_case=2,
    walking_km_per_hour=5,
    source="试",
    key="x.workload",
)
NUMBERS = [
    "household_minutes",
    "open_case_minutes",
    "expected_case_minutes",
    "visit_minutes",
    "visits_per_year",
    "trips_per_case",
    "walking_km_per_hour",
]
PARTS = ("45.0 h: 450 ", "3.0 h: 6 ", "6.0 h: 4.0 ", "20.0 h: 100.0 ")


def test_hours_of_an_area_are_as_counted_by_hand():
    # 400 households lived in: 400 x 3 / 12 = 100 visits; 100 + 4 x 2 = 108 ways of 2 x 250 m,
    # 54 km at 5 km/h.
    assert RULE.visits_due(400) == pytest.approx(100)
    assert RULE.trips(100, 4) == pytest.approx(108)
    found = hours(RULE, Amounts(450, 6, 4, 100, 250))
    assert found.household == pytest.approx(45)
    assert found.open_case == pytest.approx(3)
    assert found.expected_case == pytest.approx(6)
    assert found.visit == pytest.approx(20)
    assert found.walking == pytest.approx(10.8)
    assert found.standing == pytest.approx(74)
    assert found.total == pytest.approx(84.8)


amounts = st.builds(Amounts, *[st.floats(0, 1e5) for _ in range(5)])


@given(amounts)
def test_hours_are_never_negative_and_nothing_comes_of_nothing(one):
    found = hours(RULE, one)
    parts = (found.household, found.open_case, found.expected_case, found.visit, found.walking)
    assert min(parts) >= 0
    assert found.total == pytest.approx(sum(parts))
    assert hours(RULE, Amounts(0, 0, 0, 0, one.spread_m)).total == 0


@given(amounts, amounts)
def test_all_but_the_walking_adds_up_when_areas_are_put_together(one, two):
    both = Amounts(
        *(
            getattr(one, name) + getattr(two, name)
            for name in ("households", "open_cases", "expected_cases", "visits_due")
        ),
        spread_m=0,
    )
    apart = hours(RULE, one).standing + hours(RULE, two).standing
    assert hours(RULE, both).standing == pytest.approx(apart)


@pytest.mark.parametrize("weight", NUMBERS[:4])
def test_a_weight_of_nothing_takes_its_part_out_and_twice_the_weight_doubles_it(weight):
    part = weight.removesuffix("_minutes")
    one = Amounts(450, 6, 4, 100, 250)
    assert getattr(hours(replace(RULE, **{weight: 0}), one), part) == 0
    doubled = replace(RULE, **{weight: 2 * getattr(RULE, weight)})
    assert getattr(hours(doubled, one), part) == 2 * getattr(hours(RULE, one), part)


def test_the_sentences_name_every_part_its_weight_and_the_source():
    lines = [str(one) for one in explained(RULE, Amounts(450, 6, 4, 100, 250))]
    assert lines[0].startswith("84.8 hours a month")
    assert "the area, not the worker" in lines[0]
    for part, line in zip(PARTS, lines[1:5], strict=True):
        assert part in line
    assert "as the rule book plans until visits are recorded" in lines[4]
    assert "10.8 h: 108.0 ways" in lines[5] and "250 m" in lines[5] and "5 km/h" in lines[5]
    assert lines[6].endswith("试.")


def _read(change=lambda table: None):
    values = document("rulebook.toml")
    change(values["profile"]["generic_12345"])
    return RuleBook.from_mapping(values).profile("generic_12345").workload


def test_what_is_shipped_is_what_holds_where_a_rule_book_is_silent():
    shipped = _read()
    silent = _read(lambda profile: profile.pop("workload"))
    assert shipped == silent == replace(DEFAULT_WORKLOAD, key="generic_12345.workload")
    assert "自定" in shipped.source


def test_the_office_may_write_other_weights():
    changed = _read(lambda p: p["workload"].update(visits_per_year=12, visit_minutes=20.5))
    assert (changed.visits_per_year, changed.visit_minutes) == (12, 20.5)


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", [-1, "3", True, float("nan"), float("inf"), None, [3], 1e9])
def test_a_weight_that_is_no_possible_number_is_refused_at_its_place(name, value):
    with pytest.raises(FaultyRules, match=rf"generic_12345\.workload\.{name} cannot be"):
        _read(lambda profile: profile["workload"].update({name: value}))


@pytest.mark.parametrize("name", [*NUMBERS, "source"])
def test_a_weight_that_is_left_out_is_asked_for(name):
    with pytest.raises(FaultyRules, match=rf"workload\.{name} cannot be empty"):
        _read(lambda profile: profile["workload"].pop(name))


def test_a_weight_that_is_unknown_is_refused_with_those_there_are():
    with pytest.raises(FaultyRules, match="workload.elderly_minutes is unknown here") as refusal:
        _read(lambda profile: profile["workload"].update(elderly_minutes=5))
    assert "visit_minutes" in str(refusal.value)


def test_nobody_walks_at_no_pace():
    with pytest.raises(FaultyRules, match="walking_km_per_hour"):
        _read(lambda profile: profile["workload"].update(walking_km_per_hour=0))
