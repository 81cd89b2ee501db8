"""Rounds and spot checks of the demonstration keep to the rules of their own acts."""

from __future__ import annotations

from random import Random

import pytest
import sqlalchemy as sa

from casework.round_due import RoundRule
from data.schema import places, round_checks, spot_checks, spot_draws
from data.store import Store
from service.demonstration_rounds import keep_rounds
from service.demonstration_spot_checks import keep_spot_checks
from service.spot_checks.drawing import draw_sample, repeat_draw
from tests.service.conftest import NOW
from tests.service.district import rows_of
from tests.service.rounds_town import COORDINATOR, DAY, TODAY, keep_places
from tests.service.units_town import found_units


@pytest.fixture
def town(store: Store) -> Store:
    found_units(store)
    rows = [
        {"code": f"{used_for}{n}", "used_for": used_for, "grid_code": f"G{n % 4 + 1}",
         "valid_from": TODAY - 100 * DAY, "every_days": (1, 7)[n % 2]}
        for used_for in ("round", "contact", "service")
        for n in range(30)
    ]  # fmt: skip
    keep_places(store, *rows)
    return store


def test_checks_count_for_their_due_day_and_nothing_lies_ahead(town: Store) -> None:
    with town.begin() as conn:
        made = keep_rounds(conn, NOW, Random(1))
    kept = rows_of(town, round_checks)
    rules = {
        row["id"]: RoundRule(row["every_days"], row["valid_from"])
        for row in rows_of(town, places).to_dict("records")
    }
    assert made == {"round_checks": len(kept)}
    assert len(kept) > 1000
    assert not kept.duplicated(["place_id", "due_on"]).any()
    for row in kept.to_dict("records"):
        assert rules[row["place_id"]].due_on(row["checked_on"]) == row["due_on"]
        assert row["checked_on"] <= TODAY
        assert (row["note"] is not None) == (row["result"] == "fail")
        if row["rectified_on"] is not None:
            assert row["result"] == "fail"
            assert row["checked_on"] <= row["rectified_on"] <= TODAY


def test_the_same_chance_makes_the_same_rows(town: Store) -> None:
    found = []
    for _time in range(2):
        with town.begin() as conn:
            for table in (round_checks, spot_checks, spot_draws):
                conn.execute(sa.delete(table))
            keep_rounds(conn, NOW, Random(7))
            keep_spot_checks(conn, NOW, Random(7))
        found.append([rows_of(town, t).to_csv() for t in (round_checks, spot_draws)])
    assert found[0] == found[1]


def test_its_draws_come_out_equal_when_they_are_repeated(town: Store) -> None:
    with town.begin() as conn:
        assert keep_spot_checks(conn, NOW, Random(3)) == {"spot_draws": 3, "spot_checks": 36}
    kept = rows_of(town, spot_draws)
    for row in kept.to_dict("records"):
        assert row["announced_on"] < row["seed_on"] <= row["since"] < row["until"]
        if row["drawn_on"] is not None:
            assert repeat_draw(COORDINATOR, town, row["code"]).is_same
    waiting = kept[kept["drawn_on"].isna()].iloc[0]
    assert len(draw_sample(COORDINATOR, town, waiting["code"], NOW + DAY, "7")) == 10


def test_a_district_without_places_gets_none(store: Store) -> None:
    with store.begin() as conn:
        assert keep_rounds(conn, NOW, Random(1)) == {"round_checks": 0}
        assert keep_spot_checks(conn, NOW, Random(1)) == {"spot_draws": 0, "spot_checks": 0}
