"""Tables of sections: cells, columns of the registry's figures, and pages that fit."""

from __future__ import annotations

from dataclasses import replace

from casework.indicator import Form, NamedFigure
from casework.sentence import Sentence, Term
from service.figure import NONE as NOTHING
from service.figure import Figure
from service.overview.short import figure_name
from service.packs.deck import Block, Cell, Column, Shape, Slide, Table
from service.packs.layout import Box, boxes
from service.packs.paging import paged
from service.packs.section_words import numbered
from service.packs.words import NONE, Words


def text_cell(text: object) -> Cell:
    """Return a name, code or day; a dash for nothing."""
    return Cell(Words.same(NOTHING if text is None or text == "" else text))


def said_cell(said: Sentence | Term) -> Cell:
    """Return a word in both languages."""
    return Cell(Words.of(said))


def number_cell(number: int, *, is_late: bool = False) -> Cell:
    """Return a whole number."""
    return Cell(Words.same(f"{number:,}"), number, is_late=is_late and number > 0)


def days_cell(days: float | None) -> Cell:
    """Return days with one digit; a dash for none."""
    if days is None:
        return text_cell(None)
    return Cell(Words.same(f"{days:,.1f}"), round(days, 1))


def figure_cell(one: NamedFigure, figure: Figure | None, *, is_late: bool = False) -> Cell:
    """Return a figure: a count as it is, a share with n and m, a dash where nothing was due.

    What a cell says is all that a file shows of it: n and m stand in its text.
    """
    if one.form is Form.COUNT:
        return number_cell(0 if figure is None else figure.n, is_late=is_late)
    if figure is None or figure.amount is None:
        return text_cell(None)
    text = Words.same(f"{figure.value} ({figure.n:,}/{figure.m:,})")
    return Cell(text, figure.amount, figure.n, figure.m)


def figure_column(one: NamedFigure, share: float = 1.0) -> Column:
    """Return the column of a figure of the registry."""
    return Column(
        one.key,
        Words(figure_name(one, "zh"), figure_name(one, "en")),
        share,
        "right",
        formula=Words.of(one.formula),
        counts=True,
    )


def count_column(key: str, name: Term, share: float = 1.0, unit: Term | None = None) -> Column:
    """Return a column of numbers of cases, or of days where ``unit`` says so."""
    is_of_cases = unit is None
    told = NONE if unit is None else Words.of(unit)
    return Column(key, Words.of(name), share, "right", told, counts=is_of_cases)


def word_column(key: str, name: Term, share: float = 1.0) -> Column:
    """Return a column of texts."""
    return Column(key, Words.of(name), share)


def box_of(shape: Shape, blocks: tuple[Block, ...], at: int = 0) -> Box:
    """Return where one block of a slide stands."""
    return boxes(Slide("", "", NONE, shape, blocks))[at]


def table_slides(slide: Slide, table: Table, beside: Block | None = None) -> tuple[Slide, ...]:
    """Return a table on as many slides as it takes, each with a page of it.

    Parameters
    ----------
    slide
        What the slides have in common; the first keeps its key, others have a number behind it.
    beside
        What stands at the right of the first page.
    """
    shape: Shape = "full" if beside is None else "halves"
    pages = _even(table, box_of(shape, (table,)))
    return tuple(
        replace(
            slide,
            key=slide.key if page.page == 1 else f"{slide.key}-{page.page}",
            title=numbered(slide.title, page.page, page.pages),
            shape=shape,
            blocks=(page,) if beside is None or page.page > 1 else (page, beside),
        )
        for page in pages
    )


def _even(table: Table, box: Box) -> tuple[Table, ...]:
    """Return the pages of a table, the last one no less than half as long as the others."""
    pages = paged(table, box)
    if len(pages) == 1 or 2 * len(pages[-1].rows) >= len(pages[0].rows):
        return pages
    lower = (paged(table, replace(box, h=box.h * part / 10)) for part in range(5, 10))
    return next((one for one in lower if len(one) == len(pages)), pages)
