"""Signing in and out by address, and the first administrator."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from casework.sentence import Sentence
from dashboard.sign_in_page import POLICY, Form, first_html, new_password_html, sign_in_html
from data.store import open_store
from routes.answers import NEVER_KEEP, problem
from routes.cookies import give_cookie, take_cookie
from routes.fence import UNREADY, own_path
from routes.forms import fields_of, give_visit, is_bound, page_answer, visit_of
from routes.viewer import asker_of_request, language_of_request
from service.clock import now
from service.errors import ServiceError
from service.identity.asking import ROLE_COOKIE, SESSION_COOKIE, Asker, Need, form_token
from service.identity.browsers import browser_words
from service.identity.demonstration_roles import role_of
from service.identity.directory_settings import directory_name
from service.identity.first_administrator import make_first_administrator, write_word
from service.identity.own_account import (
    change_own_password,
    is_kept_by_directory,
    sign_out_own,
)
from service.identity.sessions import Begun, end_session
from service.identity.signing_in import sign_in
from service.language import Said, say

T = TypeVar("T")
# A password takes 64 MiB to compare: so many at a time, the others wait without a thread.
_TURN: Final = asyncio.Semaphore(2)
_OLD_FORM: Final = Sentence(
    "Nothing was done: this form is of another visit or too old. Fill it in again."
)
_DIFFERENT: Final = Sentence(
    "The new password was typed in two different ways: type it twice the same."
)
_HERE: Final = "sign-in"
_HOME: Final = "../"


async def sign_in_page(request: Request) -> Response:
    """Answer the page of signing in, and take it."""
    asker = await run_in_threadpool(asker_of_request, request)
    if asker.needs not in (Need.SIGN_IN, None):
        return on_to("first-administrator" if asker.account_id is None else "new-password")
    if request.method != "POST":
        if asker.viewer is not None:
            return on_to(onward(request.query_params.get("back")))
        return _given(request, _sign_in_html, Form("", request.query_params.get("back", "")))
    fields = await fields_of(request) or {}
    name, back = fields.get("name", ""), fields.get("back", "")
    if not is_bound(request, fields):
        return _given(request, _sign_in_html, Form("", back, _said(request, _OLD_FORM)), name)
    old = request.cookies.get(SESSION_COOKIE, "")
    told = browser_words(request.headers.get("user-agent"))

    def begin() -> Begun:
        return sign_in(open_store(), name, fields.get("password", ""), told, now(), old)

    begun = await _done(begin)
    if not isinstance(begun, Begun):
        return _given(request, _sign_in_html, Form("", back, _said(request, begun)), name)
    return begun_answer(request, begun, onward(back))


async def first_page(request: Request) -> Response:
    """Answer the page of the first administrator, and take him."""
    asker = await run_in_threadpool(asker_of_request, request)
    if asker.needs is not Need.FIRST_ADMINISTRATOR:
        return on_to(_HERE)
    if request.method != "POST":
        wrong = await _done(lambda: write_word(open_store()))
        refused = "" if isinstance(wrong, str) else _said(request, wrong)
        return _given(request, first_html, Form("", "", refused))
    fields = await fields_of(request) or {}
    word, name, new = (fields.get(key, "") for key in ("word", "name", "new"))
    told = browser_words(request.headers.get("user-agent"))

    def make() -> Begun:
        return make_first_administrator(open_store(), word, name, new, told, now())

    refused_for = _unfit(request, fields)
    begun = refused_for or await _done(make)
    if not isinstance(begun, Begun):
        return _given(request, first_html, Form("", "", _said(request, begun)), name)
    return begun_answer(request, begun, _HOME)


async def new_password_page(request: Request) -> Response:
    """Answer the page on which one's password is chosen, and take it."""
    asker = await run_in_threadpool(asker_of_request, request)
    if asker.account_id is None:
        return on_to(_HERE)
    if await run_in_threadpool(is_kept_by_directory, open_store(), asker):
        return on_to(_HOME)
    if request.method != "POST":
        return _own_form(request, asker, Form("", request.query_params.get("back", "")))
    fields = await fields_of(request) or {}
    told = browser_words(request.headers.get("user-agent"))

    def change() -> Begun:
        old, new = fields.get("password", ""), fields.get("new", "")
        return change_own_password(open_store(), asker, old, new, told, now())

    begun = _unfit(request, fields) or await _done(change)
    if not isinstance(begun, Begun):
        form = Form("", fields.get("back", ""), _said(request, begun))
        return _own_form(request, asker, form)
    return begun_answer(request, begun, onward(fields.get("back")))


async def sign_out(request: Request) -> Response:
    """End this session, or with ``everywhere`` all of the account."""
    fields = await fields_of(request) or {}
    if not is_bound(request, fields):
        return problem(request, 403, _said(request, _OLD_FORM))
    token = request.cookies.get(SESSION_COOKIE, "")

    def end() -> str:
        asker, store = asker_of_request(request), open_store()
        is_of_directory = is_kept_by_directory(store, asker)
        if fields.get("everywhere") == "1":
            sign_out_own(store, asker)
        end_session(store, token)
        return "directory-out" if is_of_directory else _HERE

    ended = await _done(end)
    if not isinstance(ended, str):
        return problem(request, 503, _said(request, ended))
    answer = on_to(f"{ended}?lang={language_of_request(request)}")
    take_cookie(request, answer, SESSION_COOKIE)
    # What the browser keeps of pages and tiles; not what a phone has still to send.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


async def change_role(request: Request) -> Response:
    """Be somebody else in the demonstration district, where nobody has an account."""
    fields = await fields_of(request) or {}
    asker = await run_in_threadpool(asker_of_request, request)
    if not asker.is_demonstration or not is_bound(request, fields):
        return problem(request, 403, _said(request, _OLD_FORM))
    answer = on_to(onward(fields.get("back")))
    give_cookie(request, answer, ROLE_COOKIE, role_of(fields.get("role")).value)
    return answer


def _unfit(request: Request, fields: dict[str, str]) -> Sentence | None:
    """Return what is wrong with a form that asks for a new password before it is looked at."""
    if not is_bound(request, fields):
        return _OLD_FORM
    return None if fields.get("new") == fields.get("again") else _DIFFERENT


async def _done(act: Callable[[], T]) -> T | Said:
    """Return what an act gives, or why it was refused; two at a time."""
    async with _TURN:
        try:
            return await run_in_threadpool(act)
        except ServiceError as error:
            return error
        except OperationalError:
            return UNREADY


def _given(
    request: Request, page: Callable[..., str], form: Form, name: str | None = None
) -> Response:
    """Return a form that is bound to this visit, with what was typed but no password."""
    visit, is_held = visit_of(request)
    bound = Form(form_token(visit), own_path(form.back) if form.back else "", form.refused)
    answer = page_answer(
        page(language_of_request(request), bound, name or ""), POLICY, 400 if form.refused else 200
    )
    if not is_held:
        give_visit(request, answer, visit)
    return answer


def _own_form(request: Request, asker: Asker, form: Form) -> Response:
    token = form_token(request.cookies.get(SESSION_COOKIE, ""))
    bound = Form(token, own_path(form.back) if form.back else "", form.refused)
    language, is_forced = language_of_request(request), asker.needs is Need.NEW_PASSWORD
    body = new_password_html(language, bound, asker.name, is_forced)
    return page_answer(body, POLICY, 400 if form.refused else 200)


def sign_in_refused(request: Request, said: Said, back: str) -> Response:
    """Return the page of signing in with why nobody was."""
    return _given(request, _sign_in_html, Form("", back, _said(request, said)))


def begun_answer(request: Request, begun: Begun, where: str) -> Response:
    """Return the way on for whom a session has begun, with its cookie."""
    answer = on_to(where)
    give_cookie(request, answer, SESSION_COOKIE, begun.token)
    return answer


def onward(back: str | None) -> str:
    """Return where to go on to, as seen from our addresses."""
    return own_path(back) if back and own_path(back) != "/" else _HOME


def on_to(where: str) -> Response:
    """Return the way to an address, which nobody keeps."""
    return RedirectResponse(where, 303, {"Cache-Control": NEVER_KEEP})


def _sign_in_html(language: str, form: Form, name: str) -> str:
    return sign_in_html(language, form, name, directory_name())


def _said(request: Request, said: Said | str) -> str:
    return say(said, language_of_request(request))
