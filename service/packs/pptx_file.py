"""A pack as a presentation a person can edit: real tables, native charts, text as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from casework.sentence import Sentence
from service.language import say
from service.packs.deck import Cards, Chart, Lines, Picture, Slide, Table
from service.packs.edition import Edition
from service.packs.layout import Box, boxes
from service.packs.pptx_cards import put_cards
from service.packs.pptx_chart import put_chart
from service.packs.pptx_frame import (
    put_comment,
    put_foot,
    put_notes,
    put_subtitle,
    put_title,
    put_watermark,
)
from service.packs.pptx_ground import Ground, ground_of
from service.packs.pptx_notes import put_speaker_notes
from service.packs.pptx_picture import put_picture
from service.packs.pptx_sealed import sealed, set_properties
from service.packs.pptx_stage import Stage
from service.packs.pptx_table import put_lines, put_table
from service.packs.pptx_type import plain

_PUT: Final[dict[type[Any], Callable[[Stage, Any, Box], None]]] = {
    Cards: put_cards,
    Table: put_table,
    Chart: put_chart,
    Picture: put_picture,
    Lines: put_lines,
}


def to_pptx(edition: Edition, layout: bytes | None = None) -> bytes:
    """Return a pack as a presentation (PPTX), the same bytes for the same pack and layout.

    Parameters
    ----------
    layout
        The office's own presentation, whose layout and looks are used (`service.packs.layouts`
        has checked it); None for the program's own, 13.333 x 7.5 inches.

    Raises
    ------
    LookupError
        When no layout of the file has a title near its top.
    """
    ground = ground_of(layout)
    slides = edition.slides
    for at, slide in enumerate(slides, start=1):
        _slide(edition, ground, slide, at, _seal(edition) if at == len(slides) else "")
    set_properties(ground.presentation, edition)
    return sealed(ground.presentation)


def _seal(edition: Edition) -> str:
    said = Sentence("Content of this pack: SHA-256 {sha256}.", sha256=plain(edition.sha256))
    return say(said, edition.language)


def _slide(edition: Edition, ground: Ground, slide: Slide, at: int, last: str) -> None:
    made = ground.presentation.slides.add_slide(ground.layout)
    stage = Stage(made, at, edition, ground.plan, ground.face(edition.language))
    put_title(stage, slide, ground)
    _drop_unfilled(made)
    put_watermark(stage)
    put_subtitle(stage, slide)
    for block, box in zip(slide.blocks, boxes(slide), strict=True):
        _PUT[type(block)](stage, block, box)
    put_comment(stage, slide)
    put_notes(stage, slide, last)
    put_foot(stage, ground)
    put_speaker_notes(stage, slide)


def _drop_unfilled(made: Any) -> None:  # noqa: ANN401
    """Take away what the layout would have filled in ("click to add text")."""
    title = made.shapes.title
    for holder in list(made.placeholders):
        if title is None or holder.shape_id != title.shape_id:
            holder._element.getparent().remove(holder._element)
