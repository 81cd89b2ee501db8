"""Where things stand on a slide: one plan for every format, so that what fits one fits all.

Lengths are inches of a sheet of 13.333 x 7.5 (16:9), type sizes are points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from service.packs.deck import Slide

WIDTH: Final = 13.333
HEIGHT: Final = 7.5
# The least type that is read from the last row of a meeting room is 12 pt of a 7.5 inch sheet.
TITLE_PT: Final = 26.0
SUBTITLE_PT: Final = 14.0
BODY_PT: Final = 14.0
TABLE_PT: Final = 12.0
NOTE_PT: Final = 9.5
COMMENT_PT: Final = 13.0
CARD_VALUE_PT: Final = 30.0
CARD_NAME_PT: Final = 13.0
CARD_SAID_PT: Final = 10.5
# Height of one line of type, in parts of its size.
LEADING: Final = 1.3
# What stands above and below the text of a table's row, and at both sides of a cell.
ROW_PAD_IN: Final = 0.1
CELL_PAD_IN: Final = 0.08


@dataclass(frozen=True)
class Box:
    """A part of the sheet: left, top, width and height in inches."""

    x: float
    y: float
    w: float
    h: float


MARGIN: Final = 0.5
TITLE: Final = Box(MARGIN, 0.32, WIDTH - 2 * MARGIN, 0.6)
SUBTITLE: Final = Box(MARGIN, 0.92, WIDTH - 2 * MARGIN, 0.36)
BODY: Final = Box(MARGIN, 1.4, WIDTH - 2 * MARGIN, 4.6)
# What the presenter wrote, two lines at most.
COMMENT: Final = Box(MARGIN, 6.06, WIDTH - 2 * MARGIN, 0.52)
NOTES: Final = Box(MARGIN, 6.6, WIDTH - 2 * MARGIN, 0.42)
FOOTER: Final = Box(MARGIN, 7.08, WIDTH - 2 * MARGIN, 0.26)
_GAP: Final = 0.25
_MAP_SHARE: Final = 0.6
_CARD_H: Final = 2.2
# Longer comments would not fit their two lines.
COMMENT_SIGNS: Final = 120


def boxes(slide: Slide) -> tuple[Box, ...]:
    """Return the box of each block of a slide, in order.

    Raises
    ------
    ValueError
        When a slide has more blocks than its shape has room for.
    """
    count = len(slide.blocks)
    if slide.shape == "halves":
        found = _beside(0.5, 1, 1)
    elif slide.shape == "map":
        found = _beside(_MAP_SHARE, 1, max(1, count - 1))
    elif slide.shape == "cards" and count > 1:
        found = _under(BODY, (_CARD_H, BODY.h - _CARD_H - _GAP))
    elif slide.shape == "stack":
        free = BODY.h - _GAP * max(0, count - 1)
        found = _under(BODY, (free / max(1, count),) * count)
    else:
        found = (BODY,)
    if count > len(found) or (slide.shape == "map" and count > 3):
        raise ValueError(f"{slide.key}: {count} blocks do not fit the shape {slide.shape}")
    return found[:count]


def _beside(share: float, left: int, right: int) -> tuple[Box, ...]:
    wide = (BODY.w - _GAP) * share
    first = Box(BODY.x, BODY.y, wide, BODY.h)
    second = Box(BODY.x + wide + _GAP, BODY.y, BODY.w - wide - _GAP, BODY.h)
    parts: list[Box] = []
    for box, count in ((first, left), (second, right)):
        free = box.h - _GAP * (count - 1)
        parts += _under(box, (free / count,) * count)
    return tuple(parts)


def _under(box: Box, heights: tuple[float, ...]) -> tuple[Box, ...]:
    found, y = [], box.y
    for height in heights:
        found.append(Box(box.x, y, box.w, height))
        y += height + _GAP
    return tuple(found)
