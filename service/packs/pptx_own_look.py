"""The presentation the program makes slides with where the office has none: a title and a foot."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any, Final

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches

from service.charts.look import Look
from service.packs.layout import BODY, FOOTER, HEIGHT, TITLE, TITLE_PT, WIDTH, Box
from service.packs.pptx_type import EAST_ASIAN, FIRST, LATIN, LINE, solid

NUMBER_W: Final = 0.8
# What the footer and the number of a slide take of the foot.
FOOTER_BOX: Final = Box(FOOTER.x, FOOTER.y, FOOTER.w - NUMBER_W, FOOTER.h)
NUMBER_BOX: Final = Box(FOOTER.x + FOOTER.w - NUMBER_W, FOOTER.y, NUMBER_W, FOOTER.h)
_look: Final = Look("light", "projector")
_COLOURS: Final = {
    "dk1": _look.colour("ink"),
    "lt1": "#ffffff",
    "dk2": _look.colour("quiet"),
    "lt2": "#eef1f4",
    **{f"accent{at}": colour for at, colour in enumerate(_look.series, start=1)},
    "hlink": FIRST,
    "folHlink": _look.series[3],
}
_FIRST_DAY: Final = datetime(2000, 1, 1)  # noqa: DTZ001  files tell it without a zone
_PROMPTS: Final = {"title": "标题 Title", "body": "正文 Text"}


def own_look() -> bytes:
    """Return a presentation without slides and one layout, 13.333 x 7.5 inches.

    Notes
    -----
    Made from the empty presentation python-pptx (MIT) brings, which is 10 x 7.5 inches and in
    Calibri.
    """
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)
    master = presentation.slide_master
    for layout in list(master.slide_layouts):
        if layout.element.get("type") != "titleOnly":
            master.slide_layouts.remove(layout)
    _place(master)
    _theme(master)
    _bar(master)
    for holder in [*master.placeholders, *master.slide_layouts[0].placeholders]:
        prompt = _PROMPTS.get(holder.element.find(f".//{qn('p:ph')}").get("type"))
        if prompt and holder.has_text_frame:
            holder.text_frame.text = prompt
    properties = presentation.core_properties
    properties.author = properties.last_modified_by = properties.title = "Gege"
    properties.created = properties.modified = _FIRST_DAY
    out = BytesIO()
    presentation.save(out)
    return out.getvalue()


def _place(master: Any) -> None:  # noqa: ANN401
    boxes = {
        PP_PLACEHOLDER.TITLE: TITLE,
        PP_PLACEHOLDER.BODY: BODY,
        PP_PLACEHOLDER.FOOTER: FOOTER_BOX,
        PP_PLACEHOLDER.SLIDE_NUMBER: NUMBER_BOX,
    }
    for holder in [*master.slide_layouts[0].placeholders, *master.placeholders]:
        if holder.placeholder_format.type == PP_PLACEHOLDER.DATE:
            holder.element.getparent().remove(holder.element)
    for holder in master.placeholders:
        box = boxes[holder.placeholder_format.type]
        holder.left, holder.top = Inches(box.x), Inches(box.y)
        holder.width, holder.height = Inches(box.w), Inches(box.h)
        body = holder.text_frame._txBody.find(qn("a:bodyPr"))
        for side in ("lIns", "rIns", "tIns", "bIns"):
            body.set(side, "0")
    for properties in master.element.iter(qn("a:lvl1pPr")):
        if properties.getparent().tag == qn("p:titleStyle"):
            properties.set("algn", "l")
            properties.find(qn("a:defRPr")).set("sz", str(round(TITLE_PT * 100)))
            properties.find(qn("a:defRPr")).set("b", "1")
        elif properties.getparent().tag == qn("a:lstStyle"):
            properties.set("algn", "r" if properties.get("algn") == "r" else "l")
            properties.find(qn("a:defRPr")).set("sz", "950")


def _theme(master: Any) -> None:  # noqa: ANN401
    part = master.part.part_related_by(RT.THEME)
    root = parse_xml(part.blob)
    for fonts in ("a:majorFont", "a:minorFont"):
        found = root.find(f".//{qn(fonts)}")
        found.find(qn("a:latin")).set("typeface", LATIN)
        found.find(qn("a:ea")).set("typeface", EAST_ASIAN)
    scheme = root.find(f".//{qn('a:clrScheme')}")
    for name, colour in _COLOURS.items():
        place = scheme.find(qn(f"a:{name}"))
        for child in list(place):
            place.remove(child)
        place.append(parse_xml(f'<a:srgbClr {nsdecls("a")} val="{colour.lstrip("#").upper()}"/>'))
    part._blob = serialize_part_xml(root)


def _bar(master: Any) -> None:  # noqa: ANN401
    """Put a bar beside the title and a line over the foot."""
    tree = master.shapes._spTree
    for name, box, colour in (
        ("Bar", Box(0, TITLE.y + 0.06, 0.16, TITLE.h - 0.12), FIRST),
        ("Line", Box(FOOTER.x, FOOTER.y - 0.03, FOOTER.w, 0.012), LINE),
    ):
        tree.insert(2, _rectangle(len(tree) + 20, name, box, colour))


def _rectangle(number: int, name: str, box: Box, colour: str) -> Any:  # noqa: ANN401
    left, top, width, height = (int(Inches(one)) for one in (box.x, box.y, box.w, box.h))
    shape = parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/>'
        f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></p:spPr></p:sp>"
    )
    shape.spPr.append(solid(colour))
    return shape
