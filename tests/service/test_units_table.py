"""Units side by side: sums, what is apart, whose eyes, files and the command line."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import commands.units
from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from casework.indicators import INDICATORS
from data.store import Store
from service.errors import ServiceError
from service.figures import figure
from service.units_export import units_file
from service.units_stages import STAGES, in_order
from service.units_table import LEVELS, UnitsAsk, UnitsTable, levels_below, units_table
from tests.service.conftest import NOW
from tests.service.units_town import (
    DAY,
    HOSTILE,
    LATE,
    MAY,
    ON_TIME,
    OVERDUE,
    WORKER,
    busy_may,
    found_units,
    put,
)

KEYS = ("reported", "closed_count", "closed_on_time", "overdue_now", "reported_per_1000")
LEADER = Viewer("区领导", Role.LEADER)


@pytest.fixture
def town(store: Store) -> Store:
    busy_may(store)
    return store


def _table(store: Store, by: str = "community", viewer: Viewer = LEADER, **more) -> UnitsTable:
    more.setdefault("keys", KEYS)
    return units_table(viewer, store, UnitsAsk(by, MAY, **more), NOW)


def _pairs(table: UnitsTable, key: str) -> dict[str | None, tuple[int, int]]:
    return {one.code: (one.figures[key].n, one.figures[key].m) for one in table.units}


def test_each_unit_has_its_own_numbers(town: Store) -> None:
    table = _table(town)
    assert _pairs(table, "reported") == {"C1": (10, 10), "C2": (40, 40), "C3": (3, 3), "C4": (0, 0)}
    assert _pairs(table, "closed_on_time")["C1"] == (8, 10)
    assert _pairs(table, "closed_on_time")["C2"] == (30, 40)
    assert _pairs(table, "reported_per_1000")["C2"] == (40, 40)
    assert _pairs(table, "overdue_now")["C2"] == (6, 6)


@pytest.mark.parametrize("by", LEVELS)
def test_the_lines_add_up_to_the_whole_area_which_is_the_figure_itself(
    town: Store, by: str
) -> None:
    keys = tuple(INDICATORS)
    table = _table(town, by, keys=keys)
    rest = [table.in_none] if table.in_none else []
    for key in keys:
        whole = table.whole.figures[key]
        told = [one.figures[key] for one in (*table.units, *rest) if key in one.figures]
        assert sum(one.n for one in told) == whole.n, key
        if by != "unit" or not key.endswith("per_1000"):
            assert sum(one.m for one in told) == whole.m, key
        alone = figure(LEADER, town, key, MAY.first, MAY.last, NOW)
        assert (alone.n, alone.m, alone.value) == (whole.n, whole.m, whole.value)


def test_units_without_requests_and_those_with_nothing_due_are_apart_and_never_0_percent(
    town: Store,
) -> None:
    table = _table(town)
    assert [one.code for one in table.lines] == ["C1", "C2"]
    assert [one.code for one in table.nothing_due] == ["C3"]
    assert [one.code for one in table.without_requests] == ["C4"]
    assert table.nothing_due[0].figures["closed_on_time"].value == "-"
    assert table.in_none is not None and table.in_none.figures["reported"].n == 2


def test_the_order_is_that_of_codes_until_somebody_sorts(town: Store) -> None:
    put(town, (1, "G4", OVERDUE), (1, "G4", {}))
    table = _table(town)
    assert [one.code for one in table.sorted_by(None, most_first=True)] == ["C1", "C2", "C4"]
    most = table.sorted_by("closed_on_time", most_first=True)
    assert [one.code for one in most] == ["C1", "C2", "C4"]
    least = table.sorted_by("closed_on_time", most_first=False)
    assert [one.code for one in least] == ["C4", "C2", "C1"]


def test_units_without_a_value_come_last_whichever_way_it_is_sorted(town: Store) -> None:
    table = _table(town, keys=("reported", "closed_on_time", "fed_back"))
    for most_first in (True, False):
        order = table.sorted_by("closed_on_time", most_first=most_first)
        assert order[-1].code == "C3"


def test_a_change_is_named_only_where_it_is_more_than_chance_and_asked_of_enough(
    town: Store,
) -> None:
    april = {"reported_at": NOW - 45 * DAY, "due_at": NOW - 40 * DAY}
    put(
        town,
        (38, "G2", ON_TIME | april | {"closed_at": NOW - 41 * DAY}),
        (2, "G2", LATE | april),
        (9, "G1", ON_TIME | april | {"closed_at": NOW - 41 * DAY}),
        (1, None, {"reported_at": NOW - 70 * DAY}),
    )
    lines = {one.code: one.changes["closed_on_time"] for one in _table(town).lines}
    fell = lines["C2"]
    assert fell is not None and fell.amount == pytest.approx(-20.0)
    assert (fell.unit, fell.before, fell.is_apart) == ("points", "95.0 %", True)
    assert lines["C1"] is not None and lines["C1"].is_apart is None


def test_where_the_records_do_not_reach_there_is_a_reason_and_no_change(town: Store) -> None:
    table = _table(town)
    assert table.previous is None and table.reason is not None
    assert all(change is None for one in table.units for change in one.changes.values())


def test_what_was_kept_for_one_viewer_or_before_a_change_is_not_shown_again(town: Store) -> None:
    ask = UnitsAsk("grid", MAY, KEYS)
    assert units_table(LEADER, town, ask, NOW).whole.figures["reported"].n == 55
    inside = Viewer("督查", Role.LEADER, "C1")
    assert units_table(inside, town, ask, NOW).whole.figures["reported"].n == 10
    put(town, (1, "G2", OVERDUE))
    assert units_table(LEADER, town, ask, NOW).whole.figures["reported"].n == 56


# --- whose eyes -------------------------------------------------------------------------------


def test_a_worker_sees_his_own_unit_and_no_other(town: Store) -> None:
    worker = Viewer("员", Role.WORKER, "C1")
    table = _table(town, "grid", worker)
    assert [one.code for one in table.units] == ["G1"] and table.in_none is None
    assert table.whole.figures["reported"].n == 10
    assert [one.code for one in _table(town, "community", worker).units] == ["C1"]
    assert levels_below(worker, town, None, NOW) == ("grid",)


@pytest.mark.parametrize("by", ["street", "county", "unit"])
def test_a_worker_is_not_shown_what_lies_above_or_beside_his_unit(town: Store, by: str) -> None:
    with pytest.raises(ServiceError):
        _table(town, by, Viewer("员", Role.WORKER, "C1"))


def test_a_worker_whose_account_names_no_unit_sees_nothing(town: Store) -> None:
    table = _table(town, "grid", Viewer("员", Role.WORKER))
    assert not (table.lines or table.nothing_due)


def test_a_worker_does_not_see_another_unit_by_naming_it(town: Store) -> None:
    with pytest.raises(ServiceError):
        _table(town, "grid", Viewer("员", Role.WORKER, "C1"), area="C2")


def test_no_worker_is_in_any_line_or_file(town: Store) -> None:
    for by in LEVELS:
        table = _table(town, by, keys=tuple(INDICATORS))
        assert WORKER not in repr(table)
        made = units_file(LEADER, town, table.ask, NOW, "en")
        assert WORKER not in made.figures.to_csv() + made.formulas.to_csv()
    with pytest.raises(ServiceError, match="no level"):
        _table(town, "worker")


def test_who_may_not_see_cases_sees_no_units_and_a_worker_exports_none(town: Store) -> None:
    with pytest.raises(CaseworkError):
        _table(town, "street", Viewer("SYSTEM", Role.SYSTEM))
    with pytest.raises(CaseworkError):
        units_file(Viewer("员", Role.WORKER, "C1"), town, UnitsAsk("grid", MAY), NOW, "zh")


def test_a_level_above_the_area_is_refused_with_the_way_out(town: Store) -> None:
    with pytest.raises(ServiceError, match="choose a level below"):
        _table(town, "street", area="C1")
    assert [one.code for one in _table(town, "community", area="S1").units] == ["C1", "C2"]


# --- the stages -------------------------------------------------------------------------------


def test_every_figure_belongs_to_one_stage() -> None:
    keys = [key for stage in STAGES for key in stage.keys]
    assert sorted(keys) == sorted(INDICATORS)
    assert "other figures" not in [stage.name for stage in STAGES]
    assert in_order(("satisfied", "reported", "satisfied")) == ("reported", "satisfied")


# --- files and the command line ---------------------------------------------------------------


def _run(store: Store, *words: str) -> str:
    found = CliRunner().invoke(commands.units.app, [*words], env=_where(store))
    assert found.exit_code == 0, (found.output, found.exception)
    return found.stdout


def _where(store: Store) -> dict[str, str]:
    return {"GEGE_DATABASE": str(store.engine.url)}


def test_screen_file_and_command_line_tell_one_number(town: Store, tmp_path: Path) -> None:
    asked = ["--by", "community", "--period", "2026-05", "--figures", ",".join(KEYS)]
    asked += ["--as-of", "2026-05-31"]
    told = json.loads(_run(town, *asked, "--json"))
    _run(town, *asked, "--out", str(tmp_path / "u.xlsx"), "--lang", "en")
    _run(town, *asked, "--out", str(tmp_path / "u.csv"), "--lang", "en")
    book = openpyxl.load_workbook(tmp_path / "u.xlsx")
    rows = list(book["Figures"].iter_rows(values_only=True))
    text = pd.read_csv(tmp_path / "u.csv", dtype=str, keep_default_na=False)
    *columns, taken = text.columns
    assert columns == list(rows[0]) and "Taken by operator" in taken
    moment = pd.Timestamp(told["as_of"]).to_pydatetime()
    table = units_table(OPERATOR, town, UnitsAsk("community", MAY, KEYS), moment)
    for line in (*told["lines"], *told["nothing_due"], *told["without_requests"]):
        here = next(one for one in table.units if one.code == line["code"])
        cells = dict(zip(rows[0], next(r for r in rows if r[0] == line["code"]), strict=True))
        written = text[text["Code"] == line["code"]].iloc[0]
        for key, said in line["figures"].items():
            own = here.figures[key]
            assert (own.n, own.m, own.value) == (said["n"], said["m"], said["value"])
        rate = line["figures"]["closed_on_time"]
        assert (cells["closed on time n"], cells["closed on time m"]) == (rate["n"], rate["m"])
        assert (written["closed on time n"], written["closed on time m"]) == (
            str(rate["n"]),
            str(rate["m"]),
        )
        shown = cells["closed on time (%)"]
        assert ("-" if shown is None else f"{shown:.1f} %") == rate["value"]


def test_the_workbook_has_formula_source_exclusions_period_and_moment(town: Store) -> None:
    made = units_file(LEADER, town, UnitsAsk("street", MAY, KEYS), NOW, "en")
    assert list(made.formulas["Figure"]) == [INDICATORS[key].chinese for key in in_order(KEYS)]
    line = made.formulas.set_index("Figure").loc["按期结案率"]
    assert "due in the period" in line["Formula"] and "金华" in line["Source"]
    assert line["Left out"] and line["Period"] == "2026-05"
    assert line["As of"] == "2026-06-01 12:00"


def test_a_hostile_name_stays_text_in_a_workbook(town: Store, tmp_path: Path) -> None:
    _run(town, "--by", "community", "--period", "2026-05", "--out", str(tmp_path / "u.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "u.xlsx").worksheets[0]
    cell = next(one for row in sheet.iter_rows() for one in row if one.value == HOSTILE)
    assert cell.data_type == "s"


def test_a_wrong_name_of_a_file_or_period_is_refused(town: Store, tmp_path: Path) -> None:
    for words in (["--period", "May"], ["--out", str(tmp_path / "no" / "u.csv")]):
        found = CliRunner().invoke(commands.units.app, words, env=_where(town))
        assert isinstance(found.exception, CaseworkError | ServiceError), words


# --- for outside ------------------------------------------------------------------------------


def test_outside_no_small_number_is_told_nor_can_it_be_worked_out(store: Store) -> None:
    found_units(store)
    put(store, (38, "G1", ON_TIME), (2, "G1", LATE), (20, "G2", ON_TIME), (9, "G2", LATE))
    put(store, (17, "G3", ON_TIME), (13, "G3", LATE), (3, "G4", ON_TIME))
    ask = UnitsAsk("community", MAY, ("reported", "closed_on_time", "fed_back"))
    made = units_file(LEADER, store, ask, NOW, "en", is_for_outside=True)
    frame = made.figures.set_index("Code")
    for name in frame.columns:
        if not name.endswith((" n", " m")) and name != "requests received":
            continue
        cells, whole = frame[name].iloc[:-1], frame[name].iloc[-1]
        assert not any(0 < one < 5 for one in cells.dropna()), name
        assert cells.isna().sum() != 1 or pd.isna(whole), name
    late = frame["closed on time m"] - frame["closed on time n"]
    assert not any(0 < one < 5 for one in late.dropna())
    assert made.notes and "change" not in " ".join(frame.columns)
    # Requests and the denominator of what is fed back are the same numbers.
    alike = frame["requests received"].isna() == frame["settled and fed back m"].isna()
    assert alike.iloc[:-1].all()


def test_outside_a_small_sum_is_hidden_too(store: Store) -> None:
    found_units(store)
    put(store, (3, "G1", ON_TIME))
    ask = UnitsAsk("community", MAY, ("reported", "closed_on_time"))
    frame = units_file(LEADER, store, ask, NOW, "en", is_for_outside=True).figures
    assert 3 not in frame.select_dtypes("number").stack().dropna().tolist()
