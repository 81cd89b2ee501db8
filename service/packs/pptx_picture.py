"""Maps of a deck as pictures of a presentation."""

from __future__ import annotations

from html import escape
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import fromstring

from casework.sentence import Term
from service.language import say
from service.map_picture.picture import map_png
from service.packs.deck import Picture
from service.packs.layout import BODY_PT, Box
from service.packs.pptx_stage import Stage
from service.packs.pptx_type import QUIET, fitted, plain
from service.packs.text_width import width_in

# Pixels of a slide's inch: sharp where 1920 of them show 13.333 inches, and where one looks closer.
_PER_INCH: Final = 220
_MOST_SCALE: Final = 3.0


def put_picture(stage: Stage, picture: Picture, box: Box) -> None:
    """Put a map into its box, as large as its shape allows; a sentence where it is not shown."""
    svg = stage.edition.svg(picture)
    alt = stage.told(picture.alt)
    if svg is None:
        said = say(Term("This map is not shown outside."), stage.edition.language)
        text, size = fitted(f"{alt}: {said}", BODY_PT, box.w, box.h)
        stage.text(box, [[(text, stage.kind(size, QUIET))]], "Picture")
        return
    width, height = _size(svg)
    place = within(box, width / height)
    scale = min(_MOST_SCALE, place.w * _PER_INCH / width)
    png = map_png(_marked(svg, width, height, plain(stage.edition.watermark)), scale)
    left, top, wide, high = map(float, stage.place(place))
    # A picture is never stretched, whatever the slide of the layout measures.
    if wide * height > high * width:
        left, wide = left + (wide - high * width / height) / 2, high * width / height
    else:
        top, high = top + (high - wide * height / width) / 2, wide * height / width
    shape = stage.slide.shapes.add_picture(BytesIO(png), *map(round, (left, top, wide, high)))
    shape.name = "Map"
    shape._element.nvPicPr.cNvPr.set("descr", alt)


def within(box: Box, ratio: float) -> Box:
    """Return the largest box of a ratio (width by height) in the middle of a box."""
    width = min(box.w, box.h * ratio)
    height = width / ratio
    return Box(box.x + (box.w - width) / 2, box.y + (box.h - height) / 2, width, height)


def _size(svg: str) -> tuple[float, float]:
    root = fromstring(svg)
    parts = str(root.get("viewBox") or "").replace(",", " ").split()
    if len(parts) == 4:
        return float(parts[2]), float(parts[3])
    return float(root.get("width") or 16), float(root.get("height") or 9)


def _marked(svg: str, width: float, height: float, watermark: str) -> str:
    """Return a map with the watermark across it: it covers the one of the slide."""
    if not watermark:
        return svg
    size = min(height / 12, width * 0.8 * 72 / max(width_in(watermark, 72.0) * 72, 1) * 1.0)
    mark = (
        f'<text x="{width / 2:.1f}" y="{height / 2:.1f}" text-anchor="middle"'
        f' font-size="{size:.1f}" fill="#5b6470" fill-opacity="0.16"'
        f" font-family=\"'Noto Sans CJK SC', sans-serif\""
        f' transform="rotate(-24 {width / 2:.1f} {height / 2:.1f})">{escape(watermark)}</text>'
    )
    return svg[: svg.rindex("</svg>")] + mark + "</svg>"
