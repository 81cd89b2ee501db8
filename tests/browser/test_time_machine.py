"""The date on the map in a real browser: another day is painted where one stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page

from tests.browser import district
from tests.browser.conftest import Opened
from tests.browser.served import serve, until

TURN = date(2026, 1, 10)
VIEW = "() => JSON.stringify([gege.state.map.getCenter(), gege.state.map.getZoom()])"
CARD = ".gege-card[data-state=filled]"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path: Path = tmp_path_factory.mktemp("turn") / "gege.db"
    district.with_a_turn(path, TURN)
    with serve(path) as found:
        yield found


def _painted(frame: Frame, on: str, worker: str) -> None:
    until(
        frame,
        f"() => document.documentElement.dataset.on === '{on}'"
        f" && gege.state.measure && gege.state.measure.values[0] === '{worker}'",
    )


def _one_day_back(page: Page) -> None:
    part = page.get_by_role("spinbutton", name="day, Day the map shows")
    part.press("ArrowDown")
    page.keyboard.press("Escape")


def test_another_day_repaints_the_workers_and_a_click_answers_for_that_day(
    watch: Opened, address: str
) -> None:
    seen = watch(address, locale="en-GB")
    frame = seen.open("/#map=15/31.01000/111.01000&by=worker&show=g")
    _painted(frame, "", "网格员1")
    frame.evaluate("() => { window.sameFrame = 1; }")
    before = frame.evaluate(VIEW)

    seen.page.get_by_role("button", name="Earlier").click()
    _painted(frame, "2026-01-10", "网格员1")
    _one_day_back(seen.page)
    _painted(frame, "2026-01-09", "网格员0")
    assert "As of 2026-01-09, not today" in frame.locator(".gege-as-of").inner_text()
    assert "Households: those of today." in frame.locator(".gege-legend .gege-then").inner_text()

    lon, lat = district.centre(0)
    seen.click_at(lon + 0.001, lat)
    card = frame.locator(CARD)
    card.wait_for()
    for wanted in ("On 2026-01-09, not today:", "网格员0", "示〔2025〕0号"):
        assert wanted in card.inner_text()

    assert frame.evaluate("() => window.sameFrame") == 1
    assert frame.evaluate(VIEW) == before
    assert seen.nothing_wrong()


def test_a_card_that_is_open_follows_the_day(watch: Opened, address: str) -> None:
    seen = watch(address, locale="en-GB")
    frame = seen.open("/?on=2026-01-09#map=15/31.01000/111.01000&by=worker&show=g")
    _painted(frame, "2026-01-09", "网格员0")
    lon, lat = district.centre(0)
    seen.click_at(lon + 0.001, lat)
    frame.locator(CARD).wait_for()
    seen.page.get_by_role("button", name="Later").click()
    _painted(frame, "2026-01-10", "网格员1")
    frame.locator(CARD, has_text="示〔2026〕9号").wait_for()
    seen.page.get_by_role("button", name="Today").click()
    _painted(frame, "", "网格员1")
    until(frame, "() => document.querySelector('.gege-as-of').hidden")
    until(frame, f"() => !document.querySelector('{CARD} .gege-then')")
    assert seen.nothing_wrong()


def test_the_slider_leads_to_a_day_of_change(watch: Opened, address: str) -> None:
    seen = watch(address, locale="en-GB")
    frame = seen.open("/?on=2026-01-09#map=15/31.01000/111.01000&by=worker&show=g")
    _painted(frame, "2026-01-09", "网格员0")
    frame.evaluate("() => { window.sameFrame = 1; }")
    slider = seen.page.get_by_role("slider")
    slider.focus()
    slider.press("ArrowRight")
    _painted(frame, "2026-01-10", "网格员1")
    until(seen.page, "() => location.search.includes('on=2026-01-10')")
    assert frame.evaluate("() => window.sameFrame") == 1
    assert seen.nothing_wrong()
