from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.adjacency import touching
from geo.metres import area_m2
from tests.shared_data import shared

# One thousandth of a degree here: 94.5 m by 111 m.
LON, LAT, STEP = 111.29, 30.70, 0.001


def cell(column: float, row: float, width: float = 1, height: float = 1) -> shapely.Polygon:
    return shapely.box(
        LON + column * STEP,
        LAT + row * STEP,
        LON + (column + width) * STEP,
        LAT + (row + height) * STEP,
    )


def test_a_side_is_a_common_border_and_a_corner_is_none() -> None:
    found = touching(np.array([cell(0, 0), cell(1, 0), cell(0, 1), cell(1, 1)], object))
    assert found.edges.tolist() == [[0, 1], [0, 2], [1, 3], [2, 3]]
    assert found.border_m == pytest.approx([110.86, 95.75, 95.74, 110.86], rel=2e-3)
    assert found.perimeter_m == pytest.approx([413.2] * 4, rel=2e-3)


def test_a_border_with_other_vertices_on_each_side_is_found_whole() -> None:
    tall = shapely.Polygon([(LON, LAT), (LON + STEP, LAT), (LON + STEP, LAT + 2 * STEP),
                            (LON, LAT + 2 * STEP)])  # fmt: skip
    found = touching(np.array([tall, cell(1, 0), cell(1, 1)], object))
    assert found.edges.tolist() == [[0, 1], [0, 2], [1, 2]]
    assert found.border_m[:2] == pytest.approx([110.86, 110.86], rel=2e-3)


def test_a_border_drawn_twice_ten_centimetres_apart_is_one_and_two_metres_apart_is_none() -> None:
    near, far = 1 + 0.1 / 95.7, 1 + 2 / 95.7
    assert touching(np.array([cell(0, 0), cell(near, 0)], object)).edges.tolist() == [[0, 1]]
    assert touching(np.array([cell(0, 0), cell(far, 0)], object)).edges.tolist() == []


def test_a_dedicated_grid_touches_the_one_it_lies_in_along_its_outline() -> None:
    outer, inner = cell(0, 0), cell(0.25, 0.25, 0.5, 0.5)
    found = touching(gpd.GeoDataFrame(geometry=[inner, outer], crs=4490))
    assert found.edges.tolist() == [[0, 1]]
    assert found.border_m[0] == pytest.approx(found.perimeter_m[0])
    # together they have the outline of the outer one
    assert found.perimeter_m.sum() - 2 * found.border_m.sum() == pytest.approx(413.2, rel=2e-3)


def test_a_dedicated_grid_in_a_corner_leaves_the_common_outline_to_nobody_twice() -> None:
    outer, inner, beside = cell(0, 0), cell(0.5, 0.5, 0.5, 0.5), cell(1, 0)
    alone = touching(np.array([outer, inner], object))
    assert alone.perimeter_m.sum() - 2 * alone.border_m.sum() == pytest.approx(413.2, rel=2e-3)
    both = touching(np.array([outer, inner, beside], object))
    assert both.edges.tolist() == [[0, 1], [0, 2], [1, 2]]


def test_nothing_and_one_shape_touch_nothing() -> None:
    assert touching(np.array([], object)).edges.shape == (0, 2)
    assert touching(np.array([cell(0, 0)], object)).edges.shape == (0, 2)


def test_a_crossed_outline_is_borne() -> None:
    bow = shapely.Polygon([(LON, LAT), (LON + STEP, LAT + STEP), (LON + STEP, LAT),
                           (LON, LAT + STEP)])  # fmt: skip
    assert touching(np.array([bow, cell(1, 0)], object)).edges.tolist() == [[0, 1]]


@pytest.mark.parametrize(("name", "pairs"), [("Providence_blocks", 7438), ("IA_counties", 222)])
def test_published_units_touch_as_an_overlay_of_their_outlines_says(name: str, pairs: int) -> None:
    units = gpd.read_file(f"zip://{shared(f'balance/{name}.zip')}").to_crs(4490)
    found = touching(units)
    assert len(found.edges) == pairs
    metric = np.asarray(units.to_crs(units.estimate_utm_crs()).geometry, object)
    a, b = shapely.STRtree(metric).query(metric, predicate="intersects")
    a, b = a[a < b], b[a < b]
    common = shapely.length(
        shapely.intersection(shapely.boundary(metric[a]), shapely.boundary(metric[b]))
    )
    expected = {(i, j): m for i, j, m in zip(a.tolist(), b.tolist(), common, strict=True) if m >= 1}
    assert set(expected) == set(map(tuple, found.edges.tolist()))
    ours = np.array([expected[i, j] for i, j in found.edges.tolist()])
    assert found.border_m == pytest.approx(ours, rel=2e-3)
    assert (area_m2(units.geometry) > 0).all()
