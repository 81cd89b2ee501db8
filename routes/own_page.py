"""What may be sent to us: JSON, by a script of our own page and of no other site."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from casework.sentence import Sentence
from data.limits import mib
from routes.answers import problem
from routes.viewer import language_of_request
from service.errors import ServiceError
from service.language import say

Taking = Callable[[Request], Awaitable[Response]]
TOO_LONG: Final = Sentence(
    "What was sent has more than {most}, and no more is taken here at once: send less."
)


def is_from_own_page(request: Request, header: str) -> bool:
    """Return whether JSON with this header came from our own page.

    Notes
    -----
    No form of another site can set the header, and no script of one without our leave, which
    nobody gets; what a browser says of the sender counts as well.
    """
    headers = request.headers
    is_json = headers.get("content-type", "").split(";")[0].strip().lower() == "application/json"
    origin = headers.get("origin")
    is_own_origin = origin is None or _host_of(origin) == headers.get("host")
    is_own_site = headers.get("sec-fetch-site", "same-origin") == "same-origin"
    return is_json and headers.get(header) == "1" and is_own_origin and is_own_site


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


class TooLongError(ServiceError):
    """What was sent is longer than what is taken at its address."""


async def body_of(request: Request, most: int) -> bytes:
    """Return the body.

    Parameters
    ----------
    most
        Bytes, from `data.limits`.

    Raises
    ------
    TooLongError
        As soon as more has come in.
    """
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise TooLongError(TOO_LONG.msgid, most=mib(most))
        parts.append(part)
    return b"".join(parts)


def bounded(endpoint: Taking) -> Taking:
    """Return the endpoint with 413 and a sentence for a body that is too long."""

    @wraps(endpoint)
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except TooLongError as error:
            return problem(request, 413, say(error, language_of_request(request)))

    return answer


def texts_of(body: bytes, *names: str) -> dict[str, str] | None:
    """Return the texts of these names of a JSON object; None when one of them is no text."""
    try:
        sent: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(sent, dict) or not all(isinstance(sent.get(name), str) for name in names):
        return None
    return {name: sent[name] for name in names}
