"""What a phone sends, by address: JSON from our own page only, answered message by message."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from casework.errors import CaseworkError
from data.store import open_store
from routes.answers import NEVER_KEEP, as_json, problem, refusing
from routes.viewer import language_of_request, viewer_of
from service.clock import now
from service.day.receive import receive_all
from service.errors import ServiceError
from service.language import say

# No form of another site can set it, and no script of one without our leave, which nobody gets.
HEADER: Final = "x-gege-day"
_MOST_BYTES: Final = 12 * 1024 * 1024
_MOST_MESSAGES: Final = 50


async def messages(request: Request) -> Response:
    """Carry out the messages ``{"messages": [...]}`` and answer each by its uid."""
    try:
        _refuse_foreign(request)
    except CaseworkError as refusal:
        return problem(request, 403, say(refusal, language_of_request(request)))
    body = await _body(request)
    if body is None:
        said = say("What was sent is too large: send less at once.", language_of_request(request))
        return problem(request, 413, said)
    return await run_in_threadpool(refusing(lambda asked: _answered(asked, body)), request)


def _answered(request: Request, body: bytes) -> Response:
    sent = _messages(body)
    answers = receive_all(viewer_of(request), open_store(), sent, now())
    # Some are left when the database was busy: the device sends those again.
    status = 200 if answers or not sent else 503
    return as_json(request, {"answers": answers}, NEVER_KEEP, status=status)


def _messages(body: bytes) -> list[dict[str, Any]]:
    try:
        sent = json.loads(body)["messages"]
    except (ValueError, RecursionError, KeyError, TypeError):
        sent = None
    is_list = isinstance(sent, list) and len(sent) <= _MOST_MESSAGES
    if not is_list or not all(isinstance(one, dict) for one in sent):
        raise ServiceError(
            'What was sent is no list of messages: send {{"messages": [...]}} with at most {most}.',
            most=_MOST_MESSAGES,
        )
    return list(sent)


def _refuse_foreign(request: Request) -> None:
    """Do nothing when a request comes from our own page.

    Raises
    ------
    CaseworkError
        When it is no JSON, lacks our header, or a browser says that another site sent it.
    """
    headers = request.headers
    is_json = headers.get("content-type", "").split(";")[0].strip().lower() == "application/json"
    origin = headers.get("origin")
    is_own_origin = origin is None or urlsplit(origin).netloc == headers.get("host")
    is_own_site = headers.get("sec-fetch-site", "same-origin") == "same-origin"
    if not (is_json and headers.get(HEADER) == "1" and is_own_origin and is_own_site):
        raise CaseworkError(
            "Messages are taken from the phone page of this address only: open it and send there."
        )


async def _body(request: Request) -> bytes | None:
    """Return the body, None as soon as it is too large."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > _MOST_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)
