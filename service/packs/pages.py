"""Tables over as many slides as they need, and what stands in their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from casework.access import Viewer
from casework.sentence import Sentence, Term
from service.areas import area_path
from service.figure import NONE
from service.packs.deck import Cell, Column, Lines, Slide
from service.packs.layout import BODY
from service.packs.paging import lines_that_fit
from service.packs.section import SectionAsk
from service.packs.words import Words

EMPTY: Final = Cell(Words.same(NONE))
# Longer texts of people are cut: a slide is no file of papers.
TEXT_SIGNS: Final = 140


def told(words: Words | Sentence | Term | str | None) -> Cell:
    """Return a cell of a text: a sentence or term in both languages, a name as it is."""
    if isinstance(words, Words):
        return Cell(words) if words else EMPTY
    if isinstance(words, Sentence | Term):
        return Cell(Words.of(words))
    return Cell(Words.same(words)) if words else EMPTY


def counted(number: float | None, *, is_late: bool = False) -> Cell:
    """Return a cell of a whole number; `NONE` for none."""
    if number is None:
        return EMPTY
    return Cell(Words.same(f"{number:,.0f}"), int(number), is_late=is_late and number > 0)


def part_of(n: int, m: int) -> Cell:
    """Return a cell of a share with its numbers; `NONE` where there is nothing."""
    if not m:
        return EMPTY
    return Cell(Words.same(f"{n / m * 100:.1f} % ({n:,}/{m:,})"), n / m, n, m)


def dated(day: date | None, *, is_late: bool = False) -> Cell:
    """Return a cell of a day."""
    return EMPTY if day is None else Cell(Words.same(day.isoformat()), is_late=is_late)


def numbers(key: str, name: Term, share: float = 1.0, *, counts: bool = False) -> Column:
    """Return a column of numbers; ``counts`` those of people, households or cases."""
    return Column(key, Words.of(name), share, "right", counts=counts)


def cut(number: int, most: int) -> tuple[Words, ...]:
    """Return what has to be said where a list is cut: how many there are."""
    if number <= most:
        return ()
    return (Words.of(Sentence("The first {most} of {number}.", most=most, number=number)),)


def most_rows(ask: SectionAsk) -> int:
    """Return how many rows a list of the section may have."""
    return int(str(ask.options["rows"]))


def listed(parts: Sequence[Words], between: tuple[str, str] = ("、", ", ")) -> Words:
    """Return texts in a row, with the marks of each language between them."""
    chinese, english = between
    return Words(chinese.join(one.zh for one in parts), english.join(one.en for one in parts))


def under(ask: SectionAsk) -> Words:
    """Return what stands under a title: the place and the period."""
    return Words.joined((ask.place, Words.of(ask.period.name)))


def of_the_part(ask: SectionAsk) -> Viewer:
    """Return the viewer kept to the area of the pack, for what is asked without an area.

    Raises
    ------
    ServiceError
        When the area lies outside the part the viewer sees.
    """
    if ask.area is None:
        return ask.viewer
    area_path(ask.viewer, ask.store, ask.area, ask.today)
    return replace(ask.viewer, scope=ask.area)


def clipped(text: object, signs: int = TEXT_SIGNS) -> Words:
    """Return a person's text, no longer than a row of a table has room for."""
    plain = " ".join(str(text or "").split())
    return Words.same(plain if len(plain) <= signs else plain[: signs - 1] + "…")


def line_slides(slide: Slide, lines: Lines) -> tuple[Slide, ...]:
    """Return as many slides as a list needs, with ``-2`` behind the key of the second."""
    found: list[Slide] = []
    left = lines.lines
    while left:
        page, _out = lines_that_fit(replace(lines, lines=left), BODY)
        kept = page.lines or left[:1]
        key = slide.key if not found else f"{slide.key}-{len(found) + 1}"
        blocks = (replace(lines, lines=kept),)
        found.append(replace(slide, key=key, shape="full", blocks=blocks))
        left = left[len(kept) :]
    return tuple(found)
