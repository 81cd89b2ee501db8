"""Cookies as this server sets them: for its own pages only, and out of the reach of scripts."""

from __future__ import annotations

import os

from starlette.requests import HTTPConnection
from starlette.responses import Response


def give_cookie(
    request: HTTPConnection, answer: Response, name: str, value: str, max_age: int | None = None
) -> None:
    """Set a cookie; without a `max_age` (seconds) it goes when the browser is closed."""
    answer.set_cookie(
        name,
        value,
        max_age=max_age,
        path="/",
        secure=is_https(request),
        httponly=True,
        samesite="lax",
    )


def take_cookie(request: HTTPConnection, answer: Response, name: str) -> None:
    """Take a cookie away."""
    answer.delete_cookie(name, path="/", secure=is_https(request), httponly=True, samesite="lax")


def is_https(request: HTTPConnection) -> bool:
    """Return whether the browser speaks TLS, to us or to the proxy that is said to be trusted."""
    if request.scope.get("scheme") in ("https", "wss"):
        return True
    is_trusted = os.environ.get("GEGE_TRUST_PROXY") == "1"
    return is_trusted and request.headers.get("x-forwarded-proto", "").strip() == "https"
