"""Cutting a grid in a real browser: a line that is drawn leads to two pieces in the preview."""

from __future__ import annotations

from playwright.sync_api import Frame

from tests.browser import district
from tests.browser.conftest import Opened
from tests.browser.served import Watched, until

VIEW = "/new-map#map=15/31.01000/111.01000&show=g"
HALF = district.STEP / 2


def _failed(seen: Watched) -> list[str]:
    """Return what failed; that the server is first looked for below the page is its own way."""
    return [one for one in seen.failed if "/_stcore/" not in one]


def _choose(seen: Watched, frame: Frame, number: int) -> None:
    seen.click_at(*district.centre(number))
    until(
        frame, f"() => gege.config.cut && gege.config.cut.cuttable === '{district.CODES[number]}'"
    )


def _draw(seen: Watched, frame: Frame, *places: tuple[float, float]) -> None:
    frame.locator("[data-tool=cut]").click()
    for number, (lon, lat) in enumerate(places, 1):
        seen.click_at(lon, lat)
        until(frame, f"() => gege.cut.line && gege.cut.line.length === {number}")


def test_a_drawn_line_cuts_a_grid_into_two_pieces(watch: Opened, plain_address: str) -> None:
    seen = watch(plain_address, locale="en-GB")
    frame = seen.open(VIEW)
    frame.evaluate("() => { window.sameFrame = 1; }")
    _choose(seen, frame, 0)
    lon, lat = district.centre(0)
    _draw(seen, frame, (lon - HALF - 0.001, lat), (lon, lat + 0.001), (lon + HALF + 0.001, lat))
    seen.page.keyboard.press("Enter")
    until(frame, "() => gege.cut.patch.length === 2")
    seen.page.get_by_role("button", name="Before and after").or_(
        seen.page.get_by_role("radio", name="Before and after")
    ).first.click()
    seen.page.get_by_text("Which code becomes which").wait_for()
    assert frame.evaluate("() => window.sameFrame") == 1
    assert (seen.outside, _failed(seen)) == ([], [])


def test_a_piece_can_be_chosen_and_undo_takes_the_cut_back(
    watch: Opened, plain_address: str
) -> None:
    seen = watch(plain_address, locale="en-GB")
    frame = seen.open(VIEW)
    _choose(seen, frame, 0)
    lon, lat = district.centre(0)
    _draw(seen, frame, (lon, lat - HALF - 0.001), (lon, lat + HALF + 0.001))
    seen.page.keyboard.press("Enter")
    until(frame, "() => gege.cut.patch.length === 2")
    seen.click_at(lon - HALF / 2, lat)
    until(frame, "() => gege.cut.patch.some((piece) => piece.code === gege.config.cut.cuttable)")
    seen.page.get_by_role("button", name="Undo").click()
    until(frame, "() => gege.cut.patch.length === 0")
    assert (seen.outside, _failed(seen)) == ([], [])


def test_a_line_that_divides_nothing_is_refused_in_words(watch: Opened, plain_address: str) -> None:
    seen = watch(plain_address, locale="en-GB")
    frame = seen.open(VIEW)
    _choose(seen, frame, 0)
    lon, lat = district.centre(0)
    _draw(seen, frame, (lon - 0.001, lat), (lon + 0.001, lat))
    seen.page.keyboard.press("Enter")
    said = frame.locator(".gege-cut-said")
    said.wait_for()
    assert "ends inside" in said.inner_text()
    assert frame.evaluate("() => gege.cut.patch.length") == 0
    assert (seen.outside, _failed(seen)) == ([], [])


def test_escape_gives_the_line_up(watch: Opened, plain_address: str) -> None:
    seen = watch(plain_address, locale="en-GB")
    frame = seen.open(VIEW)
    _choose(seen, frame, 1)
    lon, lat = district.centre(1)
    _draw(seen, frame, (lon - HALF - 0.001, lat), (lon, lat))
    seen.page.keyboard.press("Escape")
    until(frame, "() => gege.cut.line === null")
    assert frame.evaluate("() => gege.cut.patch.length") == 0
    assert (seen.outside, _failed(seen)) == ([], [])


def test_a_double_click_ends_the_line(watch: Opened, plain_address: str) -> None:
    seen = watch(plain_address, locale="en-GB")
    frame = seen.open(VIEW)
    _choose(seen, frame, 2)
    lon, lat = district.centre(2)
    _draw(seen, frame, (lon, lat - HALF - 0.001))
    x, y = frame.evaluate(
        "([lon, lat]) => { const p = gege.state.map.latLngToContainerPoint([lat, lon]);"
        " return [p.x, p.y]; }",
        [lon, lat + HALF + 0.001],
    )
    box = seen.page.locator("iframe[src*='streamlit_folium']").bounding_box()
    seen.page.mouse.dblclick(box["x"] + x, box["y"] + y)
    until(frame, "() => gege.cut.patch.length === 2")
    assert frame.evaluate("() => gege.state.map.getZoom()") == 15
    assert (seen.outside, _failed(seen)) == ([], [])
