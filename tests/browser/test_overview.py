"""The overview in a real browser: clicks lead down, the way back leads up, nothing is cut off."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opened
from tests.browser.district import CODES, centre
from tests.browser.served import Watched, until

STREET, COMMUNITY, GRID = CODES[0][:9], CODES[0][:12], CODES[0]
IN_AREA = "code => document.documentElement.dataset.area === code"


def _nothing_wrong(seen: Watched) -> bool:
    """Return True when nothing left the machine and nothing failed.

    That the server is first looked for below the page is Streamlit's own way.
    """
    assert seen.outside == []
    assert [one for one in seen.failed if "/_stcore/" not in one] == []
    assert [one for one in seen.errors if "404" not in one] == []
    return True


def _area(page: Page) -> str | None:
    return parse_qs(urlsplit(page.url).query).get("area", [None])[0]


def _card(page: Page, key: str) -> str:
    card = page.locator("section.card", has=page.locator(f"a[href*='figure={key}&']"))
    return str(card.locator(".number b").inner_text())


def test_clicks_lead_down_and_back_and_reload_land_in_the_same_place(
    watch: Opened, plain_address: str
) -> None:
    seen = watch(plain_address)
    frame = seen.open("/glance?lang=en")
    assert frame is not None
    whole = _card(seen.page, "overdue_now")
    wide = frame.evaluate("() => gege.state.map.getBounds().toBBoxString()")
    for code in (STREET, COMMUNITY, GRID):
        seen.click_at(*centre(0))
        until(frame, IN_AREA, arg=code)
        seen.page.wait_for_url(re.compile(f"area={code}(?!\\d)"))
    seen.page.get_by_text("Who answers here").wait_for()
    until(frame, "wide => gege.state.map.getBounds().toBBoxString() !== wide", arg=wide)
    until(seen.page, "() => location.hash.includes('map=')")
    there = _card(seen.page, "overdue_now")

    seen.page.go_back()
    until(seen.frame(), IN_AREA, arg=COMMUNITY)
    assert _area(seen.page) == COMMUNITY
    seen.page.go_forward()
    until(seen.frame(), IN_AREA, arg=GRID)
    assert _card(seen.page, "overdue_now") == there
    seen.page.reload()
    until(seen.frame(), IN_AREA, arg=GRID)
    assert _card(seen.page, "overdue_now") == there
    seen.page.get_by_role("button", name="示例区").click()
    until(seen.frame(), IN_AREA, arg="")
    until(seen.page, "() => !location.search.includes('area=')")
    assert _card(seen.page, "overdue_now") == whole
    assert _nothing_wrong(seen)


def test_the_map_shows_the_figure_of_the_card(watch: Opened, plain_address: str) -> None:
    seen = watch(plain_address)
    frame = seen.open("/glance?lang=en")
    assert frame is not None
    values = frame.evaluate("() => gege.state.measure.values")
    assert str(int(sum(value or 0 for value in values))) == _card(seen.page, "overdue_now")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_two_cards_stand_side_by_side_and_nothing_is_cut_off(
    watch: Opened, plain_address: str, lang: str
) -> None:
    seen = watch(plain_address, viewport={"width": 390, "height": 844})
    seen.open(f"/glance?lang={lang}")
    boxes = [one.bounding_box() for one in seen.page.locator("section.card").all()]
    assert len(boxes) == 6 and all(boxes)
    assert boxes[0]["y"] == boxes[1]["y"] and boxes[2]["y"] > boxes[1]["y"]
    map_box = seen.page.locator("iframe").first.bounding_box()
    table_box = seen.page.locator("[data-testid=stDataFrame]").bounding_box()
    assert boxes[5]["y"] + boxes[5]["height"] <= map_box["y"] < table_box["y"]
    cut = seen.page.evaluate(
        "() => [...document.querySelectorAll('section.card, section.card *:not(.tip, .tip *)')]"
        ".filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth)"
        ".map(one => one.className + ' ' + one.textContent)"
    )
    assert cut == []
    wide = "() => document.querySelector('[data-testid=stMain]').scrollWidth"
    assert seen.page.evaluate(wide) <= 390


def test_text_that_tries_to_be_a_program_stays_text(watch: Opened, hostile_address: str) -> None:
    seen = watch(hostile_address)
    seen.open("/glance?lang=zh")
    seen.page.get_by_text("位置", exact=True).wait_for()
    assert seen.page.evaluate("() => window.hacked") is None
    slide = seen.page.locator("a[href*='slides/overview.html']").get_attribute("href")
    seen.page.goto(f"{seen.address}/{slide}")
    assert seen.page.locator("b[data-figure]").count() == 6
    assert seen.page.evaluate("() => window.hacked") is None
    assert _nothing_wrong(seen)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_slide_fits_its_page(watch: Opened, plain_address: str, lang: str) -> None:
    seen = watch(plain_address, viewport={"width": 1920, "height": 1080})
    seen.page.goto(f"{plain_address}/gege/slides/overview.html?lang={lang}")
    sizes = seen.page.evaluate(
        "() => ['body', 'main', '.told'].map(name => document.querySelector(name))"
        ".map(one => [one.scrollHeight, one.clientHeight, one.scrollWidth, one.clientWidth])"
    )
    for high, shown_high, wide, shown_wide in sizes:
        assert high <= shown_high + 1 and wide <= shown_wide + 1
    assert _nothing_wrong(seen)


def test_period_and_area_go_along_to_the_next_page_and_not_to_the_map(
    watch: Opened, plain_address: str
) -> None:
    seen = watch(plain_address)
    seen.open(f"/glance?period=2026-Q1&area={STREET}")
    seen.page.get_by_text(re.compile("Situation|态势")).first.click()
    seen.page.locator("a[href*='by-unit']").first.click()
    seen.page.wait_for_url(re.compile(rf"by-unit\?period=2026-Q1&area={STREET}"))
    seen.page.get_by_role("link", name=re.compile("^(Map|地图)$")).first.click()
    seen.page.wait_for_url(lambda url: "by-unit" not in url)
    seen.frame()
    assert _area(seen.page) is None
