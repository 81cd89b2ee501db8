"""Comments of a presented pack by address: from its own page only, and said when refused."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.requests import Request

from casework.errors import CaseworkError
from routes import present
from routes.present import comment
from service.errors import ServiceError

OWN = {"content-type": "application/json", "x-gege-present": "1"}
BODY = json.dumps({"slide": "headline", "text": "说明"}).encode()


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []

    def keep(
        _viewer: object, _store: object, code: str, slide: str, text: str, _now: object
    ) -> str:
        found.append((code, slide, text))
        return text.upper()

    monkeypatch.setattr(present, "commented", keep)
    return found


def send(body: bytes, headers: dict[str, str]) -> tuple[int, Any]:
    """Return status and JSON of what a comment is answered."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/gege/present/P1/comment",
        "path_params": {"code": "P1"},
        "query_string": b"lang=en",
        "headers": [(k.encode(), v.encode()) for k, v in ({"host": "t"} | headers).items()],
    }
    # In a thread of its own: another loop may be running in this one.
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(asyncio.run, comment(Request(scope, receive))).result()
    return answer.status_code, json.loads(bytes(answer.body))


@pytest.mark.parametrize("more", [{}, {"origin": "http://t"}, {"sec-fetch-site": "same-origin"}])
def test_a_comment_of_the_own_page_is_kept(kept: list[object], more: dict[str, str]) -> None:
    assert send(b'{"slide": "headline", "text": "ab"}', OWN | more) == (200, {"text": "AB"})
    assert kept == [("P1", "headline", "ab")]


@pytest.mark.parametrize(
    "headers",
    [
        OWN | {"content-type": "text/plain"},
        {"content-type": "application/json"},
        OWN | {"origin": "http://elsewhere.test"},
        OWN | {"origin": "null"},
        OWN | {"origin": "http://[t"},
        OWN | {"sec-fetch-site": "cross-site"},
        OWN | {"sec-fetch-site": "same-site"},
    ],
)
def test_another_site_can_write_nothing_beside_a_slide(
    kept: list[object], headers: dict[str, str]
) -> None:
    status, told = send(BODY, headers)
    assert (status, list(told)) == (403, ["error"])
    assert kept == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"slide": "headline"}',
        b'{"slide": 1, "text": ""}',
        b"[" * 10_000,
        b"\xff",
    ],
)
def test_what_is_no_comment_is_refused_in_a_sentence(kept: list[object], body: bytes) -> None:
    status, told = send(body, OWN)
    assert status == 400
    assert told["error"] == "What was sent is no comment: send a slide and a short text."
    assert kept == []


def test_a_refusal_can_say_what_no_answer_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*said: str) -> str:
        raise ServiceError("There is no {slide}.", slide=said[3])

    monkeypatch.setattr(present, "commented", refuse)
    body = b'{"slide": "\\ud800", "text": ""}'
    assert send(body, OWN) == (400, {"error": "There is no ?."})


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(ServiceError("No: {way}.", way="go"), 400), (CaseworkError("No."), 403)],
)
def test_a_refusal_of_the_act_is_answered_in_its_words(
    monkeypatch: pytest.MonkeyPatch, refusal: Exception, status: int
) -> None:
    def refuse(*_all: object) -> str:
        raise refusal

    monkeypatch.setattr(present, "commented", refuse)
    assert send(BODY, OWN) == (status, {"error": str(refusal)})
