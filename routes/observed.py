"""The layer that sees every request go by: its number, its line in the log, its figures."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Iterable
from time import perf_counter
from typing import Final

from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from routes.log_lines import REQUESTS
from routes.operation import may_see_figures
from routes.request_figures import count_request, count_session

_NUMBER: Final = re.compile(rb"[0-9a-f]{16,32}")
# What the screens' server tells of itself, at an address that cannot be taken from it.
_ITS_FIGURES: Final = "_stcore/metrics"
_NOWHERE: Final = "(no route)"


def templates(table: Iterable[BaseRoute], above: str = "") -> dict[int, str]:
    """Return how each route is written in the table, with what it is mounted under."""
    found: dict[int, str] = {}
    for route in table:
        written = above + getattr(route, "path", "")
        found[id(route)] = written
        if isinstance(route, Mount):
            found |= templates(route.routes, written)
    return found


class Observed:
    """Every request gets a number; one line and one count follow when it is answered.

    Parameters
    ----------
    app
        What answers.
    table
        Our own routes, for their names.
    """

    def __init__(self, app: ASGIApp, table: Iterable[BaseRoute]) -> None:
        self._app = app
        self._table = list(table)
        self._templates = templates(self._table)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._session(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        number = _number(scope)
        scope["gege_request_id"] = number
        start, status = perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = (b"x-request-id", number.encode())
                message["headers"] = [*message.get("headers", []), own]
            await send(message)

        try:
            await self._answer(scope, receive, sending)
        finally:
            seconds = perf_counter() - start
            route = self._route(scope)
            count_request(scope["method"], route, status, seconds)
            _tell(scope["method"], route, status, seconds, number)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].endswith(_ITS_FIGURES) and not may_see_figures(scope):
            refused = PlainTextResponse("figures are for this machine only\n", 403)
            await refused(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _session(self, scope: Scope, receive: Receive, send: Send) -> None:
        count_session(1)
        try:
            await self._app(scope, receive, send)
        finally:
            count_session(-1)

    def _route(self, scope: Scope) -> str:
        """Return how the route that answered is written; nothing of the address itself."""
        route = scope.get("route") or _meant(self._table, scope)
        written = self._templates.get(id(route)) or getattr(route, "path", "")
        return written if written.startswith("/") else f"/{written}" if written else _NOWHERE


def _meant(table: Iterable[BaseRoute], scope: Scope) -> BaseRoute | None:
    """Return the route a request was meant for that was answered before it came there."""
    for route in table:
        match, found = route.matches(scope)
        if match is not Match.NONE:
            return _meant(route.routes, scope | found) if isinstance(route, Mount) else route
    return None


def _number(scope: Scope) -> str:
    """Return the number the site in front gave, when it looks like one, else a new one."""
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return given.decode() if _NUMBER.fullmatch(given) else secrets.token_hex(8)


def _tell(method: str, route: str, status: int, seconds: float, number: str) -> None:
    fields = {
        "method": method if method.isalpha() and len(method) < 8 else "OTHER",
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "request_id": number,
    }
    level = logging.ERROR if status >= 500 else logging.INFO
    REQUESTS.log(level, "request", extra={"gege_event": "request", "gege_fields": fields})
