"""Forms of our own pages: read whole, and bound to the browser they were given to."""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from data.limits import FORM_BYTES, FORM_FIELDS
from routes.answers import NEVER_KEEP
from routes.cookies import give_cookie
from routes.own_page import body_of
from service.identity.asking import SESSION_COOKIE, VISIT_COOKIE, form_token


async def fields_of(request: Request) -> dict[str, str] | None:
    """Return the fields of a form by name; None when it is no form."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return None
    body = await body_of(request, FORM_BYTES)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FORM_FIELDS))
    except ValueError:
        return None


def is_bound(request: Request, fields: dict[str, str]) -> bool:
    """Return whether a form was given to this browser: to its session, or to its visit."""
    held = (request.cookies.get(name) for name in (SESSION_COOKIE, VISIT_COOKIE))
    sent = fields.get("form", "").encode()
    return any(hmac.compare_digest(sent, form_token(one).encode()) for one in held if one)


def visit_of(request: Request) -> tuple[str, bool]:
    """Return what a form before signing in is bound to, and whether the browser has it yet."""
    held = request.cookies.get(VISIT_COOKIE)
    return (held, True) if held else (secrets.token_urlsafe(24), False)


def give_visit(request: Request, answer: Response, visit: str) -> None:
    """Let the browser hold what its forms are bound to."""
    give_cookie(request, answer, VISIT_COOKIE, visit)


def visit_cookie(request: Request) -> str:
    """Return the header that gives a browser a new visit."""
    answer = Response()
    give_visit(request, answer, visit_of(request)[0])
    return answer.headers["set-cookie"]


def page_answer(body: str, policy: str, status: int = 200) -> Response:
    """Return a page that nobody keeps."""
    headers = {"Cache-Control": NEVER_KEEP, "Content-Security-Policy": policy}
    return Response(body, status, headers, "text/html; charset=utf-8")
