"""A deck keeps everything it holds, and what fits a slide is what the layout says."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from service.packs.deck import Cell, Column, Lines, Slide, Table
from service.packs.deck_plain import canonical, from_plain, sha256_of
from service.packs.layout import BODY, Box, boxes
from service.packs.paging import (
    BLOCK_TITLE_IN,
    head_height,
    lines_that_fit,
    paged,
    row_height,
    table_widths,
)
from service.packs.words import Words
from tests.service.packs.sample import sample_deck, table, w

TEXTS = some.text(max_size=60)


def test_a_deck_comes_back_from_its_plain_values_as_it_was() -> None:
    deck = sample_deck()
    assert from_plain(json.loads(canonical(deck))) == deck


def test_one_other_sign_anywhere_gives_another_hash() -> None:
    deck = sample_deck()
    first = deck.slides[0]
    other = replace(deck, slides=(replace(first, title=w("x")), *deck.slides[1:]))
    assert sha256_of(deck, "") == sha256_of(sample_deck(), "")
    assert sha256_of(other, "") != sha256_of(deck, "")
    assert sha256_of(deck, "rows") != sha256_of(deck, "")


def test_blocks_of_a_slide_stay_on_the_sheet_and_off_each_other() -> None:
    for slide in sample_deck().slides:
        found = boxes(slide)
        assert len(found) == len(slide.blocks)
        for box in found:
            assert box.x >= BODY.x and box.y >= BODY.y
            assert box.x + box.w <= BODY.x + BODY.w + 1e-6
            assert box.y + box.h <= BODY.y + BODY.h + 1e-6
        for at, one in enumerate(found):
            assert not any(_meet(one, other) for other in found[at + 1 :])


def _meet(one: Box, other: Box) -> bool:
    across = one.x < other.x + other.w - 1e-6 and other.x < one.x + one.w - 1e-6
    return across and one.y < other.y + other.h - 1e-6 and other.y < one.y + one.h - 1e-6


def test_more_blocks_than_a_shape_has_room_for_are_refused() -> None:
    block = table()
    with pytest.raises(ValueError, match="do not fit"):
        boxes(Slide("s", "units", w("x"), "halves", (block, block, block)))


@given(some.lists(some.tuples(TEXTS, TEXTS), max_size=40), some.floats(1.0, 4.6))
def test_pages_hold_every_row_once_in_order_and_each_fits(
    texts: list[tuple[str, str]], height: float
) -> None:
    columns = (Column("a", w("名", "Name")), Column("b", w("事", "Matter"), 2))
    rows = tuple((Cell(Words.same(a)), Cell(Words.same(b))) for a, b in texts)
    box = Box(0.5, 1.4, 6.0, height)
    whole = Table("t", w("表"), columns, rows, has_total=True)
    pages = paged(whole, box)
    assert [row for page in pages for row in page.rows] == list(rows)
    assert [page.page for page in pages] == list(range(1, len(pages) + 1))
    assert [page.has_total for page in pages] == [False] * (len(pages) - 1) + [True]
    for page in pages:
        widths = table_widths(page, box.w)
        assert sum(widths) == pytest.approx(box.w)
        free = box.h - head_height(whole, widths) - BLOCK_TITLE_IN
        used = sum(row_height(row, widths) for row in page.rows)
        assert used <= free + 1e-6 or len(page.rows) == 1


def test_lines_that_do_not_fit_are_counted() -> None:
    block = next(one for one in sample_deck().slides[2].blocks if isinstance(one, Lines))
    many = replace(block, lines=block.lines * 20)
    kept, left = lines_that_fit(many, Box(0, 0, 5, 2))
    assert len(kept.lines) + left == 40
    assert 0 < len(kept.lines) < 40
