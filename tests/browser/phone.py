"""A grid worker's phone: its page, worked with touch and keys alone, and a server to cut off."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route

from data.schema import metadata
from data.store import Store
from tests.browser.served import ROOT, answers, until
from tests.signed_in import cookie_for, sign_in_to

WIDTH, HEIGHT = 390, 844
SOON = 60_000


class Server:
    """The server of one database, which can be stopped and started again at the same address."""

    def __init__(self, database: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.database = database
        self.address = f"http://127.0.0.1:{self.port}"
        self.store = Store(str(database))
        self.token = sign_in_to(database)
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
        log = self.database.with_suffix(".log").open("ab")
        self._running = subprocess.Popen(
            [*command, f"--server.port={self.port}"],
            cwd=ROOT,
            env=os.environ | {"GEGE_DATABASE": str(self.database), "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        pause = Event()
        for _ in range(600):
            if answers(self.address):
                return
            pause.wait(0.1)
        raise RuntimeError("the server did not start")

    def stop(self) -> None:
        if self._running:
            self._running.kill()
            self._running.wait(20)
            self._running = None

    def rows(self, table: str) -> list[Any]:
        """Return all rows of a table, as they are now."""
        with self.store.read() as conn:
            return list(conn.execute(sa.select(metadata.tables[table])).mappings())


@contextmanager
def served(database: Path) -> Iterator[Server]:
    """Give a server that runs, and stop it at the end."""
    made = Server(database)
    made.start()
    try:
        yield made
    finally:
        made.stop()


class Phone:
    """One phone: a context of its own with a screen of 390 x 844, and the page in it."""

    def __init__(self, browser: Browser, server: Server, worker: str, **options: Any) -> None:
        wanted = {"viewport": {"width": WIDTH, "height": HEIGHT}, "locale": "en-GB"}
        self.context: BrowserContext = browser.new_context(
            **wanted | {"is_mobile": True, "has_touch": True} | options
        )
        self.context.add_cookies([cookie_for(server.address, server.token)])  # type: ignore[list-item]
        self.server = server
        self.errors: list[str] = []
        self.outside: list[str] = []
        self.posts: list[str] = []
        self.context.on("request", self._note)
        self.path = f"/gege/day/?worker={worker}&lang=en"
        self.page = self.tab()

    def tab(self) -> Page:
        """Return a new tab of the phone, with the page shown."""
        page = self.context.new_page()
        page.set_default_timeout(SOON)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(self.server.address + self.path)
        page.wait_for_selector('[data-part="own"], #matter, #choice')
        return page

    def open(self, about: str) -> None:
        """Touch a line of the list."""
        self.page.locator(f'[data-about="{about}"]').first.tap()
        self.page.wait_for_selector("#matter")

    def part(self, name: str) -> Locator:
        """Return a section of the list."""
        return self.page.locator(f'[data-part="{name}"]')

    def press(self, name: str) -> None:
        """Touch a button."""
        self.page.get_by_role("button", name=name, exact=True).first.tap()

    def tick(self, name: str) -> None:
        """Touch an answer."""
        self.page.locator("label.tick", has_text=name).first.tap()

    def type(self, text: str) -> None:
        """Type into the form, sign by sign, and wait until the phone has kept it."""
        self.page.locator("#matter textarea").tap()
        self.page.keyboard.type(text)
        until(
            self.page,
            "(text) => document.getElementById('kept').dataset.text === JSON.stringify(text)",
            arg=self.page.locator("#matter textarea").input_value(),
        )

    def listed(self, about: str) -> bool:
        """Return whether a line is on the list."""
        return self.page.locator(f'[data-about="{about}"]').count() > 0

    def all_sent(self) -> None:
        """Wait until nothing waits to be sent: after several failures a phone pauses a minute."""
        self.page.wait_for_selector("#list")
        waiting = '[data-part="waiting"]'
        self.page.wait_for_selector(waiting, state="detached", timeout=4 * SOON)

    def waiting(self, count: int) -> None:
        """Wait until so many wait to be sent."""
        found = f"document.querySelectorAll('[data-part=waiting] li').length === {count}"
        until(self.page, f"() => {found}")

    def cut(self) -> None:
        """Take the connection away."""
        self.context.set_offline(True)

    def mend(self) -> None:
        """Give the connection back."""
        self.context.set_offline(False)

    def lose_answers(self, count: int) -> None:
        """Let so many answers get lost on their way: the server has done what was sent."""
        left = [count]

        def lose(route: Route) -> None:
            if left[0]:
                left[0] -= 1
                route.fetch()
                route.abort("connectionreset")
            else:
                route.continue_()

        self.context.route("**/gege/day/messages", lose)

    def nothing_wrong(self) -> bool:
        """Return True when no error was thrown and nothing was asked of any other place."""
        assert self.errors == []
        assert self.outside == []
        return True

    def _note(self, request: Any) -> None:
        if not request.url.startswith((self.server.address, "data:", "blob:")):
            self.outside.append(request.url)
        if request.method == "POST":
            self.posts.append(request.post_data or "")
