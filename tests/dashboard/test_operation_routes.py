"""The addresses for who keeps the server running."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from data.migrate import migrate
from data.readiness import readiness
from data.store import Store
from routes.observed import Observed
from routes.operation import operation_routes
from routes.table import routes

NAME = "张三丰"
Answer = tuple[int, dict[str, str], bytes]


def ask(path: str, client: str = "127.0.0.1", method: str = "GET", **headers: str) -> Answer:
    table = [*operation_routes(), *routes()]
    app = Observed(Starlette(routes=table), table)
    path, _, query = path.partition("?")
    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(n.replace("_", "-").encode(), v.encode()) for n, v in headers.items()],
        "scheme": "http",
        "server": ("t", 80),
        "client": (client, 5),
        "http_version": "1.1",
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, app(scope, receive, send)).result()
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(one.get("body", b"") for one in sent[1:])


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("fresh") / "gege.db"
    store = Store(str(path))
    migrate(store)
    store.engine.dispose()
    return path.read_bytes()


@pytest.fixture
def database(fresh: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / NAME / "gege.db"
    path.parent.mkdir()
    path.write_bytes(fresh)
    monkeypatch.setenv("GEGE_DATABASE", str(path))
    monkeypatch.delenv("GEGE_METRICS_NETWORKS", raising=False)
    return path


def checks() -> tuple[int, dict[str, str]]:
    status, headers, body = ask("/readyz")
    assert headers["cache-control"] == "no-store"
    assert NAME not in body.decode()
    told = json.loads(body)
    assert told["ready"] is (status == 200)
    return status, told["checks"]


def test_the_process_answers_without_any_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEGE_DATABASE", str(tmp_path / "none.db"))
    status, _, body = ask("/healthz")
    assert (status, json.loads(body)) == (200, {"ok": True})
    assert not (tmp_path / "none.db").exists()


def test_a_database_at_this_programs_tables_is_ready(database: Path) -> None:
    assert checks() == (200, dict.fromkeys(("database", "schema", "write", "disk"), "ok"))


def test_a_database_of_another_revision_is_not_ready(database: Path) -> None:
    with sqlite3.connect(database) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0001'")
    status, told = checks()
    assert (status, told["schema"]) == (503, "other")


def test_an_empty_database_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEGE_DATABASE", str(tmp_path / "empty.db"))
    status, told = checks()
    assert (status, told["schema"]) == (503, "absent")


def test_a_file_that_is_no_database_is_not_ready(database: Path) -> None:
    other = database.with_name("other.db")
    other.write_text("这不是数据库 " * 100, encoding="utf-8")
    assert readiness(Store(str(other)))["database"] == "unreachable"


def test_a_database_that_cannot_be_written_is_not_ready(database: Path) -> None:
    store = Store(f"sqlite:///file:{database}?mode=ro&uri=true")
    told = readiness(store)
    assert (told["schema"], told["write"]) == ("ok", "refused")


def test_a_database_in_which_somebody_writes_is_ready_and_nothing_is_changed(
    database: Path,
) -> None:
    writer = sqlite3.connect(database, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert checks()[1]["write"] == "busy"
    writer.execute("ROLLBACK")
    before = database.read_bytes()
    assert checks()[1]["write"] == "ok"
    assert database.read_bytes() == before
    with Store(str(database)).read() as conn:
        assert conn.scalar(sa.text("PRAGMA busy_timeout")) == 30_000


def test_a_full_disk_is_not_ready(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEGE_DISK_FLOOR_MB", str(10**9))
    status, told = checks()
    assert (status, told["disk"]) == (503, "low")
    monkeypatch.setenv("GEGE_DISK_FLOOR_MB", "much")
    assert checks() == (503, told | {"disk": "unknown"})


def samples() -> list[Any]:
    status, _, body = ask("/metrics")
    assert status == 200
    return [s for family in text_string_to_metric_families(body.decode()) for s in family.samples]


def test_figures_are_by_route_and_never_by_address(database: Path) -> None:
    ask(f"/gege/case-sheet/{NAME}?name={NAME}")
    ask(f"/gege/{NAME}", method="POST")
    ask(f"/{NAME}", method=f"{NAME}")
    told = samples()
    counted = {
        (s.labels["method"], s.labels["route"], s.labels["status"]): s.value
        for s in told
        if s.name == "gege_requests_total"
    }
    assert ("GET", "/gege/case-sheet/{code:path}", "400") in counted
    assert ("POST", "/gege/{rest:path}", "405") in counted
    assert any(key[0] == "OTHER" for key in counted)
    assert NAME not in str(told)
    lasted = [s for s in told if s.name == "gege_request_seconds_count"]
    assert {"/gege/case-sheet/{code:path}"} <= {s.labels["route"] for s in lasted}


def test_acts_and_readiness_are_told(database: Path) -> None:
    with sqlite3.connect(database) as raw:
        raw.execute("DELETE FROM revisions WHERE topic = 'cases'")
        raw.execute("INSERT INTO revisions (topic, number) VALUES ('cases', 41)")
    told = samples()
    acts = {s.labels["topic"]: s.value for s in told if s.name == "gege_acts_total"}
    assert acts["cases"] == 41
    ready = {s.labels["check"]: s.value for s in told if s.name == "gege_ready"}
    assert ready == dict.fromkeys(("database", "schema", "write", "disk"), 1.0)


def test_figures_are_told_when_the_database_is_gone(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEGE_DATABASE", "nonsense://")
    assert [s.value for s in samples() if s.labels == {"check": "database"}] == [0.0]


@pytest.mark.parametrize(
    ("client", "headers", "networks", "status"),
    [
        ("127.0.0.1", {}, "", 200),
        ("::1", {}, "", 200),
        ("::ffff:127.0.0.1", {}, "", 200),
        ("10.1.2.3", {}, "", 403),
        ("10.1.2.3", {}, "10.9.0.0/16, 10.1.2.0/24", 200),
        ("10.1.2.3", {}, "10.1.2.1/24,all,", 403),
        ("", {}, "0.0.0.0/0", 403),
        ("127.0.0.1", {"x_forwarded_for": "127.0.0.1"}, "", 403),
        ("10.1.2.3", {"x_real_ip": "127.0.0.1"}, "10.1.2.0/24", 403),
        ("127.0.0.1", {"forwarded": "for=127.0.0.1"}, "", 403),
        ("127.0.0.1", {"via": "1.1 site"}, "0.0.0.0/0", 403),
    ],
)
def test_figures_are_for_this_machine_and_named_networks(
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
    client: str,
    headers: dict[str, str],
    networks: str,
    status: int,
) -> None:
    monkeypatch.setenv("GEGE_METRICS_NETWORKS", networks)
    assert ask("/metrics", client=client, **headers)[0] == status
    # What the screens' server would tell of itself is kept by the same rule.
    own = ask("/_stcore/metrics", client=client, **headers)[0]
    assert (own == 403) is (status == 403)


def test_every_answer_has_a_number_and_the_sites_number_is_kept() -> None:
    ours = ask("/healthz")[1]["x-request-id"]
    assert len(ours) == 16 and ours != ask("/healthz")[1]["x-request-id"]
    given = "0123456789abcdef" * 2
    assert ask("/healthz", x_request_id=given)[1]["x-request-id"] == given
    for other in ("short", f"{given}0", "g" * 16):
        assert len(ask("/healthz", x_request_id=other)[1]["x-request-id"]) == 16
