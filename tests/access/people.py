"""People with accounts, and browsers without a screen that hold their cookies."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message

from casework.access import OPERATOR, Role
from data.store import Store
from service.identity import asking
from service.identity.accounts import Post, make_account
from service.identity.asking import SESSION_COOKIE, Asker
from service.identity.own_account import change_own_password
from service.identity.signing_in import sign_in

# As the module has it before any test replaces it.
REAL_RULE = asking.asker_of
NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PASSWORD = "correct horse battery"


def administrator(store: Store, name: str = "boss", now: datetime = NOW) -> str:
    """Return the token of an administrator's session, with a password of his own."""
    return person(store, name, Role.ADMINISTRATOR, now)


def person(
    store: Store, name: str, role: Role = Role.CLERK, now: datetime = NOW, **more: Any
) -> str:
    """Return the token of a new account's session, with a password of its own."""
    given = make_account(OPERATOR, store, name, Post(role, **more), now)
    begun = sign_in(store, name, given, "Chrome, Linux", now)
    return change_own_password(
        store, asked(store, begun.token, now), given, PASSWORD, "Chrome, Linux", now
    ).token


def asked(store: Store, token: str, now: datetime = NOW) -> Asker:
    """Return who asks with a token."""
    return REAL_RULE(store, {SESSION_COOKIE: token}, now)


@dataclass
class Answer:
    """What a server answered."""

    status: int
    headers: Headers
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


class Visit:
    """A browser without a screen: it keeps its cookies, follows nothing by itself."""

    def __init__(self, server: ASGIApp, token: str = "") -> None:
        self.server = server
        self.cookies: dict[str, str] = {SESSION_COOKIE: token} if token else {}

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, {"accept": "text/html", **_named(headers)})

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        kind = {"content-type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, kind | _named(headers), urlencode(fields).encode())

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        sent = self._scope("http", path, headers or {}) | {"method": method, "scheme": "http"}
        heard: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            heard.append(message)

        _run(self.server(sent, receive, send))
        answer = Answer(
            heard[0]["status"],
            Headers(raw=heard[0]["headers"]),
            b"".join(one.get("body", b"") for one in heard[1:]),
        )
        for one in answer.headers.getlist("set-cookie"):
            for name, morsel in SimpleCookie(one).items():
                self.cookies[name] = morsel.value
                if not morsel.value or morsel["max-age"] == "0":
                    del self.cookies[name]
        return answer

    def form(self, path: str) -> str:
        """Return the token of the form on a page."""
        found = re.search(r'name="form" value="([0-9a-f]{64})"', self.get(path).text)
        assert found
        return found[1]

    def talk(self, *said: bytes | Callable[[], None], **headers: str) -> list[Message]:
        """Return what comes over the websocket when this is said; a call is made in between."""
        scope = self._scope("websocket", "/_stcore/stream", _named(headers))
        scope |= {"scheme": "ws", "subprotocols": []}
        waiting: list[bytes | Callable[[], None] | None] = [None, *said]
        heard: list[Message] = []

        async def receive() -> Message:
            while waiting and callable(waiting[0]):
                await asyncio.to_thread(waiting.pop(0))  # type: ignore[arg-type]
            if not waiting:
                return {"type": "websocket.disconnect", "code": 1000}
            one = waiting.pop(0)
            if one is None:
                return {"type": "websocket.connect"}
            return {"type": "websocket.receive", "bytes": one, "text": None}

        async def send(message: Message) -> None:
            heard.append(message)

        _run(self.server(scope, receive, send))
        return heard

    def _scope(self, kind: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
        where, _, query = path.partition("?")
        told = {"host": "t"} | headers
        if self.cookies:
            told["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {
            "type": kind,
            "path": where,
            "raw_path": where.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in told.items()],
            "client": ("127.0.0.1", 1),
            "server": ("t", 80),
            "http_version": "1.1",
        }


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


# One loop in a thread of its own: another may be running in this one.
_POOL = ThreadPoolExecutor(1)


def _run(answering: Coroutine[Any, Any, None]) -> None:
    _POOL.submit(asyncio.run, answering).result()
