"""Three addresses for who keeps the server running: is it there, can it work, its figures."""

from __future__ import annotations

import os
from ipaddress import ip_address, ip_network
from typing import Final

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Scope

from data.errors import DataError
from data.readiness import WELL, readiness
from data.store import open_store
from routes.request_figures import CONTENT_TYPE, as_text

_FRESH: Final = {"Cache-Control": "no-store"}
# Any of these says that the request was passed on by something in between.
_PASSED_ON: Final = frozenset(
    {b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip",
     b"via"}
)  # fmt: skip


def operation_routes() -> list[BaseRoute]:
    """Return the routes; they stand at the server's root."""
    return [
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", metrics),
    ]


def healthz(request: Request) -> Response:
    """Answer that the process answers."""
    del request
    return JSONResponse({"ok": True}, headers=_FRESH)


def readyz(request: Request) -> Response:
    """Answer whether it can work, one word per check; 503 when it cannot."""
    del request
    try:
        checks = readiness(open_store())
    except (DataError, sa.exc.SQLAlchemyError, OSError):
        checks = {"database": "unreachable"}
    ready = set(checks.values()) <= WELL
    return JSONResponse(
        {"ready": ready, "checks": checks}, status_code=200 if ready else 503, headers=_FRESH
    )


def metrics(request: Request) -> Response:
    """Answer the figures, to this machine and to the networks the office names."""
    if not may_see_figures(request.scope):
        return PlainTextResponse("figures are for this machine only\n", 403, headers=_FRESH)
    return Response(as_text(), media_type=CONTENT_TYPE, headers=_FRESH)


def may_see_figures(scope: Scope) -> bool:
    """Return whether a request came directly, from this machine or from a named network.

    Notes
    -----
    ``GEGE_METRICS_NETWORKS`` holds networks such as ``10.1.2.0/24``, separated by commas.  One
    that cannot be read opens nothing.
    """
    if any(name.lower() in _PASSED_ON for name, _ in scope["headers"]):
        return False
    try:
        asker = ip_address((scope.get("client") or ("",))[0])
    except ValueError:
        return False
    asker = getattr(asker, "ipv4_mapped", None) or asker
    return asker.is_loopback or any(_is_within(asker, named) for named in _networks())


def _networks() -> list[str]:
    return [one.strip() for one in os.environ.get("GEGE_METRICS_NETWORKS", "").split(",")]


def _is_within(asker: object, named: str) -> bool:
    try:
        return asker in ip_network(named)
    except ValueError:
        return False
