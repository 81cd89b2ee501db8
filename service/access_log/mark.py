"""Who took a file, and when, written into it: one rule for each format.

========================  =====================================================================
CSV, TSV                  the heading of one more, empty column at the end
XLSX                      foot of every printed page, and the properties of the file
SVG, PNG                  a line under the picture
HTML                      a line at the foot of the page
GPX, KML                  a comment at the end
GeoJSON, JSON             the member ``taken``
GeoPackage, Parquet       the description of the layer; the metadata of the file
Shapefile                 a text beside it, in the same zip
========================  =====================================================================

The numbers in a file are never touched.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Final

from service.access_log.mark_boxes import (
    mark_geopackage,
    mark_parquet,
    mark_shapefile,
    mark_workbook,
    mark_zip,
)

_FOOT: Final = "font:12px sans-serif;color:#666;margin:16px;text-align:right"
# Height of the strip under a picture, and the size of its words, in pixels.
_STRIP, _WORDS = 24, 13


def mark_file(path: Path, words: str) -> None:
    """Write the words into a file, by its ending; one of an unknown ending stays as it is."""
    mark = MARKS.get(path.suffix.lower())
    if mark is not None:
        mark(path, words)


def _csv(path: Path, words: str) -> None:
    _columns(path, words, ",")


def _tsv(path: Path, words: str) -> None:
    _columns(path, words, "\t")


def _columns(path: Path, words: str, delimiter: str) -> None:
    text = path.read_bytes().decode("utf-8-sig")
    made = io.StringIO()
    writer = csv.writer(made, delimiter=delimiter, lineterminator="\r\n")
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
        writer.writerow([*row, "" if number else words])
    path.write_bytes(made.getvalue().encode("utf-8-sig"))


def _html(path: Path, words: str) -> None:
    _before(path, "</body>", f'<footer style="{_FOOT}">{escape(words)}</footer>')


def _xml(path: Path, words: str) -> None:
    text = path.read_text(encoding="utf-8").rstrip("\n")
    # Two hyphens end a comment.
    path.write_text(f"{text}\n<!-- {words.replace('-', '‐')} -->\n", encoding="utf-8")


def _svg(path: Path, words: str) -> None:
    text = path.read_text(encoding="utf-8")
    left, top, width, height = _box(text)
    size = max(7.0, min(width, height) * 0.013)
    line = (
        f'<text x="{left + size * 0.6:g}" y="{top + height - size * 0.5:g}" font-size="{size:g}"'
        f' font-family="sans-serif" fill="#767676">{escape(words)}</text>'
    )
    _before(path, "</svg>", line)


def _box(svg: str) -> tuple[float, float, float, float]:
    """Return left, top, width and height of a picture in its own units."""
    head = re.search(r"<svg\b[^>]*>", svg)
    said = head.group() if head else ""
    found = re.search(r'viewBox="([^"]+)"', said)
    if found:
        left, top, width, height = map(float, re.split(r"[\s,]+", found.group(1).strip()))
        return left, top, width, height
    sizes = [re.search(rf'\b{name}="([\d.]+)', said) for name in ("width", "height")]
    width, height = (float(one.group(1)) if one else 600.0 for one in sizes)
    return 0.0, 0.0, width, height


def _png(path: Path, words: str) -> None:
    import vl_convert
    from PIL import Image

    with Image.open(path) as picture:
        whole = picture.convert("RGBA")
    # The ground of the picture, so that the strip is a part of it in light and dark alike.
    ground = whole.getpixel((0, whole.height - 1))
    red, green, blue = ground[:3] if isinstance(ground, tuple) else (255, 255, 255)
    ink = "#555555" if red + green + blue > 380 else "#bbbbbb"
    strip = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole.width}" height="{_STRIP}">'
        f'<text x="8" y="17" font-size="{_WORDS}" font-family="sans-serif" fill="{ink}">'
        f"{escape(words)}</text></svg>"
    )
    drawn = bytes(vl_convert.svg_to_png(strip, scale=1))
    sheet = Image.new("RGBA", (whole.width, whole.height + _STRIP), (red, green, blue, 255))
    sheet.paste(whole, (0, 0))
    with Image.open(io.BytesIO(drawn)) as line:
        sheet.alpha_composite(line.convert("RGBA"), (0, whole.height))
    sheet.convert("RGB").save(path, "PNG")


def _json(path: Path, words: str) -> None:
    text = path.read_text(encoding="utf-8")
    start = text.find("{")
    if start < 0 or text[:start].strip():
        return
    rest = text[start + 1 :]
    comma = "" if rest.lstrip().startswith("}") else ","
    member = json.dumps(words, ensure_ascii=False)
    path.write_text(f'{text[:start]}{{"taken": {member}{comma}{rest}', encoding="utf-8")


def _before(path: Path, end: str, line: str) -> None:
    """Put a line before the last end tag of this name, or at the very end."""
    text = path.read_text(encoding="utf-8")
    start, found, rest = text.rpartition(end)
    path.write_text(f"{start}{line}{found}{rest}" if found else text + line, encoding="utf-8")


MARKS: Final[dict[str, Callable[[Path, str], None]]] = {
    ".csv": _csv,
    ".tsv": _tsv,
    ".html": _html,
    ".svg": _svg,
    ".png": _png,
    ".gpx": _xml,
    ".kml": _xml,
    ".json": _json,
    ".geojson": _json,
    ".xlsx": mark_workbook,
    ".gpkg": mark_geopackage,
    ".parquet": mark_parquet,
    ".geoparquet": mark_parquet,
    ".shp": mark_shapefile,
    ".zip": mark_zip,
}
