"""A presentation as LibreOffice shows it: as many pages as slides, and on each what it holds."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from service.packs.deck import Cards, Lines, Slide, Table
from service.packs.pptx_file import to_pptx
from tests.service.packs.office import page_texts, pptx_to_pdf, pptx_to_pngs
from tests.service.packs.sample import sample_edition, table, w


def packed(text: str) -> str:
    """Return a text without blanks: a program puts some between Chinese and Latin signs."""
    return re.sub(r"\s", "", text)


def wanted(slide: Slide, language: str) -> list[str]:
    """Return the texts that have to be read on the page of a slide."""
    found = [slide.title.told(language)]
    for block in slide.blocks:
        if isinstance(block, Cards):
            for card in block.cards:
                found += [card.name.told(language), card.value, card.said.told(language)]
        elif isinstance(block, Table):
            # A heading of two lines is read with what stands beside it in between.
            found += [word for one in block.columns for word in one.name.told(language).split()]
            found += [c.text.told(language) for row in block.rows for c in row if c.value]
        elif isinstance(block, Lines):
            found += [line.when.told(language) for line in block.lines]
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_page_is_a_slide_and_holds_its_title_figures_and_cells(
    language: str, tmp_path: Path
) -> None:
    edition = sample_edition(language)
    pdf = pptx_to_pdf(to_pptx(edition), tmp_path)
    pages = [packed(text) for text in page_texts(pdf)]
    assert len(pages) == len(edition.deck.slides)
    for page, slide in zip(pages, edition.deck.slides, strict=True):
        for text in wanted(slide, language):
            assert packed(text) in page, (slide.key, text)
    fonts = subprocess.run(["pdffonts", str(pdf)], capture_output=True, check=True).stdout
    assert b"CJK" in fonts or b"WenQuanYi" in fonts or b"YaHei" in fonts


def test_a_table_of_the_largest_size_ends_above_the_notes(tmp_path: Path) -> None:
    edition = sample_edition()
    long = replace(table(60), notes=())
    slide = Slide("long", "units", w("长表"), "full", (long,))
    plain = replace(edition, deck=replace(edition.deck, slides=(slide,)), watermark="", sha256="")
    (page,) = pptx_to_pngs(to_pptx(plain), tmp_path, 96)
    with Image.open(page) as picture:
        grey = picture.convert("L")
        wide, high = grey.size
        # Between the body of a slide and its foot nothing is drawn: no note, no comment here.
        strip = grey.crop((0, round(high * 6.1 / 7.5), wide, round(high * 6.55 / 7.5)))
        assert strip.getextrema()[0] > 200
