"""The figures and what people told us in a real browser: links lead to rows, rows to cases."""

from __future__ import annotations

import re

from tests.browser.conftest import Opened
from tests.browser.served import Watched


def _nothing_wrong(seen: Watched) -> bool:
    """Return True when nothing left the machine and nothing failed.

    That the server is first looked for below the page is Streamlit's own way.
    """
    assert seen.outside == []
    assert [one for one in seen.failed if "/_stcore/" not in one] == []
    assert [one for one in seen.errors if "404" not in one] == []
    return True


def test_a_click_on_a_figure_shows_as_many_rows_as_it_counts(
    watch: Opened, plain_address: str
) -> None:
    seen = watch(plain_address)
    page = seen.page
    page.goto(f"{plain_address}/figure-registry?lang=en&period=2026")
    row = page.locator("table.registry tr", has=page.locator("a[href*='figure=reported&']"))
    count = row.locator("td.n b").inner_text()
    row.locator("a").click()
    page.wait_for_url(re.compile("figure=reported"))
    page.get_by_text(re.compile(rf"^{count} rows; page 1 of")).wait_for()
    assert page.locator(".gg .value b").inner_text() == count
    assert _nothing_wrong(seen)


def test_the_pages_fit_a_telephone(watch: Opened, plain_address: str) -> None:
    seen = watch(plain_address, viewport={"width": 390, "height": 844})
    page = seen.page
    for path, ready in (
        ("/figure-registry?lang=en&figure=closed", "table.registry"),
        ("/what-people-say?lang=en&period=2026", "table.grown"),
    ):
        page.goto(plain_address + path)
        page.locator(ready).wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert _nothing_wrong(seen)


def test_hostile_texts_run_nothing(watch: Opened, hostile_address: str) -> None:
    seen = watch(hostile_address)
    page = seen.page
    for path, ready in (
        ("/figure-registry?figure=reported&period=2026", "table.registry"),
        ("/what-people-say?period=2026", "table.grown"),
    ):
        page.goto(hostile_address + path)
        page.locator(ready).wait_for()
        assert page.locator(".gg script, .gg img[onerror]").count() == 0
        assert page.evaluate("typeof window.hacked") == "undefined"
    assert _nothing_wrong(seen)
