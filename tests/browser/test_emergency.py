"""Service points and emergency areas in a real browser: drawn, tried, opened, confirmed, live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from casework.access import OPERATOR
from data.migrate import migrate
from data.store import Store
from service.demonstration import fill_demonstration
from service.emergency.area import area_of_code
from service.emergency.lines import confirm, lines_of
from service.emergency.opening import open_emergency
from service.emergency.sheet import emergency_sheet
from service.map_view import MapData
from tests.browser.conftest import Opened
from tests.browser.served import Watched, serve, until

HOSTILE = "汛情<img src=x onerror=alert(1)>"
USUAL = "_stcore"


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Store]]:
    path: Path = tmp_path_factory.mktemp("emergency") / "gege.db"
    store = Store(str(path))
    migrate(store)
    fill_demonstration(OPERATOR, store, datetime.now(UTC), households=2000, grids=12, cases=200)
    with serve(path) as address:
        yield address, store


def _nothing_wrong(seen: Watched) -> bool:
    seen.errors = [one for one in seen.errors if USUAL not in one and "404" not in one]
    seen.failed = [one for one in seen.failed if USUAL not in one]
    return seen.nothing_wrong()


def _corners(store: Store) -> list[tuple[float, float]]:
    west, south, east, north = MapData.of(store).grids(datetime.now(UTC).date()).frame.total_bounds
    x, y = (west + east) / 2, (south + north) / 2
    dx, dy = (east - west) / 8, (north - south) / 8
    return [(x - dx, y - dy), (x + dx, y - dy), (x + dx, y + dy), (x - dx, y + dy)]


def test_an_area_is_drawn_looked_into_and_opened(
    watch: Opened, district: tuple[str, Store]
) -> None:
    address, store = district
    seen = watch(address, locale="en-GB", viewport={"width": 1600, "height": 1000})
    frame = seen.open("/emergency-area")
    assert frame is not None
    frame.click("[data-tool=draw]")
    corners = _corners(store)
    for number, (lon, lat) in enumerate(corners, start=1):
        seen.click_at(lon, lat)
        until(frame, "(n) => document.documentElement.dataset.corners === n", arg=str(number))
    seen.page.keyboard.press("Backspace")
    until(frame, "() => document.documentElement.dataset.corners === '3'")
    seen.click_at(*corners[3])
    seen.click_at(*corners[0])
    seen.page.get_by_text("households inside").wait_for()
    seen.page.get_by_label("Name of the emergency").fill(HOSTILE)
    seen.page.get_by_role("button", name="Open the emergency").click()
    seen.page.get_by_text("the lists can be printed").wait_for()
    assert "emergency=E" in seen.page.url
    assert seen.page.locator("img[src=x]").count() == 0
    assert _nothing_wrong(seen)


def test_what_somebody_else_confirms_is_seen_without_a_click(
    watch: Opened, district: tuple[str, Store]
) -> None:
    address, store = district
    now = datetime.now(UTC)
    community = MapData.of(store).grids(now.date()).frame["parent_code"].iloc[0]
    shape = area_of_code(OPERATOR, store, community, now.date())
    code = open_emergency(OPERATOR, store, "汛情", shape, now)
    homes = lines_of(OPERATOR, store, code)["code"].tolist()
    seen = watch(address, locale="en-GB", viewport={"width": 1600, "height": 1000})
    frame = seen.open(f"/emergency-area?emergency={code}")
    assert frame is not None
    seen.page.get_by_text(f"0 / {len(homes):,}").wait_for()
    until(frame, "() => document.documentElement.dataset.reached === '0'")
    confirm(OPERATOR, store, code, homes[0], "confirmed", now)
    seen.page.get_by_text(f"1 / {len(homes):,}").wait_for(timeout=60_000)
    until(frame, "() => document.documentElement.dataset.reached === '1'", timeout=60_000)
    assert _nothing_wrong(seen)


def test_the_sheet_opens_from_a_file_without_any_server(
    browser: Browser, district: tuple[str, Store], tmp_path: Path
) -> None:
    _address, store = district
    now = datetime.now(UTC)
    grid = MapData.of(store).grids(now.date()).codes[0]
    shape = area_of_code(OPERATOR, store, grid, now.date())
    code = open_emergency(OPERATOR, store, HOSTILE, shape, now)
    path = tmp_path / "sheet.html"
    path.write_text(emergency_sheet(OPERATOR, store, code, now, "zh"), encoding="utf-8")
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.locator("svg").count() >= 1
    assert page.locator("tbody tr").count() == len(lines_of(OPERATOR, store, code))
    assert asked == [path.as_uri()]
    page.close()


def test_a_point_on_trial_tells_who_comes_within_reach(
    watch: Opened, district: tuple[str, Store]
) -> None:
    address, store = district
    seen = watch(address, locale="en-GB", viewport={"width": 1600, "height": 1000})
    frame = seen.open("/points-near?kind=医疗&far=300")
    assert frame is not None
    until(frame, "() => Number(document.documentElement.dataset.places) > 0")
    until(frame, "() => gege.state.tiles.far")
    lon, lat = _corners(store)[0]
    seen.click_at(lon, lat)
    seen.page.get_by_text("A point on trial", exact=True).wait_for()
    seen.page.get_by_role("button", name="Take the point away").click()
    seen.page.get_by_text("A point on trial", exact=True).wait_for(state="detached")
    assert _nothing_wrong(seen)
