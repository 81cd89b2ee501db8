"""The office's own presentation: what serves, what is refused, and how slides stand on it."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from typer.testing import CliRunner

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from commands.pack_layout import app
from service.errors import ServiceError
from service.packs.layout_check import checked_layout
from service.packs.layouts import (
    layout_file,
    layout_in_force,
    layout_now,
    replace_layout,
    reset_layout,
)
from service.packs.pptx_file import to_pptx
from tests.service.packs.offices import (
    as_kind,
    brought,
    changed,
    in_fonts,
    linked,
    with_low_titles,
    without_titles,
)
from tests.service.packs.sample import sample_edition
from tests.service.packs.test_pptx import leaves, parts

NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)


def written(layout: bytes):
    return Presentation(BytesIO(to_pptx(sample_edition(), layout)))


@pytest.mark.parametrize(("width", "height"), [(10, 7.5), (13.333, 7.5), (16, 9), (10, 5.625)])
def test_on_a_slide_of_any_size_everything_stands_on_it_and_nothing_under_the_title(
    width: float, height: float
) -> None:
    presentation = written(checked_layout("o.pptx", brought(width=width, height=height)))
    title = presentation.slides[0].slide_layout.placeholders[0]
    bottom = title.top + title.height
    assert presentation.slide_width == pytest.approx(width * 914_400, abs=1)
    for slide in presentation.slides:
        for shape in leaves(slide.shapes):
            assert shape.left >= 0
            assert shape.left + shape.width <= presentation.slide_width + 2, shape.name
            assert shape.top + shape.height <= presentation.slide_height + 2, shape.name
            if shape.name not in {"Watermark", slide.shapes.title.name}:
                assert shape.top >= bottom - 2, shape.name


def test_the_slides_of_the_office_are_really_gone_and_all_they_hung_on() -> None:
    def noisy(files: dict[str, bytes]) -> None:
        main = files["ppt/presentation.xml"].decode()
        section = (
            '<p:extLst><p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"><p14:sectionLst'
            ' xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"><p14:section'
            ' name="SECRET" id="{0}"/></p14:sectionLst></p:ext></p:extLst></p:presentation>'
        )
        start = main.find("<p:extLst")
        main = main[:start] if start > 0 else main[: main.rindex("</p:presentation>")]
        files["ppt/presentation.xml"] = (main + section).encode()
        relation = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships/slide" Target="slides/slide1.xml"/></Relationships>'
        )
        files["ppt/_rels/viewProps.xml.rels"] = relation.encode()

    kept = checked_layout("o.pptx", brought(slides=3, change=noisy))
    content = to_pptx(sample_edition(), kept)
    for file in (kept, content):
        with ZipFile(BytesIO(file)) as opened:
            assert not any(b"SECRET" in opened.read(name) for name in opened.namelist())
    with ZipFile(BytesIO(kept)) as opened:
        assert not [n for n in opened.namelist() if "slides/" in n or "notesSlides" in n]
    assert len(Presentation(BytesIO(content)).slides) == 6


def test_the_layout_with_a_title_only_is_chosen_whatever_it_is_called() -> None:
    def renamed(files: dict[str, bytes]) -> None:
        name = "ppt/slideLayouts/slideLayout6.xml"
        files[name] = files[name].replace(b'name="Title Only"', 'name="仅标题"'.encode())

    presentation = written(checked_layout("o.pptx", brought(change=renamed)))
    assert {slide.slide_layout.name for slide in presentation.slides} == {"仅标题"}


def test_without_one_the_layout_with_the_least_to_fill_in_is_chosen_and_left_empty() -> None:
    def untyped(files: dict[str, bytes]) -> None:
        name = "ppt/slideLayouts/slideLayout6.xml"
        files[name] = (
            files[name]
            .replace(b'type="titleOnly"', b'type="blank"')
            .replace(b'type="title"', b'type="body" idx="77"')
        )

    presentation = written(checked_layout("o.pptx", brought(change=untyped)))
    slide = presentation.slides[0]
    assert slide.slide_layout.name != "Title Only"
    kinds = {one.placeholder_format.type for one in slide.placeholders}
    assert not any("BODY" in str(kind) or "OBJECT" in str(kind) for kind in kinds)


def test_titles_and_texts_take_the_typefaces_of_the_office_and_titles_its_place() -> None:
    kept = checked_layout("o.pptx", brought(change=in_fonts("Georgia", "方正小标宋简体")))
    content = to_pptx(sample_edition(), kept)
    for xml in parts(content, "ppt/slides/").values():
        for run in parse_xml(xml).iter(qn("a:r")):
            assert run.find(f"{qn('a:rPr')}/{qn('a:ea')}").get("typeface") == "方正小标宋简体"
            assert run.find(f"{qn('a:rPr')}/{qn('a:latin')}").get("typeface") == "Georgia"
    title = Presentation(BytesIO(content)).slides[0].shapes.title
    assert title._element.spPr.find(qn("a:xfrm")) is None
    properties = title.text_frame.paragraphs[0].runs[0]._r.rPr
    assert properties.find(qn("a:solidFill")) is None


def test_a_layout_without_a_chinese_typeface_still_gets_one_on_every_run() -> None:
    content = to_pptx(sample_edition(), checked_layout("o.pptx", brought()))
    for xml in parts(content, "ppt/slides/").values():
        for run in parse_xml(xml).iter(qn("a:r")):
            assert run.find(f"{qn('a:rPr')}/{qn('a:ea')}").get("typeface") == "Microsoft YaHei"


def test_what_a_placeholder_of_the_layout_hangs_on_is_not_copied_to_slides() -> None:
    def decorated(files: dict[str, bytes]) -> None:
        name = "ppt/slideLayouts/slideLayout6.xml"
        fill = b'<p:spPr><a:blipFill><a:blip r:embed="rId1"/></a:blipFill></p:spPr>'
        files[name] = files[name].replace(b"<p:spPr/>", fill)

    content = to_pptx(sample_edition(), checked_layout("o.pptx", brought(change=decorated)))
    slide = parts(content, "ppt/slides/slide1.xml")["ppt/slides/slide1.xml"]
    assert b"r:embed" not in slide
    assert b'type="sldNum"' in slide


def test_a_long_title_is_made_smaller_where_the_layout_has_too_little_room() -> None:
    kept = checked_layout("o.pptx", brought())
    edition = sample_edition()
    slides = tuple(
        replace(slide, title=replace(slide.title, zh="长标题" * size))
        for slide, size in zip(edition.deck.slides[:2], (1, 40), strict=True)
    )
    content = to_pptx(replace(edition, deck=replace(edition.deck, slides=slides)), kept)
    short, long = (
        slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size
        for slide in Presentation(BytesIO(content)).slides
    )
    assert short is None
    assert long.pt < 44


def test_the_same_pack_on_the_same_layout_is_the_same_bytes() -> None:
    kept = checked_layout("o.pptx", brought())
    assert kept == checked_layout("o.pptx", brought())
    assert to_pptx(sample_edition(), kept) == to_pptx(sample_edition(), kept)


@pytest.mark.parametrize(
    "kind", ["presentationml.template.main+xml", "presentationml.slideshow.main+xml"]
)
def test_a_template_or_a_show_serves_as_a_presentation_does(kind: str) -> None:
    kept = checked_layout("o.potx", brought(change=as_kind(kind)))
    with ZipFile(BytesIO(to_pptx(sample_edition(), kept))) as file:
        assert b"presentationml.presentation.main+xml" in file.read("[Content_Types].xml")


def _entity(files: dict[str, bytes]) -> None:
    name = "ppt/slideMasters/slideMaster1.xml"
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    files[name] = head + files[name].split(b"?>", 1)[1]


def _macros(files: dict[str, bytes]) -> None:
    files["ppt/vbaProject.bin"] = b"x"


def _bomb(files: dict[str, bytes]) -> None:
    files["ppt/media/image1.bin"] = bytes(120_000_000)


def _cut(files: dict[str, bytes]) -> None:
    del files["ppt/presentation.xml"]


def _nonsense(files: dict[str, bytes]) -> None:
    files["ppt/slideMasters/slideMaster1.xml"] = b"<p:sldMaster"


def _no_theme(files: dict[str, bytes]) -> None:
    files["ppt/theme/theme1.xml"] = b"no XML"


def _long(files: dict[str, bytes]) -> None:
    files["ppt/slideMasters/more.xml"] = bytes(12_000_000)
    files["ppt/media/image1.jpeg"] = random.Random(1).randbytes(500_000)


def _in_lzma() -> bytes:
    """Return a presentation whose packed bytes are no longer what was packed."""
    out = BytesIO()
    with ZipFile(BytesIO(brought())) as file, ZipFile(out, "w", ZIP_LZMA) as new:
        for name in file.namelist():
            new.writestr(name, file.read(name))
        at = new.getinfo("[Content_Types].xml").header_offset
    body = bytearray(out.getvalue())
    body[at + 60] = 0xFF
    return bytes(body)


def _workbook() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        pytest.param(b"", "cannot be opened", id="1"),
        pytest.param(b"%PDF-1.7 not a presentation", "cannot be opened", id="2"),
        pytest.param(_workbook(), "cannot be opened", id="3"),
        pytest.param(brought()[:4000], "cannot be opened", id="4"),
        pytest.param(brought(change=_cut), "cannot be opened", id="5"),
        pytest.param(brought(change=_nonsense), "cannot be opened", id="6"),
        pytest.param(brought(change=_entity), "cannot be opened", id="7"),
        pytest.param(brought(change=_no_theme), "cannot be opened", id="8"),
        pytest.param(_in_lzma(), "cannot be opened", id="16"),
        pytest.param(brought(change=_long), "which no layout needs", id="17"),
        pytest.param(brought(change=_bomb), "which no layout needs", id="9"),
        pytest.param(brought(change=_macros), "holds macros", id="10"),
        pytest.param(
            brought(change=as_kind("presentation.macroEnabled.main+xml")), "holds macros", id="11"
        ),
        pytest.param(brought(change=without_titles), "no layout with a title", id="12"),
        pytest.param(brought(change=with_low_titles), "no layout with a title", id="13"),
        pytest.param(brought(change=linked("http://198.51.100.7/a.png")), "198.51.100.7", id="14"),
        pytest.param(brought(change=linked("file://server/share")), "file://server/share", id="15"),
    ],
)
def test_what_cannot_serve_is_refused_with_a_sentence(body: bytes, told: str) -> None:
    with pytest.raises(ServiceError) as refused:
        checked_layout("版式.pptx", body)
    assert told in str(refused.value)
    assert "版式.pptx" in str(refused.value)


def test_links_on_the_office_s_own_slides_do_not_matter_they_are_left_out() -> None:
    link = linked("https://intranet.example", "ppt/slides/_rels/slide1.xml.rels")
    assert checked_layout("o.pptx", brought(change=link))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000_000), st.binary(min_size=1, max_size=40))
def test_a_damaged_file_is_refused_with_a_sentence_or_serves(at: int, noise: bytes) -> None:
    body = bytearray(brought())
    start = at % len(body)
    body[start : start + len(noise)] = noise
    try:
        kept = checked_layout("o.pptx", bytes(body))
    except ServiceError:
        return
    assert len(written(kept).slides) == 6


def test_a_layout_counts_until_another_is_brought_or_the_own_is_put_back(store) -> None:
    assert layout_now(OPERATOR, store) is None
    assert layout_in_force(OPERATOR, store).is_own
    name, own = layout_file(OPERATOR, store)
    assert checked_layout(name, own)
    first = replace_layout(OPERATOR, store, "一.pptx", brought(), NOW)
    assert (first.file_name, first.saved_by, first.saved_at) == ("一.pptx", OPERATOR.name, NOW)
    assert layout_now(OPERATOR, store) == checked_layout("一.pptx", brought())
    wide = brought(width=16, height=9)
    replace_layout(OPERATOR, store, "二.pptx", wide, NOW + timedelta(hours=1))
    assert layout_file(OPERATOR, store) == ("二.pptx", checked_layout("二.pptx", wide))
    back = reset_layout(OPERATOR, store, NOW + timedelta(hours=2))
    assert back.is_own
    assert back.saved_at == NOW + timedelta(hours=2)
    assert layout_now(OPERATOR, store) is None


def test_a_file_of_more_than_twenty_megabytes_is_not_even_opened(store) -> None:
    with pytest.raises(ServiceError, match="at most 20 MB"):
        replace_layout(OPERATOR, store, "一.pptx", bytes(20 * 1024 * 1024 + 1), NOW)


def test_a_refused_file_changes_nothing(store) -> None:
    replace_layout(OPERATOR, store, "一.pptx", brought(), NOW)
    with pytest.raises(ServiceError):
        replace_layout(OPERATOR, store, "二.pptx", b"no", NOW)
    assert layout_in_force(OPERATOR, store).file_name == "一.pptx"


def test_only_who_prepares_packs_for_the_whole_district_changes_the_layout(store) -> None:
    leader = Viewer("l", Role.LEADER)
    with pytest.raises(CaseworkError):
        replace_layout(leader, store, "一.pptx", brought(), NOW)
    with pytest.raises(CaseworkError):
        layout_file(leader, store)
    assert layout_now(leader, store) is None
    part = Viewer("p", Role.PRESENTER, scope="110101001")
    with pytest.raises(ServiceError, match="whole district"):
        replace_layout(part, store, "一.pptx", brought(), NOW)
    with pytest.raises(ServiceError, match="whole district"):
        reset_layout(part, store, NOW)


def test_the_command_line_shows_replaces_writes_out_and_puts_back(
    store, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEGE_DATABASE", str(store.engine.url))
    runner, file = CliRunner(), tmp_path / "o.pptx"
    file.write_bytes(brought())
    assert json.loads(runner.invoke(app, ["replace", str(file)]).stdout)["file_name"] == "o.pptx"
    assert runner.invoke(app, ["export", str(tmp_path / "out.pptx")]).exit_code == 0
    assert (tmp_path / "out.pptx").read_bytes() == layout_now(OPERATOR, store)
    assert json.loads(runner.invoke(app, ["reset"]).stdout)["file_name"] is None
    assert json.loads(runner.invoke(app, ["show"]).stdout)["saved_by"] == OPERATOR.name
    assert changed(brought(), lambda _files: None)
