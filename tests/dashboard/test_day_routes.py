"""The phone page by address: what it may do in a browser, and who may send to it."""

from __future__ import annotations

import asyncio
import io
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.applications import Starlette

from casework.access import OPERATOR
from dashboard.day_page import day_assets, day_html
from dashboard.day_texts import day_texts
from data.migrate import migrate
from data.schema import received_messages, visits
from data.store import Store, open_store
from routes import day_messages
from routes.table import routes
from service.clock import now
from service.photos import keep_photo
from tests.dashboard.asgi import ask
from tests.service.day_town import WORKER, found_day, message
from tests.service.district import rows_of
from tests.service.matters import matter

OWN = {"content-type": "application/json", "x-gege-day": "1"}
MESSAGES = "/gege/day/messages"


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'town.db'}")
    made = open_store()
    migrate(made)
    found_day(made, now())
    yield made


def send(body: bytes, headers: dict[str, str], portion: int = 1 << 20) -> tuple[int, Any]:
    """Return status and JSON of a POST of messages, sent in portions."""
    parts = [body[at : at + portion] for at in range(0, max(1, len(body)), portion)]
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": MESSAGES,
        "raw_path": MESSAGES.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(k.encode(), v.encode()) for k, v in ({"host": "t"} | headers).items()],
        "scheme": "http",
        "server": ("t", 80),
        "http_version": "1.1",
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        part = parts.pop(0) if parts else b""
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def answer(one: dict[str, Any]) -> None:
        sent.append(one)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, Starlette(routes=routes(""))(scope, receive, answer)).result()
    told = b"".join(one.get("body", b"") for one in sent[1:])
    return sent[0]["status"], json.loads(told) if told[:1] == b"{" else told


def _body(*messages: dict[str, Any]) -> bytes:
    return json.dumps({"messages": list(messages)}).encode()


VISIT = message("u", "visit", {"household": "H1", "result": "met"})


def test_messages_of_our_own_page_are_answered_by_their_marks(town: Store) -> None:
    status, told = send(_body(VISIT, VISIT), OWN | {"origin": "http://t"})
    assert (status, told["answers"][VISIT["uid"]]["state"]) == (200, "done")
    assert len(rows_of(town, visits)) == 1
    # Behind a proxy that speaks https with the browser.
    assert (
        send(_body(VISIT), OWN | {"origin": "https://t", "sec-fetch-site": "same-origin"})[0] == 200
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "application/json"},
        {"content-type": "text/plain", "x-gege-day": "1"},
        {"content-type": "application/x-www-form-urlencoded", "x-gege-day": "1"},
        {"x-gege-day": "1"},
        OWN | {"origin": "http://elsewhere"},
        OWN | {"origin": "null"},
        OWN | {"origin": "http://t.elsewhere"},
        OWN | {"origin": "http://t:8080"},
        OWN | {"sec-fetch-site": "cross-site"},
        OWN | {"sec-fetch-site": "same-site"},
        OWN | {"sec-fetch-site": "none"},
    ],
    ids=str,
)
def test_a_page_of_another_site_can_send_nothing(town: Store, headers: dict[str, str]) -> None:
    status, told = send(_body(VISIT), headers)
    assert status == 403 and told["error"]
    assert rows_of(town, visits).empty and rows_of(town, received_messages).empty


def test_a_browser_that_asks_for_leave_of_another_site_gets_none(town: Store) -> None:
    status, headers, _ = ask(MESSAGES, access_control_request_method="POST", origin="http://x")
    assert status in (404, 405)
    assert not [name for name in headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 100_000,
        b'{"messages": {}}',
        b'{"messages": [1]}',
        b'{"messages": [{}]}',
        b'{"messages": [{"uid": "short"}]}',
        b'{"messages": null}',
        json.dumps({"messages": [VISIT] * 51}).encode(),
        b"\xff\xfe",
    ],
    ids=lambda body: str(body[:30]),
)
def test_what_is_no_list_of_messages_is_refused_whole(town: Store, body: bytes) -> None:
    status, told = send(body, OWN)
    assert status == 400 and told["error"]
    assert rows_of(town, received_messages).empty


def test_too_much_is_refused_before_all_of_it_was_read(
    town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day_messages, "MESSAGES_BYTES", 1024)
    status, told = send(b" " * 5000 + _body(VISIT), OWN, portion=400)
    assert status == 413 and "1 KiB" in told["error"]
    assert rows_of(town, visits).empty


def test_messages_are_taken_by_post_only(town: Store) -> None:
    assert ask(MESSAGES)[0] in (404, 405)


def test_the_page_may_run_our_files_and_nothing_else(town: Store) -> None:
    status, headers, body = ask("/gege/day/?worker=W1&lang=zh")
    assert status == 200
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    page = body.decode()
    for address in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert address.startswith(("assets/", "data:,"))
        if address.startswith("assets/"):
            assert ask(f"/gege/day/{address}")[0] == 200
    assert " style=" not in page and " onclick" not in page
    assert [one for one in re.findall(r"<script([^>]*)>", page) if "src=" not in one] == [
        ' type="application/json" id="texts"'
    ]


def test_the_page_is_the_same_for_every_worker_and_holds_no_data(town: Store) -> None:
    assert ask("/gege/day/?worker=W1&lang=en")[2] == ask("/gege/day/?worker=x&lang=en")[2]
    assert b"H1" not in ask("/gege/day/?worker=W1&lang=en")[2]


def test_no_text_of_the_page_can_end_its_block(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = {name: "</script><script>x()</script>" for name in day_texts("en")}
    monkeypatch.setattr("dashboard.day_page.day_texts", lambda _language: hostile)
    assert "<script>x()" not in day_html("en")


def test_every_word_the_scripts_use_is_there_in_both_languages() -> None:
    script = day_assets()["day.js"].content.decode()
    used = set(re.findall(r"\bsay\('(\w+)'", script))
    assert len(used) > 40
    for language in ("en", "zh"):
        assert used - day_texts(language).keys() == set()


def test_no_script_puts_text_where_it_becomes_a_program() -> None:
    script = day_assets()["day.js"].content.decode()
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http"):
        assert word not in script


def test_the_day_is_asked_again_and_answered_only_when_it_changed(town: Store) -> None:
    status, headers, body = ask(f"/gege/day/day.json?worker={WORKER}&lang=en")
    assert status == 200 and headers["cache-control"] == "private, no-cache"
    assert [one["code"] for one in json.loads(body)["matters"] if one["kind"] == "visit"] == [
        "H1", "H2", "H3",
    ]  # fmt: skip
    again = ask(f"/gege/day/day.json?worker={WORKER}&lang=en", if_none_match=headers["etag"])
    assert (again[0], again[2]) == (304, b"")
    matter(town, now=now())
    assert (
        ask(f"/gege/day/day.json?worker={WORKER}&lang=en", if_none_match=headers["etag"])[0] == 200
    )


def test_an_unknown_worker_is_a_sentence(town: Store) -> None:
    for query in ("", "?worker=W9", "?worker=" + "x" * 300):
        status, _, body = ask(f"/gege/day/day.json{query}")
        assert status == 400 and json.loads(body)["error"]


def test_a_photograph_is_answered_as_a_picture_and_nothing_else(town: Store) -> None:
    out = io.BytesIO()
    Image.new("RGB", (30, 20)).save(out, "PNG")
    sha256 = keep_photo(OPERATOR, town, out.getvalue(), "G1", now())
    status, headers, body = ask(f"/gege/day/photos/{sha256}.jpg")
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert body[:3] == b"\xff\xd8\xff"
    assert ask(f"/gege/day/photos/{'0' * 64}.jpg")[0] == 400
    assert ask("/gege/day/photos/..%2f..%2fetc.jpg")[0] in (400, 404)


def test_the_keeper_of_the_page_changes_with_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    from dashboard import day_page

    first = day_page.keeper_script()
    assert first == day_page.keeper_script()
    assert all(one.address in first for one in day_assets().values())
    monkeypatch.setattr(day_page, "day_html", lambda _language: "another page")
    assert day_page.keeper_script() != first


def test_the_page_works_under_a_path_of_its_own(town: Store) -> None:
    status, _, body = ask("/inside/gege/day/", base_path="inside")
    assert status == 200 and b'src="assets/' in body


def test_the_address_without_its_slash_leads_to_the_page(town: Store) -> None:
    status, headers, _ = ask("/gege/day?worker=W1&lang=en")
    assert (status, headers["location"]) == (307, "day/?worker=W1&lang=en")
