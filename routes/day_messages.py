"""What a phone sends, by address: JSON from our own page only, answered message by message."""

from __future__ import annotations

import json
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from casework.errors import CaseworkError
from data.limits import MESSAGES, MESSAGES_BYTES
from data.store import open_store
from routes.answers import NEVER_KEEP, as_json, problem, refusing
from routes.own_page import body_of, is_from_own_page
from routes.viewer import language_of_request, viewer_of
from service.clock import now
from service.day.receive import receive_all
from service.errors import ServiceError
from service.language import say

HEADER: Final = "x-gege-day"


async def messages(request: Request) -> Response:
    """Carry out the messages ``{"messages": [...]}`` and answer each by its uid."""
    if not is_from_own_page(request, HEADER):
        foreign = CaseworkError(
            "Messages are taken from the phone page of this address only: open it and send there."
        )
        return problem(request, 403, say(foreign, language_of_request(request)))
    body = await body_of(request, MESSAGES_BYTES)
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
    is_list = isinstance(sent, list) and len(sent) <= MESSAGES
    if not is_list or not all(isinstance(one, dict) for one in sent):
        raise ServiceError(
            'What was sent is no list of messages: send {{"messages": [...]}} with at most {most}.',
            most=MESSAGES,
        )
    return list(sent)
