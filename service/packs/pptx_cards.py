"""Figures as cards: text that can be edited, in groups that move as one."""

from __future__ import annotations

from math import ceil
from typing import Any, Final

from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn

from service.packs.deck import Card, Cards
from service.packs.layout import (
    CARD_NAME_PT,
    CARD_SAID_PT,
    CARD_VALUE_PT,
    LEADING,
    Box,
)
from service.packs.pptx_stage import Stage
from service.packs.pptx_type import (
    BAD,
    FIRST,
    INK,
    INKS,
    LATE_SIGN,
    LINE,
    QUIET,
    Kind,
    fitted,
    height_of,
    line_of,
    plain,
    solid,
)

_GAP: Final = 0.2
_PAD: Final = 0.12
_ROW_H: Final = 2.2
# A figure alone does not need the whole slide.
_MOST_W: Final = 4.0
_SPARK_H: Final = 0.3


def put_cards(stage: Stage, block: Cards, box: Box) -> None:
    """Put the cards beside each other, in two rows where there is room for them."""
    count = len(block.cards)
    if not count:
        return
    rows = 2 if count > 4 and box.h > _ROW_H + 0.5 else 1
    columns = ceil(count / rows)
    width = min(_MOST_W, (box.w - _GAP * (columns - 1)) / columns)
    height = min(_ROW_H, (box.h - _GAP * (rows - 1)) / rows)
    for at, card in enumerate(block.cards):
        row, column = divmod(at, columns)
        x, y = box.x + column * (width + _GAP), box.y + row * (height + _GAP)
        _card(stage, card, Box(x, y, width, height))


def _card(stage: Stage, card: Card, box: Box) -> None:
    group = stage.slide.shapes.add_group_shape()
    told = stage.told(card.name)
    group.name = told
    group._element.nvGrpSpPr.cNvPr.set(
        "descr", f"{told}: {plain(card.value)}. {stage.told(card.said)}"
    )
    _edge(stage, group, box, is_late=card.is_late)
    room = box.w - 2 * _PAD
    y = box.y + _PAD * 0.7
    for parts, share in _texts(stage, card, room):
        height = share
        stage.text(Box(box.x + _PAD, y, room, height), [parts], "Text", within=group.shapes)
        y += height
    left = box.y + box.h - _PAD * 0.7 - y
    if card.trend and left > _SPARK_H * 0.6:
        high = min(left, _SPARK_H * 1.4)
        spark = Box(box.x + _PAD, box.y + box.h - _PAD * 0.7 - high, room, high)
        _trend(stage, group, card, spark)


def _texts(stage: Stage, card: Card, room: float) -> list[tuple[list[tuple[str, Kind]], float]]:
    """Return the lines of a card from above, and how high each is in inches."""
    name, name_pt = fitted(stage.told(card.name), CARD_NAME_PT, room, CARD_NAME_PT * 1.35 / 72 * 2)
    sign = LATE_SIGN if card.is_late else ""
    tall = CARD_VALUE_PT * LEADING / 72
    value, value_pt = fitted(sign + card.value, CARD_VALUE_PT, room, tall)
    ink = BAD if card.is_late else INK
    found = [
        ([(name, stage.kind(name_pt, QUIET))], height_of(name, name_pt, room)),
        ([(value, stage.kind(value_pt, ink, is_bold=True))], tall),
    ]
    small = CARD_SAID_PT * LEADING / 72
    said, said_pt = fitted(stage.told(card.said), CARD_SAID_PT, room, small * 2)
    found.append(([(said, stage.kind(said_pt, QUIET))], height_of(said, said_pt, room)))
    for one in card.beside:
        against = stage.told(one.against) + " "
        text, size = fitted(against + stage.told(one.text), CARD_SAID_PT, room, small)
        runs = [
            (text[: len(against)], stage.kind(size, QUIET)),
            (text[len(against) :], stage.kind(size, INKS[one.sense], is_bold=True)),
        ]
        found.append((runs, small))
    return found


def _edge(stage: Stage, group: Any, box: Box, *, is_late: bool) -> None:  # noqa: ANN401
    shape = group.shapes.add_shape(MSO_SHAPE.RECTANGLE, *stage.place(box))
    shape.name = "Edge"
    shape.fill.background()
    _plain_shape(shape, BAD if is_late else LINE, 2.0 if is_late else 1.0)


def _plain_shape(shape: Any, ink: str, width_pt: float) -> None:  # noqa: ANN401
    """Give a shape a line of its own instead of the theme's effects."""
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)
    properties = shape._element.spPr
    for line in properties.findall(qn("a:ln")):
        properties.remove(line)
    properties.append(line_of(ink, width_pt))


def _trend(stage: Stage, group: Any, card: Card, box: Box) -> None:  # noqa: ANN401
    """Draw the course of a figure; a period without a number is a gap."""
    amounts = [amount for _name, amount in card.trend]
    known = [one for one in amounts if one is not None]
    if len(known) < 2:
        return
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    step = box.w / max(1, len(amounts) - 1)
    points = [
        None
        if one is None
        else (box.x + at * step, box.y + box.h * (0.9 - 0.8 * (one - low) / span))
        for at, one in enumerate(amounts)
    ]
    for run in _runs(points):
        corners = [stage.place(Box(x, y, 0, 0))[:2] for x, y in run]
        if len(corners) > 1:
            builder = group.shapes.build_freeform(*corners[0], scale=1.0)
            builder.add_line_segments(corners[1:], close=False)
            line = builder.convert_to_shape()
            line.name = "Course"
            line.fill.background()
            _plain_shape(line, FIRST, 1.75)
    if points[-1] is not None:
        x, y = points[-1]
        dot = group.shapes.add_shape(
            MSO_SHAPE.OVAL, *stage.place(Box(x - 0.04, y - 0.04, 0.08, 0.08))
        )
        dot.name = "This period"
        dot._element.spPr.append(solid(FIRST))
        _plain_shape(dot, FIRST, 0.5)


Point = tuple[float, float]


def _runs(points: list[Point | None]) -> list[list[Point]]:
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]
