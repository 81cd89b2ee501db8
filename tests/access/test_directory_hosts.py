"""The names the server answers for."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from data.store import Store
from routes.fence import Fence
from service.clock import now
from service.errors import ServiceError
from tests.access.people import Visit, administrator

PAGES = ("/", "/gege/sign-in", "/gege/directory-out", "/media/x", "/_stcore/health")


def told(server: Starlette, host: str | None, path: str = "/gege/sign-in") -> int:
    headers = {"accept": "text/html"} | ({} if host is None else {"host": host})
    return Visit(server).ask("GET", path, headers).status


@pytest.fixture(autouse=True)
def _somebody(store: Store) -> None:
    administrator(store, now=now())


def test_without_the_setting_any_name_is_answered(server: Starlette) -> None:
    assert told(server, "evil.example") == told(server, "10.0.0.1:8501") == 200


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("gege.county.example", True),
        ("GEGE.County.example", True),
        ("gege.county.example:8443", True),
        ("10.1.2.3:8501", True),
        ("10.1.2.3", False),
        ("10.1.2.3:80", False),
        ("[fd00::1]:8501", True),
        ("evil.example", False),
        ("gege.county.example.evil.example", False),
        ("evil.example/gege.county.example", False),
        ("gege.county.example:80@evil.example", False),
        ("gege.county.example,evil.example", False),
        ("", False),
    ],
)
def test_another_name_is_answered_with_a_sentence(
    server: Starlette, monkeypatch: pytest.MonkeyPatch, host: str, is_ours: bool
) -> None:
    monkeypatch.setenv("GEGE_HOSTS", "gege.county.example, 10.1.2.3:8501,[fd00::1]")
    for path in PAGES:
        assert (told(server, host, path) == 400) is not is_ours
    answer = Visit(server).get("/", host="evil.example<b>", accept_language="en")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "does not answer by the name" in answer.text and "evil" not in answer.text


def test_a_socket_of_another_name_is_closed_and_machines_are_answered(
    store: Store, server: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEGE_HOSTS", "gege.county.example")
    token = administrator(store, "chief", now=now())
    closed = [{"type": "websocket.close", "code": 4403}]
    # A name that leads here from another site's page: the origin agrees with it.
    evil = {"host": "evil.example", "origin": "http://evil.example"}
    assert Visit(server, token).talk(b"one", **evil) == closed
    ours = {"host": "gege.county.example", "origin": "http://gege.county.example"}
    assert [one.get("bytes") for one in Visit(server, token).talk(b"one", **ours)] == [None, b"one"]
    assert told(server, "127.0.0.1:8501", "/healthz") == 200


@pytest.mark.parametrize("names", ["https://gege", "a b", "gege/x", "gege:port"])
def test_a_name_that_can_be_none_is_told_when_the_server_starts(
    monkeypatch: pytest.MonkeyPatch, names: str
) -> None:
    monkeypatch.setenv("GEGE_HOSTS", names)
    with pytest.raises(ServiceError, match="GEGE_HOSTS holds"):
        Fence(lambda *_: None)  # type: ignore[arg-type,return-value]
