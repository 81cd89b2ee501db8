"""Text of a presentation: what XML can hold, in a typeface that has Chinese signs, on every run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import floor
from typing import Any, Final

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from casework.plain_text import one_line, seen_text
from service.charts.look import Look
from service.overview.slide_style import LATE
from service.packs.layout import LEADING
from service.packs.text_width import lines_of

LATIN: Final = "Microsoft YaHei"
EAST_ASIAN: Final = "Microsoft YaHei"
# Signs XML 1.0 cannot hold that are no control characters (`casework.plain_text` takes those).
_UNFIT: Final = re.compile("[\ufffe\uffff\u2028\u2029]+")
_WIDE: Final = re.compile("[\u2e80-\ufaff\ufe30-\uffef]")
# Nobody reads less from a seat of the meeting room.
SMALLEST_PT: Final = 8.0
# Words and lines take the colours of the layout's theme, so that they are read on a dark ground as
# well; what tells a meaning keeps its own.  After a stroke: how much of it covers, in percent;
# after a plus: how much lighter (LibreOffice draws no border of a cell that lets through).
INK: Final = "tx1"
QUIET: Final = "tx2"
LINE: Final = "tx2+75"
FIRST: Final = Look("light", "projector").colour("first")
GOOD: Final = "#12694a"
BAD: Final = LATE
INKS: Final = {"good": GOOD, "bad": BAD, "plain": INK}
# Colour alone tells nothing to some, and nothing on a black and white print.
LATE_SIGN: Final = "!\u00a0"


@dataclass(frozen=True)
class Face:
    """The typefaces of a run, and the language it is written in (``zh-CN``, ``en-US``)."""

    language: str
    latin: str = LATIN
    east_asian: str = EAST_ASIAN


@dataclass(frozen=True)
class Kind:
    """How a run looks: type size in points (None for the layout's own), weight and ink."""

    pt: float | None
    ink: str | None = INK
    is_bold: bool = False


def plain(text: str) -> str:
    """Return a text as one line of signs that every reader of XML takes."""
    return one_line(_UNFIT.sub(" ", text))


def dress(properties: Any, face: Face, kind: Kind) -> None:  # noqa: ANN401
    """Set language, size, weight, ink and typefaces of ``a:rPr`` or ``a:defRPr``."""
    for child in list(properties):
        properties.remove(child)
    properties.set("lang", face.language)
    properties.set("altLang", "en-US" if face.language == "zh-CN" else "zh-CN")
    if kind.pt is not None:
        properties.set("sz", str(round(kind.pt * 100)))
        properties.set("b", "1" if kind.is_bold else "0")
    if kind.ink is not None:
        properties.append(solid(kind.ink))
    for tag, name in (("latin", face.latin), ("ea", face.east_asian), ("cs", face.latin)):
        element = parse_xml(f"<a:{tag} {nsdecls('a')}/>")
        element.set("typeface", name)
        properties.append(element)


def solid(ink: str) -> Any:  # noqa: ANN401
    """Return a fill of one colour: ``#rrggbb``, or a name of the theme with how much it covers."""
    name, _stroke, cover = ink.partition("/")
    name, _plus, lighter = name.partition("+")
    kind, value = ("srgbClr", name[1:].upper()) if name[0] == "#" else ("schemeClr", name)
    changes = f'<a:alpha val="{int(cover) * 1000}"/>' if cover else ""
    if lighter:
        part = int(lighter) * 1000
        changes += f'<a:lumMod val="{100_000 - part}"/><a:lumOff val="{part}"/>'
    return parse_xml(
        f'<a:solidFill {nsdecls("a")}><a:{kind} val="{value}">{changes}</a:{kind}></a:solidFill>'
    )


def line_of(ink: str, pt: float, side: str = "ln") -> Any:  # noqa: ANN401
    """Return a line of one colour (``a:ln``, or a border of a cell)."""
    line = parse_xml(f'<a:{side} {nsdecls("a")} w="{round(pt * 12700)}"/>')
    line.append(solid(ink))
    return line


def write(paragraph: Any, parts: list[tuple[str, Kind]], face: Face) -> None:  # noqa: ANN401
    """Put runs into a paragraph, its lines as high as the plan of the slide counts them.

    Notes
    -----
    Lines are given in points, not in parts of the type: how high a line is of its own depends on
    the typeface that is at hand, and what fits here has to fit there.
    """
    sizes = [kind.pt for _text, kind in parts if kind.pt is not None]
    if sizes:
        paragraph.line_spacing = Pt(max(sizes) * LEADING)
    for text, kind in parts:
        add_run(paragraph, text, face, kind)


def add_run(paragraph: Any, text: str, face: Face, kind: Kind) -> Any:  # noqa: ANN401
    """Add a run to a paragraph and return its properties; signs XML cannot hold are left out."""
    run = paragraph.add_run()
    run.text = seen_text(_UNFIT.sub(" ", text))
    properties = run._r.get_or_add_rPr()
    dress(properties, face, kind)
    return properties


def fitted(text: str, pt: float, w_in: float, h_in: float) -> tuple[str, float]:
    """Return a text and the type in which it fits a box: smaller at first, cut off at last."""
    size = pt
    while size > SMALLEST_PT and height_of(text, size, w_in) > h_in + 1e-6:
        size -= 0.5
    return shortened(text, size, w_in, floor(h_in / (size * LEADING / 72) + 1e-6)), size


def height_of(text: str, pt: float, w_in: float) -> float:
    """Return how high a text is in a box so wide, in inches."""
    return lines_of(text, pt, w_in) * pt * LEADING / 72


def shortened(text: str, pt: float, w_in: float, lines: int) -> str:
    """Return a text of at most so many lines (at least one), with an ellipsis for the rest."""
    if lines_of(text, pt, w_in) <= max(1, lines):
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = lines_of(text[:middle] + "…", pt, w_in) <= max(1, lines)
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low].rstrip() + "…"
