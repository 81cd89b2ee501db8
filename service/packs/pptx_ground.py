"""The empty presentation slides are put into: the program's own look, or the office's layout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any, Final

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from service.packs.pptx_own_look import own_look
from service.packs.pptx_sealed import in_order
from service.packs.pptx_stage import Plan, plan_of
from service.packs.pptx_type import EAST_ASIAN, LATIN, Face

_EMU: Final = 914_400
TITLES: Final = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
# Stand at the foot of every layout and take no room from it.
_FOOT: Final = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
# What of a presentation, and of its file, belongs to how slides look.
_KEPT: Final = (
    RT.SLIDE_MASTER,
    RT.NOTES_MASTER,
    RT.HANDOUT_MASTER,
    RT.THEME,
    RT.PRES_PROPS,
    RT.TABLE_STYLES,
    RT.FONT,
)
_KEPT_OF_FILE: Final = (RT.OFFICE_DOCUMENT, RT.CORE_PROPERTIES)
_DROPPED: Final = (
    "p:custShowLst",
    "p:custDataLst",
    "p:smartTags",
    "p:photoAlbum",
    "p:modifyVerifier",
    "p:extLst",
)
# A title that ends lower leaves too little room under it.
LOWEST_TITLE: Final = 0.34


@dataclass(frozen=True)
class Ground:
    """A presentation without slides, the layout slides are made with, and how they are laid out."""

    presentation: Any
    layout: Any
    plan: Plan
    title_face: tuple[str, str]
    body_face: tuple[str, str]
    is_own: bool

    def face(self, language: str, *, is_title: bool = False) -> Face:
        """Return the typefaces of the title, or of everything else, in a language."""
        latin, east_asian = self.title_face if is_title else self.body_face
        return Face("zh-CN" if language == "zh" else "en-US", latin, east_asian)


def ground_of(layout: bytes | None) -> Ground:
    """Return what slides are put into: the office's layout, or our own for None.

    Raises
    ------
    LookupError
        When no layout of the file has a title near its top.
    """
    presentation: Any = Presentation(BytesIO(_own() if layout is None else layout))
    drop_slides(presentation)
    chosen = best_layout(presentation)
    if chosen is None:
        raise LookupError("no layout with a title")
    width, height = presentation.slide_width / _EMU, presentation.slide_height / _EMU
    title = title_of(chosen)
    plan = Plan() if layout is None else plan_of(width, height, _bottom(title))
    return Ground(presentation, chosen, plan, *_faces(chosen, title), is_own=layout is None)


@cache
def _own() -> bytes:
    return in_order(own_look())


def own_presentation() -> bytes:
    """Return the program's own presentation without slides, to be changed and brought back."""
    return _own()


def drop_slides(presentation: Any) -> None:  # noqa: ANN401
    """Take the slides out of a presentation, and everything that points at one of them.

    Notes
    -----
    Views, sections, shows and comments hold on to slides by relations of their own, and name
    persons: only what a layout is made of is kept.
    """
    part = presentation.part
    for slide in list(presentation.slides._sldIdLst):
        part.drop_rel(slide.rId)
        presentation.slides._sldIdLst.remove(slide)
    for rels, kept in ((part.rels, _KEPT), (part.package._rels, _KEPT_OF_FILE)):
        for rel_id, rel in list(rels.items()):
            if rel.reltype not in kept:
                rels.pop(rel_id)
    root = presentation.element
    for tag in _DROPPED:
        for child in root.findall(qn(tag)):
            root.remove(child)


def best_layout(presentation: Any) -> Any | None:  # noqa: ANN401
    """Return the layout that fits best: a title near the top, and little else to be filled.

    The layout of the type "title only" comes first, whatever its name is in the office's
    language; None when no layout has a title there.
    """
    height = presentation.slide_height / _EMU
    found = [
        (layout.element.get("type") != "titleOnly", _others(layout), at, layout)
        for at, layout in enumerate(_layouts(presentation))
        if (title := title_of(layout)) is not None and _bottom(title) <= LOWEST_TITLE * height
    ]
    return min(found, key=lambda one: one[:3])[-1] if found else None


def title_of(layout: Any) -> Any | None:  # noqa: ANN401
    """Return the title placeholder of a layout."""
    return next((one for one in layout.placeholders if one.placeholder_format.type in TITLES), None)


def foot_of(layout: Any, kind: PP_PLACEHOLDER) -> Any | None:  # noqa: ANN401
    """Return a placeholder of a layout by its type; None also for one that is off the slide."""
    found = next((one for one in layout.placeholders if one.placeholder_format.type == kind), None)
    if found is None or found.height is None or found.width is None:
        return None
    slides = layout.part.package.presentation_part.presentation
    is_on = found.top + found.height <= slides.slide_height and found.left >= 0
    return found if is_on and found.left + found.width <= slides.slide_width else None


def _layouts(presentation: Any) -> Iterator[Any]:  # noqa: ANN401
    for master in presentation.slide_masters:
        yield from master.slide_layouts


def _others(layout: Any) -> int:  # noqa: ANN401
    kinds = [one.placeholder_format.type for one in layout.placeholders]
    return sum(kind not in (*TITLES, *_FOOT) for kind in kinds)


def _bottom(title: Any) -> float:  # noqa: ANN401
    """Return where a title ends, in inches; one without a place stands wherever readers put it."""
    if title.top is None or title.height is None:
        return float("inf")
    return float(title.top + title.height) / _EMU


def _faces(layout: Any, title: Any) -> tuple[tuple[str, str], tuple[str, str]]:  # noqa: ANN401
    """Return the typefaces (Latin, East Asian) of titles and of the rest, by their own names.

    Notes
    -----
    A run that names no typeface is shown by some programs in one without Chinese signs, so names
    are looked up here and written on every run.
    """
    master = layout.slide_master
    theme = parse_xml(master.part.part_related_by(RT.THEME).blob)
    fonts = {
        f"+{short}-{mark}": _name(theme.find(f".//{qn(f'a:{long}')}/{qn(tag)}"))
        for short, long in (("mj", "majorFont"), ("mn", "minorFont"))
        for mark, tag in (("lt", "a:latin"), ("ea", "a:ea"))
    }
    places = [
        title.element,
        *_master_titles(master),
        master.element.find(f".//{qn('p:titleStyle')}"),
    ]
    named = [
        next((name for place in places if (name := _named(place, tag))), default)
        for tag, default in (("a:latin", "+mj-lt"), ("a:ea", "+mj-ea"))
    ]
    latin, east_asian = (fonts.get(one, one) for one in named)
    return (
        (latin or LATIN, east_asian or EAST_ASIAN),
        (fonts["+mn-lt"] or LATIN, fonts["+mn-ea"] or EAST_ASIAN),
    )


def _master_titles(master: Any) -> list[Any]:  # noqa: ANN401
    return [one.element for one in master.placeholders if one.placeholder_format.type in TITLES]


def _named(place: Any, tag: str) -> str:  # noqa: ANN401
    """Return the typeface the first level of a style names."""
    if place is None:
        return ""
    level = next(place.iter(qn("a:lvl1pPr")), None)
    return "" if level is None else _name(next(level.iter(qn(tag)), None))


def _name(element: Any) -> str:  # noqa: ANN401
    return "" if element is None else str(element.get("typeface") or "")
