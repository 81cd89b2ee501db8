"""A real server and a real browser: in, around and out again."""

from __future__ import annotations

import http.client
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from casework.access import OPERATOR, Role
from data.store import Store
from service.clock import now
from service.identity import accounts as acts
from service.identity.accounts import Post
from service.identity.first_administrator import FILE_NAME
from tests.access.people import PASSWORD
from tests.browser import district
from tests.browser.conftest import Opened
from tests.browser.served import serve

SIDE = "[data-testid=stSidebar]"
OUT = f"{SIDE} form[action*=sign-out] button"


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"#{name}", value)
    page.locator("main button").click()


def handshake(address: str) -> int:
    """Return what a websocket without a cookie is answered."""
    asked = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
    wanted = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    asked.request("GET", "/_stcore/stream", headers=wanted)
    return asked.getresponse().status


@pytest.fixture
def office(tmp_path: Path) -> Path:
    district.hand_made(tmp_path / "gege.db")
    return tmp_path / "gege.db"


def test_from_the_first_administrator_to_the_way_out(office: Path, watch: Opened) -> None:
    with serve(office, is_signed_in=False) as address:
        boss = watch(address, locale="en-GB")
        page = boss.page
        page.goto(f"{address}/case-list")
        assert page.url.endswith("/gege/first-administrator")
        word = (office.parent / FILE_NAME).read_text(encoding="ascii").strip()
        fill(page, word=word, name="王主任", new=PASSWORD, again=PASSWORD)
        page.locator(OUT).wait_for()
        assert (office.parent / FILE_NAME).exists() is False

        given = acts.make_account(OPERATOR, Store(str(office)), "li", Post(Role.CLERK), now())
        clerk = watch(address, locale="en-GB")
        page = clerk.page
        page.goto(f"{address}/receipt-look-up")
        fill(page, name="li", password=given)
        page.wait_for_url("**/gege/new-password**")
        fill(page, password=given, new=PASSWORD, again=PASSWORD)
        page.locator(OUT).wait_for()
        page.reload()
        expect(page.locator(SIDE).get_by_text("li", exact=True)).to_be_visible()
        # The address of a page that is not his says so, and shows nothing of it.
        page.goto(f"{address}/account-list")
        expect(page.get_by_text("may not do this")).to_be_visible()
        assert page.get_by_text("A new account").count() == 0

        page.goto(f"{address}/case-list")
        page.locator(OUT).wait_for()
        page.locator(OUT).click()
        page.wait_for_url("**/gege/sign-in**")
        page.go_back()
        page.wait_for_url("**/gege/sign-in**")
        assert page.locator(SIDE).count() == 0
        answer = page.goto(f"{address}/_stcore/health")
        assert answer is not None and "/gege/sign-in" in page.url
        assert handshake(address) == 403
        assert clerk.outside == [] and boss.outside == []


def test_a_page_that_was_open_shows_nothing_when_the_session_is_over(
    office: Path, watch: Opened
) -> None:
    with serve(office) as address:
        seen = watch(address, locale="en-GB")
        page = seen.page
        page.goto(f"{address}/case-list")
        page.locator("[data-testid=stDataFrame]").first.wait_for()
        store = Store(str(office))
        acts.sign_out_everywhere(OPERATOR, store, "demonstration")
        page.locator(SIDE).get_by_text("简体中文").click()
        link = page.locator("a[href*='/gege/sign-in?back=']")
        link.wait_for()
        page.locator("[data-testid=stDataFrame]").first.wait_for(state="detached")
        assert page.locator(OUT).count() == 0
        link.click()
        page.wait_for_url("**/gege/sign-in**")
