"""The real server on a free port, and the real browser with every other host refused."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import Event

from playwright.sync_api import Browser, BrowserContext, Frame, Page, Playwright, sync_playwright

from tests.signed_in import cookie_for, sign_in_to

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Milliseconds that a browser is waited for: the cores may be shared.
PATIENCE = 60_000
PAINTED = "() => Boolean(window.gegePainted)"


def chromium() -> str | None:
    """Return the path of a Chromium on this machine."""
    named = os.environ.get("GEGE_CHROMIUM")
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return named or next((path for path in found if path), None)


def until(where: Page | Frame, said: str, **options: object) -> None:
    """Wait until what is said is true in a page or a frame.

    It is asked ten times a second. By animation frames, which is Playwright's way, it may never
    be asked again: a headless browser draws no frame of a page in which nothing moves.
    """
    wanted: dict[str, object] = {"polling": 100} | options
    where.wait_for_function(said, **wanted)  # type: ignore[arg-type]


@cache
def the_browser() -> Browser:
    """Return the one browser of this process, whichever room's tests ask; it ends with it."""
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    return launch(playwright)


def launch(playwright: Playwright) -> Browser:
    """Return the browser."""
    return playwright.chromium.launch(executable_path=chromium(), args=FLAGS)


class Address(str):
    """The address of a running server, which knows its process and who is signed in to it."""

    pid: int
    token: str = ""


@contextmanager
def serve(
    database: Path, script: Path = ROOT / "app.py", *, is_signed_in: bool = True
) -> Iterator[Address]:
    """Give the address of the app over a database, while it runs.

    Its token is that of a session of the demonstration's coordinator, unless nobody is signed in.
    """
    token = sign_in_to(database) if is_signed_in else ""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    environment = os.environ | {"GEGE_DATABASE": str(database), "PYTHONPATH": str(ROOT)}
    log = database.with_suffix(".log")
    with log.open("wb") as out:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        address = Address(f"http://127.0.0.1:{port}")
        address.pid, address.token = server.pid, token
        _wait(server, address, log)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def answers(address: str) -> bool:
    """Return whether the server at an address answers."""
    with suppress(urllib.error.URLError, OSError):
        urllib.request.urlopen(f"{address}/healthz", timeout=2)
        return True
    return False


def fetched(address: str, path: str) -> bytes:
    """Return what the server answers to whom the address belongs to."""
    token = getattr(address, "token", "")
    asked = urllib.request.Request(f"{address}{path}", headers={"Cookie": f"gege_session={token}"})
    with urllib.request.urlopen(asked, timeout=120) as answer:
        found: bytes = answer.read()
    return found


def sign_in_context(context: BrowserContext, address: str) -> None:
    """Let a browser's context hold the session that belongs to an address."""
    token = getattr(address, "token", "")
    if token:
        context.add_cookies([cookie_for(address, token)])  # type: ignore[list-item]


def _wait(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    pause = Event()
    for _ in range(600):
        if server.poll() is not None:
            break
        if answers(address):
            return
        pause.wait(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")


class Watched:
    """A page that notes what it asked of other hosts, what failed, and what went wrong."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.outside: list[str] = []
        self.failed: list[str] = []
        self.errors: list[str] = []
        self.sent: list[object] = []
        context.route("**/*", self._let_pass)
        sign_in_context(context, address)
        self.page: Page = context.new_page()
        self.page.on("requestfailed", lambda request: self._note_failure(request))
        self.page.on("response", lambda answer: self._note_status(answer))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._note_console)
        self.page.on(
            "websocket", lambda ws: ws.on("framesent", lambda data: self.sent.append(data))
        )

    def open(self, path: str = "/", painted: bool = True) -> Frame | None:
        """Go to a page and wait until the map is painted; return its frame."""
        self.page.goto(self.address + path)
        return self.frame() if painted else None

    def frame(self) -> Frame:
        """Return the map's frame once its first layer is painted."""
        self.page.wait_for_selector("iframe[src*='streamlit_folium']", state="attached")
        handle = self.page.query_selector("iframe[src*='streamlit_folium']")
        found = handle.content_frame() if handle else None
        assert found is not None
        until(found, PAINTED, timeout=60_000)
        return found

    def click_at(self, lon: float, lat: float) -> None:
        """Click the map at a position, with the mouse."""
        frame = self.frame()
        x, y = frame.evaluate(
            "([lon, lat]) => { const p = gege.state.map.latLngToContainerPoint([lat, lon]);"
            " return [p.x, p.y]; }",
            [lon, lat],
        )
        box = self.page.locator("iframe[src*='streamlit_folium']").bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + x, box["y"] + y)

    def follow(self, heading: str, name: str) -> None:
        """Go to a page by the menu, as it is called under its heading."""
        self.page.get_by_text(heading, exact=True).first.click()
        self.page.locator("a", has_text=name).first.click()

    def nothing_wrong(self) -> bool:
        """Return True when no request left, none failed, and nothing was complained about."""
        assert self.outside == []
        assert self.failed == []
        assert self.errors == []
        return True

    def _let_pass(self, route: object) -> None:
        url = route.request.url  # type: ignore[attr-defined]
        if url.startswith((self.address, "data:", "blob:")):
            route.continue_()  # type: ignore[attr-defined]
        else:
            self.outside.append(url)
            route.abort()  # type: ignore[attr-defined]

    def _note_failure(self, request: object) -> None:
        # A tile of a view that was left is given up by the browser itself.
        if "ERR_ABORTED" not in str(request.failure):  # type: ignore[attr-defined]
            self.failed.append(f"{request.url}: {request.failure}")  # type: ignore[attr-defined]

    def _note_status(self, answer: object) -> None:
        if answer.status >= 400:  # type: ignore[attr-defined]
            self.failed.append(f"{answer.status} {answer.url}")  # type: ignore[attr-defined]

    def _note_console(self, message: object) -> None:
        if message.type == "error":  # type: ignore[attr-defined]
            self.errors.append(message.text)  # type: ignore[attr-defined]
