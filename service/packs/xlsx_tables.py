"""The sheets of a workbook, of the blocks of a deck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from casework.sentence import Term
from service.language import say
from service.packs.deck import Block, Card, Cards, Cell, Column, Lines, Slide, Table
from service.packs.edition import Edition
from service.packs.words import Words
from service.packs.xlsx_page import Amount, Content, Page, Row, amount_of, form_of
from service.publication import HIDDEN

_SLIDES: Final = (
    Term("No."),
    Term("Slide"),
    Term("Subtitle"),
    Term("Comment of the presenter"),
    Term("Remarks"),
)
_FIGURES: Final = (
    Term("Slide"),
    Term("Figure"),
    Term("Value"),
    Term("As shown"),
    Term("n"),
    Term("m"),
    Term("In words"),
    Term("Compared with"),
)
_COURSE: Final = (Term("Slide"), Term("Figure"), Term("Period"), Term("Value"))
_LINES: Final = (Term("Slide"), Term("List"), Term("When or which"), Term("Content"))
_FORMULAS: Final = (Term("Figure"), Term("Formula"), Term("Source"))


def blocks_of(edition: Edition) -> Iterator[tuple[Slide, Block]]:
    """Give each block this edition shows, with its slide."""
    for slide in edition.slides:
        for block in slide.blocks:
            yield slide, block


def slides_page(edition: Edition) -> Page:
    """Return the sheet of all slides: titles, comments, notes."""
    language = edition.language
    rows = tuple(
        (
            Amount(number, "0"),
            slide.title.told(language),
            slide.subtitle.told(language),
            edition.comments.get(slide.key, ""),
            "\n".join(one.told(language) for one in slide.notes),
        )
        for number, slide in enumerate(edition.slides, start=1)
    )
    name = say("All slides", language)
    return Page(name, name, _head(_SLIDES, language), rows)


def _head(names: Sequence[str], language: str) -> tuple[str, ...]:
    return tuple(say(one, language) for one in names)


def figures_page(edition: Edition) -> Page:
    """Return the sheet of all figures as numbers: value, n, m, and what they are beside."""
    language = edition.language
    rows = tuple(
        (
            slide.title.told(language),
            card.name.told(language),
            card.value if card.amount is None else Amount(card.amount, _form(card)),
            card.value,
            *(
                [""] * 2
                if card.value == HIDDEN
                else [Amount(of, "#,##0") for of in (card.n, card.m)]
            ),
            card.said.told(language),
            "\n".join(
                f"{one.against.told(language)} {one.text.told(language)}" for one in card.beside
            ),
        )
        for slide, card in _cards(edition)
    )
    name = say("Headline figures", language)
    return Page(name, name, _head(_FIGURES, language), rows)


def _cards(edition: Edition) -> Iterator[tuple[Slide, Card]]:
    for slide, block in blocks_of(edition):
        for card in block.cards if isinstance(block, Cards) else ():
            yield slide, card


def _form(card: Card) -> str:
    return form_of(card.amount or 0.0, card.value)


def course_page(edition: Edition) -> Page:
    """Return the sheet of the course of each figure, a row for each period."""
    language = edition.language
    rows = tuple(
        (
            slide.title.told(language),
            card.name.told(language),
            period,
            "-" if amount is None else Amount(amount, _form(card)),
        )
        for slide, card in _cards(edition)
        for period, amount in card.trend
    )
    name = say("Course of the figures", language)
    return Page(name, name, _head(_COURSE, language), rows)


def lines_page(edition: Edition) -> Page:
    """Return the sheet of all lists: a row for each line."""
    language = edition.language
    rows = tuple(
        (
            slide.title.told(language),
            block.title.told(language),
            line.when.told(language),
            line.text.told(language),
        )
        for slide, block in blocks_of(edition)
        if isinstance(block, Lines)
        for line in block.lines
    )
    name = say("Lists", language)
    return Page(name, name, _head(_LINES, language), rows)


def formulas_page(edition: Edition) -> Page:
    """Return the sheet that says how each figure is made, each once."""
    language = edition.language
    found: dict[tuple[str, str], str] = {}
    for name, formula, source in _formulas(edition):
        if formula:
            found.setdefault((name.told(language), formula.told(language)), source)
    title = say("How figures are made", language)
    rows = tuple((*made, source) for made, source in found.items())
    return Page(title, title, _head(_FORMULAS, language), rows)


def _formulas(edition: Edition) -> Iterator[tuple[Words, Words, str]]:
    for _slide, block in blocks_of(edition):
        if isinstance(block, Cards):
            yield from ((one.name, one.formula, one.source) for one in block.cards)
        elif isinstance(block, Table):
            yield from ((one.name, one.formula, "") for one in block.columns)


def table_pages(edition: Edition) -> Iterator[Page]:
    """Give a sheet for each table, its pages joined."""
    language = edition.language
    joined: dict[tuple[object, ...], list[Table]] = {}
    for _slide, block in blocks_of(edition):
        if isinstance(block, Table):
            joined.setdefault((block.key, block.title, block.columns), []).append(block)
    titles = {
        id(block): slide.title.told(language)
        for slide, block in blocks_of(edition)
        if isinstance(block, Table)
    }
    for pages in joined.values():
        first = pages[0]
        title = first.title.told(language) or titles[id(first)]
        rows = [row for page in pages for row in page.rows]
        notes = dict.fromkeys(note.told(language) for page in pages for note in page.notes)
        wide = _with_shares(first.columns, rows)
        yield Page(
            title,
            title,
            tuple(chain.from_iterable(_heads(*one, language) for one in wide)),
            tuple(_row(row, wide, language) for row in rows),
            tuple(notes),
            has_total=pages[-1].has_total,
        )


def _with_shares(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> list[tuple[Column, bool]]:
    """Return each column, and whether it holds shares that tell their n and m."""
    return [
        (column, any(row[at].m is not None for row in rows)) for at, column in enumerate(columns)
    ]


def _heads(column: Column, is_share: bool, language: str) -> list[str]:  # noqa: FBT001
    name, unit = column.name.told(language), column.unit.told(language)
    told = (f"{name}（{unit}）" if language == "zh" else f"{name} ({unit})") if unit else name
    return [told, f"{name} n", f"{name} m"] if is_share else [told]


def _row(row: Sequence[Cell], wide: list[tuple[Column, bool]], language: str) -> Row:
    found: list[Content] = []
    for cell, (_column, is_share) in zip(row, wide, strict=True):
        found.append(amount_of(cell, cell.text.told(language)))
        if is_share:
            found += [None if one is None else Amount(one, "#,##0") for one in (cell.n, cell.m)]
    return tuple(found)
