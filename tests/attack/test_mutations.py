"""A sample of damaged files, and documents made by Hypothesis: read, or refused with a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.errors import DataError
from data.readers.files import read_areas, read_points, read_shapes, read_table
from tests.attack.mutate import Outcome, figures, run


def test_damaged_files_are_read_or_refused_and_a_refusal_changes_nothing(tmp_path: Path) -> None:
    found = run(150, 7, tmp_path, None)
    assert [one for one in found if one.kind == "finding"] == []
    counted = figures(found, 7)
    assert counted["files"] == 150
    # Both happen, or the changes would be too small or too large to say anything.
    assert min(counted["outcomes"].values()) > 15
    assert len(counted["by_format"]) > 15


def test_a_finding_is_told() -> None:
    told = figures([Outcome(3, "a.csv", "finding", "Traceback\nValueError: x", 0.1)], 1)
    assert told["findings"] == [{"number": 3, "file": "a.csv", "what": "ValueError: x"}]


_numbers = st.one_of(st.integers(), st.floats(), st.none(), st.booleans(), st.text(max_size=3))
_lists = st.recursive(_numbers, lambda inner: st.lists(inner, max_size=4), max_leaves=20)
_geometries = st.one_of(
    st.none(),
    st.text(max_size=3),
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(
                ["Point", "LineString", "Polygon", "MultiPolygon", "GeometryCollection", "X", 1]
            ),
            "coordinates": _lists,
            "geometries": _lists,
        }
    ),
)
_features = st.one_of(
    _numbers,
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["Feature", "feature", None]),
            "id": _numbers,
            "properties": st.one_of(
                st.none(), _numbers, st.dictionaries(st.text(max_size=4), _lists, max_size=3)
            ),
            "geometry": _geometries,
        }
    ),
)
_documents = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["FeatureCollection", "Feature", "Polygon", None, []]),
        "features": st.one_of(_numbers, st.lists(_features, max_size=4)),
        "crs": st.one_of(st.none(), _lists, st.just({"type": "name", "properties": {"name": "x"}})),
        "coordinates": _lists,
    }
)


@pytest.mark.parametrize("door", [read_areas, read_points, read_shapes, read_table])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=_documents)
def test_any_json_in_the_form_of_geojson_is_read_or_refused(tmp_path, door, document) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(json.dumps(document).encode("utf-8", "surrogatepass"))
    try:
        found = door(path)
    except DataError as error:
        assert "a.geojson" in str(error)
        return
    assert len(found.rows) == len(found.frame) == len(found.usable)
    assert all(issue.msgid.format(**issue.params) for issue in found.issues)
