"""Invalid shapes are named with their place; repair keeps areas and touches nothing else."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.crs import area_m2, shapes_to_store
from geo.declared import declared_crs
from geo.repair import invalid_shapes, repair
from tests.shared_data import shared

BOX = shapely.box(121, 31, 121.01, 31.01)
BOWTIE = shapely.Polygon([(121, 31), (121.01, 31.01), (121.01, 31), (121, 31.01)])
OVERLAPPING_PARTS = shapely.MultiPolygon([BOX, shapely.box(121.005, 31.005, 121.015, 31.015)])
WITH_A_NAN = shapely.Polygon([(121, 31), (121.01, np.nan), (121.01, 31.01)])


def test_valid_shapes_are_not_mentioned_and_handed_on_as_the_same_objects():
    assert invalid_shapes([BOX, BOX]).empty
    shapes, changes = repair([BOX])
    assert shapes[0] is BOX
    assert list(changes) == ["position", "reason", "area_before_m2", "area_after_m2"]
    assert changes.empty


def test_a_bowtie_is_named_with_the_place_where_it_crosses_itself():
    found = invalid_shapes([BOX, BOWTIE])
    assert found["position"].tolist() == [1]
    assert found["reason"].tolist() == ["Self-intersection"]
    assert found[["lon", "lat"]].to_numpy()[0] == pytest.approx([121.005, 31.005])


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (None, "No shape"),
        (shapely.Polygon(), "No shape"),
        (shapely.Point(121, 31), "Not an area"),
        (shapely.LineString([(121, 31), (122, 32)]), "Not an area"),
        (WITH_A_NAN, "Invalid Coordinate"),
        (shapely.Polygon([(121, 31), (121.01, 31), (121.02, 31)]), "Self-intersection"),
    ],
)
def test_what_holds_no_area_is_named_and_repaired_to_nothing(shape, reason):
    assert invalid_shapes([shape])["reason"].tolist() == [reason]
    shapes, changes = repair([shape])
    assert shapes[0] is None
    assert changes["area_after_m2"].tolist() == [0]
    assert np.isfinite(changes["area_before_m2"]).all()


def test_repair_of_a_bowtie_keeps_both_halves_and_says_both_areas():
    shapes, changes = repair([BOWTIE])
    half = area_m2([BOX])[0] / 2
    assert shapely.is_valid(shapes[0])
    assert changes["area_before_m2"][0] == pytest.approx(0, abs=half / 1000)
    assert changes["area_after_m2"][0] == pytest.approx(half, rel=1e-3)


def test_repair_counts_overlapping_parts_once():
    shapes, changes = repair([OVERLAPPING_PARTS])
    one = area_m2([BOX])[0]
    assert changes["area_before_m2"][0] == pytest.approx(2 * one, rel=1e-3)
    assert changes["area_after_m2"][0] == pytest.approx(1.75 * one, rel=1e-3)
    assert shapes[0].geom_type == "Polygon"


def test_a_collection_keeps_its_areas_only():
    mixed = shapely.GeometryCollection(
        [BOX, shapely.Point(3, 3), shapely.box(122, 31, 122.1, 31.1)]
    )
    shapes, _ = repair([mixed])
    assert shapes[0].geom_type == "MultiPolygon"
    assert shapely.area(shapes[0]) == pytest.approx(shapely.area(mixed))


def test_the_array_given_is_not_changed():
    given_shapes = np.array([BOWTIE, None], object)
    repair(given_shapes)
    assert given_shapes[0] is BOWTIE


_CORNERS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=9)


@settings(deadline=None)
@given(st.lists(_CORNERS, min_size=1, max_size=4))
def test_repaired_shapes_are_valid_areas_or_nothing_and_equal_valid_input(rings):
    scribbles = [shapely.Polygon(ring) for ring in rings]
    shapes, changes = repair(scribbles)
    for before, after in zip(scribbles, shapes, strict=True):
        assert after is None or (after.is_valid and after.geom_type.endswith("Polygon"))
        assert not before.is_valid or after is before
    assert changes["position"].tolist() == [
        position for position, shape in enumerate(scribbles) if not shape.is_valid
    ]
    assert len(invalid_shapes([shape for shape in shapes if shape is not None])) == 0


def test_the_six_invalid_areas_of_lancashire_are_found_and_repaired():
    areas = gpd.read_file(shared("lancashire/lsoa_2011_generalised.gpkg"))
    shapes = shapes_to_store(areas.geometry.to_numpy(), declared_crs(areas.crs.to_wkt()))
    assert len(invalid_shapes(shapes)) == 6
    repaired, changes = repair(shapes)
    assert len(changes) == 6
    assert invalid_shapes(repaired).empty
    ratio = changes["area_after_m2"] / changes["area_before_m2"]
    assert ratio.between(0.99, 1.01).all()
