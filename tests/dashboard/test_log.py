"""The log tells what happened, and never what somebody typed."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from starlette.routing import Mount
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from data.store import Store
from routes.log_lines import JsonLine, PlainLine
from routes.observed import templates
from routes.operation import operation_routes
from routes.table import routes
from service.identity.asking import SESSION_COOKIE
from tests.browser.district import hand_made
from tests.browser.served import Address, serve

# A name, a number, an address and what was asked for: none may stand in any line.
WORDS = ("张三丰", "13812345678", "幸福路88号", "zhang.sanfeng@example.com", "请帮我修路灯")
SAID = " ".join(WORDS)


def record(msg: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("some.library", logging.ERROR, __file__, 7, msg, args, info)


def refusal() -> BaseException:
    try:
        try:
            raise KeyError(SAID)
        except KeyError as error:
            raise ValueError(f"cannot read {SAID}") from error
    except ValueError as error:
        return error


@pytest.mark.parametrize("form", [JsonLine(), PlainLine()])
def test_of_a_message_only_what_stands_in_the_source_is_told(form: logging.Formatter) -> None:
    told = form.format(record("said to %s", SAID))
    assert "said to %s" in told
    assert not any(word in told for word in WORDS)
    put_together = form.format(record(f"said to {SAID}"))
    assert "(said elsewhere)" in put_together
    assert not any(word in put_together for word in WORDS)


@pytest.mark.parametrize("form", [JsonLine(), PlainLine()])
def test_of_an_error_the_classes_and_the_way_are_told(form: logging.Formatter) -> None:
    told = form.format(record("said to %s", SAID, error=refusal()))
    assert "ValueError < KeyError" in told
    assert "tests/dashboard/test_log.py" in told and "refusal" in told
    assert not any(word in told for word in WORDS)
    assert "\n" not in told


def test_a_line_of_json_holds_the_fields() -> None:
    told = json.loads(JsonLine().format(record("said to %s", SAID)))
    assert list(told) == ["time", "level", "event", "logger", "at"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", told["time"])


def _addresses() -> list[str]:
    """Return every address of the table, with words of people wherever one may stand."""
    table = [*operation_routes(), *routes()]
    mounts = {id(one) for one in table if isinstance(one, Mount)}
    written = [path for key, path in templates(table).items() if key not in mounts]
    filled = [re.sub(r"\{\w+:int\}", "1", path) for path in written]
    return [re.sub(r"\{[\w:]+\}", quote(SAID), path) for path in filled]


def _send(address: str, method: str, token: str = "") -> int:
    """Return the status of a request with the words in address, query, headers and body."""
    names = ("q", "name", "code", "area", "period", "on", "bbox", "zone", "lang", "worker", SAID)
    query = "&".join(f"{quote(name)}={quote(SAID)}" for name in names)
    headers = {
        "User-Agent": quote(SAID),
        "Cookie": f"who={quote(SAID)}; {SESSION_COOKIE}={token or quote(SAID)}",
        "Referer": f"http://127.0.0.1/{quote(SAID)}",
        "X-Request-ID": quote(SAID),
        "Authorization": f"Bearer {quote(SAID)}",
    }
    body = json.dumps({"text": SAID, "acts": [SAID]}).encode() if method == "POST" else None
    request = urllib.request.Request(
        f"{address}?{query}", data=body, method=method, headers=headers
    )
    try:
        with urllib.request.urlopen(request, timeout=120) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code


def _drive(address: Address) -> Iterator[int]:
    for path in _addresses():
        for method in ("GET", "POST"):
            yield _send(address + path, method, address.token)
        yield _send(address + path, "GET")
    yield _send(f"{address}/{quote(SAID)}", "GET")
    yield _send(f"{address}/_stcore/upload_file/{quote(SAID)}/{quote(SAID)}", "PUT")
    for path in ("/_stcore/stream", "/elsewhere"):
        where = f"ws{address[4:]}{path}?name={quote(SAID)}"
        with suppress(WebSocketException, OSError), connect(where, open_timeout=60) as line:
            line.send(SAID.encode())
            line.recv(timeout=60)
    # No request at all, as far as a server can tell.
    host = urlsplit(address)
    with suppress(HTTPException, OSError):
        urllib.request.urlopen(f"http://{host.netloc}/%00", timeout=60)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], list[int]]:
    """Return the log of a server that was asked all routes, and the statuses it answered."""
    path: Path = tmp_path_factory.mktemp("log") / "gege.db"
    store: Store = hand_made(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEGE_LOG", "json")
        # Whatever any library has to say.
        patch.setenv("GEGE_LOG_LEVEL", "debug")
        with serve(path) as address:
            statuses = list(_drive(address))
            # What is not foreseen: tables are gone under a server that runs.
            store.engine.dispose()
            with sqlite3.connect(path) as raw:
                raw.execute("PRAGMA foreign_keys=OFF")
                raw.execute("DROP TABLE cases")
                raw.execute("DROP TABLE households")
            statuses += list(_drive(address))
    return path.with_suffix(".log").read_text(encoding="utf-8").splitlines(), statuses


def test_nothing_anybody_typed_stands_in_the_log(log: tuple[list[str], list[int]]) -> None:
    lines, statuses = log
    assert statuses.count(200) > 5 and statuses.count(400) > 5
    text = "\n".join(lines)
    for word in WORDS:
        for form in (word, quote(word), json.dumps(word)[1:-1], repr(word.encode())[2:-1]):
            assert form not in text


def test_every_line_is_json_and_every_request_one_line_by_its_route(
    log: tuple[list[str], list[int]],
) -> None:
    lines, statuses = log
    # Standard output says where the screens are.
    others = [line for line in lines if line and not line.startswith("{")]
    assert all("browser" in one or "URL" in one for one in others), others
    asked = [one for one in map(json.loads, set(lines) - set(others) - {""})]
    asked = [one for one in asked if one["event"] == "request"]
    fields = ["time", "level", "event", "method", "route", "status", "ms", "request_id"]
    assert all(list(one) == fields for one in asked)
    assert len(asked) >= len(statuses)
    table = [*operation_routes(), *routes()]
    mounts = {id(one) for one in table if isinstance(one, Mount)}
    written = {path for key, path in templates(table).items() if key not in mounts}
    assert written <= {one["route"] for one in asked}
