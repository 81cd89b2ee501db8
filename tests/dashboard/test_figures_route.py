"""The figures by address and on the command line: the same numbers as the acts, and sentences."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import openpyxl
import pytest
from typer.testing import CliRunner

import commands.figures
from casework.access import DEMONSTRATION_COORDINATOR, SYSTEM, Role, Viewer
from casework.errors import CaseworkError
from casework.indicators import REGISTRY
from casework.period import Period
from data.store import Store, open_store
from routes import figures_api
from service.errors import ServiceError
from service.figure_answer import FigureAsk, answer_figures
from service.figure_files import write_figures
from service.figures import figure
from tests.browser import district
from tests.dashboard.asgi import ask

# The end of this day in Shanghai.
AS_OF = "as_of=2026-02-28"
MOMENT = datetime(2026, 2, 28, 16, tzinfo=UTC)
FEBRUARY = Period.parse("2026-02")


@pytest.fixture
def store(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    district.hand_made(tmp_path / "gege.db")
    monkeypatch.setenv("GEGE_DATABASE", str(tmp_path / "gege.db"))
    yield open_store()


def _json(address: str, **headers: str) -> dict:
    status, _, body = ask(address, **headers)
    assert status == 200, body
    return json.loads(body)


def _refused(address: str, status: int = 400) -> str:
    seen, headers, body = ask(address)
    assert seen == status, body
    assert headers["content-type"].startswith("application/json")
    return str(json.loads(body)["error"])


def test_every_figure_by_address_is_the_figure_of_the_act(store: Store) -> None:
    told = _json(f"/gege/figures.json?period=2026-02&{AS_OF}")
    assert [one["key"] for one in told["figures"]] == list(REGISTRY)
    assert (told["period"], told["tables"], told["lines"]) == ("2026-02", {}, {})
    for one in told["figures"]:
        act = figure(
            DEMONSTRATION_COORDINATOR, store, one["key"], FEBRUARY.first, FEBRUARY.last, MOMENT
        )
        assert (one["n"], one["m"], one["value"]) == (act.n, act.m, act.value)
        assert one["formula"] and one["source"] and one["exclusions"]
        assert datetime.fromisoformat(one["as_of"]) == MOMENT
    by_key = {one["key"]: one for one in told["figures"]}
    assert by_key["reported"]["n"] > 0 and by_key["open_now"]["n"] > 0


def test_tables_and_lines_come_with_the_figures_that_are_named(store: Store) -> None:
    told = _json(
        f"/gege/figures.json?keys=reported,fed_back&period=2026-02&{AS_OF}&by=community&trend=3"
    )
    assert [one["key"] for one in told["figures"]] == ["reported", "fed_back"]
    table = told["tables"]["reported"]
    lines = [*table["lines"], *table["nothing_due"]]
    assert sum(line["figure"]["n"] for line in lines) == told["figures"][0]["n"]
    assert told["lines"]["reported"][-1]["n"] == told["figures"][0]["n"]
    assert table["by"] == "community" and {line["name"] for line in lines} >= {"第1社区"}


def test_an_area_has_its_own_figures_and_says_them_in_the_language_asked_for(store: Store) -> None:
    address = f"/gege/figures.json?keys=reported&period=2026-02&{AS_OF}"
    whole, part = _json(address), _json(f"{address}&area=990101001001")
    assert part["figures"][0]["n"] < whole["figures"][0]["n"]
    assert "records begin" in str(whole["figures"][0]["year_before"]["reason"])
    assert _json(f"{address}&lang=zh")["figures"][0]["name"] == "受理量"


def test_who_has_the_answer_already_is_told_so(store: Store) -> None:
    address = f"/gege/figures.json?keys=reported&period=2026-02&{AS_OF}"
    _, headers, _ = ask(address)
    assert headers["cache-control"].startswith("private")
    status, _, body = ask(address, if_none_match=headers["etag"])
    assert (status, body) == (304, b"")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("keys=austin", "no figure austin"),
        ("period=2026-13", "cannot be read"),
        ("period=<script>", "cannot be read"),
        ("area=' or 1=1 --", "no grid in the area"),
        ("unit=NOPE", "no unit NOPE"),
        ("by=worker", "not one of"),
        ("as_of=yesterday", "YYYY-MM-DD"),
        ("trend=1000", "from 0 to 60"),
        ("trend=x", "from 0 to 60"),
        ("keys=" + "x" * 300, "too long"),
    ],
)
def test_bad_questions_are_refused_in_words(store: Store, query: str, says: str) -> None:
    assert says in _refused(f"/gege/figures.json?{query}")


def test_who_sees_a_part_gets_the_figures_of_his_part_and_who_may_not_none(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/gege/figures.json?keys=reported&period=2026-02&{AS_OF}"
    part = _json(f"{address}&area=990101001001")["figures"][0]["n"]
    leader = Viewer("Li", Role.LEADER, "990101001001")
    monkeypatch.setattr(figures_api, "viewer_of", lambda _: leader)
    assert _json(address)["figures"][0]["n"] == part
    assert _json(f"{address}&area=990101001002")["figures"][0]["n"] == 0
    monkeypatch.setattr(figures_api, "viewer_of", lambda _: SYSTEM)
    assert "may not" in _refused(address, 403)


def _run(*said: str) -> str:
    told = CliRunner().invoke(commands.figures.app, list(said))
    assert told.exit_code == 0, told.output + str(told.exception)
    return told.output


def test_the_command_says_what_the_address_answers(store: Store) -> None:
    said = ("--key", "reported", "--key", "fed_back", "--period", "2026-02")
    both = partial(_run, *said, "--as-of", "2026-02-28")
    told = json.loads(both("--trend", "3", "--by", "community", "--json"))
    address = f"keys=reported,fed_back&period=2026-02&{AS_OF}&by=community&trend=3&lang=zh"
    answer = _json(f"/gege/figures.json?{address}")
    assert {name: told[name] for name in answer} == answer
    text = both("--compare")
    assert "受理量" in text and "反馈办结率" in text and "records begin" in text
    table = both("--by", "community")
    assert "第1社区" in table


def test_figures_go_into_tables_for_excel_with_their_formulas(store: Store, tmp_path) -> None:
    said = ("--key", "reported", "--period", "2026-02", "--as-of", "2026-02-28")
    for more, rows in ((("--by", "community"), 2), (("--trend", "2"), 1), (("--compare",), 1)):
        path = tmp_path / "figures.csv"
        _run(*said, *more, "--out", str(path))
        with path.open(encoding="utf-8-sig", newline="") as file:
            told = list(csv.DictReader(file))
        assert len(told) >= rows
        assert {one["key"] for one in told} == {"reported"}
        assert all(one["formula"] and one["as_of"] for one in told)
    book = tmp_path / "figures.xlsx"
    _run(*said, "--by", "community", "--out", str(book))
    sheet = openpyxl.load_workbook(book).active
    assert [cell.value for cell in sheet[1]][:2] == ["key", "name"]


def test_a_file_of_figures_is_not_for_who_may_not_export(store: Store, tmp_path) -> None:
    ask_all = FigureAsk(FEBRUARY, ("reported",))
    found = answer_figures(DEMONSTRATION_COORDINATOR, store, ask_all, MOMENT)
    with pytest.raises(CaseworkError, match="may not"):
        write_figures(SYSTEM, found, tmp_path / "x.csv")
    assert not (tmp_path / "x.csv").exists()


@pytest.mark.parametrize(
    "said",
    [
        ("--by", "unit"),
        ("--rows", "numerator"),
        ("--key", "reported", "--period", "2026-02", "--from", "2026-02-01"),
        ("--key", "reported", "--from", "2026-02-01", "--compare"),
        ("--key", "reported", "--map", "today", "--by", "channel"),
        ("--key", "reported", "--period", "2026-14"),
        ("--key", "reported", "--compare", "--out", "/nowhere/at/all.csv"),
    ],
)
def test_what_the_command_cannot_tell_is_refused_in_words(store: Store, said: tuple) -> None:
    refused = CliRunner().invoke(commands.figures.app, list(said))
    assert isinstance(refused.exception, ServiceError | CaseworkError)
