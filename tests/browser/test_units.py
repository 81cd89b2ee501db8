"""The units page in a real browser: a table that fits, a chart that asks nobody, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.migrate import migrate
from data.store import Store
from tests.browser.conftest import Opened
from tests.browser.served import Watched, serve
from tests.service.units_town import busy_may

PAGE = "/by-unit?period=2026-05&by=community&lang=en"
CHART = "[data-testid=stVegaLiteChart]"
# Streamlit asks for two of its own files below the page's address, and then where they are.
OWN = ("/_stcore/health", "/_stcore/host-config")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path: Path = tmp_path_factory.mktemp("units") / "gege.db"
    store = Store(str(path))
    migrate(store)
    busy_may(store)
    with serve(path) as found:
        yield found


def _opened(seen: Watched, path: str = PAGE) -> None:
    seen.open(path, painted=False)
    seen.page.wait_for_selector(f"{CHART} canvas, {CHART} svg", timeout=60_000)


def _is_quiet(seen: Watched) -> None:
    assert seen.outside == []
    assert [one for one in seen.failed if not one.endswith(OWN)] == []
    assert [one for one in seen.errors if "404" not in one] == []


def test_the_chart_is_drawn_without_a_link_to_anywhere(watch: Opened, address: str) -> None:
    seen = watch(address, viewport={"width": 1920, "height": 1080}, locale="en-GB")
    _opened(seen)
    chart = seen.page.locator(CHART)
    assert chart.locator("a, details, .vega-actions").count() == 0
    assert seen.page.locator("[aria-label^='Download as CSV']:visible").count() == 0
    assert seen.page.evaluate("() => window.hacked") is None
    _is_quiet(seen)


def test_pictures_are_made_when_asked_for(watch: Opened, address: str) -> None:
    seen = watch(address, viewport={"width": 1280, "height": 900}, locale="en-GB")
    _opened(seen)
    for label, start in (("Picture as PNG", b"\x89PNG"), ("Picture as SVG", b"<svg")):
        with seen.page.expect_download(timeout=60_000) as coming:
            seen.page.get_by_role("button", name=label).click()
        assert Path(coming.value.path()).read_bytes().startswith(start)
    _is_quiet(seen)


@pytest.mark.parametrize("width, height", [(1920, 1080), (390, 844)])
def test_nothing_is_cut_off_at_the_side(
    watch: Opened, address: str, width: int, height: int
) -> None:
    seen = watch(address, viewport={"width": width, "height": height}, locale="en-GB")
    _opened(seen)
    table = seen.page.locator(".units")
    assert table.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    name = table.locator("tbody .name").first
    assert name.inner_text().startswith("<script>")


def test_the_head_stays_in_sight_while_the_table_is_scrolled(watch: Opened, address: str) -> None:
    seen = watch(address, viewport={"width": 1280, "height": 420}, locale="en-GB")
    _opened(seen)
    table = seen.page.locator(".units")
    before = table.locator("thead tr").nth(1).bounding_box()
    table.evaluate("e => { e.scrollTop = 60; }")
    after = table.locator("thead tr").nth(1).locator("th").nth(1).bounding_box()
    assert before is not None and after is not None
    assert abs(before["y"] - after["y"]) < 2
