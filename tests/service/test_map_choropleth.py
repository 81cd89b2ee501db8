"""Choropleths against counts made by hand, the figures themselves, and mapclassify."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import mapclassify
import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from casework.indicator import Form
from casework.indicators import INDICATORS
from casework.period import Period
from data.migrate import migrate
from data.schema import cases, grids, org_units
from data.store import Store, bump
from geo.rates import rates, too_few
from service.demonstration import fill_demonstration
from service.errors import ServiceError
from service.figures import figure
from service.map_choropleth import PERS, ChoroplethAsk, choropleth, counted_choropleth
from service.map_choropleth_table import choropleth_table
from service.map_layer import MapLayer
from service.map_measures import CLASSES, classify
from service.map_view import MapData
from service.publication import publication_k
from tests.browser import district

NOW = district.NOW
FEBRUARY = Period.parse("2026-02")
STREET, FIRST, SECOND = "990101001", "990101001001", "990101001002"


@pytest.fixture
def hand_made(tmp_path: Path) -> Store:
    return district.hand_made(tmp_path / "hand.db")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(str(tmp_path_factory.mktemp("choropleth") / "town.db"))
    migrate(store)
    fill_demonstration(OPERATOR, store, THEN, households=4000, grids=24, cases=900)
    yield store
    store.engine.dispose()


THEN = datetime(2026, 6, 20, 4, 0, tzinfo=UTC)
SPRING = Period(date(2026, 4, 1), date(2026, 6, 20))


def _layer(store: Store, key: str, **said: object) -> MapLayer:
    return choropleth(OPERATOR, store, ChoroplethAsk(key, FEBRUARY, **said), NOW)  # type: ignore[arg-type]


def _values(layer: MapLayer) -> list[float | None]:
    return [None if np.isnan(value) else value for value in layer.values.tolist()]


@pytest.mark.parametrize(
    ("key", "said", "values"),
    [
        ("reported", {}, [3, 1, 0, 0]),
        ("open_now", {}, [3, 1, 0, 0]),
        ("overdue_now", {}, [2, 0, 0, 0]),
        ("reported", {"category": "路灯不亮"}, [1, 1, 0, 0]),
        ("reported", {"area": FIRST}, [3, 1, None, None]),
        ("reported_per_1000", {}, [750, None, 0, 0]),
        ("reported_per_1000", {"category": "路灯不亮"}, [250, None, 0, 0]),
        ("closed_on_time", {}, [0, None, None, None]),
        ("reported", {"per": "households"}, [None] * 4),
    ],
)
def test_each_grid_has_the_figure_counted_by_hand(
    hand_made: Store, key: str, said: dict[str, object], values: list[float | None]
) -> None:
    assert _values(_layer(hand_made, key, **said)) == values


def test_where_nothing_was_due_there_is_no_share_rather_than_none_or_all(hand_made: Store) -> None:
    layer = _layer(hand_made, "closed_on_time")
    assert layer.of.tolist() == [0, -1, -1, -1]
    assert str(layer.says[0]) == "closed on time: 0.0 % (0 of 1)."
    assert str(layer.says[1]) == "closed on time: -."
    assert [(one.grids, one.low) for one in layer.classes] == [(1, 0.0)]


def test_zero_is_a_class_of_its_own(hand_made: Store) -> None:
    classes = _layer(hand_made, "reported").classes
    assert [(one.grids, one.low, one.high) for one in classes] == [(2, 0, 0), (1, 1, 1), (1, 3, 3)]


def test_what_lies_in_no_grid_is_said_and_counts_in_the_whole(hand_made: Store) -> None:
    shown = counted_choropleth(OPERATOR, hand_made, ChoroplethAsk("reported", FEBRUARY), NOW)
    assert shown.counts.elsewhere[0] == 1
    assert shown.counts.in_all[0] == 5
    said = [str(one) for one in shown.layer.notes]
    assert "In all: 5." in said
    assert "1 of those counted lie in no grid of this map." in said


@pytest.mark.parametrize("area", [None, STREET])
@pytest.mark.parametrize("key", INDICATORS)
def test_the_grids_add_up_to_the_figure_of_the_registry(
    town: Store, key: str, area: str | None
) -> None:
    with town.read() as conn:
        streets = conn.scalars(sa.select(org_units.c.code).where(org_units.c.level == "street"))
        area = area and min(streets)
    ask = ChoroplethAsk(key, SPRING, area=area)
    counts = counted_choropleth(OPERATOR, town, ask, THEN).counts
    whole = figure(OPERATOR, town, key, SPRING.first, SPRING.last, THEN, area=area)
    assert counts.in_all == (whole.n, whole.m)


@pytest.mark.parametrize("key", ["closed_on_time", "fed_back", "transfers", "reported", "open_now"])
def test_each_grid_has_the_figure_the_registry_gives_for_it(town: Store, key: str) -> None:
    layer = choropleth(OPERATOR, town, ChoroplethAsk(key, SPRING), THEN)
    times = 100 if INDICATORS[key].form is Form.SHARE else 1
    codes = MapData.of(town).grids(THEN.date()).codes
    for row, code in enumerate(codes):
        one = figure(OPERATOR, town, key, SPRING.first, SPRING.last, THEN, area=code)
        wanted = one.n if INDICATORS[key].form is Form.COUNT else one.share
        if wanted is None:
            assert np.isnan(layer.values[row])
        else:
            assert layer.values[row] == pytest.approx(wanted * times)


@pytest.mark.parametrize("key", ["reported", "closed_on_time", "open_now"])
def test_the_categories_add_up_to_all(town: Store, key: str) -> None:
    whole = counted_choropleth(OPERATOR, town, ChoroplethAsk(key, SPRING), THEN).counts
    kinds = MapData.of(town).cases()["category"].cat.categories
    of_each = [
        counted_choropleth(OPERATOR, town, ChoroplethAsk(key, SPRING, category=kind), THEN).counts
        for kind in kinds
    ]
    assert len(of_each) > 3
    np.testing.assert_array_equal(sum(one.n for one in of_each), whole.n)
    np.testing.assert_array_equal(sum(one.m for one in of_each), whole.m)


def test_rates_are_counts_per_1000_households_where_there_are_enough(town: Store) -> None:
    ask = ChoroplethAsk("reported", SPRING, per="households")
    shown = counted_choropleth(OPERATOR, town, ask, THEN)
    homes = MapData.of(town).household_counts(MapData.of(town).grids(THEN.date()))
    little = too_few(shown.counts.n, homes)
    assert 0 < little.sum() < len(little)
    np.testing.assert_allclose(
        shown.layer.values, np.where(little, np.nan, rates(shown.counts.n, homes))
    )
    assert (shown.layer.of[little] == -1).all()


def test_a_smoothed_rate_lies_between_the_own_rate_and_that_of_all(town: Store) -> None:
    ask = ChoroplethAsk("reported", SPRING, per="smoothed")
    shown = counted_choropleth(OPERATOR, town, ask, THEN)
    homes = MapData.of(town).household_counts(MapData.of(town).grids(THEN.date()))
    own, mean = rates(shown.counts.n, homes), shown.counts.n.sum() * 1000 / homes.sum()
    known = ~np.isnan(shown.layer.values)
    low, high = np.minimum(own, mean), np.maximum(own, mean)
    assert (shown.layer.values[known] >= low[known] - 1e-9).all()
    assert (shown.layer.values[known] <= high[known] + 1e-9).all()
    assert np.abs(shown.layer.values - own)[known].max() > 0.1


def test_rates_that_differ_by_chance_alone_are_said_to_do_so(town: Store) -> None:
    """Two cases in all: no two grids can be told apart, and the map says that in words."""
    kinds = MapData.of(town).cases()["category"].value_counts()
    ask = ChoroplethAsk("reported", SPRING, category=str(kinds.index[-1]), per="smoothed")
    layer = choropleth(OPERATOR, town, ask, THEN)
    assert np.unique(layer.values[~np.isnan(layer.values)].round(9)).size == 1
    assert any("no more than chance" in str(one) for one in layer.notes)


@given(st.lists(st.integers(1, 400), min_size=6, max_size=60), st.integers(0, 8))
def test_classes_are_those_of_mapclassify_with_zero_apart(found: list[int], zeros: int) -> None:
    values = np.array([0] * zeros + found, dtype=float)
    if len(set(found)) <= CLASSES:
        return
    classes = classify(values, "natural")
    theirs = mapclassify.FisherJenks(np.array(found, dtype=float), k=CLASSES).yb
    ours = classes.of[zeros:] - (1 if zeros else 0)
    assert (classes.of[:zeros] == 0).all()
    np.testing.assert_array_equal(np.unique(theirs, return_inverse=True)[1], ours)


@pytest.mark.parametrize("scheme", ["quantile", "natural"])
@pytest.mark.parametrize("per", PERS)
def test_every_way_has_a_unit_an_as_of_time_and_its_rule(
    town: Store, scheme: str, per: str
) -> None:
    ask = ChoroplethAsk("reported", SPRING, scheme=scheme, per=per)  # type: ignore[arg-type]
    layer = choropleth(OPERATOR, town, ask, THEN)
    said = " ".join(map(str, layer.notes))
    assert layer.unit
    assert "2026-06-20" in said
    assert ("as many grids" if scheme == "quantile" else "Fisher-Jenks") in said
    assert ("Grey:" in said) == (per != "itself")
    assert sum(one.grids for one in layer.classes) == int((layer.of >= 0).sum())


def test_a_viewer_sees_his_own_part_alone(hand_made: Store) -> None:
    viewer = Viewer("W1", Role.WORKER, SECOND)
    layer = choropleth(viewer, hand_made, ChoroplethAsk("reported", FEBRUARY), NOW)
    assert _values(layer) == [None, None, 0, 0]
    assert layer.says[:2] == (None, None)
    with pytest.raises(ServiceError, match="no grid of the area"):
        choropleth(viewer, hand_made, ChoroplethAsk("reported", FEBRUARY, area=FIRST), NOW)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"key": "worst_worker"}, "There is no figure worst_worker"),
        ({"key": "reported", "scheme": "pretty"}, "There is no way pretty"),
        ({"key": "closed_on_time", "per": "smoothed"}, "is not a count"),
        ({"key": "reported", "area": "nowhere"}, "no grid of the area"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_sentence(
    hand_made: Store, said: dict[str, object], word: str
) -> None:
    ask = ChoroplethAsk(period=FEBRUARY, **said)  # type: ignore[arg-type]
    with pytest.raises(ServiceError, match=word):
        choropleth(OPERATOR, hand_made, ask, NOW)


def test_the_table_tells_what_the_map_tells(town: Store) -> None:
    ask = ChoroplethAsk("closed_on_time", SPRING)
    layer = choropleth(OPERATOR, town, ask, THEN)
    table = choropleth_table(OPERATOR, town, ask, THEN).frame
    of_grids = table[table["code"] != ""]
    assert of_grids["code"].tolist() == MapData.of(town).grids(THEN.date()).codes
    np.testing.assert_array_equal(
        of_grids["value"].to_numpy(dtype=float, na_value=np.nan), np.round(layer.values, 1)
    )
    whole = figure(OPERATOR, town, ask.key, SPRING.first, SPRING.last, THEN)
    assert (table["n"].sum(), table["m"].sum()) == (whole.n, whole.m)


@pytest.mark.parametrize(
    ("key", "per"),
    [("reported", "itself"), ("closed_on_time", "itself"), ("transfers", "itself")]
    + [("reported_per_1000", "itself"), ("reported", "smoothed"), ("overdue_now", "itself")],
)
def test_for_outside_no_small_number_is_left_nor_a_value_made_of_one(
    town: Store, key: str, per: str
) -> None:
    k = publication_k(OPERATOR, town)
    ask = ChoroplethAsk(key, SPRING, per=per)  # type: ignore[arg-type]
    table = choropleth_table(OPERATOR, town, ask, THEN, is_for_outside=True)
    inside = choropleth_table(OPERATOR, town, ask, THEN).frame
    for name in ("n", "m", "households"):
        left = table.frame[name].dropna().astype(int)
        assert not left.between(1, k - 1).any()
    small = inside["n"].between(1, k - 1).to_numpy()
    assert small.any()
    assert table.frame["value"][small].isna().all()
    assert table.is_hidden is not None
    assert table.is_hidden[small].all()
    told = " ".join(map(str, table.notes))
    assert "In all" not in told
    assert "in no grid" not in told
    assert "are not shown" in told
    marks = table.named("en")["Hidden"]
    assert (marks == "*").tolist() == table.is_hidden.tolist()


def test_a_table_is_for_those_who_may_export(hand_made: Store) -> None:
    viewer = Viewer("W1", Role.WORKER, FIRST)
    with pytest.raises(CaseworkError):
        choropleth_table(viewer, hand_made, ChoroplethAsk("reported", FEBRUARY), NOW)


def test_hostile_names_are_values_in_the_table_and_in_what_is_said(hand_made: Store) -> None:
    evil = district.IMAGE + "{0.__class__}{n}"
    with hand_made.begin() as conn:
        conn.execute(cases.update().values(category=evil))
        conn.execute(grids.update().values(name="=1+1"))
        bump(conn, "cases", "grids")
    ask = ChoroplethAsk("reported", FEBRUARY, category=evil)
    layer = choropleth(OPERATOR, hand_made, ask, NOW)
    assert _values(layer) == [3, 1, 0, 0]
    assert f"Only {evil}." in [str(one) for one in layer.notes]
