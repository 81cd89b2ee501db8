"""An edition as the values its sheets are set from: plain texts, numbers as they are read."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from casework.plain_text import seen_text
from casework.sentence import Sentence
from service.charts.look import Look
from service.language import say
from service.packs import layout
from service.packs.chart_drawing import chart_svg, sparkline_svg
from service.packs.deck import Block, Card, Cards, Cell, Chart, Lines, Picture, Slide, Table
from service.packs.edition import Edition
from service.packs.layout import Box
from service.packs.paging import BLOCK_TITLE_IN, WHEN_SHARE, lines_pt, table_pt, table_widths
from service.packs.words import Words

Values = dict[str, Any]
_SPARK_IN: Final = (1.05, 0.4)
# From so high on, cards stand in two rows.
_TWO_ROWS_IN: Final = 3.5
_INKS: Final = ("ink", "quiet", "line", "first", "second")
_OWN_INKS: Final = {"good": "#12694a", "bad": "#b3311a", "band": "#f4f7fa"}


def values_of(edition: Edition) -> Values:
    """Return all the template reads but typefaces: the sheet, each slide with its blocks."""
    deck, language = edition.deck, edition.language
    look = Look("light", "print", language)
    boxes = {
        "title": layout.TITLE,
        "subtitle": layout.SUBTITLE,
        "comment": layout.COMMENT,
        "notes": layout.NOTES,
        "footer": layout.FOOTER,
    }
    return {
        "title": _plain(deck.title.told(language)),
        "author": _plain(deck.place.told(language)),
        "lang": "zh" if language == "zh" else "en",
        "region": "cn" if language == "zh" else "us",
        "width": layout.WIDTH,
        "height": layout.HEIGHT,
        "pad_x": layout.CELL_PAD_IN,
        "pad_y": layout.ROW_PAD_IN,
        "block_title": BLOCK_TITLE_IN,
        "boxes": {name: asdict(box) for name, box in boxes.items()},
        "inks": {name: look.colour(name) for name in _INKS} | _OWN_INKS,
        "watermark": _plain(edition.watermark),
        "slides": [
            _slide(edition, slide, number, len(edition.slides))
            for number, slide in enumerate(edition.slides, start=1)
        ],
    }


def _plain(text: str) -> str:
    return seen_text(text.replace("\t", " "))


def _slide(edition: Edition, slide: Slide, number: int, count: int) -> Values:
    language = edition.language
    pairs = zip(slide.blocks, layout.boxes(slide), strict=True)
    return {
        "key": slide.key,
        "title": _told(slide.title, language),
        "subtitle": _told(slide.subtitle, language),
        "comment": _plain(edition.comments.get(slide.key, "")),
        "notes": _notes(slide, language),
        "foot": _plain(edition.footer),
        "mark": f"SHA-256 {edition.sha256}" if number == count else "",
        "number": f"{number} / {count}",
        "blocks": [
            {**_block(edition, slide, block, box), "box": asdict(box)} for block, box in pairs
        ],
    }


def _told(words: Words, language: str) -> str:
    return _plain(words.told(language))


def _notes(slide: Slide, language: str) -> str:
    """Return what is said at the foot of a slide, that of its tables too, each once."""
    of_tables = [note for one in slide.blocks if isinstance(one, Table) for note in one.notes]
    told = [_told(one, language) for one in (*slide.notes, *of_tables)]
    return ("" if language == "zh" else " ").join(dict.fromkeys(told))


def _block(edition: Edition, slide: Slide, block: Block, box: Box) -> Values:
    language = edition.language
    if isinstance(block, Cards):
        rows = 2 if len(block.cards) > 4 and box.h > _TWO_ROWS_IN else 1
        cards = [_card(slide, one, language) for one in block.cards]
        return {"kind": "cards", "rows": rows, "cards": cards}
    if isinstance(block, Table):
        return _table(block, box, language)
    if isinstance(block, Lines):
        return _lines(block, box, language)
    if isinstance(block, Chart):
        svg = chart_svg(block, box, language)
        return {"kind": "drawn", "svg": svg, "alt": _told(block.title, language)}
    return _picture(edition, block)


def _picture(edition: Edition, picture: Picture) -> Values:
    alt, svg = _told(picture.alt, edition.language), edition.svg(picture)
    if svg is None:
        said = Sentence("This map is not shown outside the office: {map}.", map=alt)
        return {"kind": "drawn", "svg": "", "alt": say(said, edition.language)}
    return {"kind": "drawn", "svg": svg, "alt": alt}


def _card(slide: Slide, card: Card, language: str) -> Values:
    known = [f"{name} {amount:g}" for name, amount in card.trend if amount is not None]
    return {
        "slide": slide.key,
        "key": card.key,
        "name": _told(card.name, language),
        "value": _plain(card.value),
        "said": _told(card.said, language),
        "is_late": card.is_late,
        "spark": sparkline_svg(card, *_SPARK_IN, language) if len(known) > 1 else "",
        "trend": ", ".join(known),
        "beside": [
            {
                "against": _told(one.against, language),
                "text": _told(one.text, language),
                "sense": one.sense,
            }
            for one in card.beside
        ],
    }


def _table(table: Table, box: Box, language: str) -> Values:
    title = _told(table.title, language)
    size = table_pt(table, box)
    widths = table_widths(table, box.w, size)
    return {
        "kind": "table",
        "pt": size,
        "title": f"{title} {table.page}/{table.pages}" if table.pages > 1 else title,
        "columns": [
            {
                "name": _told(one.name, language),
                "unit": _told(one.unit, language),
                "share": width,
                "align": one.align,
            }
            for one, width in zip(table.columns, widths, strict=True)
        ],
        "rows": [[_cell(one, language) for one in row] for row in table.rows],
        "has_total": table.has_total,
    }


def _cell(cell: Cell, language: str) -> Values:
    return {"text": _told(cell.text, language), "is_late": cell.is_late}


def _lines(block: Lines, box: Box, language: str) -> Values:
    return {
        "kind": "lines",
        "pt": lines_pt(block, box),
        "title": _told(block.title, language),
        "when_share": WHEN_SHARE,
        "lines": [
            {
                "when": _told(one.when, language),
                "text": _told(one.text, language),
                "sense": one.sense,
            }
            for one in block.lines
        ],
    }
