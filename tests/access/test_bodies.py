"""What is sent to an address is counted as it comes in, whoever sends it."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from data.limits import COMMENT_BYTES, FORM_BYTES, MESSAGES_BYTES, mib
from data.store import Store
from routes.table import routes
from service.clock import now
from tests.access.people import Answer, Visit, administrator

JSON = {"content-type": "application/json", "sec-fetch-site": "same-origin"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
TAKEN = {
    "/gege/sign-in": (FORM, FORM_BYTES),
    "/gege/first-administrator": (FORM, FORM_BYTES),
    "/gege/new-password": (FORM, FORM_BYTES),
    "/gege/sign-out": (FORM, FORM_BYTES),
    "/gege/role": (FORM, FORM_BYTES),
    "/gege/present/P1/comment": (JSON | {"x-gege-present": "1"}, COMMENT_BYTES),
    "/gege/day/messages": (JSON | {"x-gege-day": "1"}, MESSAGES_BYTES),
}


def _sent(server: Starlette, path: str, token: str, size: int, language: str = "en") -> Answer:
    headers, _most = TAKEN[path]
    body = b"form=" + b"x" * (size - 5)
    return Visit(server, token).ask("POST", f"{path}?lang={language}", headers, body)


def test_every_address_that_takes_something_is_tried_here() -> None:
    taking = {
        f"/gege{one.path}".replace("{code}", "P1")
        for one in routes()[0].routes  # type: ignore[attr-defined]
        if "POST" in (one.methods or ())
    }
    assert taking == set(TAKEN)


@pytest.mark.parametrize("path", sorted(TAKEN))
def test_too_much_is_refused_with_the_limit_in_both_languages(
    server: Starlette, store: Store, path: str
) -> None:
    # Whom the address serves: nobody yet, or somebody who is signed in.
    token = "" if path == "/gege/first-administrator" else administrator(store, now=now())
    most = TAKEN[path][1]
    told = {}
    for language in ("en", "zh"):
        answer = _sent(server, path, token, most + 1, language)
        assert answer.status == 413
        told[language] = answer.json()["error"]
        assert mib(most) in told[language]
    assert told["en"] != told["zh"]
    assert _sent(server, path, token, most).status != 413
