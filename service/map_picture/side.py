"""The column beside the map: the legend's lines, then the notes, as large as they fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from service.charts.look import Look
from service.map_picture.ground import FINE
from service.map_picture.legend import HIDDEN_FILL, NOTHING_FILL, Line
from service.map_picture.room import Room
from service.map_picture.svg import lines_of, number, tag, text, width_of

# Notes are set smaller until they fit, down to this part of ordinary type.
_NOTE_SIZES: Final = (0.82, 0.74, 0.66, 0.58, 0.5)


def side(look: Look, room: Room, lines: Sequence[Line], notes: Sequence[str]) -> list[str]:
    """Return the column: every line of the legend, and every note."""
    x = room.width - room.side - room.edge
    y = room.top + room.type_px * 0.2
    parts = []
    for line in lines:
        drawn, y = _line(look, room, line, x, y)
        parts += drawn
    for part in _NOTE_SIZES:
        drawn, end = _notes(look, room, notes, x, y, room.type_px * part)
        if end <= room.height - 1.2 * room.type_px:
            break
    return parts + drawn


def _line(look: Look, room: Room, line: Line, x: float, y: float) -> tuple[list[str], float]:
    size = room.type_px * (1.0 if line.is_heading else 0.95)
    ink, quiet = look.colour("ink"), look.colour("quiet")
    indent = 0.0 if line.fill is None else 2.6 * size
    end_wide = 0.0 if line.is_heading else width_of(line.at_end, size * 0.85) + size * 0.4
    rows = lines_of(line.said, size, room.side - indent - end_wide)
    parts = []
    y += 0.7 * size if line.is_heading else 0.0
    if line.fill is not None:
        parts.append(_swatch(look, line, x, y, size))
    weight = "bold" if line.is_heading else None
    for number_of, row in enumerate(rows):
        foot = y + size * (1.05 + 1.3 * number_of)
        parts.append(text(row, x + indent, foot, size, ink, font_weight=weight))
    y += 1.3 * size * max(len(rows), 1)
    if line.at_end and line.is_heading:
        for row in lines_of(line.at_end, size * 0.85, room.side):
            parts.append(text(row, x, y + size * 0.85, size * 0.85, quiet))
            y += 1.2 * size
    elif line.at_end:
        foot = y - 1.3 * size * len(rows) + size * 1.05
        parts.append(text(line.at_end, x + room.side, foot, size * 0.85, quiet, text_anchor="end"))
    return parts, y + 0.3 * size


def _swatch(look: Look, line: Line, x: float, y: float, size: float) -> str:
    wide, high, edge = 2.0 * size, 1.15 * size, look.colour("quiet")
    if line.fill in (NOTHING_FILL, HIDDEN_FILL):
        # patterns are drawn in tenths of a pixel, as the map is
        box = tag(
            "rect", width=FINE * wide, height=FINE * high, fill=line.fill, stroke=edge,
            stroke_width=FINE * 0.5,
        )  # fmt: skip
        place = f"translate({number(x)} {number(y)}) scale({1 / FINE})"
        return tag("g", box, transform=place)
    return tag(
        "rect", x=x, y=y, width=wide, height=high, rx=2, fill=line.fill,
        fill_opacity=line.cover, stroke=edge, stroke_width=0.5,
    )  # fmt: skip


def _notes(
    look: Look, room: Room, notes: Sequence[str], x: float, y: float, size: float
) -> tuple[list[str], float]:
    parts = []
    y += 0.6 * size
    for note in notes:
        for row in lines_of(note, size, room.side):
            y += 1.32 * size
            parts.append(text(row, x, y, size, look.colour("quiet")))
        y += 0.45 * size
    return parts, y
