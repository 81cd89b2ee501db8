"""What people told us: guarded for the whole district at once, the same numbers everywhere."""

from __future__ import annotations

import csv
import io
import json
from itertools import product
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from typer.testing import CliRunner

import commands.voices
from casework.access import OPERATOR, SYSTEM, Role, Viewer
from casework.errors import CaseworkError
from casework.period import Period
from casework.request import Voice, Wish
from data.store import Store
from service.charts.look import Look
from service.charts.rendering import to_svg
from service.charts.voices import growth_chart, matrix_chart, tags_chart
from service.errors import ServiceError
from service.figures import figure, figure_tables
from service.publication import HIDDEN
from service.settings import change_setting
from service.voices import OFFICIAL, TAG_TERMS, Voices, voices
from service.voices_export import export_voices
from service.voices_growth import growth
from tests.service.conftest import NOW
from tests.service.units_town import DAY, HOSTILE, MAY, found_units, put

STREET = Viewer("街道督查", Role.LEADER, "S1")
# Fear and hope by community; C1's three are small.
TOLD = {"C1": (3, 10), "C2": (12, 20), "C3": (6, 9), "C4": (8, 7)}


@pytest.fixture
def town(store: Store) -> Store:
    """Return a district in which one number is small, and two requests lie nowhere."""
    found_units(store)
    told = [
        (n, f"G{code[1:]}", {"voice": voice, "category": "噪声", "summary": HOSTILE})
        for code, counts in TOLD.items()
        for n, voice in zip(counts, ("fear", "hope"), strict=True)
    ]
    put(store, *told, (2, None, {"voice": "fear", "category": "噪声"}), (9, "G2", {}))
    return store


def _numbers(found: Voices) -> dict[str, tuple[int | None, ...]]:
    lines = {str(line.code): (*line.counts, line.total) for line in found.lines}
    return lines | {"whole": (*found.whole.counts, found.whole.total)}


def test_what_is_small_is_hidden_with_what_would_tell_it_and_no_more(town: Store) -> None:
    found = voices(OPERATOR, town, "voice", "community", MAY, NOW)
    # Trust, fear, resentment, hope, all of them.
    assert _numbers(found) == {
        "C1": (0, None, 0, None, 13),
        "C2": (0, None, 0, None, 32),
        "C3": (0, 6, 0, 9, 15),
        "C4": (0, 8, 0, 7, 15),
        # With the two that lie nowhere.
        "whole": (0, 31, 0, 46, 77),
    }
    assert found.hidden == 4
    streets = voices(OPERATOR, town, "voice", "street", MAY, NOW)
    assert _numbers(streets)["S1"] == (0, 15, 0, 30, 45)
    assert streets.hidden == 0


def test_needs_are_told_for_1000_households_and_hidden_with_their_count(town: Store) -> None:
    found = voices(OPERATOR, town, "voice", "community", MAY, NOW)
    first = found.lines[0]
    assert first.households == 20
    assert first.per_1000 == 650.0
    assert first.rates == (0.0, None, 0.0, None)
    assert found.whole.per_1000 == pytest.approx(77 / 200 * 1000)


def test_the_whole_is_the_figure_of_the_registry(town: Store) -> None:
    put(town, (11, "G3", {"wish": "housing"}), (2, "G4", {"wish": "work", "status": "void"}))
    for tag, key in (("voice", "voiced"), ("wish", "needs_per_1000")):
        for area in (None, "S2", "C3"):
            one = figure(OPERATOR, town, key, MAY.first, MAY.last, NOW, area)
            whole = voices(OPERATOR, town, tag, "community", MAY, NOW, area).whole  # type: ignore[arg-type]
            assert whole.total == one.n
    table = figure_tables(OPERATOR, town, ["voiced"], "community", MAY.first, MAY.last, NOW)
    by_code = {line.code: line.figure.n for line in table["voiced"].lines}
    for line in voices(OPERATOR, town, "voice", "community", MAY, NOW).lines:
        assert line.total in (None, by_code.get(line.code, 0))


def _everything_seen(store: Store) -> dict[tuple[str, str, int], int | None]:
    """Return every number by level, area and column that any screen of any viewer shows."""
    seen: dict[tuple[str, str, int], set[int | None]] = {}
    places = (None, "S1", "S2", "C1", "C2", "C3", "C4")
    for viewer, by, area in product((OPERATOR, STREET), ("community", "street"), places):
        if viewer is STREET and area in ("S2", "C3", "C4"):
            continue
        found = voices(viewer, store, "voice", by, MAY, NOW, area)  # type: ignore[arg-type]
        for code, numbers in _numbers(found).items():
            name = (area or viewer.scope or "all") if code == "whole" else code
            for column, number in enumerate(numbers):
                seen.setdefault((name[0], name, column), set()).add(number)
    assert all(len(told) == 1 for told in seen.values()), seen
    return {key: told.pop() for key, told in seen.items()}


@pytest.mark.parametrize("seed", range(6))
def test_whoever_walks_through_all_levels_and_viewers_learns_no_more(
    store: Store, seed: int
) -> None:
    found_units(store)
    draw = np.random.default_rng(seed)
    counts = draw.poisson(draw.choice([2, 5, 9]), (4, 4))
    tags = [one.value for one in Voice]
    put(
        store,
        *(
            (int(counts[row, column]), f"G{row + 1}", {"voice": tags[column]})
            for row, column in product(range(4), range(4))
        ),
        (1, None, {"voice": "fear"}),
    )
    seen = _everything_seen(store)
    cells = list(product(range(4), range(4)))
    hidden = [at for at in cells if seen["C", f"C{at[0] + 1}", at[1]] is None]
    rows, rests = [], []
    for (level, name, column), number in seen.items():
        # The whole holds what lies nowhere too, of which the attacker knows nothing.
        if number is None or level not in "CS":
            continue
        inside = [at for at in cells if _is_in(at, level, name) and column in (4, at[1])]
        told = [seen["C", f"C{row + 1}", tag] for row, tag in inside]
        rows.append([float(at in inside) for at in hidden])
        rests.append(number - sum(one or 0 for one in told))
    for place, at in enumerate(hidden):
        if counts[at] < 5:
            least, most = _bounds(place, rows, rests)
            assert least == 1
            assert most >= 5


def _is_in(at: tuple[int, int], level: str, name: str) -> bool:
    return name == f"C{at[0] + 1}" if level == "C" else name == f"S{at[0] // 2 + 1}"


def _bounds(place: int, rows: list[list[float]], rests: list[int]) -> tuple[int, int]:
    size = len(rows[0])
    ends = []
    for sign in (1, -1):
        cost = np.zeros(size)
        cost[place] = sign
        known = LinearConstraint(np.array(rows), rests, rests)
        solved = milp(cost, integrality=np.ones(size), bounds=Bounds(1, 9999), constraints=known)
        assert solved.success
        ends.append(round(sign * solved.fun))
    return ends[0], ends[1]


def test_a_viewer_of_a_part_sees_his_part_and_is_refused_the_rest(town: Store) -> None:
    found = voices(STREET, town, "voice", "community", MAY, NOW)
    assert [line.code for line in found.lines] == ["C1", "C2"]
    assert found.whole.total == 45
    with pytest.raises(ServiceError, match="outside"):
        voices(STREET, town, "voice", "community", MAY, NOW, "S2")
    with pytest.raises(CaseworkError):
        voices(SYSTEM, town, "voice", "community", MAY, NOW)


def test_what_is_asked_for_wrongly_is_refused(town: Store) -> None:
    with pytest.raises(ServiceError, match="voice or wish"):
        voices(OPERATOR, town, "summary", "community", MAY, NOW)  # type: ignore[arg-type]
    with pytest.raises(ServiceError, match="no area"):
        voices(OPERATOR, town, "voice", "community", MAY, NOW, "nowhere")


def test_where_all_requests_lie_in_one_area_the_others_have_none(store: Store) -> None:
    found_units(store)
    put(store, (9, "G4", {"wish": "work"}))
    streets = voices(OPERATOR, store, "wish", "street", MAY, NOW)
    assert [line.total for line in streets.lines] == [0, 9]
    found = voices(OPERATOR, store, "wish", "community", MAY, NOW)
    assert [line.total for line in found.lines] == [0, 0, 0, 9]
    assert voices(OPERATOR, store, "wish", "community", MAY, NOW, "S1").whole.total == 0


def test_the_threshold_of_the_office_counts(town: Store) -> None:
    change_setting(OPERATOR, town, "publication_k", "2")
    assert voices(OPERATOR, town, "voice", "community", MAY, NOW).hidden == 0
    change_setting(OPERATOR, town, "publication_k", "100")
    found = voices(OPERATOR, town, "voice", "community", MAY, NOW)
    assert all(number in (0, None) for numbers in _numbers(found).values() for number in numbers)


def test_no_text_of_a_request_is_told(town: Store) -> None:
    found = voices(OPERATOR, town, "voice", "street", MAY, NOW)
    assert "alert" not in json.dumps(found.as_json(), default=str)


def test_every_tag_has_its_official_sign() -> None:
    assert set(OFFICIAL) == {*Voice, *Wish}
    assert "".join(OFFICIAL[tag] for tag in TAG_TERMS["voice"]) == "信怕怨盼"
    assert len(set(OFFICIAL.values())) == 13


# --- files, command, charts -------------------------------------------------------------------


def test_file_and_command_say_what_the_act_says(
    town: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = voices(OPERATOR, town, "voice", "community", MAY, NOW)
    path = tmp_path / "told.csv"
    export_voices(OPERATOR, town, path, "voice", "community", MAY, NOW, language="zh")
    head, *rows = csv.reader(io.StringIO(path.read_text("utf-8-sig")))
    assert head[3:7] == list("信怕怨盼")
    told = [["" if one is None else str(one) for one in line.counts] for line in found.lines]
    told.append([str(one) for one in found.whole.counts])
    assert [[cell.replace(HIDDEN, "") for cell in row[3:7]] for row in rows] == told
    assert rows[0][4] == HIDDEN

    book = tmp_path / "told.xlsx"
    export_voices(OPERATOR, town, book, "voice", "community", MAY, NOW, language="en")
    sheets = openpyxl.load_workbook(book)
    assert len(sheets.sheetnames) == 2
    rules = [row[0] for row in sheets.worksheets[1].iter_rows(values_only=True)]
    assert any("Numbers from 1 to 4" in str(one) for one in rules)

    monkeypatch.setattr(commands.voices, "ready_store", lambda: town)
    monkeypatch.setattr(commands.voices, "now", lambda: NOW)
    said = CliRunner().invoke(commands.voices.app, ["--period", "2026-05", "--json"])
    assert said.exit_code == 0, said.output
    answer = json.loads(said.stdout)
    assert [line["counts"] for line in answer["lines"]] == [
        list(line.counts) for line in found.lines
    ]


def test_files_are_for_those_who_may_export(town: Store, tmp_path: Path) -> None:
    worker = Viewer("网格员", Role.WORKER, "C1")
    with pytest.raises(CaseworkError):
        export_voices(worker, town, tmp_path / "a.csv", "voice", "community", MAY, NOW)
    assert not list(tmp_path.glob("a*"))


@pytest.mark.parametrize("look", [Look("light", "screen", "zh"), Look("dark", "projector", "en")])
def test_charts_are_drawn_with_hidden_numbers_and_hostile_names(town: Store, look: Look) -> None:
    found = voices(OPERATOR, town, "voice", "community", MAY, NOW)
    for drawn in (tags_chart(found, look), matrix_chart(found, look)):
        svg = to_svg(drawn)
        assert "<script>" not in svg
    assert svg.count(f">{HIDDEN}<") == 4
    rates = to_svg(matrix_chart(found, look, is_rate=True))
    assert ">100.0<" in rates  # C3: 6 for 60 households
    grown = growth(OPERATOR, town, "category", MAY, NOW)
    to_svg(growth_chart(grown, look))


# --- what grows -------------------------------------------------------------------------------

APRIL = {"reported_at": NOW - 45 * DAY}
LAST_MAY = {"reported_at": NOW - 380 * DAY}


@pytest.fixture
def growing(store: Store) -> Store:
    """Return a district in which noise grew, water stayed, and holes are no more."""
    found_units(store)
    put(
        store,
        (60, "G1", {"category": "噪声"}), (20, "G2", APRIL | {"category": "噪声"}),
        (31, "G1", {"category": "漏水"}), (30, "G2", APRIL | {"category": "漏水"}),
        (4, "G1", {"category": "路灯"}), (2, "G2", APRIL | {"category": "路灯"}),
        (25, "G3", APRIL | {"category": "坑洞"}),
        (55, "G3", LAST_MAY | {"category": "噪声"}), (1, "G3", LAST_MAY | {"category": "漏水"}),
        # The records have to reach beyond the month of the year before.
        (1, "G3", {"reported_at": NOW - 500 * DAY, "category": "噪声"}),
    )  # fmt: skip
    return store


def test_what_grows_is_told_with_what_may_be_chance(growing: Store) -> None:
    found = growth(OPERATOR, growing, "category", MAY, NOW)
    lines = {line.code: line for line in found.lines}
    assert [line.code for line in found.lines] == ["噪声", "路灯", "漏水", "坑洞"]
    noise, water, holes = lines["噪声"], lines["漏水"], lines["坑洞"]
    assert noise.now == 60
    assert noise.previous is not None
    assert (noise.previous.before, noise.previous.percent) == (20, 200.0)
    assert noise.previous.is_apart is True
    assert noise.year_before is not None
    assert noise.year_before.is_apart is False
    assert water.previous is not None
    assert water.previous.is_apart is False
    assert (holes.now, holes.trend[-2:]) == (0, (25, 0))
    lights = lines["路灯"].previous
    assert lights is not None
    assert lights.is_apart is None, "of six nothing is said"


def test_counts_of_classes_are_the_figures_of_the_registry(growing: Store) -> None:
    found = growth(OPERATOR, growing, "category", MAY, NOW)
    days = MAY.first, MAY.last
    table = figure_tables(OPERATOR, growing, ["reported"], "category", *days, NOW)["reported"]
    told = {line.code: line.figure.n for line in table.lines}
    assert {line.code: line.now for line in found.lines if line.now} == told
    assert len(found.trend) == len(found.lines[0].trend) == 12


def test_where_records_do_not_reach_nothing_is_compared(town: Store) -> None:
    found = growth(OPERATOR, town, "voice", MAY, NOW)
    assert found.previous is None
    assert found.year_before is None
    assert all(line.previous is None for line in found.lines)
    assert any("records begin" in str(one) for one in found.sentences)


def test_a_hidden_count_has_no_change_either(growing: Store) -> None:
    put(
        growing,
        (3, "G1", {"voice": "fear"}), (30, "G2", {"voice": "hope"}),
        (40, "G2", APRIL | {"voice": "hope"}), (40, "G1", APRIL | {"voice": "fear"}),
    )  # fmt: skip
    lines = {line.code: line for line in growth(OPERATOR, growing, "voice", MAY, NOW).lines}
    fear = lines["fear"]
    assert fear.now is None
    assert fear.previous is not None
    assert fear.previous.percent is None
    assert fear.previous.is_apart is None
    assert [line.code for line in growth(OPERATOR, growing, "voice", MAY, NOW).lines][-1] == "hope"


def test_an_unfinished_month_is_compared_with_as_much_time(growing: Store) -> None:
    # NOW is the first of June at noon in the office.
    june = Period.parse("2026-06")
    put(growing, (3, "G1", {"reported_at": NOW - DAY / 6, "category": "噪声"}))
    found = growth(OPERATOR, growing, "category", june, NOW)
    assert found.previous is not None
    assert found.previous.days == 1
    assert {line.code: line.now for line in found.lines} == {"噪声": 3}
