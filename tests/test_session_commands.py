"""The command line of contact points and oversight, as it is written and answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands import oversight
from commands import sessions as commands
from data.migrate import migrate
from data.schema import org_units
from data.store import Store, bump, open_store
from service.clock import today
from service.errors import ServiceError
from tests.service.contact_places import contact_place
from tests.service.matters import found_district


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GEGE_DATABASE", str(tmp_path / "district.db"))
    made = open_store()
    migrate(made)
    found_district(made)
    contact_place(made, "P1", "C1")
    with made.begin() as conn:
        conn.execute(
            org_units.insert().values(code="S1", name="西街", level="street", parent_code="D")
        )
        bump(conn, "grids")
    yield made


def run(app, *words: str):
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout) if done.stdout.strip() else None


def ahead(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def test_a_session_from_duty_to_held(store, tmp_path) -> None:
    made = run(commands.app, "duty", "add", "区长", "P1", "--from", ahead(-40), "--starts", "9:00")
    assert made == {"duty_id": 1}
    assert [one["holder"] for one in run(commands.app, "duties")] == ["区长"]
    assert run(commands.app, "plan", ahead(0), "--duty", "1") == {"session_id": 1}
    late = run(commands.app, "notice", "1", "--version", "1", "--posted", ahead(0))
    assert not late["is_valid"]
    assert ahead(1) in late["told"]
    out = tmp_path / "notice.html"
    run(commands.app, "notice", "1", "--out", str(out), "--language", "en")
    assert "Who receives people" in out.read_text(encoding="utf-8")
    held = run(
        commands.app, "held", "1", "--version", "2", "--requests", "2", "--register", "灯不亮"
    )
    assert len(held["cases"]) == 1
    found = run(commands.app, "figures")
    assert (found["month_met"], found["sessions_held"], found["notices_valid"]) == (1, 1, 0)
    shown = run(commands.app, "calendar", "--to", ahead(1))
    assert [one["cases"] for one in shown["sessions"]] == held["cases"]


def test_series_cancel_and_the_end_of_a_duty(store) -> None:
    run(commands.app, "duty", "add", "区长", "P1", "--from", ahead(-40))
    first, last = (today() - timedelta(days=70), today() + timedelta(days=1))
    made = run(commands.app, "series", "1", "--from", str(first), "--to", str(last))
    assert made["there"] == 0
    run(commands.app, "plan", ahead(3), "--duty", "1")
    number = run(commands.app, "calendar", "--from", ahead(3), "--to", ahead(4))["sessions"][0][
        "id"
    ]
    run(commands.app, "cancel", str(number), "--version", "1", "--reason", "防汛")
    run(commands.app, "plan", ahead(5), "--duty", "1")
    ended = run(commands.app, "duty", "end", "1", ahead(1), "--reason", "轮换")
    assert ended["cancelled"] >= 1
    with pytest.raises(ServiceError):
        run(commands.app, "duty", "add", "区长", "P1", "--weekday", "mittwoch")


def test_rooms_of_all_units(store) -> None:
    found = run(commands.app, "rooms")
    assert (found["met"], found["units"]) == (1, 2)
    assert [one["code"] for one in found["without"]] == ["C2"]


def test_oversight_from_assignment_to_rectified(store) -> None:
    assert run(oversight.app, "assign", "副区长", "S1", "--from", ahead(-9)) == {"duty_id": 1}
    run(oversight.app, "find", "1", "flood", "排水沟淤堵", "--on", ahead(-5), "--due", ahead(-1))
    (found,) = run(oversight.app, "findings")
    assert (found["state"], found["area_name"]) == ("overdue", "防汛防灾")
    run(oversight.app, "rectify", "1", "已清淤")
    matrix = run(oversight.app, "matrix")
    assert matrix["units"][0]["flood"] == {"found": 1, "open": 0, "overdue": 0}
    assert [one["holder"] for one in run(oversight.app, "assignments")] == ["副区长"]
    run(oversight.app, "end", "1", ahead(1))
    assert run(oversight.app, "assignments", "--on", ahead(1)) == []
