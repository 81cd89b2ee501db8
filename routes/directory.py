"""Signing in by the office's directory, by address: there, back, and out of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from dashboard.sign_in_page import POLICY, leaving_html
from data.store import open_store
from routes.cookies import give_cookie, take_cookie
from routes.fence import UNREADY, own_path
from routes.forms import give_visit, page_answer, visit_of
from routes.hosts import own_address
from routes.sign_in import begun_answer, on_to, onward, sign_in_refused
from routes.viewer import asker_of_request, language_of_request
from service.clock import now
from service.errors import ServiceError
from service.identity.asking import SESSION_COOKIE, VISIT_COOKIE, Need
from service.identity.browsers import browser_words
from service.identity.directory_sign_in import LASTS, WayBack, signed_in, way_out, way_there
from service.language import Said

T = TypeVar("T")
# What the browser holds until it is back.
TRY_COOKIE: Final = "gege_directory"
_BACK: Final = "directory-back"
# A directory that dawdles holds so many threads and no more.
_TURN: Final = asyncio.Semaphore(6)


async def to_directory(request: Request) -> Response:
    """Lead to the directory, with what binds its answer to this browser."""
    asker = await run_in_threadpool(asker_of_request, request)
    if asker.needs is not Need.SIGN_IN:
        return on_to(onward(request.query_params.get("back")))
    visit, is_held = visit_of(request)
    back = own_path(request.query_params.get("back"))
    there = await _done(lambda: way_there(back, visit, own_address(request, _BACK), now()))
    if isinstance(there, Said):
        return sign_in_refused(request, there, back)
    answer = on_to(there.address)
    give_cookie(request, answer, TRY_COOKIE, there.kept, int(LASTS.total_seconds()))
    if not is_held:
        give_visit(request, answer, visit)
    return answer


async def from_directory(request: Request) -> Response:
    """Take what the directory answered, once."""
    said = {key: value for key, value in request.query_params.items() if len(value) <= 4096}
    told = browser_words(request.headers.get("user-agent"))
    old = request.cookies.get(SESSION_COOKIE, "")
    kept, visit = (request.cookies.get(name, "") for name in (TRY_COOKIE, VISIT_COOKIE))

    def begin() -> Response | Said:
        came = WayBack(said, kept, visit, own_address(request, _BACK))
        begun, back = signed_in(open_store(), came, told, now(), old)
        return begun_answer(request, begun, onward(back))

    answer = await _done(begin)
    if isinstance(answer, Said):
        answer = sign_in_refused(request, answer, "")
    take_cookie(request, answer, TRY_COOKIE)
    return answer


async def out_of_directory(request: Request) -> Response:
    """Go on to where the directory signs somebody out; to our own page where it tells no way."""
    language = language_of_request(request)
    here = f"sign-in?lang={language}"
    there = await _done(lambda: way_out(own_address(request, "sign-in"), now()))
    if isinstance(there, Said) or not there:
        return on_to(here)
    return page_answer(leaving_html(language, there, here), POLICY)


async def _done(act: Callable[[], T]) -> T | Said:
    async with _TURN:
        try:
            return await run_in_threadpool(act)
        except ServiceError as error:
            return error
        except OperationalError:
            return UNREADY
