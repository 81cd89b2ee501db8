"""A phone whose session is over: nothing entered is lost, and the way back is short."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from casework.access import DEMONSTRATION_COORDINATOR, OPERATOR
from data.account_store import account_by_key, change_account
from data.migrate import migrate
from data.store import Store
from service.clock import now
from service.identity.accounts import sign_out_everywhere
from service.identity.passwords import hashed
from tests.access.people import PASSWORD
from tests.browser.phone import Phone, Server, served
from tests.service.day_town import WORKER, found_day

NAME = DEMONSTRATION_COORDINATOR.name


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Server]:
    store = Store(str(tmp_path / "gege.db"))
    migrate(store)
    found_day(store, now())
    with served(tmp_path / "gege.db") as server:
        with server.store.begin() as conn:
            account = account_by_key(conn, NAME)
            assert account is not None
            change_account(conn, account.id, {"password_hash": hashed(PASSWORD)})
        yield server


def _sign_in(held: Phone) -> None:
    held.page.fill("#name", NAME)
    held.page.fill("#password", PASSWORD)
    held.page.locator("main button").tap()


def test_what_was_entered_after_the_session_ended_is_sent_after_signing_in(
    browser: Browser, town: Server
) -> None:
    held = Phone(browser, town, WORKER)
    page = held.page
    homes = [
        one.get_attribute("data-about") or ""
        for one in page.locator('[data-about^="visit/"]').all()[:2]
    ]
    sign_out_everywhere(OPERATOR, town.store, NAME)
    # One visit is done, another begun.
    held.open(homes[0])
    held.tick("visit declined")
    held.press("Save")
    held.waiting(1)
    expect(page.locator("#out")).to_contain_text("Your session is over.")
    held.open(homes[1])
    held.type("门铃坏了")
    assert town.rows("visits") == []
    page.locator("#out a").tap()
    page.wait_for_url("**/gege/sign-in?**")
    _sign_in(held)
    # Back in the same form, with what was typed; what waited goes by itself.
    page.wait_for_selector("#matter")
    expect(page.locator("#matter textarea")).to_have_value("门铃坏了")
    assert page.locator("#out").count() == 0
    page.go_back()
    page.goto(town.address + held.path)
    held.all_sent()
    assert [row["result"] for row in town.rows("visits")] == ["declined"]
    held.context.close()
    assert held.nothing_wrong()


def test_a_page_that_lies_open_or_is_loaded_again_says_so_in_chinese(
    browser: Browser, town: Server
) -> None:
    held = Phone(browser, town, WORKER)
    page = held.page
    page.goto(f"{town.address}/gege/day/?worker={WORKER}&lang=zh")
    page.wait_for_selector('[data-part="own"]')
    # The keeper of the page stands between it and the server.
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    sign_out_everywhere(OPERATOR, town.store, NAME)
    page.get_by_role("button", name="重新加载", exact=True).tap()
    expect(page.locator("#out")).to_contain_text("重新登录后自动发送")
    page.reload()
    expect(page.locator("#out")).to_contain_text("登录已过期")
    page.locator("#out a").tap()
    page.wait_for_url("**/gege/sign-in?**")
    _sign_in(held)
    page.wait_for_url(f"**/gege/day/?worker={WORKER}&lang=zh")
    page.wait_for_selector('[data-part="own"]')
    held.context.close()
    assert held.nothing_wrong()
