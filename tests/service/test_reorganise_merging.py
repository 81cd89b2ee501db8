"""Many units into fewer: as many as asked, whole, of moderate size, and nothing lost by it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from data.grid_store import load_grids, load_org_units
from data.schema import cases, households
from data.store import Store
from geo.errors import GeoError
from geo.reshape_groups import bridged, groups
from service.errors import ServiceError
from service.plans.order_paper import OrderPaper
from service.reorganisation import approve_reorganisation
from service.reorganise.merging import MergeAsk, merge_proposal
from service.reorganise.preview import preview
from tests.bench.bench_reorganise import COUNTY, DAY, fill
from tests.service.conftest import NOW
from tests.service.district import rows_of


def board(side: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the sizes of the squares of a board and which of them touch."""
    number = np.arange(side * side).reshape(side, side)
    beside = np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()])
    below = np.column_stack([number[:-1].ravel(), number[1:].ravel()])
    sizes = np.random.default_rng(seed).lognormal(0, 0.6, side * side)
    return sizes, np.vstack([beside, below])


def parts_of(group: np.ndarray, edges: np.ndarray) -> list[int]:
    same = edges[group[edges[:, 0]] == group[edges[:, 1]]]
    links = coo_array((np.ones(len(same)), same.T), shape=(len(group),) * 2)
    part = connected_components(links, directed=False)[1]
    return [len(set(part[group == one])) for one in np.unique(group)]


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 9), st.integers(0, 10**6), st.data())
def test_there_are_as_many_groups_as_asked_each_in_one_piece(side, seed, data) -> None:
    sizes, edges = board(side, seed)
    into = data.draw(st.integers(1, side * side))
    group = groups(sizes, edges, np.ones(len(edges)), into)
    assert sorted(set(group)) == list(range(into))
    assert parts_of(group, edges) == [1] * into


@settings(max_examples=40, deadline=None)
@given(st.integers(4, 9), st.integers(0, 10**6))
def test_groups_never_cross_labels_and_larger_labels_have_more(side, seed) -> None:
    sizes, edges = board(side, seed)
    labels = np.repeat([0, 1], [2 * side, side * side - 2 * side])
    group = groups(sizes, edges, np.ones(len(edges)), side, labels)
    assert not set(group[labels == 0]) & set(group[labels == 1])
    assert parts_of(group, edges) == [1] * side


def test_equal_squares_become_equal_groups() -> None:
    _, edges = board(6, 0)
    group = groups(np.ones(36), edges, np.ones(len(edges)), 9)
    counts = np.bincount(group)
    assert counts.max() <= 5
    assert counts.min() >= 3


@pytest.mark.parametrize("into", [0, 37])
def test_more_groups_than_units_or_none_are_refused(into) -> None:
    sizes, edges = board(6, 0)
    with pytest.raises(GeoError, match="choose from 1 to 36"):
        groups(sizes, edges, np.ones(len(edges)), into)


def test_what_lies_beyond_a_river_is_joined_to_its_nearest_neighbour() -> None:
    x = np.array([0.0, 1, 2, 10, 11])
    edges, border = bridged(np.array([[0, 1], [1, 2], [3, 4]]), np.ones(3), x, np.zeros(5))
    assert edges.tolist() == [[0, 1], [1, 2], [3, 4], [2, 3]]
    assert border.tolist() == [1, 1, 1, 0]
    assert groups(np.ones(5), edges, border, 1).tolist() == [0] * 5
    assert len(set(groups(np.ones(5), edges, np.zeros(4), 2))) == 2


@pytest.fixture
def county(store: Store) -> Store:
    fill(store, 150, 3000, np.random.default_rng(1))
    return store


def _town_parts(store: Store) -> int:
    """Return in how many parts the thirteen towns lie, all together."""
    with store.read() as conn:
        cells = load_grids(conn)
    towns = cells.dissolve(cells["code"].str[:9]).geometry
    return sum(len(shapely.get_parts(town)) for town in towns)


@pytest.mark.parametrize("keeps_parents", [True, False])
def test_villages_become_communities_of_moderate_size_in_one_piece(county, keeps_parents) -> None:
    ask = MergeAsk(DAY, 30, keeps_parents=keeps_parents, seconds=0.5)
    made = merge_proposal(OPERATOR, county, ask, NOW)
    lines = made.units
    assert len(lines) == 30
    assert lines["units"].sum() == 150
    # Where a town itself lies in several parts, one of its communities may have to.
    assert lines["pieces"].sum() - 30 <= (_town_parts(county) - 13 if keeps_parents else 0)
    assert made.max_over_mean == pytest.approx(
        lines["households"].max() / lines["households"].mean()
    )
    assert made.bound <= made.max_over_mean < 1.6
    for operation in made.plan.operations:
        parents = {code[:9] for code in operation.codes}
        assert len(parents) == 1 or not keeps_parents
        assert operation.into_name.endswith("社区")


def test_a_whole_merger_keeps_ground_households_cases_and_workers(county) -> None:
    made = merge_proposal(OPERATOR, county, MergeAsk(DAY, 30, seconds=0.5), NOW)
    seen = preview(OPERATOR, county, made.plan, NOW)
    assert seen.differences == ()
    assert dict(seen.plan.seen) == dict(made.plan.seen)
    totals = seen.totals.set_index("what")
    assert totals.loc["communities"].tolist() == [150, 30]
    same = totals.drop("communities")
    assert same["before"].tolist() == pytest.approx(same["after"].tolist(), rel=1e-11)
    approve_reorganisation(OPERATOR, county, made.plan, OrderPaper("1", DAY, "并", "市"), NOW)
    with county.read() as conn:
        now, units = load_grids(conn, DAY), load_org_units(conn, DAY)
    assert (units["level"] == "community").sum() == 30
    assert shapely.coverage_is_valid(now.geometry.to_numpy())
    assert set(now["parent_code"]) == set(units.loc[units["level"] == "community", "code"])
    for table in (households, cases):
        assert set(rows_of(county, table)["grid_code"].dropna()) <= set(now["code"])


def test_only_the_units_below_one_are_merged(county) -> None:
    with county.read() as conn:
        street = load_org_units(conn)["parent_code"].value_counts().drop(COUNTY).idxmax()
    ask = MergeAsk(DAY, 2, within=street, seconds=0.2)
    made = merge_proposal(OPERATOR, county, ask, NOW)
    assert {code[:9] for one in made.plan.operations for code in one.codes} == {street}
    streets = MergeAsk(DAY, 5, level="street", seconds=0.2)
    found = merge_proposal(OPERATOR, county, streets, NOW)
    assert len(found.units) == 5
    assert (found.units["pieces"] == 1).all()


def test_what_cannot_be_merged_is_refused(store, county) -> None:
    with pytest.raises(GeoError, match="cannot become 5: choose from 13"):
        merge_proposal(OPERATOR, county, MergeAsk(DAY, 5), NOW)
    with pytest.raises(ServiceError, match="no unit nowhere"):
        merge_proposal(OPERATOR, county, MergeAsk(DAY, 5, within="nowhere"), NOW)
    with pytest.raises(ServiceError, match="no street to merge"):
        ask = MergeAsk(DAY, 5, level="street", within=f"{COUNTY}100")
        merge_proposal(OPERATOR, county, ask, NOW)
    with pytest.raises(CaseworkError):
        merge_proposal(Viewer("w", Role.WORKER), county, MergeAsk(DAY, 5), NOW)
