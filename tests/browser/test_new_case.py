"""A new case in a real browser: one click on the map, nothing typed is lost, saved once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.schema import cases
from data.store import Store
from tests.browser import district
from tests.browser.conftest import Opened
from tests.browser.served import Address, Watched, serve, until

VIEW = "() => [gege.state.map.getZoom(), gege.state.map.getCenter().lat]"
PIN = "() => gege.state.pin"
FIELD = "textarea"
MAP = "document.querySelector('iframe[src*=streamlit_folium]')?.contentWindow"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Address, Store]]:
    path: Path = tmp_path_factory.mktemp("new") / "gege.db"
    store = district.hand_made(path)
    with serve(path) as address:
        yield address, store


def _numbers(store: Store) -> set[str]:
    with store.read() as conn:
        return set(conn.scalars(sa.select(cases.c.code).where(cases.c.serial.is_not(None))))


def _shows(seen: Watched, text: str) -> None:
    seen.page.get_by_text(text).first.wait_for(timeout=60_000)


def _nothing_left(seen: Watched) -> bool:
    """Return True when no request left; a page opened by its address looks for its server there."""
    assert seen.outside == []
    assert [one for one in seen.failed if "/_stcore/" not in one] == []
    assert [one for one in seen.errors if "404" not in one] == []
    return True


def test_a_click_fills_grid_and_worker_and_loses_nothing(
    watch: Opened, town: tuple[Address, Store]
) -> None:
    seen = watch(town[0])
    frame = seen.open("/case-new#map=15/31.01000/111.01000&show=g")
    frame.evaluate("() => { window.sameFrame = 1; }")
    before = frame.evaluate(VIEW)
    # Typed and not left: no key was pressed that would send it.
    seen.page.locator(FIELD).first.click()
    seen.page.keyboard.type("路灯坏了三天")
    lon, lat = district.centre(2)
    seen.click_at(lon, lat)
    _shows(seen, "第3网格")
    _shows(seen, "网格员2 (W2)")
    assert seen.page.locator(FIELD).first.input_value() == "路灯坏了三天"
    assert frame.evaluate("() => window.sameFrame") == 1
    assert frame.evaluate(VIEW) == before
    assert frame.evaluate("() => gege.state.chosen") == district.CODES[2]
    assert frame.locator(".gege-card:visible").count() == 0
    # Another place, and the first is forgotten; it can be taken back altogether.
    seen.click_at(*district.centre(1))
    _shows(seen, "网格员1 (W1)")
    seen.page.get_by_role("button", name="取消位置").or_(
        seen.page.get_by_role("button", name="Take the place back")
    ).click()
    until(frame, f"() => ({PIN})() === null")
    assert seen.page.locator(FIELD).first.input_value() == "路灯坏了三天"
    assert _nothing_left(seen)


def test_an_address_that_is_searched_for_sets_the_place(
    watch: Opened, town: tuple[Address, Store]
) -> None:
    seen = watch(town[0], locale="en-GB")
    frame = seen.open("/case-new#map=13/31.2/111.2&show=g")
    frame.locator(".gege-search input").fill("柳岸路5号")
    frame.locator(".gege-found button").first.click()
    _shows(seen, "网格员2 (W2)")
    assert frame.evaluate(PIN) is not None
    assert _nothing_left(seen)


def test_a_double_click_registers_once_and_a_reload_shows_the_number_again(
    watch: Opened, town: tuple[Address, Store]
) -> None:
    address, store = town
    before = _numbers(store)
    seen = watch(address, locale="en-GB")
    seen.open("/case-new#map=15/31.01000/111.01000&show=g")
    seen.click_at(*district.centre(0))
    _shows(seen, "网格员0 (W0)")
    seen.page.locator(FIELD).first.fill("井盖不见了")
    seen.page.get_by_role("button", name="Register", exact=True).dblclick()
    _shows(seen, "The number to tell the person")
    until(seen.page, "() => location.search.includes('registered=')")
    made = _numbers(store) - before
    assert len(made) == 1
    number = made.pop()
    _shows(seen, number)
    seen.page.reload()
    _shows(seen, number)
    seen.page.wait_for_timeout(800)
    assert _numbers(store) - before == {number}
    seen.page.get_by_role("button", name="Next one").click()
    seen.page.locator(FIELD).first.wait_for()
    assert seen.page.locator(FIELD).first.input_value() == ""
    assert seen.frame().evaluate(PIN) is None


def test_what_was_typed_is_still_there_after_another_page(
    watch: Opened, town: tuple[Address, Store]
) -> None:
    seen = watch(town[0], locale="en-GB")
    seen.open("/case-new#map=15/31.01000/111.01000&show=g")
    seen.page.locator(FIELD).first.fill("下水道堵了")
    seen.click_at(*district.centre(2))
    _shows(seen, "网格员2 (W2)")
    seen.follow("Cases and clocks", "Receipt look-up")
    seen.page.get_by_label("Number on the receipt").wait_for()
    seen.follow("Cases and clocks", "New case")
    seen.page.locator(FIELD).first.wait_for()
    assert seen.page.locator(FIELD).first.input_value() == "下水道堵了"
    _shows(seen, "网格员2 (W2)")
    until(seen.page, f"code => {MAP}?.gege?.state.chosen === code", arg=district.CODES[2])


def test_the_printed_sheet_asks_for_nothing_and_runs_nothing(
    watch: Opened, town: tuple[Address, Store]
) -> None:
    seen = watch(town[0])
    asked: list[str] = []
    seen.page.on("request", lambda request: asked.append(request.url))
    seen.open("/gege/case-sheet/C0?lang=en", painted=False)
    assert "C0" in seen.page.locator(".number").inner_text()
    assert [one for one in asked if "favicon" not in one] == [
        f"{town[0]}/gege/case-sheet/C0?lang=en"
    ]
    # A4 has 186 mm between its margins, 703 pixels: nothing is wider.
    seen.page.set_viewport_size({"width": 703, "height": 900})
    seen.page.emulate_media(media="print")
    assert seen.page.evaluate("() => document.documentElement.scrollWidth") <= 703
    assert seen.errors == []
