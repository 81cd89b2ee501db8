"""A pack as a presentation, read back from its bytes."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from service.packs.deck import Chart, FunnelPoint, Line, Lines, Series, Slide, Table
from service.packs.edition import Edition
from service.packs.pptx_file import to_pptx
from service.packs.words import Words
from tests.service.packs.sample import HOSTILE, PICTURE, charts, sample_edition, table, w
from tests.translations import ROOT

LANGUAGES = ("zh", "en")
# Texts XML cannot hold, and one that is a formula to a spreadsheet.
BROKEN = "=HYPERLINK(1) \x0b\x00\x1f \ud800 \ufffe\uffff 网格\u202e"


def shown(edition: Edition):
    return Presentation(BytesIO(to_pptx(edition)))


def of(*slides: Slide, language: str = "zh", **more: object) -> Edition:
    edition = sample_edition(language)
    return replace(edition, deck=replace(edition.deck, slides=slides), **more)


def one(*blocks, shape="full", title="题", **more) -> Slide:
    return Slide("one", "units", w(title), shape, blocks, **more)


def parts(content: bytes, *folders: str) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as file:
        return {
            name: file.read(name)
            for name in file.namelist()
            if name.startswith(folders) and name.endswith(".xml")
        }


def leaves(shapes):
    for shape in shapes:
        if shape.shape_type == 6:
            yield from leaves(shape.shapes)
        else:
            yield shape


def texts(slide) -> str:
    found = [s.text_frame.text for s in leaves(slide.shapes) if s.has_text_frame]
    for s in slide.shapes:
        if s.has_table:
            found += [cell.text_frame.text for row in s.table.rows for cell in row.cells]
    return "\n".join(found)


def native_charts(presentation):
    return [s.chart for slide in presentation.slides for s in slide.shapes if s.has_chart]


def book(native):
    blob = native.part.chart_workbook.xlsx_part.blob
    return openpyxl.load_workbook(BytesIO(blob)).active


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_run_names_typefaces_with_chinese_signs_and_its_language(language: str) -> None:
    found = parts(
        to_pptx(sample_edition(language)), "ppt/slides/", "ppt/notesSlides/", "ppt/charts/"
    )
    runs = 0
    for name, content in found.items():
        root = parse_xml(content)
        for tag in ("a:r", "a:fld"):
            for run in root.iter(qn(tag)):
                properties = run.find(qn("a:rPr"))
                assert properties is not None, name
                assert properties.find(qn("a:ea")).get("typeface") == "Microsoft YaHei", name
                assert properties.find(qn("a:latin")).get("typeface") == "Microsoft YaHei", name
                assert properties.get("lang") == {"zh": "zh-CN", "en": "en-US"}[language]
                runs += 1
        if name.startswith("ppt/charts/"):
            assert root.find(f"{qn('c:txPr')}//{qn('a:ea')}") is not None, name
            for default in root.iter(qn("a:defRPr")):
                is_set = default.find(qn("a:ea")) is not None
                # Beside runs of its own a paragraph's default is never used.
                assert is_set or default.getparent().getparent().find(qn("a:r")) is not None, name
    assert runs > 150


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_slide_has_its_title_where_outlines_look_and_its_number(language: str) -> None:
    edition = sample_edition(language)
    presentation = shown(edition)
    assert len(presentation.slides) == len(edition.deck.slides)
    for at, (made, slide) in enumerate(
        zip(presentation.slides, edition.deck.slides, strict=True), start=1
    ):
        assert made.shapes.title.text_frame.text == slide.title.told(language)
        fields = [f for f in made.element.iter(qn("a:fld")) if f.get("type") == "slidenum"]
        assert [f.find(qn("a:t")).text for f in fields] == [str(at)]


def test_nothing_stands_outside_its_slide_and_no_two_shapes_have_one_number() -> None:
    presentation = shown(sample_edition())
    width, height = presentation.slide_width, presentation.slide_height
    for slide in presentation.slides:
        for shape in leaves(slide.shapes):
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= width + 2, shape.name
            assert shape.top + shape.height <= height + 2, shape.name
        numbers = [n.get("id") for n in slide.element.iter(qn("p:cNvPr"))]
        assert len(numbers) == len(set(numbers))


def test_a_table_holds_every_cell_of_the_deck_its_head_marked_and_numbers_at_the_right() -> None:
    made = shown(of(one(table())))
    (native,) = [s.table for s in made.slides[0].shapes if s.has_table]
    told = [[" ".join(c.text_frame.text.split()) for c in row.cells] for row in native.rows]
    wanted = table()
    assert told[0] == ["单位", "应结案 件", "按期结案率", "主要问题"]
    assert told[1:] == [[c.text.zh for c in row] for row in wanted.rows]
    assert native._tbl.tblPr.get("firstRow") == "1"
    assert native._tbl.tblPr.get("lastRow") == "1"
    aligned = {
        at: native.cell(3, at).text_frame.paragraphs[0]._p.pPr.get("algn") for at in range(4)
    }
    assert aligned == {0: "l", 1: "r", 2: "r", 3: "l"}
    bold = [c.text_frame.paragraphs[0].runs[0].font.bold for c in native.rows[9].cells]
    assert bold == [True] * 4


def test_a_table_that_runs_over_pages_says_which_page_it_is() -> None:
    made = shown(of(one(replace(table(), page=2, pages=3, has_total=False))))
    assert "各单位 · 第 2 页，共 3 页" in texts(made.slides[0])


def test_what_is_late_is_told_by_a_sign_and_not_by_colour_alone() -> None:
    rows = table().rows
    late = replace(rows[0][1], is_late=True)
    made = shown(of(one(replace(table(), rows=((rows[0][0], late, *rows[0][2:]), *rows[1:])))))
    (native,) = [s.table for s in made.slides[0].shapes if s.has_table]
    run = native.cell(1, 1).text_frame.paragraphs[0].runs[0]
    assert run.text == "!\u00a0100"
    assert run.font.bold
    card = next(
        s
        for s in leaves(shown(sample_edition()).slides[1].shapes)
        if "!\u00a0" in s.text_frame.text
    )
    assert card.text_frame.text == "!\u00a092.3 %"


def test_native_charts_and_their_workbooks_hold_the_numbers_of_the_deck() -> None:
    for chart in charts()[:3]:
        (native,) = native_charts(shown(of(one(chart))))
        names = [one.zh for one in chart.categories]
        assert list(native.plots[0].categories) == names
        assert [tuple(s.values) for s in native.plots[0].series] == [s.values for s in chart.series]
        sheet = book(native)
        assert [c.value for c in sheet["A"][1:]] == names
        for at, series in enumerate(chart.series):
            column = [row[at + 1].value for row in sheet.iter_rows()]
            assert column == [series.name.zh, *series.values]


def test_a_missing_value_is_a_gap_and_never_zero() -> None:
    chart = charts()[1]
    content = to_pptx(of(one(chart)))
    (xml,) = parts(content, "ppt/charts/chart").values()
    root = parse_xml(xml)
    assert root.find(f".//{qn('c:dispBlanksAs')}").get("val") == "gap"
    first = root.find(f".//{qn('c:ser')}/{qn('c:val')}//{qn('c:numCache')}")
    assert [p.get("idx") for p in first.iter(qn("c:pt"))] == ["0", "1", "2", "3", "5"]


def test_shares_are_written_in_percent_and_whole_numbers_whole() -> None:
    share = replace(charts()[0], as_percent=True, series=(Series(w("率"), (0.5, 0.923, None)),))
    share = replace(share, categories=share.categories[:3])
    for chart, form in ((share, "0.0%"), (charts()[0], "#,##0")):
        (native,) = native_charts(shown(of(one(chart))))
        assert book(native)["B2"].number_format == form
        labels = native.plots[0].data_labels
        assert labels.number_format == form
    (native,) = native_charts(shown(of(one(share))))
    assert native.value_axis.tick_labels.number_format == "0%"


def test_a_funnel_holds_every_unit_with_its_name_the_mean_and_the_limits() -> None:
    chart = charts()[3]
    (native,) = native_charts(shown(of(one(chart))))
    points = {}
    lines = {}
    for series in native.plots[0].series:
        xs = [float(p.find(qn("c:v")).text) for p in series._element.xVal.iter(qn("c:pt"))]
        found = list(zip(xs, series.values, strict=True))
        (points if len(found) == 1 else lines)[series.name] = found
    shares = sorted(pair for pairs in points.values() for pair in pairs)
    assert shares == sorted((float(p.m), p.n / p.m) for p in chart.points)
    curves = sorted(tuple(pairs) for pairs in lines.values())
    wanted = [tuple((row[0], row[at]) for row in chart.limits) for at in range(1, 5)]
    wanted.append(tuple((row[0], chart.mean) for row in chart.limits))
    assert curves == sorted(wanted)
    named = {row[2].value: (row[0].value, row[1].value) for row in book(native).iter_rows()}
    for point in chart.points:
        assert named[point.name.zh] == (point.m, pytest.approx(point.n / point.m))


def test_a_longer_series_of_a_funnel_never_stands_behind_a_shorter_one() -> None:
    many = tuple(FunnelPoint(w(f"第{m}街道"), m // 2, m, "inside") for m in range(10, 60))
    for points in (charts()[3].points, many):
        (native,) = native_charts(shown(of(one(replace(charts()[3], points=points)))))
        lengths = [len(list(series.values)) for series in native.plots[0].series]
        assert lengths == sorted(lengths, reverse=True)


def test_names_that_look_like_formulas_are_texts_in_the_workbook_of_a_chart() -> None:
    names = ("=1+1", "@SUM(A1)", "http://example.invalid", "+1", "-1", "007")
    chart = Chart(
        "c", "bars", w("=2+2"), categories=tuple(map(w, names)),
        series=(Series(w("=3+3"), (1, 2, 3, 4, 5, 6)),),
    )  # fmt: skip
    funnel = replace(charts()[3], points=(FunnelPoint(w("=1+1"), 1, 2, "inside"),))
    bars, scatter = native_charts(shown(of(one(chart), one(funnel))))
    for sheet in (book(bars), book(scatter)):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
    assert [c.value for c in book(bars)["A"][1:]] == list(names)
    assert book(bars)["B1"].value == "=3+3"


def test_the_same_pack_is_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib;from tests.service.packs.sample import sample_edition;"
        "from service.packs.pptx_file import to_pptx;"
        "print(*(hashlib.sha256(to_pptx(sample_edition(l))).hexdigest() for l in ('zh','en')))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True, check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    }  # fmt: skip
    assert len(told) == 1


def test_the_file_names_the_office_and_the_moment_of_the_pack_and_no_person() -> None:
    content = to_pptx(replace(sample_edition(), watermark=""))
    properties = Presentation(BytesIO(content)).core_properties
    assert properties.author == properties.last_modified_by == "示范区"
    assert properties.title == "十月调度会 2026年10月"
    assert f"{properties.created:%Y-%m-%dT%H:%M}" == "2026-11-01T01:00"
    assert properties.identifier == "sha256:" + "ab" * 32
    with ZipFile(BytesIO(content)) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        everything = b"".join(file.read(name) for name in file.namelist())
        assert not any("app.xml" in n or "thumbnail" in n for n in file.namelist())
    assert b"Canny" not in everything
    assert "张三".encode() not in everything


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_person_wrote_is_told_as_it_is_and_what_xml_cannot_hold_is_left_out(
    language: str,
) -> None:
    bad = Words(BROKEN, BROKEN)
    lines = Lines("l", (Line(bad, bad, "bad"), Line(bad)), bad)
    wide = replace(table(3), title=bad, notes=(bad,))
    chart = replace(charts()[0], title=bad, x_name=bad, categories=(bad,) * 6)
    edition = of(
        one(lines, title=BROKEN, subtitle=bad, notes=(bad,), link=BROKEN),
        one(wide),
        one(chart),
        language=language,
        comments={"one": BROKEN},
        watermark=BROKEN,
        footer=BROKEN,
        sha256=BROKEN,
    )
    edition = replace(edition, deck=replace(edition.deck, title=bad, place=bad))
    presentation = shown(edition)
    assert presentation.slides[0].shapes.title.text_frame.text == "=HYPERLINK(1) 网格"
    hostile = shown(of(one(lines, title=HOSTILE)))
    assert hostile.slides[0].shapes.title.text_frame.text == HOSTILE


def test_rows_that_nobody_paged_are_left_out_with_a_word_and_never_in_silence() -> None:
    (native,) = [s.table for s in shown(of(one(table(90)))).slides[0].shapes if s.has_table]
    left_out = 90 + 1 - (len(native.rows) - 1)
    assert native.cell(len(native.rows) - 1, 0).text_frame.text.startswith("… ")
    assert str(left_out) in native.cell(len(native.rows) - 1, 0).text_frame.text


@settings(max_examples=12, deadline=None)
@given(st.text(max_size=400), st.integers(1, 40), st.integers(1, 6))
def test_any_text_in_any_table_and_list_stays_on_the_slide(
    text: str, rows: int, columns: int
) -> None:
    cells = tuple(tuple(table(2).rows[0][:1]) * columns for _ in range(rows))
    cells = tuple(tuple(replace(c, text=w(text)) for c in row) for row in cells)
    grid = Table("t", w(text), tuple(table(2).columns[0] for _ in range(columns)), cells)
    lines = Lines("l", tuple(Line(w(text), w(text)) for _ in range(rows)), w(text))
    presentation = shown(of(one(grid, title=text), one(lines, title=text)))
    for slide in presentation.slides:
        for shape in slide.shapes:
            assert shape.top + shape.height <= presentation.slide_height
            if shape.has_table:
                assert shape.height == sum(row.height for row in shape.table.rows)


def test_speaker_notes_tell_formulas_sources_notes_and_the_live_page_of_a_slide() -> None:
    slides = shown(sample_edition()).slides
    told = slides[1].notes_slide.notes_text_frame.text
    assert (
        "按期结案率之1: 92.3 % (39 件中 36 件，3 件未到期) = 按期结案 / 应结案 [GB/T 30428]" in told
    )
    assert "说明：" in told
    told = slides[2].notes_slide.notes_text_frame.text
    assert "按每千户计算。" in told
    assert "where-gathered?period=2026-10" in told
    outside = shown(sample_edition(audience="outside")).slides[2]
    assert "where-gathered" not in outside.notes_slide.notes_text_frame.text


def test_a_map_is_a_picture_with_words_for_who_cannot_see_it_and_is_left_out_outside() -> None:
    inside, outside = (shown(sample_edition(audience=a)).slides[2] for a in ("inside", "outside"))
    (picture,) = [s for s in inside.shapes if s.shape_type == 13]
    assert picture._element.nvPicPr.cNvPr.get("descr") == "热力图"
    assert picture.width / picture.height == pytest.approx(16 / 9, rel=0.001)
    width, _height = picture.image.size
    assert width / (picture.width / 914_400) > 180
    assert [s for s in outside.shapes if s.shape_type == 13] == []
    assert "热力图" in texts(outside)


def test_the_watermark_is_behind_everything_on_every_slide_and_on_every_map() -> None:
    edition = sample_edition()
    for slide in shown(edition).slides:
        first = slide.shapes[0]
        assert first.name == "Watermark"
        assert first.text_frame.text == edition.watermark
        assert first.rotation != 0
    marked, plain = (
        next(
            s
            for s in shown(replace(edition, watermark=mark)).slides[2].shapes
            if s.shape_type == 13
        )
        for mark in (edition.watermark, "")
    )
    assert marked.image.sha1 != plain.image.sha1
    assert "Watermark" not in [
        s.name for s in shown(replace(edition, watermark="")).slides[0].shapes
    ]


def test_the_hash_of_the_pack_stands_on_its_last_slide_only() -> None:
    slides = list(shown(sample_edition()).slides)
    assert ["ab" * 32 in texts(slide) for slide in slides] == [False] * 5 + [True]


def test_a_card_is_a_group_of_texts_with_its_course_broken_where_a_period_is_missing() -> None:
    edition = sample_edition()
    cards = edition.deck.slides[1].blocks[0].cards
    trend = (("a", 1.0), ("b", 2.0), ("c", None), ("d", 3.0), ("e", 2.0))
    changed = replace(edition.deck.slides[1].blocks[0], cards=(replace(cards[0], trend=trend),))
    (group,) = [
        s for s in shown(of(one(changed, shape="cards"))).slides[0].shapes if s.shape_type == 6
    ]
    assert [s.name for s in group.shapes].count("Course") == 2
    assert "92.3 %" in [s.text_frame.text for s in group.shapes]
    assert PICTURE
