"""Two people at once on the pages of a real server: each is shown his own part, to the byte."""

from __future__ import annotations

import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from casework.access import Role
from dashboard.allowed import PAGES
from service.identity.asking import SESSION_COOKIE
from tests.access.matrix_district import FOREIGN
from tests.access.matrix_fixtures import Office, office
from tests.access.matrix_known import OPEN_PAGES
from tests.access.matrix_live import Screen
from tests.access.matrix_page import seen_by
from tests.access.matrix_viewers import OF_OWN, WHOLE, name_of
from tests.browser.served import Address, serve
from tests.signed_in import sign_in_to

__all__ = ["office"]
BOSS, OWN_MAN = name_of(Role.ADMINISTRATOR, WHOLE), name_of(Role.COORDINATOR, OF_OWN)
WORKER = name_of(Role.WORKER, OF_OWN)
# Pages whose first look names things of streets: what everybody sees of the whole district shows
# that the marks would be found.
SHARED = (
    "case-list",
    "who-covers",
    "home-visits",
    "round-points",
    "contact-calendar",
    "meeting-book",
    "promise-ledger",
    "bulletin-file",
)
# Of a grid worker, and denied to him.
OF_A_WORKER = ("my-day", "emergency-area", "account-list", "review-pack")


@pytest.fixture(scope="module")
def tokens(office: Office) -> dict[str, str]:
    """Sessions of the real clock, in a copy that the server has for itself."""
    source = Path(str(office.district.store.url.database))
    with office.district.store.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = source.parent / "served"
    copy.mkdir()
    for one in source.parent.glob("gege.db*"):
        shutil.copy(one, copy / one.name)
    shutil.copytree(source.parent / "photos", copy / "photos")
    made = {name: sign_in_to(copy / "gege.db", name=name) for name in (BOSS, OWN_MAN, WORKER)}
    return made | {"folder": str(copy)}


@pytest.fixture(scope="module")
def served(office: Office, tokens: dict[str, str]) -> Iterator[Address]:
    database = Path(tokens["folder"]) / "gege.db"
    with sqlite(database) as run:
        run("UPDATE accounts SET must_change = 0")
    with serve(database, is_signed_in=False) as address:
        yield address


class sqlite:  # noqa: N801 - a word of the test, used once
    """A connection for one statement."""

    def __init__(self, path: Path) -> None:
        import sqlite3

        self._conn = sqlite3.connect(path)

    def __enter__(self):
        return self._conn.execute

    def __exit__(self, *_error: object) -> None:
        self._conn.commit()
        self._conn.close()


def test_two_at_once_on_one_page_see_each_his_own(
    office: Office, served: Address, tokens: dict[str, str]
) -> None:
    together = Barrier(2)

    def look(name: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        with Screen(served, tokens[name]) as screen:
            for page in SHARED:
                together.wait(timeout=600)
                found[page] = [screen.page(page), screen.page(page)]
        return found

    with ThreadPoolExecutor(2) as pool:
        whole, part = pool.map(look, (BOSS, OWN_MAN))
    for page in SHARED:
        assert any(office.district.traces(told) for told in whole[page]), page
        found = set().union(*(office.district.traces(told) for told in part[page]))
        assert (not found) == (page not in OPEN_PAGES), (page, sorted(found))


def test_a_worker_sees_his_own_and_is_told_no(
    office: Office, served: Address, tokens: dict[str, str]
) -> None:
    with Screen(served, tokens[WORKER]) as screen:
        for page in OF_A_WORKER:
            told = screen.page(page)
            assert not office.district.traces(told), page
            assert ("may not do this" in told or "无权进行此操作" in told) == (
                Role.WORKER not in seen_by()[page]
            ), page
    assert set(OF_A_WORKER) <= set(PAGES)


def test_two_at_once_at_one_address_are_answered_each_for_himself(
    office: Office, served: Address, tokens: dict[str, str]
) -> None:
    at = office.things[FOREIGN]
    addresses = [
        f"case-sheet/{at['case']}",
        f"emergency-sheet/{at['emergency']}",
        f"visits/list.html?plan={at['plan']}&on=2026-06-01&states=waiting",
        "places.json",
        "cases.json?bbox=110,31,112,32&zoom=18&on=2026-06-01",
        f"find.json?q={at['grid']}",
    ]

    def ask(name: str) -> list[str]:
        return [_got(served, f"/gege/{one}", tokens[name]) for one in addresses * 3]

    with ThreadPoolExecutor(4) as pool:
        whole, part, again, worker = pool.map(ask, (BOSS, OWN_MAN, BOSS, WORKER))
    assert whole == again
    for address, told, his, of_worker in zip(addresses * 3, whole, part, worker, strict=True):
        assert office.district.traces(told), address
        assert office.district.traces(his) <= office.district.traces(address), address
        assert office.district.traces(of_worker) <= office.district.traces(address), address


def test_the_socket_takes_no_stale_cookie(served: Address, tokens: dict[str, str]) -> None:
    for token in ("", "x", tokens[BOSS][:-1]):
        with pytest.raises((InvalidStatus, ConnectionClosed)), Screen(served, token) as screen:
            screen.page("case-list")


def _got(address: str, path: str, token: str) -> str:
    asked = urllib.request.Request(
        f"{address}{path}", headers={"Cookie": f"{SESSION_COOKIE}={token}"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=300) as answer:
            return str(answer.read().decode("utf-8", "ignore"))
    except urllib.error.HTTPError as refusal:
        return refusal.read().decode("utf-8", "ignore")
