"""A deck as it may leave: small numbers hidden wherever they stand, and what would tell them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from casework.masking import MASK, masked_text
from service.packs.check import Check, SlideCheck, rule
from service.packs.deck import Block, Deck, Lines, Picture, Shape, Slide, Table
from service.packs.deck_texts import with_texts
from service.packs.guard_blocks import Guard
from service.packs.guard_reading import read
from service.packs.masking import masked
from service.packs.words import Words

__all__ = ["Check", "for_outside"]

# What is left of a slide stands as its shape has room for.
_PAGE: Final = re.compile(r" [0-9]+/[0-9]+\Z")
_SHAPES: Final[dict[int, Shape]] = {1: "full", 2: "halves"}


def for_outside(
    deck: Deck, k: int, comments: Mapping[str, str] | None = None
) -> tuple[Deck, Check]:
    """Return a deck of which only what may be shown outside is left, and what was hidden.

    Parameters
    ----------
    k
        Numbers of people, households and cases from 1 to ``k - 1`` are small.
    comments
        By slide, given back guarded and masked in the check.

    Notes
    -----
    Left out: slides that are only for the meeting, lists of single cases, maps without a variant
    for outside, addresses of live pages.  A number that is hidden in one place is hidden in all.
    A hidden card, cell, bar or point has `HIDDEN` for its text and no number behind it.
    """
    clean = masked(deck)[0]
    kept, left_out = _left(clean)
    guard = Guard.of(read(kept), k)
    told = [_guarded(guard, slide) for slide in kept.slides]
    checks = [
        SlideCheck(slide.key, slide.title, numbers, _gone(clean, slide))
        for slide, numbers, _texts in told
    ]
    staying = {slide.key for slide in kept.slides}
    said = {
        key: masked_text(guard.change(text)[0])[0]
        for key, text in (comments or {}).items()
        if key in staying
    }
    texts = sum(n for _slide, _numbers, n in told)
    check = Check(k, tuple(checks), left_out, texts, _masks(clean), said)
    return replace(kept, slides=tuple(slide for slide, _numbers, _texts in told)), check


def _masks(deck: Deck) -> int:
    """Return how many contacts are masked in a deck, some of them since it was frozen."""
    return with_texts(deck, lambda text: (text, text.count(MASK)))[1]


def _guarded(guard: Guard, slide: Slide) -> tuple[Slide, int, int]:
    """Return a slide, how many numbers were hidden on it, and in how many texts."""
    blocks = [guard.block(slide.key, at, block) for at, block in enumerate(slide.blocks)]
    (title, n_title), (subtitle, n_under) = _title(guard, slide), guard.words(slide.subtitle)
    notes = [guard.words(one) for one in slide.notes]
    numbers = sum(n for _block, n, _texts in blocks)
    texts = sum(n for *_block, n in blocks) + n_title + n_under + sum(n for _one, n in notes)
    lead = (Words.of(rule(guard.shares.k)),) if numbers or texts else ()
    told = replace(
        slide,
        title=title,
        subtitle=subtitle,
        notes=(*lead, *(one for one, _n in notes)),
        blocks=tuple(block for block, *_n in blocks),
        link="",
    )
    return told, numbers, texts


def _title(guard: Guard, slide: Slide) -> tuple[Words, int]:
    """Return a title without hidden numbers; which page of how many it is stays."""
    bare = Words(_PAGE.sub("", slide.title.zh), _PAGE.sub("", slide.title.en))
    page = Words(slide.title.zh[len(bare.zh) :], slide.title.en[len(bare.en) :])
    told, n = guard.words(bare)
    return Words(told.zh + page.zh, told.en + page.en), n


def _left(deck: Deck) -> tuple[Deck, tuple[SlideCheck, ...]]:
    """Return a deck without what is only for the meeting, and the slides that are left out."""
    slides, gone = [], []
    for slide in deck.slides:
        blocks = tuple(one for one in slide.blocks if _may_leave(one))
        if slide.only_inside or (slide.blocks and not blocks and slide.shape != "cover"):
            gone.append(SlideCheck(slide.key, slide.title, 0, len(slide.blocks)))
        elif len(blocks) < len(slide.blocks) and slide.shape != "cover":
            slides.append(replace(slide, blocks=blocks, shape=_shape(slide, len(blocks))))
        else:
            slides.append(replace(slide, blocks=blocks))
    return replace(deck, slides=tuple(slides)), tuple(gone)


def _may_leave(block: Block) -> bool:
    if isinstance(block, Table | Lines):
        return not block.is_of_cases
    return not isinstance(block, Picture) or bool(block.outside)


def _shape(slide: Slide, count: int) -> Shape:
    """Return how what is left of a slide stands."""
    return slide.shape if slide.shape in ("stack", "cards") else _SHAPES.get(count, slide.shape)


def _gone(deck: Deck, slide: Slide) -> int:
    whole = deck.slide(slide.key)
    return 0 if whole is None else len(whole.blocks) - len(slide.blocks)
