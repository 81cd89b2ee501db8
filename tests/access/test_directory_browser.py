"""A real directory, a real server and a real browser: there, back in, and out of both."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from casework.access import OPERATOR, Role
from data.store import Store
from service.clock import now
from service.identity.accounts import make_account
from service.identity.directory_groups import map_group
from service.identity.posts import Post
from tests.access.directory import run_directory
from tests.browser import district
from tests.browser.conftest import Opened
from tests.browser.served import serve

SIDE = "[data-testid=stSidebar]"
OUT = f"{SIDE} form[action*=sign-out] button"


def test_somebody_comes_by_the_directory_and_goes(
    tmp_path: Path, watch: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "gege.db"
    district.hand_made(database)
    store = Store(str(database))
    make_account(OPERATOR, store, "boss", Post(Role.ADMINISTRATOR), now())
    map_group(OPERATOR, store, "领导", Post(Role.LEADER), now())
    store.engine.dispose()
    with run_directory(tmp_path) as directory:
        for name, value in directory.environment("127.0.0.1").items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("GEGE_OIDC_NAME", "County sign-in")
        directory.tell(person="li", claims={"groups": ["领导"], "name": "李主任"})
        with serve(database, is_signed_in=False) as address:
            directory.tell(redirects=[f"{address}/gege/directory-back"], consent=True)
            seen = watch(address, locale="en-GB")
            page = seen.page
            page.context.route(f"{directory.issuer}/**", lambda route: route.continue_())
            page.goto(f"{address}/due")
            page.get_by_role("link", name="Sign in with County sign-in").click()
            page.wait_for_url(f"{directory.issuer}/login/**")
            page.fill("[name=username]", "li")
            page.fill("[name=password]", "li")
            page.get_by_role("button", name="Sign in").click()
            page.get_by_role("button", name="Authorize").click()
            page.wait_for_url(f"{address}/due")
            expect(page.locator(SIDE).get_by_text("李主任", exact=True)).to_be_visible()
            seen.open("/")
            expect(page.locator(SIDE).get_by_text("district leader")).to_be_visible()
            page.goto(f"{address}/my-account")
            expect(page.get_by_text("kept by the office's directory")).to_be_visible()
            page.goto(f"{address}/file-import")
            expect(page.get_by_text("may not do this")).to_be_visible()
            page.locator(OUT).click()
            page.wait_for_url(f"{directory.issuer}/logout/**")
            page.locator("[name=allow]").click()
            page.wait_for_url(f"{address}/gege/sign-in**")
            # Out of both: the directory asks for the password again.
            page.get_by_role("link", name="Sign in with County sign-in").click()
            page.wait_for_url(f"{directory.issuer}/login/**")
            # The directory's own pages have no style here.
            told = [one for one in seen.errors if "404" not in one]
            assert (seen.outside, told) == ([], [])
