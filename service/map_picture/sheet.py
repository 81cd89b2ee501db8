"""A map and what belongs to it on one sheet: title, legend with units, notes, scale bar, source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from service.charts.look import FONT, Look
from service.map_picture.furniture import furniture
from service.map_picture.ground import FINE, Ground
from service.map_picture.legend import Line
from service.map_picture.room import Room, Words
from service.map_picture.side import side
from service.map_picture.svg import number, plain, tag, text, width_of


@dataclass(frozen=True)
class Drawing:
    """What lies on the ground, from the bottom up.

    Attributes
    ----------
    fills
        Rows of `Ground.shapes` and what they are filled with.
    heat
        Data address of a picture over the whole box.
    borders
        Outlines of units, and how heavy each is.
    labels
        Names, and the ground they stand on.
    """

    fills: Sequence[tuple[Sequence[int], str]]
    heat: str | None
    borders: Sequence[tuple[Sequence[shapely.Geometry], float]]
    labels: Sequence[tuple[str, shapely.Geometry]] = field(default=())


def sheet(look: Look, ground: Ground, drawing: Drawing, lines: Sequence[Line], words: Words) -> str:
    """Return the sheet as SVG."""
    room = Room.of(look)
    parts = [
        tag("title", plain(words.title)),
        _patterns(look),
        tag("rect", width=room.width, height=room.height, fill=look.colour("ground")),
        *_head(look, room, words),
        tag(
            "g",
            "".join([*_map(look, ground, drawing, room), *furniture(look, ground, room, words)]),
            transform=f"translate({number(room.edge)} {number(room.top)})",
        ),
        *side(look, room, lines, words.notes),
        text(
            words.source,
            room.edge,
            room.height - room.type_px,
            room.type_px * 0.75,
            look.colour("quiet"),
        ),
    ]
    return tag(
        "svg",
        "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {room.width} {room.height}",
        width=room.width,
        height=room.height,
        font_family=FONT,
    )


def _patterns(look: Look) -> str:
    quiet, size = look.colour("quiet"), 60
    slant = tag("path", d=f"M0 {size}L{size} 0", stroke=quiet, stroke_width=7, stroke_opacity=0.55)
    cross = slant + tag(
        "path", d=f"M0 0L{size} {size}", stroke=quiet, stroke_width=7, stroke_opacity=0.55
    )
    # opaque: a dedicated grid without a figure lies over a general one that may have a colour
    ground = tag("rect", width=size, height=size, fill=look.colour("ground"))
    ground += tag("rect", width=size, height=size, fill=look.colour("pale"), fill_opacity=0.35)
    made = [
        tag(
            "pattern",
            ground + content,
            id=name,
            patternUnits="userSpaceOnUse",
            width=size,
            height=size,
        )
        for name, content in (("nothing", slant), ("hidden", cross))
    ]
    return tag("defs", "".join(made))


def _head(look: Look, room: Room, words: Words) -> list[str]:
    size = room.type_px
    wide = room.width - 2 * room.edge
    big = min(1.7 * size, 1.7 * size * wide / max(width_of(words.title, 1.7 * size), 1))
    return [
        text(words.title, room.edge, 2.4 * size, big, look.colour("ink"), font_weight="bold"),
        text(words.subtitle, room.edge, 3.9 * size, size, look.colour("quiet")),
    ]


def _map(look: Look, ground: Ground, drawing: Drawing, room: Room) -> list[str]:
    ink, fine = look.colour("ink"), 1 / FINE
    parts = [
        tag("path", d=ground.path(ground.shapes[list(rows)]), fill=fill, fill_rule="evenodd")
        for rows, fill in drawing.fills
        if len(rows)
    ]
    under = tag("g", "".join(parts), transform=f"scale({fine})")
    width, height = room.map_size
    over = []
    if drawing.heat:
        over.append(tag("image", href=drawing.heat, width=width, height=height))
    lines = [
        tag(
            "path",
            d=ground.path(ground.shapes),
            fill="none",
            stroke=ink,
            stroke_width=FINE * room.type_px / 40,
            stroke_opacity=0.45,
        )
    ]
    lines += [
        tag(
            "path",
            d=ground.path(np.asarray(shapes, np.object_)),
            fill="none",
            stroke=ink,
            stroke_width=FINE * weight * room.type_px / 16,
            stroke_opacity=0.85,
            stroke_linejoin="round",
        )
        for shapes, weight in drawing.borders
    ]
    names = [_label(look, ground, room, name, shape) for name, shape in drawing.labels]
    return [under, *over, tag("g", "".join(lines), transform=f"scale({fine})"), *names]


def _label(look: Look, ground: Ground, room: Room, name: str, shape: shapely.Geometry) -> str:
    x, y = ground.at(shapely.point_on_surface(shape))
    return text(
        name,
        x,
        y,
        room.type_px * 0.8,
        look.colour("ink"),
        text_anchor="middle",
        stroke=look.colour("ground"),
        stroke_width=room.type_px * 0.2,
        stroke_linejoin="round",
        paint_order="stroke",
        font_weight="bold",
    )
