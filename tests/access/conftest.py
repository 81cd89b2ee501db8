"""Here the real rule of who asks holds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import argon2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket

from data.migrate import migrate
from data.store import Store, open_store
from routes.fence import Fence
from routes.table import routes
from service.identity import asking, passwords
from tests.access.people import REAL_RULE
from tests.browser.conftest import browser, watch

__all__ = ["browser", "watch"]


@pytest.fixture(autouse=True)
def _the_real_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "asker_of", REAL_RULE)


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared in no time: how dear they are is asked by one test of its own."""
    cheap = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", cheap)
    # What it compares with where there is no account is kept: not from a dearer one before.
    passwords._nobodys.cache_clear()  # noqa: SLF001


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that has its tables and nothing else."""
    path = tmp_path_factory.mktemp("tables") / "gege.db"
    made = Store(str(path))
    migrate(made)
    made.engine.dispose()
    return path


@pytest.fixture
def store(tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty database with its tables, which the routes open as well."""
    shutil.copy(tables, tmp_path / "gege.db")
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'gege.db'}")
    made = open_store()
    yield made
    made.engine.dispose()


def _screen(request: Request) -> Response:
    return HTMLResponse("<p>screen</p>", headers={"Cache-Control": "no-cache"})


async def _stream(websocket: WebSocket) -> None:
    await websocket.accept()
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return
        await websocket.send_bytes(message["bytes"])


@pytest.fixture
def server(store: Store) -> Starlette:
    """Our own addresses behind the fence, with stand-ins for what Streamlit answers."""
    streamlit = [
        WebSocketRoute("/_stcore/stream", _stream),
        Route("/{rest:path}", _screen, methods=["GET", "PUT"]),
    ]
    table = [*routes(), Mount("/", routes=streamlit)]
    return Starlette(routes=table, middleware=[Middleware(Fence, empty_run=b"again")])
