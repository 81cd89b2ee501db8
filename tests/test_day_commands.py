"""The command line of a worker's day: the same list, and messages of a phone from a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands.day import app
from data.migrate import migrate
from data.schema import received_messages, visits
from data.store import Store, open_store
from service.clock import now, today
from service.errors import ServiceError
from tests.service.day_town import WORKER, found_day, message
from tests.service.district import rows_of


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GEGE_DATABASE", str(tmp_path / "district.db"))
    made = open_store()
    migrate(made)
    found_day(made, now())
    yield made


def run(*words: str) -> str:
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_list_is_told_line_by_line_and_as_the_phone_gets_it(store: Store) -> None:
    lines = [line.split("\t") for line in run("day", WORKER).splitlines()]
    assert [line[2] for line in lines if line[1] == "visit"] == ["H1", "H2", "H3"]
    told = json.loads(run("day", WORKER, "--json"))
    assert [one["code"] for one in told["matters"]] == [line[2] for line in lines]


def test_a_day_is_told_as_its_evening_sees_it(store: Store) -> None:
    told = json.loads(run("day", WORKER, "--on", today().isoformat(), "--json"))
    assert told["on"] == today().isoformat()
    assert [one["code"] for one in told["matters"] if one["kind"] == "round"] == ["R1"]


def test_a_file_of_messages_is_carried_out_once_however_often_it_is_sent(
    store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "outbox.jsonl"
    said = [
        message("a", "visit", {"household": "H1", "result": "met"}),
        message("b", "visit", {"household": "nowhere", "result": "met"}),
    ]
    file.write_text("\n\n".join(json.dumps(one) for one in said))
    first = json.loads(run("day-send", str(file)))
    assert [one["state"] for one in first.values()] == ["done", "refused"]
    assert json.loads(run("day-send", str(file))) == first
    assert len(rows_of(store, visits)) == 1


@pytest.mark.parametrize(
    "text",
    ["{}", "[]\n", "{", '{"uid": 7}', "\x00"],
)
def test_a_file_with_a_line_that_is_no_message_is_refused_whole(
    store: Store, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "outbox.jsonl"
    good = json.dumps(message("a", "visit", {"household": "H1", "result": "met"}))
    file.write_text(f"{good}\n{text}")
    with pytest.raises(ServiceError):
        run("day-send", str(file))
    assert rows_of(store, received_messages).empty


def test_a_file_that_is_not_there_is_a_sentence(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="cannot be read"):
        run("day-send", str(tmp_path / "nothing"))
