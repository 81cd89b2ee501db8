"""A pack as a workbook: every number of it as a number, every text as a text.

XlsxWriter writes it: unlike openpyxl it puts no time of its own into a file, so that the same
edition gives the same bytes, and a text is kept as a text whatever it begins with.
"""

from __future__ import annotations

from casework.sentence import Sentence
from service.language import say
from service.packs.edition import Edition
from service.packs.xlsx_book import Book
from service.packs.xlsx_charts import chart_pages
from service.packs.xlsx_page import Amount, Link, Page, Row, named
from service.packs.xlsx_tables import (
    course_page,
    figures_page,
    formulas_page,
    lines_page,
    slides_page,
    table_pages,
)


def to_xlsx(edition: Edition) -> bytes:
    """Return a pack as a workbook: what it is, its figures, tables, charts, lists and formulas.

    Shares are parts of one shown in percent, with n and m in columns of their own; pages of a
    table stand on one sheet.
    """
    pages = [
        slides_page(edition),
        figures_page(edition),
        course_page(edition),
        *table_pages(edition),
        *chart_pages(edition),
        lines_page(edition),
        formulas_page(edition),
    ]
    name = say("About this pack", edition.language)
    title = edition.deck.title.told(edition.language)
    front = Page(name, title, ("", ""), ())
    front, *others = named([front, *(page for page in pages if page.rows)])
    rows = (*_about(edition), ("", ""), *_listed(others, edition.language))
    book = Book(edition)
    book.add_front(Page(front.name, title, ("", ""), rows))
    for page in others:
        book.add(page)
    return book.written()


def _about(edition: Edition) -> tuple[Row, ...]:
    deck, language = edition.deck, edition.language
    audience = (
        Sentence("Inside the office") if edition.audience == "inside" else Sentence("For outside")
    )
    as_of = Sentence("as of {moment}", moment=deck.as_of)
    return (
        (say("District and part", language), deck.place.told(language)),
        (say("Period", language), deck.period_name.told(language)),
        (say("Records", language), say(as_of, language)),
        (say("For whom", language), say(audience, language)),
        (say("At the foot", language), edition.footer),
        (say("Watermark", language), edition.watermark),
        ("SHA-256", edition.sha256),
    )


def _listed(pages: list[Page], language: str) -> tuple[Row, ...]:
    head = (say("Sheet", language), say("Rows", language))
    return (head, *((Link(one.name, one.name), Amount(len(one.rows), "0")) for one in pages))
