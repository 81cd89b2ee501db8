"""The map audit against published counts, counting by unit cells, and hand-made faults."""

from __future__ import annotations

from collections import Counter

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from geo.audit import Thresholds, audit_grids
from geo.crs import area_m2, declared_crs, shapes_to_store
from tests.shared_data import shared

STEP = 0.001  # degrees; about 95 m by 111 m at 31 N
WEST, SOUTH = 121.0, 31.0


def _box(x: float, y: float, width: float = 1, height: float = 1) -> shapely.Polygon:
    corners = np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], float)
    return shapely.Polygon(corners * STEP + (WEST, SOUTH))


def _grids(shapes, codes=None, kind="general", parents=None) -> gpd.GeoDataFrame:
    codes = [f"g{number}" for number in range(len(shapes))] if codes is None else codes
    facts = {"code": codes, "name": codes, "kind": kind, "parent_code": parents}
    return gpd.GeoDataFrame(facts, geometry=np.array(shapes, object), crs=4490)


def _kinds(findings) -> dict[str, int]:
    return dict(Counter(finding.kind for finding in findings))


def _points(*places, grid_code=None) -> pd.DataFrame:
    lon_lat = np.array(places, float).reshape(-1, 2) * STEP + (WEST, SOUTH)
    return pd.DataFrame({"lon": lon_lat[:, 0], "lat": lon_lat[:, 1], "grid_code": grid_code})


@pytest.mark.parametrize(
    ("name", "layer", "overlaps", "gaps"),
    [
        ("balance/denver_precincts/CO_bad_gap_region.zip", None, 2, 3),
        ("washington_dc/areas.gpkg", "voting_precinct_2012", 17, 34),
        ("balance/RI_precincts.zip", None, 9, 28),
        ("balance/Providence_blocks.zip", None, 0, 0),
    ],
)
def test_published_counts_of_overlaps_and_gaps_are_met(name, layer, overlaps, gaps):
    frame = gpd.read_file(shared(name), layer=layer)
    shapes = shapes_to_store(frame.geometry.to_numpy(), declared_crs(frame.crs.to_wkt()))
    counts = Counter(finding.kind for finding in audit_grids(_grids(shapes)))
    assert (counts["overlap"], counts["gap"]) == (overlaps, gaps)
    assert counts["invalid"] == 0


def test_repaired_denver_precincts_have_fewer_faults_than_the_original_ones():
    counts = {}
    for state in ("orig", "repaired"):
        path = shared(f"balance/denver_precincts/DenverCo_precincts2020_{state}.zip")
        frame = gpd.read_file(path)
        shapes = shapes_to_store(frame.geometry.to_numpy(), declared_crs(frame.crs.to_wkt()))
        counts[state] = _kinds(audit_grids(_grids(shapes)))
    assert counts["orig"]["overlap"] == 1
    assert "overlap" not in counts["repaired"]


def test_a_seamless_map_has_no_findings():
    shapes = [_box(x, y) for x in range(5) for y in range(5)]
    assert audit_grids(_grids(shapes), outline=_box(0, 0, 5, 5)) == []


_RECTANGLES = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(1, 4), st.integers(1, 4)),
    min_size=1,
    max_size=10,
    unique=True,
)


def _covered(rectangles) -> np.ndarray:
    layers = np.zeros((len(rectangles), 12, 12), bool)
    for layer, (x, y, width, height) in zip(layers, rectangles, strict=True):
        layer[x : x + width, y : y + height] = True
    return layers


def _cell_m2(rectangle_count: np.ndarray) -> float:
    cells = [_box(x, y) for x, y in zip(*np.nonzero(rectangle_count), strict=True)]
    return float(area_m2(cells).sum())


@settings(max_examples=150, deadline=None)
@given(_RECTANGLES)
def test_overlaps_equal_all_pairs_counted_by_unit_cells(rectangles):
    layers = _covered(rectangles)
    expected = {
        (f"g{i}", f"g{j}"): _cell_m2(layers[i] & layers[j])
        for i in range(len(rectangles))
        for j in range(i + 1, len(rectangles))
        if (layers[i] & layers[j]).any()
    }
    found = audit_grids(_grids([_box(*rectangle) for rectangle in rectangles]))
    got = {finding.codes: finding.area_m2 for finding in found if finding.kind == "overlap"}
    assert got == pytest.approx({tuple(sorted(pair)): area for pair, area in expected.items()})


_TRIANGLES = st.lists(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=3),
    min_size=2,
    max_size=6,
)


@settings(max_examples=300, deadline=None)
@given(_TRIANGLES)
def test_overlaps_of_slanting_shapes_equal_a_loop_over_all_pairs(triangles):
    shapes = [shapely.Polygon(np.array(corners) * STEP + (WEST, SOUTH)) for corners in triangles]
    shapes = [shape for shape in shapes if shape.is_valid]
    expected = {}
    for i, one in enumerate(shapes):
        for j, other in enumerate(shapes[:i]):
            area = area_m2([one.intersection(other)])[0]
            if area > 1 and not one.equals(other):
                expected[f"g{j}", f"g{i}"] = area
    got = {f.codes: f.area_m2 for f in audit_grids(_grids(shapes)) if f.kind == "overlap"}
    assert got == pytest.approx(expected, rel=1e-6)


@settings(max_examples=150, deadline=None)
@given(_RECTANGLES)
def test_gaps_within_an_outline_equal_the_cells_that_nobody_has(rectangles):
    free = ~_covered(rectangles).any(axis=0)
    found = audit_grids(
        _grids([_box(*rectangle) for rectangle in rectangles]), outline=_box(0, 0, 12, 12)
    )
    gaps = [finding for finding in found if finding.kind == "gap"]
    assert len(gaps) == ndimage.label(free)[1]
    assert sum(gap.area_m2 for gap in gaps) == pytest.approx(_cell_m2(free))


@settings(max_examples=150, deadline=None)
@given(_RECTANGLES)
def test_gaps_without_an_outline_are_the_cells_that_grids_enclose(rectangles):
    free = ~np.pad(_covered(rectangles).any(axis=0), 1)
    enclosed = []
    for structure in (np.ones((3, 3)), None):  # open across corners, and not
        pieces, _ = ndimage.label(free, structure)
        enclosed.append(_cell_m2((free & (pieces != pieces[0, 0]))[1:-1, 1:-1]))
    found = audit_grids(_grids([_box(*rectangle) for rectangle in rectangles]))
    area = sum(finding.area_m2 for finding in found if finding.kind == "gap")
    assert enclosed[0] - 1 < area < enclosed[1] + 1


@settings(deadline=None)
@given(_RECTANGLES, st.randoms(use_true_random=False))
def test_the_order_of_the_grids_does_not_matter(rectangles, random):
    numbers = list(range(len(rectangles)))
    random.shuffle(numbers)
    grids = _grids([_box(*rectangle) for rectangle in rectangles])
    one = audit_grids(grids)
    other = audit_grids(grids.iloc[numbers])
    shown = [[(f.kind, f.codes, round(f.area_m2 or 0, 2)) for f in found] for found in (one, other)]
    assert sorted(shown[0]) == sorted(shown[1])


def test_a_gap_names_its_neighbours_its_place_and_whom_it_concerns():
    ring = shapely.difference(_box(0, 0, 3, 3), _box(1, 1))
    halves = [
        shapely.intersection(ring, _box(0, 0, 1.5, 3)),
        shapely.intersection(ring, _box(1.5, 0, 1.5, 3)),
    ]
    households = _points((1.5, 1.5), (1.2, 1.9), (0.5, 0.5), (9, 9))
    (gap,) = audit_grids(
        _grids(halves, ["b", "a"]), households=households, open_cases=_points((1.5, 1.5))
    )
    assert (gap.kind, gap.severity, gap.codes) == ("gap", "error", ("a", "b"))
    assert (gap.households, gap.open_cases) == (2, 1)
    assert gap.area_m2 == pytest.approx(area_m2([_box(1, 1)])[0])
    assert shapely.Point(gap.lon, gap.lat).within(_box(1, 1))
    assert gap.bounds == pytest.approx(_box(1, 1).bounds)
    assert "a, b" in str(gap)


def test_an_island_in_a_hole_is_not_counted_as_gap():
    ring = shapely.difference(_box(0, 0, 5, 5), _box(1, 1, 3, 3))
    (gap,) = audit_grids(_grids([ring, _box(2, 2)]))
    assert gap.area_m2 == pytest.approx(8 * area_m2([_box(2, 2)])[0], rel=1e-4)
    assert not shapely.Point(gap.lon, gap.lat).within(_box(2, 2))


def test_an_overlap_is_an_error_when_broad_and_counts_the_households_in_it():
    (overlap,) = audit_grids(
        _grids([_box(0, 0, 2, 1), _box(1, 0, 2, 1)]), households=_points((1.5, 0.5), (0.5, 0.5))
    )
    assert (overlap.kind, overlap.severity, overlap.codes) == ("overlap", "error", ("g0", "g1"))
    assert overlap.households == 1


def test_a_thin_overlap_is_a_warning_until_someone_lives_in_it():
    shapes = _grids([_box(0, 0, 1.01, 1), _box(1, 0)])  # 0.01 step: about 1 m
    (empty,) = audit_grids(shapes)
    (lived_in,) = audit_grids(shapes, households=_points((1.005, 0.5)))
    (strict,) = audit_grids(shapes, thresholds=Thresholds(thin_m=0.5))
    assert [f.severity for f in (empty, lived_in, strict)] == ["warning", "error", "error"]


def test_ground_up_to_the_least_area_is_left_out():
    shapes = _grids([_box(0, 0, 1.0001, 1), _box(1, 0)])  # about 1 cm by 111 m
    assert _kinds(audit_grids(shapes)) == {"overlap": 1}
    assert audit_grids(shapes, thresholds=Thresholds(least_area_m2=1.5)) == []


def test_dedicated_grids_may_lie_on_general_ones_and_do_not_fill_gaps():
    ring = shapely.difference(_box(0, 0, 3, 3), _box(1, 1))
    shapes = [ring, _box(1, 1), _box(0, 0, 2, 2)]
    found = audit_grids(_grids(shapes, kind=["general", "dedicated", "dedicated"]))
    assert _kinds(found) == {"gap": 1}
    assert found[0].codes == ("g0",)


def test_an_invalid_shape_is_named_where_it_crosses_itself_and_counts_its_grid():
    bowtie = shapely.Polygon(np.array([(0, 0), (1, 1), (1, 0), (0, 1)]) * STEP + (WEST, SOUTH))
    people = _points((5, 5), (6, 6), grid_code=["x", None])
    (found,) = audit_grids(_grids([bowtie], ["x"]), households=people)
    assert (found.kind, found.severity, found.codes) == ("invalid", "error", ("x",))
    assert (found.lon, found.lat) == pytest.approx((WEST + STEP / 2, SOUTH + STEP / 2))
    assert "Self-intersection" in str(found)
    assert found.households == 1


@pytest.mark.parametrize("shape", [None, shapely.Polygon(), shapely.Point(121, 31)])
def test_a_grid_without_an_area_is_invalid_and_has_no_place(shape):
    (found,) = audit_grids(_grids([shape, _box(0, 0)]), outline=_box(0, 0))
    assert (found.kind, found.codes, found.area_m2) == ("invalid", ("g0",), 0)
    assert found.bounds is None


def test_equal_shapes_are_one_finding_however_they_were_drawn():
    box = _box(0, 0)
    turned = shapely.Polygon([*box.exterior.coords][2:] + [*box.exterior.coords][1:3])
    found = audit_grids(_grids([box, shapely.reverse(box), turned, _box(1, 0)]))
    assert [(f.kind, f.codes) for f in found] == [("duplicate", ("g0", "g1", "g2"))]


def test_a_thin_loose_part_of_a_grid_is_a_sliver():
    strip = _box(3, 0, 0.005, 1)  # about 0.5 m wide
    (found,) = audit_grids(_grids([shapely.MultiPolygon([_box(0, 0), strip]), _box(1, 0)]))
    assert (found.kind, found.severity, found.codes) == ("sliver", "warning", ("g0",))
    assert found.area_m2 == pytest.approx(area_m2([strip])[0])


@pytest.mark.parametrize("as_function", [False, True])
def test_wrong_parents_are_asked_from_a_rule_or_taken_from_a_mask(as_function):
    grids = _grids(
        [_box(0, 0), _box(1, 0), _box(2, 0)], ["110", "120", "210"], parents=["1", "2", None]
    )

    def rule(codes, parents):
        return [
            parent is not None and not code.startswith(parent)
            for code, parent in zip(codes, parents, strict=True)
        ]

    mask = rule(grids["code"], ["1", "2", None])
    found = audit_grids(grids, is_parent_wrong=rule if as_function else mask)
    assert [(f.kind, f.codes) for f in found] == [("wrong_parent", ("120",))]
    assert found[0].params == {"code": "120", "parent": "2"}


def test_ground_beyond_the_district_and_beyond_the_community_is_found_by_grid():
    grids = _grids([_box(0, 0), _box(1, 0), _box(2, 0, 2, 1)], parents=["A", "A", "B"])
    outlines = gpd.GeoDataFrame(
        {"code": ["A", "B"]}, geometry=[_box(0, 0, 1.5, 1), _box(1.5, 0, 9, 1)], crs=4490
    )
    found = audit_grids(grids, outline=_box(0, 0, 3, 1), communities=outlines)
    half = area_m2([_box(1, 0)])[0] / 2
    got = {(f.kind, f.codes): f.area_m2 for f in found}
    assert got == pytest.approx(
        {("beyond_outline", ("g2",)): 2 * half, ("beyond_parent", ("g1",)): half}
    )


def test_an_edge_that_misses_the_outline_by_a_hand_is_not_beyond_it():
    assert audit_grids(_grids([_box(0, 0, 1.001, 1)]), outline=_box(0, 0)) == []


def test_errors_come_first_then_those_that_concern_more_people():
    shapes = [
        _box(0, 0, 1.01, 1),
        _box(1, 0),
        _box(5, 0, 2, 1),
        _box(6, 0, 2, 1),
        _box(9, 0, 2, 1),
        _box(10, 0, 2, 1),
    ]
    found = audit_grids(_grids(shapes), households=_points((10.5, 0.5)))
    assert [f.codes for f in found] == [("g4", "g5"), ("g2", "g3"), ("g0", "g1")]


def test_a_frame_without_grids_has_no_findings_or_one_gap():
    empty = _grids([], [])
    assert audit_grids(empty) == []
    assert _kinds(audit_grids(empty, outline=_box(0, 0))) == {"gap": 1}


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 3), st.floats(0, 3)), max_size=40))
def test_households_in_a_gap_are_counted_like_a_plain_loop_counts_them(places):
    ring = shapely.difference(
        _box(0, 0, 3, 3), shapely.Point(WEST + 1.5 * STEP, SOUTH + 1.5 * STEP).buffer(STEP)
    )
    people = _points(*places)
    people.loc[len(people)] = [np.nan, np.nan, None]
    hole = shapely.Polygon(ring.interiors[0])
    expected = sum(
        hole.intersects(shapely.Point(lon, lat))
        for lon, lat in zip(people["lon"], people["lat"], strict=True)
    )
    (gap,) = audit_grids(_grids([ring]), households=people)
    assert gap.households == expected
