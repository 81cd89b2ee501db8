"""What stands on every slide: title, subtitle, comment, notes, foot, number and watermark."""

from __future__ import annotations

from math import hypot
from typing import Any, Final

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from casework.sentence import Term
from service.language import say
from service.packs.deck import Slide
from service.packs.layout import (
    COMMENT,
    COMMENT_PT,
    COMMENT_SIGNS,
    HEIGHT,
    NOTE_PT,
    NOTES,
    SUBTITLE,
    SUBTITLE_PT,
    TITLE,
    TITLE_PT,
    WIDTH,
    Box,
)
from service.packs.pptx_ground import Ground, foot_of
from service.packs.pptx_own_look import FOOTER_BOX, NUMBER_BOX
from service.packs.pptx_stage import Stage
from service.packs.pptx_type import FIRST, INK, QUIET, Kind, add_run, dress, fitted, plain, write
from service.packs.text_width import width_in

_WATERMARK: Final = "tx1/9"
_WATERMARK_PT: Final = 48.0
_TURN: Final = -24.0
_EMU: Final = 914_400


def put_title(stage: Stage, slide: Slide, ground: Ground) -> None:
    """Put the title into the layout's own place for it, where outlines and readers look."""
    holder = stage.slide.shapes.title
    told = stage.told(slide.title) or stage.told(stage.edition.deck.title)
    frame, face = holder.text_frame, ground.face(stage.edition.language, is_title=True)
    if ground.is_own:
        text, size = fitted(told, TITLE_PT, TITLE.w, TITLE.h)
        write(frame.paragraphs[0], [(text, Kind(size, INK, is_bold=True))], face)
        return
    usual = _title_pt(ground)
    text, size = fitted(told, usual, holder.width / _EMU - 0.2, holder.height / _EMU - 0.1)
    # Colour, weight and size are the layout's, the size only while the title fits.
    properties = add_run(frame.paragraphs[0], text, face, Kind(None, ink=None))
    if size < usual:
        properties.set("sz", str(round(size * 100)))


def _title_pt(ground: Ground) -> float:
    """Return the type size a layout gives its titles."""
    master = ground.layout.slide_master.element
    titles = [
        sp
        for root in (ground.layout.element, master)
        for sp in root.iter(qn("p:sp"))
        if (ph := sp.find(f".//{qn('p:ph')}")) is not None
        and ph.get("type") in ("title", "ctrTitle")
    ]
    for place in (*titles, master.find(f".//{qn('p:titleStyle')}")):
        for level in () if place is None else place.iter(qn("a:lvl1pPr")):
            for properties in level.iter(qn("a:defRPr")):
                if properties.get("sz"):
                    return int(properties.get("sz")) / 100
    return TITLE_PT


def put_subtitle(stage: Stage, slide: Slide) -> None:
    """Put what a slide is about under its title."""
    told = stage.told(slide.subtitle)
    if told:
        text, size = fitted(told, SUBTITLE_PT, SUBTITLE.w, SUBTITLE.h)
        stage.text(SUBTITLE, [[(text, stage.kind(size, QUIET))]], "Subtitle")


def put_comment(stage: Stage, slide: Slide) -> None:
    """Put what the presenter wrote beside a slide, marked as a comment."""
    said = plain(stage.edition.comments.get(slide.key, ""))
    if not said:
        return
    word = say(Term("Comment: "), stage.edition.language)
    text, size = fitted(word + said[:COMMENT_SIGNS], COMMENT_PT, COMMENT.w, COMMENT.h)
    runs = [
        (text[: len(word)], stage.kind(size, FIRST, is_bold=True)),
        (text[len(word) :], stage.kind(size, INK)),
    ]
    stage.text(COMMENT, [runs], "Comment")


def put_notes(stage: Stage, slide: Slide, last: str) -> None:
    """Put what was counted and left out at the foot of a slide, and what is said last of all."""
    told = " ".join([*(stage.told(one) for one in slide.notes), last]).strip()
    if told:
        text, size = fitted(told, NOTE_PT, NOTES.w, NOTES.h)
        stage.text(NOTES, [[(text, stage.kind(size, QUIET))]], "Notes")


def put_foot(stage: Stage, ground: Ground) -> None:
    """Put the footer and the number of the slide, in the layout's places where it has them."""
    text, size = fitted(plain(stage.edition.footer), NOTE_PT, FOOTER_BOX.w, FOOTER_BOX.h)
    footer = foot_of(ground.layout, PP_PLACEHOLDER.FOOTER)
    if footer is not None and ground.is_own:
        write(
            _holder(stage, footer).text_frame.paragraphs[0],
            [(text, stage.kind(size, QUIET))],
            stage.face,
        )
    else:
        stage.text(FOOTER_BOX, [[(text, stage.kind(size, QUIET))]], "Footer")
    number = foot_of(ground.layout, PP_PLACEHOLDER.SLIDE_NUMBER)
    if number is not None:
        shape = _holder(stage, number)
    else:
        shape = stage.text(NUMBER_BOX, [], "Slide number")
    _number(shape.text_frame.paragraphs[0], stage, is_right=number is None)


def _holder(stage: Stage, of: Any) -> Any:  # noqa: ANN401
    """Put a placeholder of the layout on the slide, which slides made here come without.

    Its place and looks stay the layout's: what is copied of them may name parts a slide has not.
    """
    tree = stage.slide.shapes._spTree
    element = parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{max(_ids(tree)) + 1}" name=""/>'
        '<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph/></p:nvPr></p:nvSpPr><p:spPr/>'
        "<p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody></p:sp>"
    )
    element.find(f".//{qn('p:cNvPr')}").set("name", plain(of.name))
    for name, value in of.element.find(f".//{qn('p:ph')}").items():
        element.find(f".//{qn('p:ph')}").set(name, value)
    tree.append(element)
    return stage.slide.shapes[-1]


def _ids(tree: Any) -> list[int]:  # noqa: ANN401
    return [int(one.get("id")) for one in tree.iter(qn("p:cNvPr"))]


def _number(paragraph: Any, stage: Stage, *, is_right: bool) -> None:  # noqa: ANN401
    field = parse_xml(
        f'<a:fld {nsdecls("a")} id="{{C1FF6DA9-008F-8B48-92A6-B652298478BF}}" type="slidenum">'
        f"<a:rPr/><a:t>{stage.at}</a:t></a:fld>"
    )
    dress(field.find(qn("a:rPr")), stage.face, stage.kind(NOTE_PT, QUIET))
    paragraph._p.append(field)
    if is_right:
        paragraph._p.get_or_add_pPr().set("algn", "r")


def put_watermark(stage: Stage) -> None:
    """Put who took the file, and when, across the slide, behind everything else."""
    text = plain(stage.edition.watermark)
    if not text:
        return
    room = hypot(WIDTH, HEIGHT) * 0.72
    size = min(_WATERMARK_PT, _WATERMARK_PT * room / max(width_in(text, _WATERMARK_PT), 0.1))
    text, size = fitted(text, size, room / 0.88, size * 1.4 / 72)
    wide, high = min(room, width_in(text, size) * 1.15), size * 1.5 / 72
    box = Box((WIDTH - wide) / 2, (HEIGHT - high) / 2, wide, high)
    shape = stage.text(box, [[(text, stage.kind(size, _WATERMARK))]], "Watermark")
    shape.rotation = _TURN
    shape.text_frame.word_wrap = False
    shape.text_frame.paragraphs[0]._p.get_or_add_pPr().set("algn", "ctr")
    tree = stage.slide.shapes._spTree
    tree.remove(shape._element)
    tree.insert(2, shape._element)
