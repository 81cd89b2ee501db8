"""Four formats carry equal numbers: what the deck shows is read back from each of them."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from casework.access import OPERATOR
from casework.period import Period
from data.store import Store
from service.packs.building import build_pack
from service.packs.composing import PackAsk
from service.packs.deck import Block, Cards, Chart, Deck, Table
from service.packs.edition import Audience, Edition
from service.packs.editions import edition_of
from service.packs.pdf_file import shrunk
from tests.service.packs.read_back import WRITERS, faults
from tests.service.packs.sample import sample_edition, w
from tests.service.packs.sections_town import MAY, NOW, LightInks, town

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
# A number that stands nowhere in the sample, and not in a part of another.
OTHER = 7654
LEAST = 0.8


def with_blocks(edition: Edition, change) -> Edition:
    """Return the edition with the first block changed that a change knows how to."""
    slides, is_done = [], False
    for slide in edition.deck.slides:
        blocks: list[Block] = []
        for block in slide.blocks:
            changed = None if is_done else change(block)
            is_done |= changed is not None
            blocks.append(block if changed is None else changed)
        slides.append(replace(slide, blocks=tuple(blocks)))
    assert is_done
    deck: Deck = replace(edition.deck, slides=tuple(slides))
    return replace(edition, deck=deck)


def another_figure(block: Block) -> Block | None:
    if not isinstance(block, Cards):
        return None
    card = replace(block.cards[1], value=f"{OTHER:,}", amount=OTHER)
    return Cards((block.cards[0], card, *block.cards[2:]))


def another_cell(block: Block) -> Block | None:
    if not isinstance(block, Table):
        return None
    cell = replace(block.rows[1][1], text=w(f"{OTHER:,}"), value=OTHER)
    row = (block.rows[1][0], cell, *block.rows[1][2:])
    return replace(block, rows=(block.rows[0], row, *block.rows[2:]))


def another_share(block: Block) -> Block | None:
    if not isinstance(block, Table):
        return None
    cell = replace(block.rows[1][2], text=w("76.5 %"), value=0.765)
    row = (*block.rows[1][:2], cell, *block.rows[1][3:])
    return replace(block, rows=(block.rows[0], row, *block.rows[2:]))


def another_bar(block: Block) -> Block | None:
    if not isinstance(block, Chart) or block.kind != "bars":
        return None
    series = replace(block.series[0], values=(OTHER, *block.series[0].values[1:]))
    return replace(block, series=(series, *block.series[1:]))


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_of_the_deck_is_in_every_format(form: str, language: str) -> None:
    edition = sample_edition(language)
    assert faults(edition, form, WRITERS[form](edition)) == []


@pytest.mark.parametrize("form", WRITERS)
def test_every_number_for_outside_is_in_every_format(form: str) -> None:
    edition = sample_edition("zh", "outside")
    assert len(edition.slides) == 5
    assert faults(edition, form, WRITERS[form](edition)) == []


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("change", [another_figure, another_cell, another_share, another_bar])
def test_one_number_changed_in_one_writer_is_found(form: str, change) -> None:
    edition = sample_edition()
    wrong = WRITERS[form](with_blocks(edition, change))
    assert faults(edition, form, wrong) != []
    # And the other way: what is wanted is not there by chance.
    assert faults(with_blocks(edition, change), form, WRITERS[form](edition)) != []


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, str]:
    """Return the demonstration district with a pack of last month."""
    store = town(tmp_path_factory.mktemp("packs") / "town.db")
    return store, build_pack(OPERATOR, store, PackAsk(Period.parse(MAY)), NOW, LightInks())


@pytest.mark.parametrize(("language", "audience"), [("zh", "inside"), ("en", "outside")])
def test_a_whole_pack_has_equal_numbers_and_nothing_of_it_is_hard_to_read(
    built: tuple[Store, str], language: str, audience: Audience
) -> None:
    edition = edition_of(OPERATOR, *built, language, audience, NOW)
    for form, write in WRITERS.items():
        assert (form, faults(edition, form, write(edition))) == (form, [])
    # A little smaller is read as well; much smaller is not read from the last row.
    small = [one for one in shrunk(edition) if one["of"] < LEAST]
    assert small == []
