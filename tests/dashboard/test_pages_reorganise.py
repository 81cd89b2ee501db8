"""The page on which units and grids are reorganised, and cut lines from files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from streamlit.testing.v1 import AppTest

from casework.access import DEMONSTRATION_COORDINATOR, Role, Viewer
from casework.errors import CaseworkError
from data.store import Store, open_store
from service.cut_lines import cut_lines, split_along
from service.errors import ServiceError
from tests.browser import district
from tests.dashboard.town import refusals, run_page

CODES = district.CODES


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    district.hand_made(tmp_path / "gege.db")
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'gege.db'}")
    yield open_store()


def _page() -> None:
    from pages import reorganise

    reorganise.render()


def _file(folder: Path, *shapes: shapely.Geometry) -> Path:
    features = [
        {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(shape))}
        for shape in shapes
    ]
    path = folder / "lines.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def _grids() -> gpd.GeoDataFrame:
    centres = [district.centre(number) for number in range(4)]
    half = district.STEP / 2
    boxes = [shapely.box(x - half, y - half, x + half, y + half) for x, y in centres]
    return gpd.GeoDataFrame({"code": CODES}, geometry=boxes, crs="EPSG:4490")


def _chosen(at: AppTest, *codes: str) -> AppTest:
    box = next(one for one in at.multiselect if str(one.key).startswith("reorganise_chosen"))
    return box.set_value(list(codes)).run()


def test_the_page_opens_with_an_empty_plan(store: Store) -> None:
    at = run_page(_page)
    assert any("plan is empty" in one.value for one in at.info)
    assert any("Operations planned" in one.value for one in at.markdown)


def test_grids_chosen_from_the_list_are_merged_in_the_plan(store: Store) -> None:
    at = run_page(_page, "zh")
    _chosen(at, CODES[0], CODES[1])
    name = next(one for one in at.text_input if str(one.key).startswith("reorganise_name_"))
    name.set_value("合并网格").run()
    take = next(one for one in at.button if str(one.key).startswith("reorganise_take"))
    take.click().run()
    assert refusals(at) == []
    state = at.session_state["reorganise_bench"]
    assert state.refused is None
    assert [one.codes for one in state.plan.operations] == [(CODES[0], CODES[1])]
    at.button(key="reorganise_undo").click().run()
    assert at.session_state["reorganise_bench"].plan.operations == ()


def test_the_lines_of_a_file_cut_the_chosen_grids_they_run_through(tmp_path: Path) -> None:
    lon, lat = district.centre(0)
    along = shapely.LineString([(lon - 0.02, lat), (lon + 0.02, lat)])
    lines = cut_lines(DEMONSTRATION_COORDINATOR, _file(tmp_path, along))
    splits = split_along(_grids(), CODES, lines)
    assert [one.code for one in splits] == [CODES[0], CODES[1]]
    assert [one.code for one in split_along(_grids(), [CODES[1]], lines)] == [CODES[1]]


def test_borders_of_areas_count_as_lines(tmp_path: Path) -> None:
    lon, lat = district.centre(3)
    lake = shapely.box(lon - 0.001, lat - 0.02, lon + 0.001, lat + 0.02)
    lines = cut_lines(DEMONSTRATION_COORDINATOR, _file(tmp_path, lake))
    assert [one.code for one in split_along(_grids(), CODES, lines)] == [CODES[1], CODES[3]]


def test_lines_that_run_through_no_chosen_grid_are_refused(tmp_path: Path) -> None:
    border = shapely.LineString([(district.WEST, 30.9), (district.WEST, 31.1)])
    lines = cut_lines(DEMONSTRATION_COORDINATOR, _file(tmp_path, border))
    with pytest.raises(ServiceError, match="None of the lines runs through"):
        split_along(_grids(), CODES, lines)


def test_a_file_without_lines_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="holds no lines"):
        cut_lines(DEMONSTRATION_COORDINATOR, _file(tmp_path, shapely.Point(111, 31)))


def test_who_may_not_reorganise_reads_no_lines(tmp_path: Path) -> None:
    path = _file(tmp_path, shapely.LineString([(111, 31), (112, 31)]))
    with pytest.raises(CaseworkError):
        cut_lines(Viewer("甲", Role.WORKER), path)


def test_what_is_merged_stays_where_it_was_though_moving_was_offered_before(store: Store) -> None:
    at = run_page(_page)
    bench = at.session_state["reorganise_bench"]
    bench.level = "community"
    at.run()
    _chosen(at, CODES[0][:12])
    _chosen(at, CODES[0][:12], CODES[2][:12])
    above = next(one for one in at.selectbox if one.label == "Above it")
    assert above.value is None
