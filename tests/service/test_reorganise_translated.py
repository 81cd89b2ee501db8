"""Old figures on today's map: what adds up, what is exact, what is listed apart."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from casework.access import OPERATOR
from data.schema import cases, households
from data.store import Store
from service.errors import ServiceError
from service.plans.order_paper import OrderPaper
from service.reorganisation import approve_reorganisation
from service.reorganise.plan import MergeGrids, MergeUnits, MoveUnit, ReorganisationPlan, SplitGrid
from service.reorganise.preview import preview
from service.reorganise.translated import translate
from tests.service.conftest import NOW
from tests.service.district import rows_of
from tests.service.reorganise_town import COMMUNITIES, DAY, STREETS, at, code_at, fill

BEFORE, SECOND, AFTER = (DAY + timedelta(days=n) for n in (-1, 10, 20))
HALVES = SplitGrid(code_at(0, 0), ((at(0.5, -1), at(0.5, 2)),))
WHOLE = MergeGrids((code_at(3, 0), code_at(2, 0)), "并")


def decide(store: Store, day, number: str, *operations) -> None:
    plan = preview(OPERATOR, store, ReorganisationPlan(day, operations), NOW).plan
    approve_reorganisation(OPERATOR, store, plan, OrderPaper(number, day, "并", "区"), NOW)


@pytest.fixture
def town(store: Store) -> Store:
    fill(store)
    homes = rows_of(store, households)
    store.then = homes[["grid_code", "lon", "lat"]]
    decide(store, DAY, "1", HALVES, WHOLE)
    decide(store, SECOND, "2", MergeUnits(tuple(COMMUNITIES[:2]), "x社区", "community"))
    return store


def test_what_has_a_position_is_counted_exactly_where_it_lies_today(town) -> None:
    found = translate(OPERATOR, town, town.then, BEFORE, DAY)
    now = rows_of(town, households)["grid_code"].value_counts()
    assert found.counts.set_index("code")["count"].to_dict() == now.to_dict()
    assert (found.by_place, found.by_crosswalk, len(found.apart)) == (400, 0, 0)


def test_without_positions_the_crosswalk_tells_or_the_rest_is_listed_apart(town) -> None:
    counts = town.then.groupby("grid_code").size().rename("count").reset_index()
    found = translate(OPERATOR, town, counts, BEFORE, DAY)
    apart = found.apart.iloc[0]
    assert list(found.apart["code"]) == [HALVES.code]
    assert apart["into"] == tuple(f"{COMMUNITIES[0]}{n:03d}" for n in (10, 11))
    assert found.counts["count"].sum() + found.apart["count"].sum() == 400
    exact = translate(OPERATOR, town, town.then, BEFORE, DAY).counts.set_index("code")["count"]
    told = found.counts.set_index("code")["count"]
    assert told.equals(exact.drop(list(apart["into"])))


def test_on_the_level_of_units_nothing_is_in_doubt_when_the_pieces_stay_together(town) -> None:
    counts = town.then.groupby("grid_code").size().rename("count").reset_index()
    for level in ("community", "street", "county"):
        found = translate(OPERATOR, town, counts, BEFORE, AFTER, level)
        exact = translate(OPERATOR, town, town.then, BEFORE, AFTER, level)
        pd.testing.assert_frame_equal(found.counts, exact.counts)
        assert found.counts["count"].sum() == 400
        assert found.by_crosswalk == 400


def test_several_orders_are_followed_one_after_the_other_and_back(town) -> None:
    old = pd.DataFrame({"grid_code": [code_at(1, 1), "gone", None], "count": [3, 2, 1]})
    found = translate(OPERATOR, town, old, BEFORE, AFTER)
    (new,) = found.counts["code"]
    assert new.startswith(STREETS[0] + "003")
    assert found.apart["into"].tolist() == [(), ()]
    assert found.apart["count"].tolist() == [2, 1]
    back = translate(
        OPERATOR, town, found.counts.rename(columns={"code": "grid_code"}), AFTER, BEFORE
    )
    assert back.counts["code"].tolist() == [code_at(1, 1)]
    merged = pd.DataFrame({"grid_code": [COMMUNITIES[2] + "005"]})
    apart = translate(OPERATOR, town, merged, AFTER, BEFORE).apart
    assert apart["into"].tolist() == [tuple(sorted(WHOLE.codes))]


def test_codes_of_units_are_told_too(town) -> None:
    decide(town, AFTER, "3", MoveUnit(COMMUNITIES[3], STREETS[0]))
    old = pd.DataFrame({"grid_code": COMMUNITIES, "count": [1, 2, 3, 4]})
    found = translate(OPERATOR, town, old, BEFORE, AFTER, "community")
    new = [STREETS[0] + "003", STREETS[0] + "004", COMMUNITIES[2]]
    assert dict(zip(found.counts["code"], found.counts["count"], strict=True)) == dict(
        zip(new, [3, 4, 3], strict=True)
    )


def test_a_case_of_a_category_goes_by_the_crosswalk_when_its_position_is_left_out(town) -> None:
    rows = rows_of(town, cases)[["grid_code", "how", "lon", "lat"]]
    is_told = (rows["how"] == "override").to_numpy()
    rows = rows.assign(lon=np.where(is_told, np.nan, rows["lon"].astype(float)))
    found = translate(OPERATOR, town, rows, DAY, AFTER, "community")
    assert found.by_crosswalk == is_told.sum() > 0
    assert found.counts["count"].sum() == 60


def test_nothing_is_nothing_and_an_unknown_level_is_refused(town) -> None:
    empty = translate(OPERATOR, town, town.then.iloc[:0], BEFORE, DAY)
    assert (len(empty.counts), len(empty.apart)) == (0, 0)
    with pytest.raises(ServiceError, match="no level planet"):
        translate(OPERATOR, town, town.then, BEFORE, DAY, "planet")
