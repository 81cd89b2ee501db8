"""What each point is told: one grid or one reason."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from geo.assign import GridIndex, assign, candidates
from geo.errors import GeoError

BOTH_PATHS = pytest.mark.parametrize("by_cells", [False, True], ids=["tree", "cells"])


def grids(*rows: tuple[str, str, BaseGeometry | None]) -> gpd.GeoDataFrame:
    """Grids of (code, kind, shape)."""
    code, kind, shape = zip(*rows, strict=True) if rows else ((), (), ())
    return gpd.GeoDataFrame(
        {"code": list(code), "name": list(code), "kind": list(kind), "parent_code": ""},
        geometry=np.array([*shape, None], dtype=object)[:-1],
        crs=4490,
    )


def square(west: float, south: float, size: float = 1.0) -> BaseGeometry:
    return shapely.box(west, south, west + size, south + size)


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch, by_cells: bool) -> None:
    monkeypatch.setattr("geo.assign.LARGE_BATCH", 0 if by_cells else 10**9)


def one(index: GridIndex, lon: float, lat: float, **options: object) -> tuple[object, ...]:
    return tuple(assign(index, [lon], [lat], **options).iloc[0])


@BOTH_PATHS
@pytest.mark.usefixtures("path")
class TestAssign:
    def test_a_point_in_one_general_grid_is_inside(self) -> None:
        index = GridIndex.build(grids(("B", "general", square(0, 0))))
        assert one(index, 0.5, 0.5) == ("B", "inside", None)

    def test_a_shared_border_is_a_tie_that_the_smallest_code_in_text_order_wins(self) -> None:
        index = GridIndex.build(
            grids(("9", "general", square(0, 0)), ("10", "general", square(1, 0)))
        )
        assert one(index, 1.0, 0.5) == ("10", "tie", None)

    def test_an_outer_border_belongs_to_its_grid(self) -> None:
        index = GridIndex.build(grids(("A", "general", square(0, 0))))
        for lon, lat in [(0, 0), (1, 1), (0, 0.3), (0.7, 1)]:
            assert one(index, lon, lat) == ("A", "inside", None)

    def test_a_dedicated_grid_wins_over_a_general_one_with_a_smaller_code(self) -> None:
        index = GridIndex.build(
            grids(("A", "general", square(0, 0)), ("Z", "dedicated", square(0.2, 0.2, 0.1)))
        )
        assert one(index, 0.25, 0.25) == ("Z", "dedicated", None)
        assert one(index, 0.6, 0.6) == ("A", "inside", None)

    def test_two_dedicated_grids_are_a_tie_even_over_a_general_one(self) -> None:
        index = GridIndex.build(
            grids(
                ("A", "general", square(0, 0)),
                ("Z", "dedicated", square(0.1, 0.1, 0.4)),
                ("Y", "dedicated", square(0.3, 0.3, 0.4)),
            )
        )
        assert one(index, 0.4, 0.4) == ("Y", "tie", None)

    def test_one_dedicated_over_two_general_is_no_tie(self) -> None:
        index = GridIndex.build(
            grids(
                ("A", "general", square(0, 0)),
                ("B", "general", square(0, 0)),
                ("Z", "dedicated", square(0.2, 0.2, 0.2)),
            )
        )
        assert one(index, 0.3, 0.3) == ("Z", "dedicated", None)
        assert one(index, 0.7, 0.7) == ("A", "tie", None)

    def test_a_hole_between_grids_is_a_gap_and_beyond_them_is_outside(self) -> None:
        ring = square(0, 0, 3) - square(1, 1)
        index = GridIndex.build(grids(("A", "general", ring)))
        assert one(index, 1.5, 1.5) == (None, None, "gap")
        assert one(index, 1.0, 1.5) == ("A", "inside", None)
        assert one(index, 3.5, 1.5) == (None, None, "outside")

    def test_a_given_outline_decides_between_gap_and_outside(self) -> None:
        index = GridIndex.build(grids(("A", "general", square(0, 0))), outline=square(-1, -1, 3))
        assert one(index, 1.5, 1.5) == (None, None, "gap")
        assert one(index, 2.0, 2.0) == (None, None, "gap")
        assert one(index, 2.5, 1.5) == (None, None, "outside")

    def test_an_outline_smaller_than_the_grids_takes_no_point_from_them(self) -> None:
        index = GridIndex.build(grids(("A", "general", square(0, 0))), outline=square(0, 0, 0.1))
        assert one(index, 0.9, 0.9) == ("A", "inside", None)

    @pytest.mark.parametrize(
        ("lon", "lat"),
        [
            (np.nan, 1),
            (1, np.nan),
            (np.inf, 1),
            (1, -np.inf),
            (180.1, 1),
            (1, 90.1),
            (1e300, 1),
            (3367890.5, 38567890.2),
        ],
    )
    def test_unusable_positions_are_no_coordinate(self, lon: float, lat: float) -> None:
        index = GridIndex.build(grids(("A", "general", square(0, 0))))
        assert one(index, lon, lat) == (None, None, "no_coordinate")
        assert one(index, lon, lat, snap_m=1e9) == (None, None, "no_coordinate")

    def test_the_antimeridian_and_the_poles_are_positions(self) -> None:
        index = GridIndex.build(grids(("A", "general", shapely.box(170, 80, 180, 90))))
        assert one(index, 180, 90) == ("A", "inside", None)
        assert one(index, -180, -90) == (None, None, "outside")

    def test_an_override_wins_over_everything_even_without_a_coordinate(self) -> None:
        index = GridIndex.build(
            grids(("A", "general", square(0, 0)), ("B", "dedicated", square(5, 5)))
        )
        got = assign(index, [0.5, np.nan, 0.5, 9], [0.5, 0, 0.5, 9], override=["B", "A", None, "A"])
        assert got["grid_code"].tolist() == ["B", "A", "A", "A"]
        assert got["how"].tolist() == ["override", "override", "inside", "override"]
        assert got["why_no_grid"].tolist() == [None] * 4

    def test_snapping_takes_the_nearest_grid_within_the_distance_and_no_farther(self) -> None:
        index = GridIndex.build(
            grids(("A", "general", square(0, 0)), ("B", "general", square(2, 0)))
        )
        degree_m = 111_319.49
        assert one(index, 1.4, 0.0, snap_m=0.41 * degree_m) == ("A", "snapped", None)
        assert one(index, 1.6, 0.0, snap_m=0.41 * degree_m) == ("B", "snapped", None)
        assert one(index, 1.4, 0.0, snap_m=0.39 * degree_m) == (None, None, "outside")
        assert one(index, 1.4, 0.0) == (None, None, "outside")

    def test_snapping_at_equal_distance_takes_the_smallest_code(self) -> None:
        index = GridIndex.build(
            grids(("B", "general", square(0, 0)), ("A", "general", square(0, 1)))
        )
        assert one(index, 1.0001, 1.0, snap_m=20) == ("A", "snapped", None)

    def test_a_gap_is_snapped_too(self) -> None:
        index = GridIndex.build(grids(("A", "general", square(0, 0, 3) - square(1, 1, 1e-3))))
        assert one(index, 1.0005, 1.0005, snap_m=100) == ("A", "snapped", None)
        assert one(index, 1.0005, 1.0005, snap_m=10) == (None, None, "gap")

    def test_every_point_gets_a_grid_or_a_reason_but_not_both(self) -> None:
        rng = np.random.default_rng(3)
        lon, lat = rng.uniform(-1, 4, (2, 500))
        lon[::7] = np.nan
        ring = square(0, 0, 3) - square(1, 1)
        index = GridIndex.build(grids(("A", "general", ring), ("B", "dedicated", square(2, 2))))
        got = assign(index, lon, lat, snap_m=20_000)
        assert len(got) == 500
        assert got.index.equals(got.index.__class__(range(500)))
        assert (got["how"].isna() == got["why_no_grid"].notna()).all()
        assert (got["how"].isna() == got["grid_code"].isna()).all()

    def test_zero_grids_put_every_point_outside(self) -> None:
        index = GridIndex.build(grids())
        assert one(index, 0.5, 0.5, snap_m=100) == (None, None, "outside")
        assert one(index, np.nan, 0.5) == (None, None, "no_coordinate")

    def test_zero_points_give_an_empty_frame_of_the_same_columns(self) -> None:
        index = GridIndex.build(grids(("A", "general", square(0, 0))))
        got = assign(index, [], [], snap_m=3)
        assert got.columns.tolist() == ["grid_code", "how", "why_no_grid"]
        assert len(got) == 0

    def test_empty_and_missing_shapes_hold_no_point(self) -> None:
        index = GridIndex.build(
            grids(
                ("A", "general", None),
                ("B", "general", shapely.Polygon()),
                ("C", "general", square(0, 0)),
            )
        )
        assert one(index, 0.5, 0.5) == ("C", "inside", None)
        assert one(index, 5, 5, snap_m=9e6) == ("C", "snapped", None)

    def test_parts_and_holes_of_a_multipolygon_are_respected(self) -> None:
        parts = shapely.multipolygons([square(0, 0, 3) - square(1, 1), square(5, 5)])
        index = GridIndex.build(grids(("A", "general", parts), ("B", "general", square(1, 1))))
        assert one(index, 0.5, 0.5) == ("A", "inside", None)
        assert one(index, 5.5, 5.5) == ("A", "inside", None)
        assert one(index, 1.5, 1.5) == ("B", "inside", None)
        assert one(index, 4.5, 4.5) == (None, None, "outside")

    def test_the_same_shape_twice_is_a_tie_everywhere(self) -> None:
        index = GridIndex.build(
            grids(("B", "general", square(0, 0)), ("A", "general", square(0, 0)))
        )
        assert one(index, 0.123, 0.456) == ("A", "tie", None)

    def test_an_invalid_bow_tie_is_used_by_the_even_odd_rule_and_named(self) -> None:
        bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
        index = GridIndex.build(grids(("A", "general", bow), ("B", "general", square(4, 4))))
        assert index.repaired == ("A",)
        assert one(index, 0.2, 1.0) == ("A", "inside", None)
        assert one(index, 1.0, 0.2) == (None, None, "outside")

    def test_a_polygon_collapsed_to_a_line_holds_no_point(self) -> None:
        flat = shapely.Polygon([(0, 0), (1, 1), (2, 2)])
        index = GridIndex.build(grids(("A", "general", flat), ("B", "general", square(4, 4))))
        assert one(index, 1.0, 1.5) == (None, None, "outside")

    def test_chinese_codes_and_heights_do_no_harm(self) -> None:
        high = shapely.force_3d(square(0, 0), 12.0)
        index = GridIndex.build(grids(("网格员张三", "general", high)))
        assert one(index, 0.5, 0.5) == ("网格员张三", "inside", None)

    def test_a_district_of_a_millimetre_and_one_of_the_whole_earth_are_exact(self) -> None:
        for west, size in [(120.0, 1e-8), (120.0, 1e-12), (-180.0, 360.0)]:
            half = size / 2
            shapes = [
                shapely.box(west, -half, west + half, half / 2),
                shapely.box(west + half, -half, west + size, half / 2),
            ]
            index = GridIndex.build(grids(("A", "general", shapes[0]), ("B", "general", shapes[1])))
            lat = np.full(3, 0.0)
            lon = np.array([west + size / 4, west + half, west + 3 * size / 4])
            got = assign(index, lon, lat)
            assert got["how"].tolist() == ["inside", "tie", "inside"]
            assert got["grid_code"].tolist() == ["A", "A", "B"]


def test_candidates_list_every_covering_grid_winner_first() -> None:
    index = GridIndex.build(
        grids(
            ("B", "general", square(0, 0)),
            ("A", "general", square(1, 0)),
            ("Z", "dedicated", square(0.9, 0.4, 0.2)),
        )
    )
    got = candidates(index, [9, 1.0, 0.5, np.nan], [9, 0.5, 0.5, 0])
    assert got["point"].tolist() == [1, 1, 1, 2]
    assert got["grid_code"].tolist() == ["Z", "A", "B", "B"]
    assert got["kind"].tolist() == ["dedicated", "general", "general", "general"]


def test_missing_codes_and_answers_are_none_and_not_nan() -> None:
    index = GridIndex.build(grids(("A", "general", square(0, 0))))
    got = assign(index, [0.5, 9], [0.5, 9])
    assert got["grid_code"].tolist() == ["A", None]
    assert all(str(kind) == "object" for kind in got.dtypes)


def test_the_first_large_batch_builds_the_table_and_later_small_ones_use_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("geo.assign.LARGE_BATCH", 3)
    index = GridIndex.build(grids(("A", "general", square(0, 0))))
    assign(index, [0.5, 2], [0.5, 2])
    assert not index.has_cells
    assign(index, [0.5, 2, 3], [0.5, 2, 3])
    assert index.has_cells
    monkeypatch.setattr("geo.assign._place_plainly", None)
    assert one(index, 0.5, 0.5) == ("A", "inside", None)


def test_the_index_is_made_once_for_several_threads() -> None:
    index = GridIndex.build(grids(("A", "general", square(0, 0))))
    made = []
    assert index.once("thing", lambda: made.append(1) or "thing") == "thing"
    assert index.once("thing", lambda: made.append(2) or "other") == "thing"
    assert index.cells is index.cells
    assert made == [1]


class TestRefusals:
    def test_points_of_unequal_length(self) -> None:
        with pytest.raises(GeoError, match="2 longitudes do not match 1 latitudes"):
            assign(GridIndex.build(grids()), [1, 2], [1])

    def test_an_override_that_is_no_grid(self) -> None:
        index = GridIndex.build(grids(("A", "general", square(0, 0))))
        with pytest.raises(GeoError, match="override codes X are no grids"):
            assign(index, [1, 2], [1, 2], override=["X", "A"])

    def test_overrides_of_another_length(self) -> None:
        index = GridIndex.build(grids(("A", "general", square(0, 0))))
        with pytest.raises(GeoError, match="1 overrides do not match 2 points"):
            assign(index, [1, 2], [1, 2], override=["A"])

    @pytest.mark.parametrize("snap_m", [-1.0, np.nan, np.inf])
    def test_a_snapping_distance_that_is_none(self, snap_m: float) -> None:
        with pytest.raises(GeoError, match="no snapping distance"):
            assign(GridIndex.build(grids()), [1], [1], snap_m=snap_m)

    def test_grids_in_another_or_no_coordinate_system(self) -> None:
        frame = grids(("A", "general", square(0, 0)))
        with pytest.raises(GeoError, match="EPSG:4549, not in EPSG:4490"):
            GridIndex.build(frame.to_crs(4549))
        with pytest.raises(GeoError, match="no declared coordinate system"):
            GridIndex.build(frame.set_crs(None, allow_override=True))

    def test_grids_in_wgs84_are_accepted_unchanged(self) -> None:
        frame = grids(("A", "general", square(0, 0))).set_crs(4326, allow_override=True)
        assert one(GridIndex.build(frame), 1.0, 1.0) == ("A", "inside", None)

    def test_double_codes(self) -> None:
        with pytest.raises(GeoError, match="codes A stand on more than one row"):
            GridIndex.build(grids(("A", "general", square(0, 0)), ("A", "general", square(1, 0))))

    @pytest.mark.parametrize("code", ["", "  ", None, 4.2e14, 17])
    def test_codes_that_are_no_text(self, code: object) -> None:
        with pytest.raises(GeoError, match="empty or no text"):
            GridIndex.build(grids((code, "general", square(0, 0))))  # type: ignore[arg-type]

    def test_unknown_kinds(self) -> None:
        with pytest.raises(GeoError, match="'专属' are unknown"):
            GridIndex.build(grids(("A", "专属", square(0, 0))))

    def test_lines_and_points(self) -> None:
        with pytest.raises(GeoError, match="grids A are no areas"):
            GridIndex.build(grids(("A", "general", shapely.LineString([(0, 0), (1, 1)]))))

    def test_vertices_at_infinity(self) -> None:
        wild = shapely.Polygon([(0, 0), (np.inf, 0), (1, 1)])
        with pytest.raises(GeoError, match="grids A have vertices"):
            GridIndex.build(grids(("A", "general", wild), ("B", "general", square(0, 0))))

    def test_a_missing_column(self) -> None:
        with pytest.raises(GeoError, match="no column kind"):
            GridIndex.build(grids(("A", "general", square(0, 0))).drop(columns="kind"))

    def test_an_outline_that_is_no_area(self) -> None:
        with pytest.raises(GeoError, match="outline is a Point"):
            GridIndex.build(grids(), outline=shapely.Point(1, 1))
