"""Routes as files: GPX that other programs read, GeoJSON, a page to print; hostile text in each."""

from __future__ import annotations

import json
import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.access import Role, Viewer
from casework.errors import CaseworkError
from casework.sentence import Sentence
from data.store import Store
from service.route.ask import RouteAsk
from service.route.geojson import route_geojson
from service.route.gpx import route_gpx
from service.route.routing import route_of
from service.route.sheet import route_sheet_html
from service.route.way import Route
from tests.dashboard.town import HOSTILE
from tests.service.conftest import NOW
from tests.service.matters import COORDINATOR
from tests.service.route_town import at, found_streets, stop

TODAY = date(2026, 6, 1)
NAMESPACE = "{http://www.topografix.com/GPX/1/1}"
# Order of elements in the schema of GPX 1.1, of those that are used.
IN_ORDER = {
    "gpx": ["metadata", "wpt", "rte", "trk"],
    "metadata": ["name", "desc"],
    "wpt": ["name", "desc", "type"],
    "rtept": ["name", "desc", "type"],
    "rte": ["name", "rtept"],
    "trk": ["name", "trkseg"],
    "trkseg": ["trkpt"],
    "trkpt": [],
    "name": [],
    "desc": [],
    "type": [],
}


def made(store: Store, *titles: str, is_round: bool = False) -> Route:
    found_streets(store)
    stops = tuple(
        stop(str(n), 100 * n, 60 * n, title=title, detail=title)
        for n, title in enumerate(titles, 1)
    )
    ask = RouteAsk(start=at(0, 0), round_trip=is_round)
    return route_of(COORDINATOR, store, "W1", TODAY, NOW, ask, matters=stops)


def read(text: str) -> ET.Element:
    return ET.fromstring(text)


def local(element: ET.Element) -> str:
    assert element.tag.startswith(NAMESPACE)
    return element.tag.removeprefix(NAMESPACE)


def test_gpx_has_the_elements_of_its_schema_in_their_order(store: Store) -> None:
    root = read(route_gpx(made(store, "一号", "二号"), "zh"))
    assert (root.get("version"), bool(root.get("creator"))) == ("1.1", True)
    for element in root.iter():
        order = IN_ORDER[local(element)]
        places = [order.index(local(child)) for child in element]
        assert places == sorted(places)
        if local(element) in ("wpt", "rtept", "trkpt"):
            assert set(element.keys()) == {"lat", "lon"}
            assert 29 < float(element.get("lat", "")) < 31
            assert 119 < float(element.get("lon", "")) < 121


def test_gpx_holds_each_stop_in_order_and_the_whole_way(store: Store) -> None:
    route = made(store, "一号", "二号", is_round=True)
    root = read(route_gpx(route, "zh"))
    names = [one.findtext(f"{NAMESPACE}name") for one in root.findall(f"{NAMESPACE}wpt")]
    assert names == [f"{n} {one.title}" for n, one in enumerate(route.stops, 1)]
    assert len(root.findall(f"{NAMESPACE}rte/{NAMESPACE}rtept")) == 3
    track = root.findall(f"{NAMESPACE}trk/{NAMESPACE}trkseg/{NAMESPACE}trkpt")
    assert len(track) == sum(len(leg.path) - 1 for leg in route.legs) + 1
    ends = [(float(one.get("lon", "")), float(one.get("lat", ""))) for one in track]
    assert ends[0] == pytest.approx(at(0, 0), abs=1e-6)
    assert ends[-1] == pytest.approx(ends[0], abs=1e-6)


@given(st.text(max_size=60))
def test_whatever_a_title_holds_gpx_can_be_read_and_says_it(title: str) -> None:
    from service.route.starting import Start

    start = Start(120.0, 30.0, Sentence("Here."))
    told = Route("W1", title, TODAY, start, (stop("1", 0, title=title),), (), True, 0, (), 200, 40)
    root = read(route_gpx(told, "en"))
    found = root.findtext(f"{NAMESPACE}wpt/{NAMESPACE}name") or ""
    kept = "".join(one for one in title if one in "\t\n\r" or one >= " ")
    kept = re.sub("[\ud800-\udfff\ufffe\uffff]", "", kept).replace("\r\n", "\n")
    assert found == f"1 {kept}".replace("\r", "\n")


def test_no_file_tells_a_time_of_day_of_a_stop(store: Store) -> None:
    route = made(store, "一号")
    assert "<time>" not in route_gpx(route, "en")
    assert not re.search(r"\d\d:\d\d", json.dumps(route_geojson(route, "en")))


def test_geojson_holds_the_start_each_stop_and_each_stretch(store: Store) -> None:
    route = made(store, HOSTILE, "二号", is_round=True)
    told = json.loads(json.dumps(route_geojson(route, "zh"), allow_nan=False))
    points = [one for one in told["features"] if one["geometry"]["type"] == "Point"]
    lines = [one for one in told["features"] if one["geometry"]["type"] == "LineString"]
    assert [one["properties"]["number"] for one in points] == [0, 1, 2]
    assert {one["properties"].get("title") for one in points} == {None, HOSTILE, "二号"}
    assert len(lines) == 3
    for line, point in zip(lines, points[1:], strict=False):
        assert line["geometry"]["coordinates"][-1] == point["geometry"]["coordinates"]
    assert told["length_m"] == round(route.length_m)
    assert len(told["sentences"]) == len(route.sentences)


def test_the_sheet_has_a_box_and_a_number_for_each_stop_and_runs_nothing(store: Store) -> None:
    route = made(store, HOSTILE, "二号", is_round=True)
    sheet = route_sheet_html(COORDINATOR, store, route, NOW, "en")
    assert sheet.count("☐") == 2
    assert "<script" not in sheet
    assert "onerror=alert(1)>" not in sheet
    assert "&lt;script&gt;" in sheet
    assert re.search(r'<svg .*<path class="w"', sheet, re.S)
    assert "号路" in sheet
    assert "Back to the start" in sheet
    assert not re.search(r"(?:href|src|url)\s*[=(]", sheet.replace("img src=x", ""))


def test_a_sheet_without_stops_says_that_there_is_no_way(store: Store) -> None:
    sheet = route_sheet_html(COORDINATOR, store, made(store), NOW, "en")
    assert "<svg" not in sheet
    assert "no way to show" in sheet


def test_who_may_not_see_households_gets_no_sheet(store: Store) -> None:
    route = made(store, "一号")
    with pytest.raises(CaseworkError):
        route_sheet_html(Viewer("区领导", Role.LEADER), store, route, NOW, "en")
