"""Cutting and joining grids: nothing is lost, nobody is in two pieces, borders meet exactly."""

from __future__ import annotations

from fractions import Fraction

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from geo.assign import GridIndex, assign, candidates
from geo.errors import GeoError
from geo.metres import area_m2
from geo.reshape import merge, reading_order, split

LON, LAT = 121.4, 31.2
# About 1 m in degrees at this place.
M = 1e-5
line = shapely.LineString


def box(x0: float, y0: float, x1: float, y1: float) -> shapely.Geometry:
    """Return a rectangle by its corners in hundreds of metres from the south-west."""
    d = 100 * M
    return shapely.box(LON + x0 * d, LAT + y0 * d, LON + x1 * d, LAT + y1 * d)


def at(*points: tuple[float, float]) -> shapely.Geometry:
    """Return a line through places in hundreds of metres."""
    return line([(LON + 100 * M * x, LAT + 100 * M * y) for x, y in points])


def exact_area(shape: shapely.Geometry) -> Fraction:
    """Return the planar area in square degrees, without any rounding."""
    total = Fraction(0)
    for polygon in shapely.get_parts(shape):
        for number, ring in enumerate([polygon.exterior, *polygon.interiors]):
            xy = [(Fraction(x), Fraction(y)) for x, y in ring.coords]
            turned = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(xy, xy[1:], strict=False))
            total += abs(turned) / 2 if number == 0 else -abs(turned) / 2
    return total


def lattice(side: int, seed: int) -> np.ndarray:
    """Return a coverage of squares with shaken corners and no straight border in common."""
    rng = np.random.default_rng(seed)
    knots = np.stack(np.meshgrid(np.arange(side + 1.0), np.arange(side + 1.0)), axis=-1)
    knots += rng.uniform(-0.3, 0.3, knots.shape)
    knots = knots * [311 * M, 287 * M] + [LON, LAT]
    return np.array(
        [
            shapely.Polygon([knots[r, c], knots[r, c + 1], knots[r + 1, c + 1], knots[r + 1, c]])
            for r in range(side)
            for c in range(side)
        ],
        dtype=object,
    )


def voronoi(count: int, seed: int) -> np.ndarray:
    """Return an irregular coverage of a rectangle."""
    rng = np.random.default_rng(seed)
    seeds = shapely.MultiPoint(rng.uniform([LON, LAT], [LON + 0.02, LAT + 0.02], (count, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds))
    frame = shapely.box(LON - 0.01, LAT - 0.01, LON + 0.03, LAT + 0.03)
    inner = cells[shapely.contains_properly(frame, cells)]
    return inner[shapely.is_valid(inner)]


def indexed(shapes: np.ndarray) -> GridIndex:
    codes = [f"g{number:03d}" for number in range(len(shapes))]
    frame = {"code": codes, "kind": "general"}
    return GridIndex.build(gpd.GeoDataFrame(frame, geometry=list(shapes), crs="EPSG:4490"))


coverages = st.one_of(
    st.builds(lattice, st.integers(2, 4), st.integers(0, 10**6)),
    st.builds(voronoi, st.integers(20, 50), st.integers(0, 10**6)),
)
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def random_cut(whole: shapely.Geometry, rng: np.random.Generator) -> shapely.Geometry:
    """Return a bent line from beyond one side of a shape to beyond the other."""
    west, south, east, north = shapely.bounds(whole)
    middle = shapely.get_coordinates(shapely.point_on_surface(whole))[0]
    first = rng.uniform(0, 2 * np.pi)
    arms = [first, first + rng.uniform(1, 2 * np.pi - 1)]
    far = np.hypot(east - west, north - south)
    one, other = (middle + far * np.array([np.cos(turn), np.sin(turn)]) for turn in arms)
    return line([one, middle, other])


def cut_somewhere(shapes: np.ndarray, seed: int) -> tuple[int, object]:
    rng = np.random.default_rng(seed)
    which = int(rng.integers(len(shapes)))
    cuts = [random_cut(shapes[which], rng) for _ in range(int(rng.integers(1, 4)))]
    try:
        return which, split(shapes, which, cuts, name="G")
    except GeoError as error:
        # Several random cuts may leave a piece that is too small: that is refused, not made.
        assert "would have" in str(error)
        assume(False)
        raise


def after(shapes: np.ndarray, which: int, made) -> np.ndarray:
    rest = shapes.copy()
    for position, shape in made.touched.items():
        rest[position] = shape
    return np.array([*np.delete(rest, which), *made.pieces], dtype=object)


@few
@given(coverages, st.integers(0, 10**6))
def test_a_split_keeps_the_area_to_a_square_millimetre_in_a_square_kilometre(shapes, seed) -> None:
    which, made = cut_somewhere(shapes, seed)
    before = exact_area(shapes[which])
    now = sum(map(exact_area, made.pieces))
    assert abs(now - before) <= before * Fraction(1, 10**12)
    for position, shape in made.touched.items():
        then = exact_area(shapes[position])
        assert abs(exact_area(shape) - then) <= then * Fraction(1, 10**12)


@few
@given(coverages, st.integers(0, 10**6))
def test_after_a_split_all_borders_meet_vertex_to_vertex(shapes, seed) -> None:
    assume(shapely.coverage_is_valid(shapes))
    which, made = cut_somewhere(shapes, seed)
    assert shapely.coverage_is_valid(after(shapes, which, made))
    assert (area_m2(made.pieces) >= 1).all()


@few
@given(coverages, st.integers(0, 10**6))
def test_after_a_split_every_point_lies_in_exactly_one_piece(shapes, seed) -> None:
    which, made = cut_somewhere(shapes, seed)
    now = after(shapes, which, made)
    west, south, east, north = shapely.total_bounds(shapes)
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(west, east, 400), rng.uniform(south, north, 400)
    then, here = assign(indexed(shapes), lon, lat), assign(indexed(now), lon, lat)
    was_in = then["grid_code"].notna()
    assert (here["grid_code"].notna() == was_in).all()
    held = candidates(indexed(now), lon, lat)
    assert held["point"].nunique() == len(held) == was_in.sum()


@few
@given(coverages, st.integers(0, 10**6))
def test_pieces_merged_again_are_the_same_ground(shapes, seed) -> None:
    which, made = cut_somewhere(shapes, seed)
    again = merge(made.pieces, [f"piece {n}" for n in range(len(made.pieces))])
    whole = shapes[which]
    # GEOS rounds where it computes the difference, by far more than the shapes differ.
    assert shapely.area(shapely.symmetric_difference(again, whole)) < 1e-10 * shapely.area(whole)
    assert abs(exact_area(again) - exact_area(whole)) <= exact_area(whole) / 10**12


@few
@given(coverages, st.integers(0, 10**6))
def test_neighbours_merged_leave_a_valid_coverage_of_the_same_area(shapes, seed) -> None:
    assume(shapely.coverage_is_valid(shapes))
    rng = np.random.default_rng(seed)
    chosen = [int(rng.integers(len(shapes)))]
    while len(chosen) < min(4, len(shapes)):
        is_near = [shapely.length(shapely.intersection(shapes[chosen[-1]], s)) > M for s in shapes]
        near = sorted(set(np.flatnonzero(is_near)) - set(chosen))
        if not near:
            break
        chosen.append(int(near[0]))
    assume(len(chosen) > 1)
    joined = merge(shapes[chosen], [str(n) for n in chosen])
    rest = np.delete(shapes, chosen)
    assert shapely.coverage_is_valid(np.array([*rest, joined], dtype=object))
    then = sum(map(exact_area, shapes[chosen]))
    assert abs(exact_area(joined) - then) <= then / 10**12


def test_pieces_are_numbered_from_left_to_right_and_top_to_bottom() -> None:
    squares = [box(c, r, c + 1, r + 1) for r in range(3) for c in range(3)]
    assert reading_order(squares).tolist() == [6, 7, 8, 3, 4, 5, 0, 1, 2]
    upright = split([box(0, 0, 2, 2)], 0, [at((1.2, -1), (1, 3))], name="G").pieces
    assert shapely.bounds(upright)[0, 0] < shapely.bounds(upright)[1, 0]
    lying = split([box(0, 0, 2, 2)], 0, [at((-1, 1), (3, 1.2))], name="G").pieces
    assert shapely.bounds(lying)[0, 3] > shapely.bounds(lying)[1, 3]


def test_several_lines_cut_into_as_many_pieces_as_they_make() -> None:
    crossing = [at((-1, 1), (3, 1.1)), at((1, -1), (1.1, 3))]
    assert len(split([box(0, 0, 2, 2)], 0, crossing, name="G").pieces) == 4
    meeting = [at((-1, 1), (3, 1)), at((1, 1), (1, 3))]
    assert len(split([box(0, 0, 2, 2)], 0, meeting, name="G").pieces) == 3


def test_a_line_that_ends_a_little_short_is_drawn_on_to_the_border() -> None:
    square = box(0, 0, 2, 2)
    made = split([square], 0, [at((1, 0.03), (1, 1.96))], name="G")
    assert len(made.pieces) == 2
    assert sum(map(exact_area, made.pieces)) == pytest.approx(exact_area(square), rel=1e-12)


def test_a_line_that_ends_well_inside_is_refused_with_the_distance() -> None:
    with pytest.raises(GeoError, match=r"ends inside G, 95\.3 m from its"):
        split([box(0, 0, 2, 2)], 0, [at((1, -1), (1, 1))], name="G")


def test_a_second_line_that_runs_on_far_beyond_the_first_is_refused() -> None:
    lines = [at((-1, 0.5), (3, 0.5)), at((1, -1), (1, 1))]
    with pytest.raises(GeoError, match="ends inside G"):
        split([box(0, 0, 2, 2)], 0, lines, name="G")
    slightly = [lines[0], at((1, -1), (1, 0.52))]
    assert len(split([box(0, 0, 2, 2)], 0, slightly, name="G").pieces) == 3


@pytest.mark.parametrize(
    "cut",
    [
        at((-2, -2), (-1, 3)),  # outside
        at((0, 0), (0, 2)),  # along a whole side
        at((0, -1), (0, 3)),  # along a side and beyond
        at((-1, 1), (1, -1)),  # touches one corner only
        at((-1, 3), (1, 1), (3, 3)),  # touches one corner from outside
    ],
)
def test_a_line_that_does_not_cross_divides_nothing(cut) -> None:
    with pytest.raises(GeoError, match="does not divide G"):
        split([box(0, 0, 2, 2) if cut != at((-1, 3), (1, 1), (3, 3)) else box(0, 0, 1, 1)], 0,
              [cut], name="G")  # fmt: skip


def test_a_line_through_two_corners_adds_no_vertex() -> None:
    made = split([box(0, 0, 1, 1), box(1, 0, 2, 1)], 0, [at((-1, -1), (2, 2))], name="G")
    assert len(made.pieces) == 2
    assert made.touched == {}


def test_a_line_through_a_bay_makes_three_pieces() -> None:
    bay = shapely.difference(box(0, 0, 3, 3), box(1, 1, 2, 4))
    made = split([bay], 0, [at((-1, 2), (4, 2.1))], name="G")
    assert len(made.pieces) == 3


def test_a_line_hugging_the_border_is_refused_as_too_thin() -> None:
    with pytest.raises(GeoError, match="would have .* m2 and be 0.9"):
        split([box(0, 0, 2, 2)], 0, [at((0.01, -1), (0.01, 3))], name="G")


def test_a_line_that_crosses_itself_cuts_out_its_loop() -> None:
    loop = at((-1, 1), (1.5, 1), (1.5, 1.5), (1, 1.5), (1, -1))
    assert len(split([box(0, 0, 2, 2)], 0, [loop], name="G").pieces) == 3


def test_a_closed_line_cuts_out_what_it_encloses() -> None:
    ring = at((0.5, 0.5), (1.5, 0.5), (1.5, 1.5), (0.5, 1.5), (0.5, 0.5))
    made = split([box(0, 0, 2, 2)], 0, [ring], name="G")
    assert sorted(len(piece.interiors) for piece in made.pieces) == [0, 1]
    assert shapely.coverage_is_valid(made.pieces)


def test_a_line_to_a_hole_alone_divides_nothing_and_across_it_two() -> None:
    ring = shapely.difference(box(0, 0, 3, 3), box(1, 1, 2, 2))
    with pytest.raises(GeoError, match="does not divide"):
        split([ring, box(1, 1, 2, 2)], 0, [at((-1, 1.5), (1.5, 1.5))], name="G")
    made = split([ring, box(1, 1, 2, 2)], 0, [at((-1, 1.5), (4, 1.6))], name="G")
    assert len(made.pieces) == 2
    assert list(made.touched) == [1]  # the grid in the hole meets both cuts
    assert shapely.coverage_is_valid(np.array([*made.pieces, made.touched[1]], dtype=object))


def test_an_island_that_no_line_divides_stays_with_the_nearest_piece() -> None:
    whole = shapely.union_all([box(0, 0, 2, 2), box(2.5, 0, 3, 0.5)])
    made = split([whole], 0, [at((1, -1), (1, 3))], name="G")
    assert [len(shapely.get_parts(piece)) for piece in made.pieces] == [1, 2]
    with pytest.raises(GeoError, match="does not divide"):
        split([whole], 0, [at((2.25, -1), (2.25, 3))], name="G")


@pytest.mark.parametrize(
    "bad",
    [
        [],
        [line()],
        [line([(LON, LAT), (LON, LAT)])],
        [shapely.Point(LON, LAT)],
        [line([(LON, LAT), (np.inf, LAT)])],
        [line([(13_500_000, 3_600_000), (13_500_100, 3_600_100)])],
    ],
)
def test_what_is_no_line_in_degrees_is_refused(bad) -> None:
    with pytest.raises(GeoError, match="line"):
        split([box(0, 0, 1, 1)], 0, bad, name="G")


def test_an_invalid_grid_is_neither_cut_nor_merged() -> None:
    bow = shapely.Polygon([(LON, LAT), (LON + M, LAT + M), (LON + M, LAT), (LON, LAT + M)])
    with pytest.raises(GeoError, match="repair"):
        split([bow], 0, [at((-1, 0), (1, 0))], name="G")
    with pytest.raises(GeoError, match="B is invalid"):
        merge([box(0, 0, 1, 1), bow], ["A", "B"])


def test_grids_that_do_not_share_a_border_are_not_merged_and_are_named() -> None:
    with pytest.raises(GeoError, match="^C, D shares no border with A, B"):
        merge(
            [box(0, 0, 1, 1), box(1, 0, 2, 1), box(5, 5, 6, 6), box(2, 1, 3, 2)],
            ["A", "B", "C", "D"],
        )
    with pytest.raises(GeoError, match="at least two"):
        merge([box(0, 0, 1, 1)], ["A"])


def test_a_merged_ring_closes_its_hole() -> None:
    ring = shapely.difference(box(0, 0, 3, 3), box(1, 1, 2, 2))
    joined = merge([ring, box(1, 1, 2, 2)], ["A", "B"])
    assert len(joined.interiors) == 0
    assert exact_area(joined) == exact_area(ring) + exact_area(box(1, 1, 2, 2))


def test_grids_a_hand_apart_or_at_a_corner_only_are_not_merged() -> None:
    for other in (box(1.001, 0, 2, 1), box(1, 1, 2, 2)):
        with pytest.raises(GeoError, match="^B shares no border with A"):
            merge([box(0, 0, 1, 1), other], ["A", "B"])


def test_a_grid_in_two_parts_joins_what_each_part_touches() -> None:
    two = shapely.union_all([box(0, 0, 1, 1), box(3, 0, 4, 1)])
    joined = merge([two, box(1, 0, 2, 1), box(4, 0, 5, 1)], ["A", "B", "C"])
    assert len(shapely.get_parts(joined)) == 2


@pytest.mark.parametrize(
    ("cut", "count"),
    [
        (at((0, -1), (0, 1), (1, 1), (1, 3)), 2),  # along the western border, then across
        (at((-1, -1), (1, 1), (3, 1)), 2),  # in through a corner, out through a side
        (at((1, -1), (1, 2), (1, 2), (1, 5)), 2),  # a point twice
        (at((-1, 1), (3, 1), (-1, 1)), 2),  # there and back
        (at((1, 2), (1, 0)), 2),  # from border to border exactly
        (
            at((-1, 0.5), (1, 1.5), (3, 0.5), (3, 1.5), (1, 0.5), (-1, 1.5)),
            3,
        ),  # twice across, from one point
    ],
)
def test_odd_lines_cut_where_they_cross(cut, count) -> None:
    shapes = np.array([box(0, 0, 2, 2), box(-2, 0, 0, 2), box(2, 0, 4, 2)], dtype=object)
    made = split(shapes, 0, [cut], name="G")
    assert len(made.pieces) == count
    assert shapely.coverage_is_valid(after(shapes, 0, made))
    assert abs(sum(map(exact_area, made.pieces)) / exact_area(shapes[0]) - 1) < 1e-12
