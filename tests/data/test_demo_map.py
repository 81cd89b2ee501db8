"""The demonstration district's map: an exact partition, codes, base map."""

from __future__ import annotations

from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import pytest
import shapely

from data.demo.district import District, make_district
from data.demo.plane import metres
from data.demo.sizes import Sizes
from data.errors import DataError

NOW = datetime(2026, 3, 12, 2, 30, tzinfo=UTC)


@pytest.fixture(scope="module", params=[2011, 5])
def district(request: pytest.FixtureRequest) -> District:
    """Return the default district, and another town of the same size."""
    return make_district(seed=request.param, now=NOW)


def general(district: District) -> gpd.GeoDataFrame:
    return district.grids[district.grids["kind"] == "general"]


def dedicated(district: District) -> gpd.GeoDataFrame:
    return district.grids[district.grids["kind"] == "dedicated"]


def layer(district: District, name: str) -> gpd.GeoDataFrame:
    return district.base_features[district.base_features["layer"] == name]


def test_general_grids_cover_the_district_without_gap_or_overlap(district: District) -> None:
    shapes = general(district).geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    union = shapely.union_all(shapes)
    assert union.geom_type == "Polygon"
    assert len(union.interiors) == 0
    assert union.equals(district.outline)
    assert shapely.area(shapes).sum() == pytest.approx(district.outline.area, rel=1e-12)


def test_shared_borders_agree_corner_by_corner(district: District) -> None:
    """Every piece of border is inside, met once in each direction, or on the outline once."""
    pieces: dict[frozenset[tuple[float, float]], int] = {}
    for shape in general(district).geometry:
        ring = list(shape.exterior.coords)
        for piece in zip(ring, ring[1:], strict=False):
            pieces[frozenset(piece)] = pieces.get(frozenset(piece), 0) + 1
    ring = list(district.outline.exterior.coords)
    outer = {frozenset(piece) for piece in zip(ring, ring[1:], strict=False)}
    assert {piece for piece, met in pieces.items() if met == 1} == outer
    assert set(pieces.values()) == {1, 2}


def test_each_grid_is_one_valid_piece_without_slivers(district: District) -> None:
    shapes = district.grids.geometry
    assert set(shapes.geom_type) == {"Polygon"}
    assert shapes.is_valid.all()
    assert all(len(shape.interiors) == 0 for shape in shapes)
    assert district.grids.crs.to_epsg() == 4490
    east_m, north_m = metres(*shapely.get_coordinates(shapes.to_numpy()).T)
    flat = shapely.transform(
        shapes.to_numpy(), lambda at: np.stack(metres(at[:, 0], at[:, 1]), axis=1)
    )
    thickness = 4 * np.pi * shapely.area(flat) / shapely.length(flat) ** 2
    assert thickness.min() > 0.08
    assert shapely.area(flat).min() > 2_000
    assert np.hypot(east_m, north_m).max() < 5_000


def test_each_dedicated_grid_lies_inside_one_general_grid_of_its_community(
    district: District,
) -> None:
    assert len(dedicated(district)) == 4
    for grid in dedicated(district).itertuples():
        around = general(district)[general(district).contains(grid.geometry)]
        assert list(around["parent_code"]) == [grid.parent_code]


def test_codes_have_fifteen_digits_with_their_parents_before_them(district: District) -> None:
    grids, units = district.grids, district.org_units
    assert grids["code"].str.fullmatch(r"\d{15}").all()
    assert grids["code"].is_unique
    assert (grids["code"].str[:12] == grids["parent_code"]).all()
    assert set(grids["parent_code"]) == set(units.loc[units["level"] == "community", "code"])
    children = units.dropna(subset="parent_code")
    assert all(c.startswith(p) for c, p in zip(children.code, children.parent_code, strict=True))
    assert set(children["parent_code"]) <= set(units["code"])
    assert dict(units["level"].value_counts()) == {"county": 1, "street": 3, "community": 12}
    assert units["code"].is_unique and units["name"].is_unique and grids["name"].is_unique


def test_county_code_is_of_no_province() -> None:
    """Provinces and the like in GB/T 2260 are numbered 11 to 82."""
    units = make_district(households=100, grids=12, cases=0, now=NOW).org_units
    assert set(units["code"].str[:2]) == {"99"}


def test_grid_numbers_run_without_holes_and_read_from_north_to_south(district: District) -> None:
    for _, grids in general(district).groupby("parent_code"):
        assert [int(code[12:]) for code in grids["code"]] == list(range(1, len(grids) + 1))
        north = grids.geometry.map(lambda shape: shape.representative_point().y).to_numpy()
        half = len(north) // 2
        assert north[:half].mean() > north[half:].mean()


def test_each_community_and_each_street_is_one_piece(district: District) -> None:
    for length in (9, 12):
        for _, grids in general(district).groupby(general(district)["code"].str[:length]):
            assert shapely.union_all(grids.geometry.to_numpy()).geom_type == "Polygon"


def test_grid_borders_follow_streets_and_the_river(district: District) -> None:
    """Away from the river every inner border is a street's centre line."""
    river = layer(district, "water").iloc[0].geometry
    roads = shapely.union_all(layer(district, "road").geometry.to_numpy()).buffer(1e-6)
    borders = shapely.union_all([shape.exterior for shape in general(district).geometry])
    off_street = borders.difference(roads)
    assert off_street.length < 0.25 * borders.length
    bank = river.buffer(0.0008)
    assert off_street.difference(bank).length < 0.001 * borders.length
    along = borders.intersection(river)
    assert along.length > 0.9 * (river.bounds[2] - river.bounds[0])


def test_no_grid_spans_the_river_and_two_or_more_bridges_do(district: District) -> None:
    river = layer(district, "water").iloc[0].geometry
    outside = district.outline.difference(river)
    banks = sorted(shapely.get_parts(outside), key=shapely.area)[-2:]
    touched = [
        [shape.intersection(bank).area > 1e-10 for bank in banks]
        for shape in general(district).geometry
    ]
    assert not any(all(both) for both in touched)
    bridges = layer(district, "road").geometry.map(
        lambda road: all(road.intersects(bank) for bank in banks)
    )
    assert 2 <= bridges.sum() <= 6


def test_base_map_has_every_layer_and_stays_inside_within_three_metres(district: District) -> None:
    features = district.base_features
    assert set(features["layer"]) == {"road", "water", "green", "building"}
    assert set(features["rank"]) == {1, 2, 3}
    assert features.geometry.is_valid.all()
    assert 2_000 < len(layer(district, "building")) < 30_000
    three_metres = 3e-5
    assert features.geometry.within(district.outline.buffer(three_metres)).all()
    assert features.crs.to_epsg() == 4490


def test_buildings_stand_on_dry_land_off_the_streets_and_apart(district: District) -> None:
    buildings = layer(district, "building").geometry.to_numpy()
    tree = shapely.STRtree(buildings)
    for name in ("water", "road"):
        found = tree.query(layer(district, name).geometry.to_numpy(), predicate="intersects")
        assert found.shape[1] == 0
    one, two = tree.query(buildings, predicate="intersects")
    assert (one == two).all()


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("grids", [12, 30, 75])
def test_any_seed_and_size_is_an_exact_partition_with_the_counts_asked_for(
    seed: int, grids: int
) -> None:
    made = make_district(households=999, grids=grids, cases=101, seed=seed, now=NOW)
    assert (len(made.households), len(made.grids), len(made.cases)) == (999, grids, 101)
    shapes = general(made).geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert set(made.grids.geom_type) == {"Polygon"}
    assert made.grids["code"].str.fullmatch(r"\d{15}").all() and made.grids["code"].is_unique


def test_a_thousand_grids_are_an_exact_partition_too() -> None:
    made = make_district(households=100_000, grids=1_000, cases=20_000, seed=3, now=NOW)
    assert (len(made.households), len(made.grids), len(made.cases)) == (100_000, 1_000, 20_000)
    assert shapely.coverage_is_valid(general(made).geometry.to_numpy())
    assert made.org_units["name"].is_unique
    inside = shapely.contains_xy(made.outline, made.households[["lon", "lat"]].to_numpy())
    assert inside.all()


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"grids": 3}, "3 grids"),
        ({"grids": 0}, "0 grids"),
        ({"grids": 10_001}, "10001 grids"),
        ({"households": 0}, "0 households"),
        ({"households": 2_000_001}, "2000001 households"),
        ({"cases": -1}, "-1 cases"),
    ],
)
def test_impossible_sizes_are_refused_with_the_limits(asked: dict[str, int], word: str) -> None:
    with pytest.raises(DataError, match=f"{word}: ask for a number from"):
        make_district(now=NOW, **asked)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(DataError, match="without a zone"):
        make_district(now=NOW.replace(tzinfo=None))


def test_default_sizes_give_twelve_communities_in_three_streets() -> None:
    sizes = Sizes(40_000, 110, 4_000)
    assert (sizes.streets, sizes.communities, sizes.general, sizes.dedicated) == (3, 12, 106, 4)
