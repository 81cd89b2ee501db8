"""The PDF of a pack: a page for each slide, every text as it is, the same bytes every time."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from service.errors import ServiceError
from service.packs import pdf_file, pdf_fonts, pdf_setter
from service.packs.deck import Line, Lines, Slide
from service.packs.edition import Edition
from service.packs.pdf_file import shrunk, to_pdf, to_pngs
from tests.service.packs.sample import HOSTILE, sample_edition, table, w
from tests.translations import ROOT

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")


def squeezed(text: str) -> str:
    """Return a text without spaces: a reader of PDF guesses them from gaps."""
    return "".join(text.split())


def pages(pdf: bytes) -> list[str]:
    said = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return said.stdout.decode().split("\f")[:-1]


def about(pdf: bytes) -> str:
    return subprocess.run(
        ["pdfinfo", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def with_slides(edition: Edition, *slides: Slide) -> Edition:
    return replace(edition, deck=replace(edition.deck, slides=slides))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_there_is_one_page_for_each_slide_and_nothing_of_it_is_set_smaller(language) -> None:
    edition = sample_edition(language)
    found = pages(to_pdf(edition))
    assert len(found) == len(edition.deck.slides)
    for page, slide in zip(found, edition.deck.slides, strict=True):
        assert squeezed(page).startswith(squeezed(slide.title.told(language)))
    assert shrunk(edition) == []


def test_hostile_texts_stand_letter_for_letter_wherever_they_are() -> None:
    found = [squeezed(page) for page in pages(to_pdf(sample_edition()))]
    hostile = squeezed(HOSTILE)
    # Cover: a line; figures: the comment; map: a line; units: a cell.
    assert [page.count(hostile) for page in found] == [1, 1, 1, 1, 0, 0]


def test_hostile_texts_in_every_field_are_texts() -> None:
    edition = sample_edition()
    bad = w(HOSTILE)
    slide = replace(edition.deck.slides[3], title=bad, subtitle=bad, notes=(bad,))
    hostile = with_slides(replace(edition, watermark=HOSTILE, footer=HOSTILE), slide)
    hostile = replace(hostile, deck=replace(hostile.deck, title=bad, place=bad))
    page = squeezed(pages(to_pdf(hostile))[0])
    # Title, subtitle, a cell, the notes, the foot, and three times the watermark.
    assert page.count(squeezed(HOSTILE)) == 8
    assert HOSTILE in about(to_pdf(hostile))


def test_signs_that_cannot_be_set_are_left_out() -> None:
    slide = replace(sample_edition().deck.slides[3], title=w("\u202e甲\x00\x0b乙\ud800"))
    assert squeezed(pages(to_pdf(with_slides(sample_edition(), slide)))[0]).startswith("甲乙")


def test_texts_beyond_their_box_are_set_smaller_and_none_is_cut_off() -> None:
    edition = sample_edition()
    lines = Lines("l", tuple(Line(w(f"第{at}行" + "很长" * 60)) for at in range(30)), w("单"))
    full = replace(edition.deck.slides[3], key="full", blocks=(table(40),))
    long = Slide("long", "x", w("长" * 90), "halves", (lines, table(9)), notes=(w("注" * 900),))
    edition = with_slides(edition, long, full)
    found = [squeezed(page) for page in pages(to_pdf(edition))]
    assert len(found) == 2
    assert {f"第{at}行" + "很长" * 60 for at in range(30)} - set(
        re.findall(r"第\d+行(?:很长)+", found[0])
    ) == set()
    assert found[0].count("注") == 900
    assert all(f"第{at}街道办事处" in found[1] for at in range(1, 40))
    parts = {(one["slide"], one["part"]) for one in shrunk(edition)}
    assert parts == {("long", "title"), ("long", 0), ("long", "notes"), ("full", 0)}


def test_every_page_has_the_watermark_the_foot_and_its_number() -> None:
    edition = sample_edition()
    for number, page in enumerate(map(squeezed, pages(to_pdf(edition))), start=1):
        assert squeezed(edition.watermark) in page
        assert squeezed(edition.footer) in page
        assert f"{number}/6" in page
    plain = pages(to_pdf(replace(edition, watermark="")))
    assert not any("张三" in page for page in plain)


def test_the_last_page_alone_prints_the_hash() -> None:
    edition = sample_edition()
    found = [squeezed(page).count(edition.sha256) for page in pages(to_pdf(edition))]
    assert found == [0, 0, 0, 0, 0, 1]


def test_outside_slides_that_are_only_for_inside_are_not_there() -> None:
    edition = sample_edition(audience="outside")
    found = pages(to_pdf(edition))
    assert len(found) == 5
    # The sample's map has no picture for outside: that is said in its place.
    assert "Map" not in found[2]
    assert "热力图" in squeezed(found[2])


def test_title_place_moment_and_language_stand_in_the_file() -> None:
    edition = sample_edition()
    pdf = to_pdf(edition)
    said = about(pdf)
    assert re.search(r"Title: +十月调度会", said)
    assert re.search(r"Author: +示范区", said)
    assert re.search(r"CreationDate: +Sun Nov +1 01:00:00 2026 UTC", said)
    assert re.search(r"Tagged: +yes", said)
    assert b"/Lang(zh-CN)" in pdf
    assert b"/Lang(en-US)" in to_pdf(sample_edition("en"))


def test_each_slide_has_a_bookmark(tmp_path: Path) -> None:
    edition = sample_edition()
    file = tmp_path / "pack.pdf"
    file.write_bytes(to_pdf(edition))
    said = subprocess.run(
        ["pdftohtml", "-xml", "-i", "-stdout", str(file)], capture_output=True, check=True
    ).stdout.decode()
    marks = re.findall(r"<item page=\"(\d+)\">(.*?)</item>", said)
    titles = [(str(at), one.title.zh) for at, one in enumerate(edition.deck.slides, start=1)]
    assert marks == titles


def test_two_processes_write_the_same_bytes() -> None:
    script = (
        "import hashlib,sys;from tests.service.packs.sample import sample_edition;"
        "from service.packs.pdf_file import to_pdf,to_pngs;e=sample_edition();"
        "print(hashlib.sha256(to_pdf(e)+b''.join(to_pngs(e,480))).hexdigest())"
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
    edition = sample_edition()
    assert found == {sha256(to_pdf(edition) + b"".join(to_pngs(edition, 480))).hexdigest()}


def test_each_page_is_a_picture_of_the_width_asked_for() -> None:
    found = to_pngs(sample_edition(), 640)
    assert len(found) == 6
    for png in found:
        width, height = struct.unpack(">II", png[16:24])
        assert (width, height) in {(640, 360), (640, 361)}


def test_without_chinese_typefaces_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_fonts, "FAMILIES", ("No Such Sans",))
    with pytest.raises(ServiceError, match=r"fonts-noto-cjk.*GEGE_FONTS"):
        to_pdf(sample_edition())


def test_a_folder_of_typefaces_that_is_named_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import typst

    seen: list[object] = []

    class Noted:
        def __init__(self, **how: object) -> None:
            seen.append(how["font_paths"])

        def families(self) -> list[str]:
            return []

    monkeypatch.setattr(typst, "Fonts", Noted)
    monkeypatch.setenv(pdf_fonts.FOLDER, str(tmp_path))
    asked = {"folder": pdf_fonts.folder(), "families": pdf_fonts.FAMILIES}
    assert pdf_setter.answered(asked) == ({"error": "typeface"}, [])
    assert seen == [[str(tmp_path)]]


def test_a_template_that_fails_is_a_sentence_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "deck.typ").write_text('#panic("no such thing")')
    monkeypatch.setattr(pdf_file, "_ROOT", tmp_path)
    with pytest.raises(ServiceError, match=r"no such thing.*Take another format"):
        to_pdf(sample_edition())


def test_a_setter_that_breaks_is_a_sentence_with_its_last_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pdf_setter.py").write_text('raise RuntimeError("out of paper")')
    monkeypatch.setattr(pdf_file, "_HERE", tmp_path)
    with pytest.raises(ServiceError, match="out of paper"):
        to_pdf(sample_edition())


def test_setting_packs_leaves_nothing_in_memory() -> None:
    script = (
        "import sys;from tests.service.packs.sample import sample_edition;"
        "from service.packs.pdf_file import to_pdf;to_pdf(sample_edition());"
        "print('typst' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert said.stdout.strip() == "False"


def test_every_sign_of_the_sample_has_a_typeface() -> None:
    for language in ("zh", "en"):
        said = subprocess.run(
            ["pdffonts", "-"],
            input=to_pdf(sample_edition(language)),
            capture_output=True,
            check=True,
        ).stdout.decode()
        assert "CJK" in said or "Han" in said or "Hei" in said or "Song" in said
        assert "\ufffd" not in "".join(pages(to_pdf(sample_edition(language))))


def _templates() -> Iterator[str]:
    for path in sorted(Path(pdf_file.__file__).parent.joinpath("pdf_assets").glob("*.typ")):
        yield path.read_text(encoding="utf-8")


def test_templates_bring_nothing_from_elsewhere_and_read_no_text_as_mark_up() -> None:
    for text in _templates():
        for source in re.findall(r"#import\s+\"([^\"]+)\"", text):
            assert re.fullmatch(r"[a-z]+\.typ", source)
        assert "eval(" not in text
        assert "plugin(" not in text


def test_what_a_picture_shows_is_told_to_those_who_do_not_see_it() -> None:
    # A map, four charts, and the small lines of eight cards.
    assert to_pdf(sample_edition()).count(b"/Alt") == 1 + 4 + 8
