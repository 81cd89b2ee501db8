"""The nginx site in front of the real server, asked by programs and by the real browser."""

from __future__ import annotations

import json
import re
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from service.identity.asking import SESSION_COOKIE
from tests.browser.conftest import browser as browser
from tests.browser.district import add_base_map, hand_made
from tests.browser.served import PATIENCE, Address, Watched, serve, sign_in_context
from tests.deploy.site import site

NAME = "张三丰"


@dataclass(frozen=True)
class Running:
    """A server with a site in front, and where both write their logs."""

    inside: Address
    outside: Address
    folder: Path
    log: Path
    database: Path

    def lines(self) -> list[dict[str, object]]:
        """Return the server's log."""
        text = self.log.read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("site")
    database = folder / "gege.db"
    add_base_map(hand_made(database))
    front = folder / "front"
    front.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEGE_LOG", "json")
        with serve(database) as inside, site(front, inside) as outside:
            yield Running(inside, outside, front, database.with_suffix(".log"), database)


def _status(address: str, body: bytes | None = None, token: str = "") -> tuple[int, dict[str, str]]:
    request = urllib.request.Request(address, body, {"Cookie": f"{SESSION_COOKIE}={token}"})
    try:
        with urllib.request.urlopen(request, timeout=120) as reply:
            return reply.status, dict(reply.headers)
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers)


def _told_of(log: Path, number: str) -> str:
    """Return a log as soon as it tells of a request: it is written after the answer is sent."""
    last = time.monotonic() + PATIENCE / 1000
    while number not in (told := log.read_text(encoding="utf-8")):
        assert time.monotonic() < last, told
        time.sleep(0.1)
    return told


def test_a_screen_lives_through_the_site(running: Running, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    try:
        seen = Watched(context, running.outside)
        # The map is painted by its own requests, and the page by the line that is kept open.
        assert seen.open("/?lang=en") is not None
        lines = [frame for frame in seen.sent if frame]
        assert lines and seen.nothing_wrong()
        open_now = urllib.request.urlopen(f"{running.inside}/metrics", timeout=60).read().decode()
        assert re.search(r"^gege_sessions_open [1-9]", open_now, re.MULTILINE)
    finally:
        context.close()


def test_figures_are_refused_from_outside_and_told_inside(running: Running) -> None:
    for path in ("/metrics", "/_stcore/metrics", "/any/_stcore/metrics"):
        assert _status(running.outside + path)[0] == 403
    assert _status(f"{running.inside}/metrics")[0] == 200
    assert _status(f"{running.outside}/readyz")[0] == 200


def test_the_server_refuses_figures_that_a_site_asks_for(running: Running) -> None:
    request = urllib.request.Request(f"{running.inside}/metrics", headers={"X-Real-IP": "::1"})
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request, timeout=60)


def test_a_large_body_reaches_the_program(running: Running) -> None:
    status, headers = _status(
        f"{running.outside}/gege/day/messages", b"x" * 3_000_000, running.outside.token
    )
    names = {name.lower() for name in headers}
    assert "x-request-id" in names, (status, headers)


def test_a_request_has_one_number_in_both_logs_and_neither_tells_what_was_typed(
    running: Running,
) -> None:
    path = f"/gege/case-sheet/{quote(NAME)}?name={quote(NAME)}"
    number = _status(running.outside + path, token=running.outside.token)[1].get("x-request-id", "")
    assert re.fullmatch(r"[0-9a-f]{32}", number)
    theirs = _told_of(running.folder / "gege.log", number)
    _told_of(running.log, number)
    [ours] = [line for line in running.lines() if line.get("request_id") == number]
    assert ours["route"] == "/gege/case-sheet/{code:path}"
    errors = (running.folder / "gege-error.log").read_text(encoding="utf-8")
    for text in (theirs, errors, running.log.read_text(encoding="utf-8")):
        assert NAME not in text and quote(NAME) not in text and "case-sheet/%" not in text


def test_a_page_that_fails_tells_the_log_where_and_not_what(
    running: Running, browser: Browser
) -> None:
    """The last test: afterwards the district cannot be shown."""
    with sqlite3.connect(running.database) as raw:
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("UPDATE settings SET value = ? WHERE key = 'district_name'", (f'"{NAME}',))
        raw.execute("ALTER TABLE org_units RENAME COLUMN name TO no_name")
        raw.execute("UPDATE revisions SET number = number + 1")
    context = browser.new_context(locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    try:
        sign_in_context(context, running.outside)
        page = context.new_page()
        page.goto(f"{running.outside}/glance?area={quote(NAME)}")
        page.locator("[data-testid='stException'], [data-testid='stAlert']").first.wait_for()
        assert "Traceback" not in page.content()
    finally:
        context.close()
    text = running.log.read_text(encoding="utf-8")
    assert NAME not in text and quote(NAME) not in text and "Traceback" not in text
