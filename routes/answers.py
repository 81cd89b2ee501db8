"""Answers to programs: never shared between viewers, marked with what they hold, errors as JSON."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import Response

from casework.errors import CaseworkError
from data.errors import DataError
from data.store_trouble import trouble_of
from routes.viewer import language_of_request
from service.access_log.noting import note_refusal
from service.errors import ServiceError
from service.language import say

_log = logging.getLogger(__name__)
Endpoint = Callable[[Request], Response]

# An address that holds the mark of its content never changes; it is the viewer's own, though.
FOR_EVER = "private, max-age=31536000, immutable"
ASK_AGAIN = "private, no-cache"
NEVER_KEEP = "private, no-store"


def refusing(endpoint: Endpoint) -> Endpoint:
    """Return the endpoint with refusals turned into answers: 400, 403 or 503 with a sentence."""

    @wraps(endpoint)
    def answer(request: Request) -> Response:
        try:
            return endpoint(request)
        except (ServiceError, DataError) as error:
            return problem(request, 400, say(error, language_of_request(request)))
        except CaseworkError as error:
            note_refusal(error)
            return problem(request, 403, say(error, language_of_request(request)))
        except (DBAPIError, OSError) as error:
            trouble = trouble_of(error)
            if trouble is None:
                raise
            _log.error("the database or its disk: %s", type(error).__name__, exc_info=error)
            return problem(request, 503, say(trouble, language_of_request(request)))

    return answer


def problem(request: Request, status: int, sentence: str) -> Response:
    """Return a refusal as ``{"error": sentence}``."""
    return as_json(request, {"error": sentence}, NEVER_KEEP, status=status)


def not_found(request: Request) -> Response:
    """Return 404 for every unknown path under the prefix."""
    said = say("There is nothing at this address.", language_of_request(request))
    return problem(request, 404, said)


def as_json(
    request: Request, payload: dict[str, Any], cache: str = ASK_AGAIN, status: int = 200
) -> Response:
    """Return a payload as JSON."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # A refusal says what it was sent, which may hold halves of characters.
    return as_bytes(
        request, body.encode(errors="replace"), "application/json", cache, status=status
    )


def as_bytes(
    request: Request,
    body: bytes,
    media_type: str,
    cache: str,
    *,
    status: int = 200,
    encoding: str | None = None,
) -> Response:
    """Return bytes with their ETag; 304 without a body when the asker has them already."""
    mark = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {
        "Cache-Control": cache,
        "ETag": mark,
        "Vary": "Cookie, Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if status == 200 and mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(body, status_code=status, headers=headers, media_type=media_type)
