"""A pack as a workbook, read back: numbers are numbers, texts are texts, nothing calculates."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.packs.deck import Card, Cards, Column, Slide, Table
from service.packs.edition import Edition
from service.packs.xlsx_file import to_xlsx
from service.packs.xlsx_page import Page, form_of, named
from tests.service.packs.sample import HOSTILE, cards, cell, sample_edition, table, w
from tests.translations import ROOT


def read(edition: Edition) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(to_xlsx(edition)))


def rows(sheet) -> list[tuple]:
    return [row for row in sheet.iter_rows(values_only=True)]


def of(*slides: Slide, language: str = "en", **more: object) -> Edition:
    edition = sample_edition(language)
    return replace(edition, deck=replace(edition.deck, slides=slides), **more)


def one(*blocks, title: str = "T", key: str = "k") -> Slide:
    return Slide(key, "x", w(title), "stack", blocks)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_sheet_tells_what_it_is_and_lists_the_others_with_their_rows(language) -> None:
    edition = sample_edition(language)
    book = read(edition)
    front = {row[0]: row[1] for row in rows(book.worksheets[0]) if row[0]}
    said = [str(one) for one in front.values()]
    for known in (
        edition.sha256,
        edition.footer,
        edition.watermark,
        edition.deck.place.told(language),
        edition.deck.period_name.told(language),
    ):
        assert known in said
    for sheet in book.worksheets[1:]:
        head = 2
        count = len([row for row in rows(sheet)[head:] if any(one is not None for one in row)])
        noted = 1 if sheet.title in ("Units", "各单位") else 0
        assert front[sheet.title] == count - noted


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_calculates_and_hostile_texts_are_texts_letter_for_letter(language) -> None:
    bad = w("=cmd|' /C calc'!A0")
    columns = (Column("a", bad, unit=bad), Column("b", w("@SUM(A1)")))
    lines = ((cell("=1+1"), cell("+1")), (cell("-1+1"), cell(HOSTILE)))
    hostile = Table("t", bad, columns, lines, (bad,))
    edition = of(
        one(hostile, title="=1"),
        language=language,
        watermark="=1",
        footer="&A=1",
        comments={"k": "=2"},
    )
    book = read(edition)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    found = [row[:2] for row in rows(book.worksheets[2])]
    assert found[2:4] == [("=1+1", "+1"), ("-1+1", HOSTILE)]
    marked = [
        cell.quotePrefix
        for sheet in book.worksheets[1:]
        for row in sheet.iter_rows(min_row=3)
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert marked
    assert all(marked)


def test_a_share_is_a_part_of_one_in_percent_with_n_and_m_beside_it() -> None:
    sheet = read(sample_edition("en"))["Units"]
    assert rows(sheet)[1][:5] == (
        "Unit",
        "Due (cases)",
        "Closed on time",
        "Closed on time n",
        "Closed on time m",
    )
    assert [one.value for one in sheet[3]][1:5] == [100, 0.9, 90, 100]
    assert sheet["C3"].number_format == "0.0 %"
    assert sheet["B3"].number_format == "#,##0"
    assert sheet.freeze_panes == "B3"
    assert [one.value for one in sheet[11]][:3] == ["合计", 3600, 0.9]
    assert sheet["A11"].font.b
    assert not sheet["A10"].font.b
    assert sheet["A13"].value == "As of the end of the month."


def test_pages_of_one_table_stand_on_one_sheet_and_other_tables_on_their_own() -> None:
    whole = table(9)
    pages = [
        replace(whole, rows=whole.rows[at : at + 3], page=at // 3 + 1, pages=3, has_total=at == 6)
        for at in (0, 3, 6)
    ]
    other = replace(whole, key="other")
    slides = [one(page, key=f"k{at}") for at, page in enumerate(pages)]
    book = read(of(*slides, one(other, key="k9")))
    assert [sheet.title for sheet in book][2:] == ["Units", "Units 2"]
    assert rows(book["Units"]) == rows(book["Units 2"])


def test_figures_keep_the_number_behind_them_and_one_without_keeps_its_sign() -> None:
    shown = Card("a", w("A"), "92.3 %", 0.92307, 36, 39, w("36 of 39"), True)
    none = Card("b", w("B"), "-", None, 0, 0, w("nothing due"), True)
    sheet = read(of(one(Cards((shown, none)))))["Headline figures"]
    assert [cell.value for cell in sheet[3]][:7] == [
        "T", "A", 0.92307, "92.3 %", 36, 39, "36 of 39",
    ]  # fmt: skip
    assert sheet["C3"].number_format == "0.0 %"
    assert [cell.value for cell in sheet[4]][:4] == ["T", "B", "-", "-"]


def test_the_course_of_a_figure_has_a_row_for_each_period() -> None:
    card = replace(cards().cards[0], trend=(("2026-09", None), ("2026-10", 0.5)))
    found = rows(read(of(one(Cards((card,)))))["Course of the figures"])[2:]
    assert [row[2:] for row in found] == [("2026-09", "-"), ("2026-10", 0.5)]


def test_each_formula_is_told_once_with_its_source() -> None:
    made = replace(cards().cards[0], name=w("A"))
    column = Column("a", w("A"), formula=made.formula)
    twice = Table("t", w("T"), (column, Column("b", w("B"))), ())
    found = rows(read(of(one(Cards((made, made)), twice)))["How figures are made"])[2:]
    assert found == [("A", "closed on time / due", "GB/T 30428")]


def test_a_hidden_number_stays_hidden() -> None:
    hidden = Table("t", w("T"), (Column("a", w("A")),), ((cell(3, "*"),), (cell(7, "7"),)))
    found = rows(read(of(one(hidden)))["T"])[2:]
    assert found == [("*",), (7,)]


def test_outside_has_no_slide_that_is_only_for_inside() -> None:
    inside, outside = (read(sample_edition("en", of)) for of in ("inside", "outside"))
    assert "Chart Parts" in inside.sheetnames
    assert "Chart Parts" not in outside.sheetnames


@given(st.lists(st.text(max_size=60), min_size=1, max_size=12))
def test_names_of_sheets_are_legal_and_each_its_own(titles) -> None:
    pages = [Page(title, title, (), ()) for title in ["history", "A" * 40, "a" * 40, *titles]]
    names = [page.name for page in named(pages)]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 1 <= len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"


@pytest.mark.parametrize(
    ("value", "text", "form"),
    [
        (0.923, "92.3 %", "0.0 %"),
        (0.9, "90%", "0 %"),
        (42, "42 %", '0" %"'),
        (1208, "1,208", "#,##0"),
        (3.46, "3.5", "#,##0.0"),
        (-0.08, "-8.0 %", "0.0 %"),
        (0, "0.0 %", "0.0 %"),
        (1.0, "100.0 %", "0.0 %"),
        (0.773, "77.3 % (34/44)", "0.0 %"),
        (5, "5 (41.7 %)", "#,##0"),
    ],
)
def test_a_number_is_shown_as_its_text_shows_it(value, text, form) -> None:
    assert form_of(value, text) == form


def test_two_processes_write_the_same_bytes() -> None:
    script = (
        "import hashlib;from tests.service.packs.sample import sample_edition;"
        "from service.packs.xlsx_file import to_xlsx;"
        "print(hashlib.sha256(to_xlsx(sample_edition())).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert found == {sha256(to_xlsx(sample_edition())).hexdigest()}


def _has_calc() -> bool:
    office = shutil.which("soffice")
    return office is not None and (Path(office).resolve().parent / "libsclo.so").exists()


@pytest.mark.skipif(not _has_calc(), reason="needs LibreOffice Calc")
def test_libreoffice_shows_the_same_numbers(tmp_path: Path) -> None:
    (tmp_path / "pack.xlsx").write_bytes(to_xlsx(sample_edition("en")))
    # Every sheet as CSV: separator, quote, UTF-8, first line, ..., all sheets.
    asked = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
        + ["--convert-to", asked, "--outdir", str(tmp_path), str(tmp_path / "pack.xlsx")],
        check=True,
        capture_output=True,
    )
    with (tmp_path / "pack-Units.csv").open(encoding="utf-8") as file:
        found = list(csv.reader(file))
    for row, told in zip(found[2:11], table().rows, strict=True):
        share = told[2]
        assert [row[0], row[5]] == [told[0].text.en, told[3].text.en]
        numbers = [float(one.rstrip("%").replace(",", "")) for one in row[1:5]]
        assert numbers == [told[1].value, 90.0, share.n, share.m]
