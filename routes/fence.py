"""The fence around the whole server: who is not known gets to the pages of signing in only.

A layer in front of every address, Streamlit's among them, so that none can be forgotten.  On the
websocket each message is asked about again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from casework.access_entry import Door
from casework.sentence import Sentence
from dashboard.map_links import PREFIX
from dashboard.sign_in_page import POLICY, unready_html
from data.access_log import DOOR
from data.errors import DataError
from data.limits import BACK_CHARACTERS
from data.store import open_store
from routes.answers import NEVER_KEEP, problem
from routes.forms import visit_cookie
from routes.hosts import OTHER_HOST, hosts_named, own_host
from routes.viewer import ASKER, language_of_request
from service.clock import now
from service.identity import asking
from service.identity.asking import NEED_SENTENCES, VISIT_COOKIE, Asker, Need
from service.language import say

_log = logging.getLogger(__name__)
# What machines ask to see whether the server lives; they tell nothing of the district.
OF_OPERATION: Final = frozenset({"/healthz", "/readyz", "/metrics"})
# Where each need is met.
PAGE_OF: Final = {
    Need.SIGN_IN: "sign-in",
    Need.FIRST_ADMINISTRATOR: "first-administrator",
    Need.NEW_PASSWORD: "new-password",
}
# What is served before a need is met, under the prefix.
BEFORE: Final = {
    Need.SIGN_IN: frozenset({"sign-in", "directory", "directory-back", "directory-out"}),
    Need.FIRST_ADMINISTRATOR: frozenset({"first-administrator"}),
    Need.NEW_PASSWORD: frozenset({"new-password", "sign-out"}),
}
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
UNREADY: Final = Sentence(
    "The database is busy, cannot be reached or has not its tables yet: try again in a minute; on"
    " the server, manage.py init makes it ready."
)
FOREIGN: Final = Sentence(
    "This was sent from a page of another site and was not done: do it on a page of this server."
)
# Closing codes of a websocket: not signed in, or sent by another site.
NOT_KNOWN, NOT_OURS = 4401, 4403


class Fence:
    """The layer.

    Parameters
    ----------
    app
        What is behind it.
    base_path
        The app's own base path.
    empty_run
        The message of the websocket that asks for a page and changes nothing in it.
    """

    def __init__(self, app: ASGIApp, base_path: str = "", empty_run: bytes = b"") -> None:
        self._app = app
        self._root = f"/{base_path.strip('/')}".rstrip("/")
        self._own = f"{self._root}/{PREFIX}/"
        self._empty_run = empty_run
        # A name that can be none is told when the server starts.
        hosts_named()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a question through, or answer it here."""
        DOOR.set(Door.ADDRESS)
        if scope["type"] == "lifespan" or scope["path"] in OF_OPERATION:
            await self._app(scope, receive, send)
        elif hosts_named() and own_host(HTTPConnection(scope)) is None:
            await _other_host(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if scope["method"] not in _SAFE and is_foreign(request):
            refusal = problem(request, 403, say(FOREIGN, language_of_request(request)))
            await refusal(scope, receive, send)
            return
        asker = await _asked(request)
        if asker is None:
            await _unready(request)(scope, receive, send)
        elif self._may_pass(asker, str(scope["path"])):
            scope[ASKER] = asker
            await self._app(scope, receive, self._unkept(request, asker, send))
        else:
            await self._led(request, asker)(scope, receive, send)

    def _may_pass(self, asker: Asker, path: str) -> bool:
        if asker.needs is None:
            return True
        return path.startswith(self._own) and path[len(self._own) :] in BEFORE[asker.needs]

    def _led(self, request: Request, asker: Asker) -> Response:
        """Return the way to what is needed: for a page a redirect, for a program a sentence."""
        need = asker.needs or Need.SIGN_IN
        if not is_page(request):
            return problem(request, 401, say(NEED_SENTENCES[need], language_of_request(request)))
        asked = {} if need is Need.FIRST_ADMINISTRATOR else {"back": _path_of(request)}
        if request.query_params.get("lang"):
            asked["lang"] = language_of_request(request)
        query = f"?{urlencode(asked)}" if asked else ""
        answer = RedirectResponse(f"{self._own}{PAGE_OF[need]}{query}", status_code=303)
        answer.headers["Cache-Control"] = NEVER_KEEP
        return answer

    def _unkept(self, request: Request, asker: Asker, send: Send) -> Send:
        """Return a sender that lets no browser keep a screen: after signing out it must be gone.

        In the demonstration it gives the visit what its forms are bound to.
        """
        if request.url.path.startswith(self._own):
            return send

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Cache-Control"] = NEVER_KEEP
                    if asker.is_demonstration and VISIT_COOKIE not in request.cookies:
                        headers.append("Set-Cookie", visit_cookie(request))
            await send(message)

        return sent

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        if is_foreign(connection):
            await send({"type": "websocket.close", "code": NOT_OURS})
            return
        first = await _asked(connection)
        if first is None or first.viewer is None:
            await send({"type": "websocket.close", "code": NOT_KNOWN})
            return
        last = first

        async def heard() -> Message:
            nonlocal last
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            asker = await _asked(connection)
            if asker == last and asker is not None and asker.viewer is not None:
                return message
            # Nothing of what was sent is carried out: the page is shown anew, to whom it may be.
            last = asker or last
            return {"type": "websocket.receive", "bytes": self._empty_run, "text": None}

        scope[ASKER] = first
        await self._app(scope, heard, send)


def is_foreign(request: HTTPConnection) -> bool:
    """Return whether a browser says that another site's page sent this."""
    origin = request.headers.get("origin")
    if origin is not None and _host_of(origin) != request.headers.get("host"):
        return True
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def is_page(request: Request) -> bool:
    """Return whether a person asks for a page, rather than a page for one of its parts."""
    if request.method not in ("GET", "HEAD"):
        return False
    mode = request.headers.get("sec-fetch-mode")
    if mode is not None:
        return mode == "navigate"
    return "text/html" in request.headers.get("accept", "")


def own_path(text: str | None, root: str = "") -> str:
    """Return a path of this server to go on to, the first page for everything else."""
    path = text or ""
    is_plain = path.isascii() and path.isprintable() and "\\" not in path
    if (
        not is_plain
        or len(path) > BACK_CHARACTERS
        or not path.startswith("/")
        or path.startswith("//")
    ):
        return f"{root}/"
    return path


async def _other_host(scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a question to another server: what it was asked by may be made up to mislead."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": NOT_OURS})
        return
    said = say(OTHER_HOST, language_of_request(HTTPConnection(scope)))
    headers = {"Cache-Control": NEVER_KEEP}
    await Response(said, 400, headers, "text/plain; charset=utf-8")(scope, receive, send)


async def _asked(connection: HTTPConnection) -> Asker | None:
    """Return who asks; None while the database cannot tell."""
    return await run_in_threadpool(_ask, dict(connection.cookies))


def _ask(cookies: Mapping[str, str]) -> Asker | None:
    try:
        return asking.asker_of(open_store(), cookies, now())
    except (sa.exc.SQLAlchemyError, DataError) as error:
        _log.warning("who asks cannot be told: %s", type(error).__name__)
        return None


def _unready(request: Request) -> Response:
    language = language_of_request(request)
    if not is_page(request):
        return problem(request, 503, say(UNREADY, language))
    headers = {"Cache-Control": NEVER_KEEP, "Content-Security-Policy": POLICY, "Retry-After": "60"}
    body = unready_html(language, say(UNREADY, language))
    return Response(body, 503, headers, "text/html; charset=utf-8")


def _path_of(request: Request) -> str:
    path = quote(request.url.path)
    return f"{path}?{request.url.query}" if request.url.query else path


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None
