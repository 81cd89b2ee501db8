"""Count on the page, rows in the table, rows in the files, rows of the command: one number."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import commands.figures
from casework.access import OPERATOR, SYSTEM, Role, Viewer
from casework.errors import CaseworkError
from casework.indicator import Form
from casework.indicators import INDICATORS
from data.schema import metadata
from data.store import Store
from service.demonstration import fill_demonstration
from service.errors import ServiceError
from service.figure_export import export_outside, export_rows, guarded_areas
from service.figure_list import FigureAsk, figure_list, figure_page, figure_units
from service.figure_words import HEADINGS
from service.figures import figure, figure_rows
from service.publication import HIDDEN
from tests.service.conftest import NOW as EARLIER
from tests.service.units_town import DAY, HOSTILE, LATE, ON_TIME, found_units, put

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
DAYS = date(2026, 7, 1), date(2026, 9, 30)
# Of cases, and of the sheet of clocks.
TWO = ("closed_on_time", "handled_on_time")


@pytest.fixture(scope="module")
def town(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a small demonstration; nothing is written to it."""
    path = tmp_path_factory.mktemp("figures") / "district.db"
    shutil.copy(empty_database, path)
    store = Store(str(path))
    fill_demonstration(OPERATOR, store, NOW, households=2_000, grids=24, cases=1_200)
    return store


def _ask(key: str, side: str = "denominator", **more: str) -> FigureAsk:
    return FigureAsk(key, side, *DAYS, NOW, **more)  # type: ignore[arg-type]


def _csv(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))


@pytest.mark.parametrize("side", ["numerator", "denominator"])
@pytest.mark.parametrize("key", TWO)
def test_page_table_files_and_command_have_the_rows_of_the_count(
    town: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, side: str
) -> None:
    one = figure(OPERATOR, town, key, *DAYS, NOW)
    count = one.n if side == "numerator" else one.m
    assert 0 < one.n < one.m
    ask = _ask(key, side)
    pages = [figure_page(OPERATOR, town, ask, page, size=40) for page in range(1, 12)]
    assert {page.total for page in pages} == {count}
    told = [code for page in pages[: pages[0].page_count] for code in page.rows["code"]]
    assert len(told) == count
    assert export_rows(OPERATOR, town, ask, tmp_path / "rows.csv") == count
    head, *rows = _csv(tmp_path / "rows.csv")
    assert [row[0] for row in rows] == told
    assert head[0] == "案件编号"
    assert export_rows(OPERATOR, town, ask, tmp_path / "rows.xlsx", "en") == count
    book = openpyxl.load_workbook(tmp_path / "rows.xlsx", read_only=True)
    first, *filled = book.worksheets[0].iter_rows(values_only=True)
    assert [row[0] for row in filled] == told
    assert first[0] == "Case number"

    monkeypatch.setattr(commands.figures, "ready_store", lambda: town)
    monkeypatch.setattr(commands.figures, "now", lambda: NOW)
    asked = ["--key", key, "--rows", side, "--from", str(DAYS[0]), "--to", str(DAYS[1])]
    said = CliRunner().invoke(commands.figures.app, asked)
    assert said.exit_code == 0, said.output
    assert [row["code"] for row in json.loads(said.stdout)] == told


@pytest.mark.parametrize("key", list(INDICATORS))
def test_every_figure_has_as_many_rows_as_it_counts(town: Store, key: str) -> None:
    one = figure(OPERATOR, town, key, *DAYS, NOW)
    all_rows, counted = (
        figure_list(OPERATOR, town, _ask(key, s)) for s in ("denominator", "numerator")
    )
    # The m of what is told for 1,000 households are households, the n of a mean is a sum.
    assert len(all_rows) == (one.n if one.form is Form.PER_THOUSAND else one.m)
    assert len(counted) == int(all_rows["counts"].sum())
    if one.form is not Form.MEAN:
        assert len(counted) == one.n
    again = figure_rows(OPERATOR, town, key, "denominator", *DAYS, NOW)
    assert all_rows["code"].tolist() == again["code"].tolist()
    assert all_rows["counts"].tolist() == again["counts"].tolist()


def test_pages_neither_lose_nor_repeat_a_row(town: Store) -> None:
    ask = _ask("told_on_time")
    whole = figure_list(OPERATOR, town, ask)
    names = ["code", "name", "started_at", "due_at"]
    seen = [
        row
        for page in range(1, figure_page(OPERATOR, town, ask, 1, 7).page_count + 1)
        for row in figure_page(OPERATOR, town, ask, page, 7).rows[names].itertuples(index=False)
    ]
    assert seen == list(whole[names].itertuples(index=False))


@pytest.mark.parametrize(("asked", "got"), [(0, 1), (-3, 1), (99_999, 2)])
def test_a_page_there_is_not_is_the_nearest(town: Store, asked: int, got: int) -> None:
    size = -(-figure_page(OPERATOR, town, _ask("closed")).total // 2)
    page = figure_page(OPERATOR, town, _ask("closed"), asked, size)
    assert (page.page, page.page_count) == (got, 2)


def test_nothing_that_leads_to_a_person_is_in_the_rows(town: Store) -> None:
    refused = {
        "contact",
        "phone",
        "worker",
        "assigned_to",
        "first_handler",
        "summary",
        "supervisor",
    }
    refused |= {"mediator", "responsible_at_report", "voice", "wish", "resolution"}
    assert not refused & set(HEADINGS)
    kept = {column.name for table in metadata.tables.values() for column in table.c}
    assert refused & kept, "the words are those of our own columns"
    for key in TWO:
        assert set(figure_list(OPERATOR, town, _ask(key))) <= set(HEADINGS)


def test_rows_are_of_the_viewers_part_and_of_the_unit_asked_for(town: Store) -> None:
    part = Viewer("街道", Role.LEADER, "990101001")
    rows = figure_list(part, town, _ask("reported"))
    assert 0 < len(rows) < len(figure_list(OPERATOR, town, _ask("reported")))
    assert rows["grid_code"].str.startswith("990101001").all()
    unit = next(iter(figure_units(OPERATOR, town)))
    of_unit = figure_list(OPERATOR, town, _ask("reported", unit=unit))
    assert set(of_unit["unit_code"]) <= {unit}
    with pytest.raises(ServiceError, match="no unit"):
        figure_list(OPERATOR, town, _ask("reported", unit="nobody"))
    with pytest.raises(CaseworkError):
        figure_page(SYSTEM, town, _ask("reported"))


def test_files_are_for_those_who_may_export(town: Store, tmp_path: Path) -> None:
    worker = Viewer("网格员", Role.WORKER)
    for write in (export_rows, export_outside):
        with pytest.raises(CaseworkError):
            write(worker, town, _ask("closed"), tmp_path / "a.csv")
    assert not list(tmp_path.iterdir())


def test_a_workbook_says_what_the_figure_is(town: Store, tmp_path: Path) -> None:
    export_rows(OPERATOR, town, _ask("closed_on_time"), tmp_path / "a.xlsx", "en")
    about = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[1]
    told = [tuple(str(cell) for cell in row) for row in about.iter_rows(values_only=True)]
    named = dict(told)
    one = figure(OPERATOR, town, "closed_on_time", *DAYS, NOW)
    assert named["Official name"] == "按期结案率"
    assert named["Formula"] == "closed on time / (due in the period - suspended)"
    assert named["Formula from"] == "printed in the source"
    assert named["Value"] == str(one.text)
    assert sum(name == "Left out" for name, _said in told) == len(one.exclusions)


def test_a_hostile_category_is_no_formula_in_a_file(store: Store, tmp_path: Path) -> None:
    found_units(store)
    put(store, (1, "G2", {"category": "=1+1", "address": HOSTILE}))
    ask = FigureAsk("reported", "denominator", None, None, EARLIER)
    export_rows(OPERATOR, store, ask, tmp_path / "a.csv", "en")
    head, row = _csv(tmp_path / "a.csv")
    assert row[head.index("Category")] == "'=1+1"


# --- outside ----------------------------------------------------------------------------------


@pytest.fixture
def shares(store: Store) -> Store:
    """Return a May in which one community has a small number late, and one none at all."""
    found_units(store)
    put(
        store,
        (30, "G1", ON_TIME), (3, "G1", LATE),
        (20, "G2", ON_TIME), (10, "G2", LATE),
        (25, "G3", ON_TIME), (9, "G3", LATE),
    )  # fmt: skip
    return store


def test_outside_a_share_hides_its_numbers_where_the_rest_is_small(shares: Store) -> None:
    ask = FigureAsk("closed_on_time", "denominator", date(2026, 5, 1), date(2026, 5, 31), EARLIER)
    text = guarded_areas(OPERATOR, shares, ask, "community").as_text().set_index("code")
    # C1 has 3 late; C2 is hidden with it, since the street's sum is shown elsewhere.
    assert text["n"].tolist() == [HIDDEN, HIDDEN, "25", "0"]
    assert text["m"].tolist() == [33, 30, 34, 0]
    assert text.loc["C1", ["value", "low", "high"]].tolist() == [HIDDEN] * 3
    assert text.loc["C4", "value"] is None, "nothing was due: missing, not hidden"


def test_a_part_and_the_whole_hide_the_same(shares: Store) -> None:
    ask = FigureAsk("closed_on_time", "denominator", date(2026, 5, 1), date(2026, 5, 31), EARLIER)
    whole = guarded_areas(OPERATOR, shares, ask, "community").as_text()
    part = Viewer("街道", Role.LEADER, "S1")
    for viewer, area in ((part, None), (OPERATOR, "S1")):
        found = guarded_areas(viewer, shares, replace(ask, area=area), "community").as_text()
        assert found.to_dict() == whole[whole["code"].isin(["C1", "C2"])].to_dict()


@pytest.mark.parametrize("key", list(INDICATORS))
def test_of_no_figure_a_small_number_goes_outside(town: Store, key: str) -> None:
    found = guarded_areas(OPERATOR, town, _ask(key), "community")
    form = INDICATORS[key].form
    for n, m in zip(found.frame["n"], found.frame["m"], strict=True):
        if form is not Form.MEAN:
            assert n is None or n == 0 or n >= 5
        if form in (Form.SHARE, Form.MEAN):
            assert m is None or m == 0 or m >= 5
        if form is Form.SHARE and n is not None and m is not None:
            assert m - n == 0 or m - n >= 5
    hidden = found.frame["n"].isna()
    assert found.frame.loc[hidden, ["value", "low", "high"]].isna().all(axis=None)


def test_a_file_for_outside_holds_sums_and_the_rule_and_no_case(
    town: Store, tmp_path: Path
) -> None:
    export_outside(OPERATOR, town, _ask("bounced"), tmp_path / "a.xlsx", language="en")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [
        str(cell)
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    codes = set(figure_list(OPERATOR, town, _ask("bounced"))["code"])
    assert not codes & set(cells)
    assert any("Numbers from 1 to 4 are not shown" in cell for cell in cells)
    assert "Value" not in [row[0] for row in book.worksheets[1].iter_rows(values_only=True)]
    assert HIDDEN in cells


def test_rows_before_the_district_has_any_are_none(store: Store, tmp_path: Path) -> None:
    found_units(store)
    put(store, (1, "G1", {"reported_at": EARLIER - 9 * DAY}))
    ask = FigureAsk("closed", "numerator", date(2020, 1, 1), date(2020, 1, 31), EARLIER)
    page = figure_page(OPERATOR, store, ask)
    assert (page.total, page.page, page.page_count) == (0, 1, 1)
    assert export_rows(OPERATOR, store, ask, tmp_path / "none.csv") == 0
