"""The command line of meetings: planned, decided, reported, printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import commands.meeting as on_the_line
from data.migrate import migrate
from data.store import Store, open_store
from service.clock import now, today
from service.errors import ServiceError
from service.meetings.keeping import MeetingChanged
from tests.service.matters import found_district, matter


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GEGE_DATABASE", str(tmp_path / "district.db"))
    made = open_store()
    migrate(made)
    found_district(made)
    yield made


def run(*words: str) -> str:
    done = CliRunner().invoke(on_the_line.app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_meeting_from_plan_to_minutes_and_what_came_of_it(store: Store, tmp_path: Path) -> None:
    case, day = matter(store, now=now()), str(today())
    run("flag", case, "hot", "--reason", "多人反映")
    assert [one["flag"] for one in json.loads(run("flagged"))] == ["hot"]
    code = json.loads(run("plan", "十一月调度会", "--on", day, "--unit", "C1"))["code"]
    topic = json.loads(run("add", code, "--topic", "供暖<b>", "--minutes", "15"))["item"]
    shown = json.loads(run("agenda", code, "--move", str(topic), "--to", "1"))
    assert [one["kind"] for one in shown["items"]] == ["topic", "decisions", "case"]
    with pytest.raises(MeetingChanged):
        run("agenda", code, "--drop", str(topic), "--version", "1")
    due_on = str(today() + timedelta(days=7))
    said = ("--unit", "C1", "--due-on", due_on, "--item", str(topic))
    decided = json.loads(run("decide", code, "十月底前检修", *said))["code"]
    run("attendance", code, "C1=present", "C2=excused")
    run("minutes", code, "--item", str(topic), "--text", "分三批检修")
    out = tmp_path / "m.html"
    run("minutes", code, "--text", "会议由区办召集", "--held", "--out", str(out))
    page = out.read_text()
    assert all(text in page for text in ("十一月调度会", "分三批检修", decided, "供暖&lt;b&gt;"))
    assert "<b>" not in page and "http" not in page
    events = json.loads(run("report", decided, "progress", "一半", "--percent", "50"))
    assert [one["percent"] for one in events] == [50]
    found = json.loads(run("decisions"))
    assert (found["total"], found["not_due"], found["decisions"][0]["percent"]) == (1, 1, 50)
    for name in ("d.csv", "d.xlsx"):
        run("decisions", "--out", str(tmp_path / name), "--language", "en")
    sheet = openpyxl.load_workbook(tmp_path / "d.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][:3] == ["Number", "Decision", "Owner unit"]
    assert json.loads(run("list"))[0]["state"] == "held"
    run("unflag", case, "hot", "--reason", "已办")
    assert json.loads(run("flagged")) == []


def test_words_that_cannot_be_taken_apart_are_refused(store: Store) -> None:
    code = json.loads(run("plan", "会", "--on", str(today())))["code"]
    with pytest.raises(ServiceError, match="topic or a case"):
        run("add", code)
    with pytest.raises(ServiceError, match="UNIT=present"):
        run("attendance", code, "C1")
    with pytest.raises(ServiceError, match="cannot be late at a meeting"):
        run("attendance", code, "C1=late")
