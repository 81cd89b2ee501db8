"""A pack presented in the app, by address: the page, and the comment that is written on it."""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from dashboard.present_page import POLICY, commented, present_html
from data.limits import COMMENT_BYTES
from data.store import open_store
from routes import parameters
from routes.answers import NEVER_KEEP, as_bytes, as_json, problem, refusing
from routes.own_page import body_of, is_from_own_page, texts_of
from routes.viewer import language_of_request, viewer_of
from service.clock import now
from service.language import say

HEADER: Final = "x-gege-present"


@refusing
def page(request: Request) -> Response:
    """Answer the pack as it is presented; ``slide`` and the fragment are read by the page."""
    made = present_html(
        viewer_of(request),
        open_store(),
        str(request.path_params["code"]),
        language_of_request(request),
        parameters.text(request, "meeting"),
        now(),
    )
    answer = as_bytes(request, made, "text/html; charset=utf-8", NEVER_KEEP)
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


async def comment(request: Request) -> Response:
    """Keep ``{"slide", "text"}`` beside a slide and answer ``{"text"}`` as it is shown."""
    language = language_of_request(request)
    if not is_from_own_page(request, HEADER):
        said = say("Comments are taken from the presented pack: open it and write there.", language)
        return problem(request, 403, said)
    sent = texts_of(await body_of(request, COMMENT_BYTES), "slide", "text")
    if sent is None:
        said = say("What was sent is no comment: send a slide and a short text.", language)
        return problem(request, 400, said)
    return await run_in_threadpool(refusing(lambda asked: _kept(asked, sent)), request)


def _kept(request: Request, sent: dict[str, str]) -> Response:
    kept = commented(
        viewer_of(request),
        open_store(),
        str(request.path_params["code"]),
        sent["slide"],
        sent["text"],
        now(),
    )
    return as_json(request, {"text": kept}, NEVER_KEEP)
