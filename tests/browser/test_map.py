"""The map in a real browser: nothing leaves the machine, nothing reruns, no text is a program."""

from __future__ import annotations

import re

import pytest

from tests.browser import district
from tests.browser.conftest import Opened
from tests.browser.served import until

CARD = ".gege-card[data-state=filled]"


def view_in(url: str) -> tuple[int, float, float]:
    """Return the zoom, latitude and longitude an address holds."""
    zoom, lat, lon = re.search(r"#map=([\d.]+)/([\d.]+)/([\d.]+)", url).groups()
    return int(zoom), float(lat), float(lon)


def at(degrees: float) -> object:
    """Return what equals an angle to a pixel: a panel that opens may move a map by half of one."""
    return pytest.approx(degrees, abs=4e-5)


@pytest.mark.parametrize(("locale", "word"), [("zh-CN", "图层"), ("en-GB", "Layers")])
def test_map_is_painted_and_asks_nobody_else(
    watch: Opened, plain_address: str, locale: str, word: str
) -> None:
    seen = watch(plain_address, locale=locale)
    frame = seen.open()
    assert frame.locator(".gege-layers .gege-fold").inner_text() == word
    assert frame.locator(".gege-legend li").count() >= 4
    seen.page.wait_for_timeout(800)
    assert seen.nothing_wrong()


def test_grids_are_painted_in_the_colour_of_their_class(watch: Opened, plain_address: str) -> None:
    frame = watch(plain_address).open("/#map=15/31.01/111.01&by=households&show=g")
    assert frame is not None
    drawn = frame.evaluate(
        """() => {
            const { gridSheet, grids, measure } = gege.state;
            const view = { scale: 256 * 2 ** gege.state.map.getZoom() };
            const origin = gege.state.map.getPixelOrigin().add(gridSheet._bounds.min);
            return grids.map((grid) => {
                const x = grid.label[0] * view.scale - origin.x - 40;
                const y = grid.label[1] * view.scale - origin.y - 40;
                const at = gridSheet._context.getImageData(
                    x * gridSheet._ratio, y * gridSheet._ratio, 1, 1).data;
                return [measure.colours[measure.of[grid.row]], [...at]];
            });
        }"""
    )
    assert len(drawn) == 4
    for colour, (red, green, blue, alpha) in drawn:
        wanted = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
        assert [red, green, blue] == pytest.approx(wanted, abs=4)
        assert alpha > 100


def test_a_click_gives_the_card_of_the_place(watch: Opened, plain_address: str) -> None:
    seen = watch(plain_address)
    frame = seen.open("/#map=15/31.01/111.01&show=g")
    lon, lat = district.centre(2)
    seen.click_at(lon + 0.001, lat)
    card = frame.locator(CARD)
    card.wait_for()
    text = card.inner_text()
    for wanted in ("第3网格", "网格员2", "000-2", "2025-01-01", "第2社区", district.CODES[2]):
        assert wanted in text
    assert seen.nothing_wrong()


def test_a_click_outside_says_why_there_is_no_grid(watch: Opened, plain_address: str) -> None:
    seen = watch(plain_address, locale="en-GB")
    frame = seen.open("/#map=15/31.01/111.01&show=g")
    seen.click_at(110.9985, 31.0105)
    card = frame.locator(CARD)
    card.wait_for()
    assert "Outside the district" in card.inner_text()


def test_panning_zooming_and_switching_send_nothing_to_the_page(
    watch: Opened, plain_address: str
) -> None:
    seen = watch(plain_address)
    frame = seen.open()
    seen.page.wait_for_timeout(1200)
    before = len(seen.sent)
    seen.page.mouse.move(700, 400)
    seen.page.mouse.down()
    seen.page.mouse.move(600, 330, steps=6)
    seen.page.mouse.up()
    seen.page.mouse.wheel(0, -400)
    seen.page.wait_for_timeout(900)
    frame.locator(".gege-layers input[value=households]").check()
    until(seen.page, "() => location.hash.includes('by=households')")
    seen.page.wait_for_timeout(600)
    assert len(seen.sent) == before
    assert seen.nothing_wrong()


def test_the_address_restores_the_view(watch: Opened, plain_address: str) -> None:
    seen = watch(plain_address)
    frame = seen.open("/#map=16/31.00500/111.00500&by=worker&show=bg")
    place = frame.evaluate(
        "() => [gege.state.map.getZoom(), gege.state.map.getCenter().lat,"
        " gege.state.map.getCenter().lng, gege.state.view.measure, gege.state.view.layers.cases]"
    )
    assert place == [
        16,
        pytest.approx(31.005, abs=1e-4),
        pytest.approx(111.005, abs=1e-4),
        "worker",
        False,
    ]
    seen.page.wait_for_timeout(600)
    assert view_in(seen.page.evaluate("() => location.href")) == (16, at(31.005), at(111.005))
    assert seen.page.url.endswith("&by=worker&show=bg")


def test_a_filter_changes_the_figures_and_keeps_frame_and_view(
    watch: Opened, plain_address: str
) -> None:
    seen = watch(plain_address)
    frame = seen.open("/#map=15/31.01000/111.01000&show=bhgc")
    frame.evaluate("() => { window.sameFrame = 1; }")
    total = "() => gege.state.measure.totals.cases"
    assert frame.evaluate(total) == 4 + 1
    seen.page.get_by_role("combobox").nth(1).click()
    seen.page.get_by_role("option", name="暴露垃圾").click()
    until(frame, f"() => ({total})() === 3")
    assert frame.evaluate("() => window.sameFrame") == 1
    assert frame.evaluate("() => gege.state.map.getZoom()") == 15
    # The page writes what is filtered and drops the view; the map then writes it again.
    until(
        seen.page, "() => location.search.includes('category=') && location.hash.includes('map=')"
    )
    assert view_in(seen.page.evaluate("() => location.href")) == (15, at(31.01), at(111.01))
    assert seen.nothing_wrong()


def test_the_address_restores_the_filter(watch: Opened, plain_address: str) -> None:
    frame = watch(plain_address).open("/?status=overdue&area=990101001001")
    assert frame.evaluate("() => gege.state.measure.totals.cases") == 3 - 1
    assert frame.evaluate("() => gege.state.measure.inside") == [1, 1, 0, 0]


def test_search_flies_to_what_it_finds(watch: Opened, plain_address: str) -> None:
    seen = watch(plain_address)
    frame = seen.open("/#map=13/31.2/111.2&show=g")
    frame.locator(".gege-search input").fill("网格员1")
    frame.locator(".gege-found button").first.click()
    until(frame, "() => gege.state.map.getCenter().lat < 31.02")
    assert frame.evaluate("() => gege.state.map.getZoom()") > 13
    frame.locator(".gege-search input").fill("C2")
    frame.locator(".gege-found button", has_text="C2").first.click()
    frame.locator(CARD).wait_for()
    assert "第1网格" in frame.locator(CARD).inner_text()
    assert seen.nothing_wrong()


@pytest.mark.parametrize("width", [1280, 390])
def test_text_of_people_never_becomes_a_program(
    watch: Opened, hostile_address: str, width: int
) -> None:
    seen = watch(hostile_address, viewport={"width": width, "height": 800})
    frame = seen.open("/?status=all#show=bhgc")
    lon, lat = frame.evaluate(
        "() => gege.state.grids.slice(3, 4).map((one) => one.label)"
        ".map(([x, y]) => [(x - 0.5) * 360, gege.latitude(y)])[0]"
    )
    for measure in ("worker", "community"):
        frame.evaluate(f"() => document.querySelector('input[value={measure}]').click()")
        until(frame, f"() => gege.state.measure.measure === '{measure}'")
    seen.click_at(lon, lat)
    frame.locator(CARD).wait_for()
    assert district.IMAGE in frame.locator(CARD).inner_text()
    frame.locator(".gege-search input").fill("onerror")
    frame.locator(".gege-found button").first.wait_for()
    seen.page.wait_for_timeout(500)
    for place in seen.page.frames:
        assert place.evaluate("() => window.hacked") is None
        assert place.evaluate("() => document.querySelectorAll('img[src=\"x\"]').length") == 0
    assert seen.nothing_wrong()


def test_on_a_phone_panels_fold_and_the_card_leaves_the_place_in_sight(
    watch: Opened, plain_address: str
) -> None:
    seen = watch(plain_address, viewport={"width": 390, "height": 844})
    frame = seen.open("/#map=14/31.01/111.01&show=g")
    assert frame.locator(".gege-layers.is-folded").count() == 1
    lon, lat = district.centre(0)
    seen.click_at(lon, lat)
    card = frame.locator(CARD)
    card.wait_for()
    seen.page.wait_for_timeout(600)
    box = card.bounding_box()
    spot = frame.evaluate(f"() => gege.state.map.latLngToContainerPoint([{lat}, {lon}]).y")
    top = seen.page.locator("iframe[src*='streamlit_folium']").bounding_box()["y"]
    assert box["x"] + box["width"] <= 390
    assert spot + top < box["y"]
    assert frame.evaluate("() => document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_follows_the_theme_of_the_page(
    watch: Opened, plain_address: str, theme: str
) -> None:
    frame = watch(plain_address, color_scheme=theme).open()
    assert frame.evaluate("() => document.documentElement.dataset.theme") == theme
    assert frame.evaluate("() => gege.state.theme") == theme
