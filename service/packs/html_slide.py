"""A slide as HTML: its title, its blocks in their boxes, what was said beside it, its foot."""

from __future__ import annotations

from service.packs import layout
from service.packs.deck import Slide, Table
from service.packs.edition import Edition
from service.packs.html_blocks import block_html, place
from service.packs.html_marks import tag
from service.packs.layout import Box
from service.sheet_page import Html, speaker


def shown_slides(edition: Edition) -> tuple[Slide, ...]:
    """Return the slides an edition shows, in order."""
    is_outside = edition.audience == "outside"
    return tuple(one for one in edition.deck.slides if not (is_outside and one.only_inside))


def slide_html(edition: Edition, slide: Slide, number: int, count: int) -> Html:
    """Return a slide; ``number`` counts from 1."""
    language = edition.language
    _ = speaker(language)
    title = slide.title.told(language)
    blocks = zip(slide.blocks, layout.boxes(slide), strict=True)
    page = tag(
        "div",
        _text("h2", title, layout.TITLE, "title"),
        _text("p", slide.subtitle.told(language), layout.SUBTITLE, "subtitle"),
        *(block_html(block, box, edition, title) for block, box in blocks),
        # There even without a comment: one can be written while it is shown.
        _text("p", edition.comments.get(slide.key, ""), layout.COMMENT, "comment", is_kept=True),
        _text("p", _notes(slide, language), layout.NOTES, "notes"),
        _foot(edition, number, count),
        tag("div", class_="mark", aria_hidden="true") if edition.watermark else Html(""),
        class_="page",
    )
    return tag(
        "section",
        page,
        tag("a", tag("span", f"{number} {title}"), class_="pick", href=f"#{number}"),
        class_=f"slide {slide.shape}{'' if slide.blocks else ' bare'}",
        id=f"slide-{number}",
        tabindex="-1",
        aria_label=_("Slide {number} of {count}: {title}", number=number, count=count, title=title),
        data_key=slide.key,
        data_section=slide.section,
        data_link=slide.link or None,
    )


def _text(name: str, text: str, box: Box, kind: str, *, is_kept: bool = False) -> Html:
    if not text and not is_kept:
        return Html("")
    return tag(name, text, class_=f"fit {kind}", style=place(box))


def _notes(slide: Slide, language: str) -> str:
    of_tables = [note for one in slide.blocks if isinstance(one, Table) for note in one.notes]
    told = (one.told(language) for one in (*slide.notes, *of_tables))
    return ("" if language == "zh" else " ").join(dict.fromkeys(told))


def _foot(edition: Edition, number: int, count: int) -> Html:
    mark = tag("span", f"SHA-256 {edition.sha256}", class_="hash") if number == count else Html("")
    return tag(
        "div",
        tag("span", edition.footer),
        mark,
        tag("span", f"{number} / {count}", class_="number"),
        class_="fit foot",
        style=place(layout.FOOTER),
    )
