"""The heat page in a real browser: every way of looking paints, the map stays, text stays text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Frame

from casework.access import OPERATOR
from data.migrate import migrate
from data.schema import cases
from data.store import Store, bump
from service.demonstration import fill_demonstration
from service.map_view import MapData
from tests.browser.conftest import Opened
from tests.browser.served import Watched, serve, until

WAYS = {"surface": "热力面", "classes": "分级图", "rate": "每千户率", "spots": "热点"}
PAGE = "/where-gathered"
LAST = datetime.now(UTC).year
# Streamlit asks for these by itself below a page's own address, and finds them at the root.
USUAL = "_stcore"


@pytest.fixture(scope="module")
def town_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path: Path = tmp_path_factory.mktemp("heat") / "gege.db"
    store = Store(str(path))
    migrate(store)
    fill_demonstration(OPERATOR, store, datetime.now(UTC), households=4000, grids=40, cases=1500)
    _gather(store)
    with serve(path) as address:
        yield address


def _gather(store: Store) -> None:
    """Let every fourth case happen in one grid that has households."""
    grids = MapData.of(store).grids(datetime.now(UTC).date())
    row = int(MapData.of(store).household_counts(grids).argmax())
    at = grids.frame.geometry.iloc[row].representative_point()
    there = {"grid_code": grids.codes[row], "lon": at.x, "lat": at.y}
    with store.begin() as conn:
        conn.execute(cases.update().where(cases.c.id % 4 == 0).values(there))
        bump(conn, "cases")


def _way(frame: Frame, way: str) -> None:
    until(frame, f"() => document.documentElement.dataset.way === {way!r}")
    until(frame, "() => gege.state.measure && gege.state.measure.grids")
    if way == "surface":
        until(frame, "() => document.documentElement.dataset.heat")


def _legend(frame: Frame) -> str:
    body = ".gege-legend .gege-body:visible"
    until(frame, "() => document.querySelectorAll('.gege-legend li').length > 0")
    return "\n".join(frame.locator(body).all_inner_texts())


def _nothing_wrong(seen: Watched) -> bool:
    seen.errors = [one for one in seen.errors if USUAL not in one and "404" not in one]
    seen.failed = [one for one in seen.failed if USUAL not in one]
    return seen.nothing_wrong()


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_looking_paints_and_says_unit_and_rule(
    watch: Opened, town_address: str, way: str
) -> None:
    seen = watch(town_address, locale="en-GB", viewport={"width": 1920, "height": 1080})
    frame = seen.open(f"{PAGE}?way={way}&period={LAST}")
    assert frame is not None
    _way(frame, way)
    units = {
        "surface": "per km²",
        "classes": "cases in a grid",
        "rate": "per 1,000 households, smoothed",
        "spots": "Not apart from chance",
    }
    rules = {
        "surface": "Bandwidth",
        "classes": "Classes:",
        "rate": "Grey:",
        "spots": "chance alone",
    }
    until(
        frame,
        "(text) => document.querySelector('.gege-legend').innerText.includes(text)",
        arg=units[way],
    )
    said = _legend(frame)
    assert units[way] in said
    assert rules[way] in said
    assert "As of" in said or "as of" in said
    assert _nothing_wrong(seen)


def test_another_way_is_another_layer_of_the_same_map(watch: Opened, town_address: str) -> None:
    seen = watch(town_address)
    frame = seen.open(f"{PAGE}?way=classes&period={LAST}")
    assert frame is not None
    _way(frame, "classes")
    frame.evaluate("() => { window.stays = true; gege.state.map.setZoom(15, {animate: false}); }")
    place = frame.evaluate("() => gege.state.map.getCenter()")
    for way in ("rate", "surface", "spots", "classes"):
        seen.page.get_by_role("radio", name=WAYS[way], exact=True).click()
        _way(frame, way)
        assert frame.evaluate("() => window.stays") is True
        assert frame.evaluate("() => gege.state.map.getCenter()") == pytest.approx(place)
        assert frame.evaluate("() => gege.state.map.getZoom()") == 15
    assert f"period={LAST}" in seen.page.url
    assert _nothing_wrong(seen)


def test_what_is_chosen_stands_in_the_address_and_comes_back(
    watch: Opened, town_address: str
) -> None:
    seen = watch(town_address)
    frame = seen.open(f"{PAGE}?way=rate")
    assert frame is not None
    seen.page.get_by_role("radio", name="超期", exact=True).click()
    until(seen.page, "() => location.search.includes('what=overdue')")
    again = watch(town_address)
    frame = again.open(seen.page.url.removeprefix(town_address))
    assert frame is not None
    _way(frame, "rate")
    asked = frame.evaluate("() => gege.config.measures.shown.query")
    assert "figure=overdue_now" in asked


def test_a_place_of_the_list_is_flown_to_without_a_new_map(
    watch: Opened, town_address: str
) -> None:
    seen = watch(town_address, locale="en-GB")
    frame = seen.open(f"{PAGE}?way=spots&period={LAST}")
    assert frame is not None
    _way(frame, "spots")
    frame.evaluate("() => { window.stays = true; }")
    before = frame.evaluate("() => gege.state.map.getZoom()")
    place = seen.page.locator(".st-key-heat_place_hot_0 button")
    place.wait_for()
    assert "would be expected" in place.inner_text()
    place.click()
    until(frame, "() => document.documentElement.dataset.flown === '1'")
    until(frame, "(zoom) => gege.state.map.getZoom() > zoom", arg=before)
    assert frame.evaluate("() => window.stays") is True


def test_the_map_of_a_projector_needs_no_scrolling_and_hides_no_grid(
    watch: Opened, town_address: str
) -> None:
    seen = watch(town_address, viewport={"width": 1920, "height": 1080})
    frame = seen.open(f"{PAGE}?way=spots&period={LAST}")
    assert frame is not None
    _way(frame, "spots")
    box = seen.page.locator("iframe[src*='streamlit_folium']").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 1080
    assert box["height"] > 750
    right, legend = frame.evaluate(
        """() => {
            const { bounds } = gege.config;
            const corner = gege.state.map.latLngToContainerPoint([bounds[1], bounds[2]]);
            return [corner.x, document.querySelector(".gege-legend").getBoundingClientRect().left];
        }"""
    )
    assert right <= legend


def test_on_a_phone_the_map_comes_before_what_is_chosen(watch: Opened, town_address: str) -> None:
    seen = watch(town_address, viewport={"width": 390, "height": 844})
    frame = seen.open(f"{PAGE}?way=classes")
    assert frame is not None
    _way(frame, "classes")
    map_box = seen.page.locator("iframe[src*='streamlit_folium']").bounding_box()
    chosen = seen.page.locator(".st-key-heat_category").bounding_box()
    assert map_box is not None
    assert chosen is not None
    assert map_box["y"] + 380 < 844
    assert map_box["y"] < chosen["y"]


def test_peoples_text_stays_text_on_every_way(watch: Opened, hostile_address: str) -> None:
    seen = watch(hostile_address)
    for way in WAYS:
        frame = seen.open(f"{PAGE}?way={way}&period={LAST}")
        assert frame is not None
        _way(frame, way)
        seen.page.mouse.move(700, 600)
        assert frame.evaluate("() => window.hacked") is None
        assert seen.page.evaluate("() => window.hacked") is None
    assert seen.outside == []
