"""Areas: the same whatever vertices lie on an edge."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.metres import area_m2

ANGLES = st.lists(st.floats(0, 6.28), min_size=4, max_size=12, unique=True)


def ragged(angles: list[float], lon: float, lat: float) -> shapely.Polygon:
    """Return a polygon of some hundred metres with a hole."""
    turn = np.sort(angles)
    reach = 0.002 + 0.001 * np.sin(3 * turn)
    ring = np.column_stack([lon + 1.2 * reach * np.cos(turn), lat + reach * np.sin(turn)])
    return shapely.Polygon(ring).buffer(0)


@given(ANGLES, st.floats(-179, 179), st.floats(-80, 80))
def test_a_vertex_more_on_an_edge_changes_no_area(
    angles: list[float], lon: float, lat: float
) -> None:
    shape = ragged(angles, lon, lat)
    hole = shape.buffer(-0.0005).reverse()
    for one in (shape, shape.reverse(), shape.difference(hole)):
        finer = shapely.segmentize(one, 2e-5)
        # 1 mm2 per km2 is 1e-9; what rounding to stored degrees may add is 1e-9 m times an edge.
        assert area_m2([finer])[0] == pytest.approx(area_m2([one])[0], rel=1e-9, abs=1e-5)


def test_areas_are_those_of_the_ellipsoid() -> None:
    # A second way: radius of the meridian times radius of the parallel, summed over latitude.
    e2 = (2 - 1 / 298.257222101) / 298.257222101
    for south in (0, 30, 45):
        step = np.radians(1 / 100_000)
        lat = np.radians(south) + (np.arange(100_000) + 0.5) * step
        w2 = 1 - e2 * np.sin(lat) ** 2
        zone = 6378137.0**2 * (1 - e2) * np.cos(lat) / w2**2
        expected = zone.sum() * step * np.radians(1)
        found = area_m2([shapely.box(0, south, 1, south + 1)])[0]
        assert found == pytest.approx(expected, rel=1e-10)


def test_parts_holes_and_what_has_no_area_are_counted() -> None:
    box, far = shapely.box(111, 30, 111.01, 30.01), shapely.box(112, 30, 112.02, 30.03)
    mixed = shapely.GeometryCollection([box, shapely.MultiPolygon([far]), shapely.Point(0, 0)])
    whole = area_m2([box, far, mixed, None, shapely.Point(1, 2), shapely.Polygon()])
    assert whole[2] == pytest.approx(whole[0] + whole[1], rel=1e-12)
    assert list(whole[3:]) == [0, 0, 0]
