"""Who asks: the one place where a request becomes a viewer."""

from __future__ import annotations

from typing import Final, cast

from starlette.requests import HTTPConnection, Request

from casework.access import Viewer
from casework.errors import CaseworkError
from data.store import open_store
from service.clock import now
from service.identity import asking
from service.identity.asking import NEED_SENTENCES, Asker, Need
from service.language import language_of

# Where the fence leaves whom it has let through.
ASKER: Final = "gege.asker"


def asker_of_request(request: HTTPConnection) -> Asker:
    """Return who asks, as the fence has seen him, else by the cookies."""
    found = request.scope.get(ASKER)
    if found is not None:
        return cast("Asker", found)
    has_cookies = bool(request.headers.get("cookie"))
    return asking.asker_of(open_store(), request.cookies if has_cookies else {}, now())


def viewer_of(request: Request) -> Viewer:
    """Return who asks.

    Raises
    ------
    CaseworkError
        When he is not signed in.
    """
    asker = asker_of_request(request)
    if asker.viewer is None:
        needed = NEED_SENTENCES[asker.needs or Need.SIGN_IN]
        raise CaseworkError(needed.msgid, **needed.params)
    return asker.viewer


def language_of_request(request: HTTPConnection) -> str:
    """Return the language to answer in: the address's, else the browser's."""
    asked = request.query_params.get("lang")
    if asked in ("zh", "en"):
        return str(asked)
    return language_of(request.headers.get("accept-language"))
