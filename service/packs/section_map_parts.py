"""The pieces of a section's map: grids by class, borders with names, numbers, and the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from casework.sentence import Sentence
from service.charts.look import FONT, Look
from service.language import say
from service.map_layer import MapLayer
from service.map_picture.furniture import furniture
from service.map_picture.ground import FINE, Ground, outlines
from service.map_picture.legend import HIDDEN_FILL, NOTHING_FILL, Line
from service.map_picture.room import Room
from service.map_picture.room import Words as SheetWords
from service.map_picture.side import side
from service.map_picture.svg import tag, text
from service.map_view import GridLayer

# More names than this cannot be read on a part of a slide.
_MOST_NAMES: Final = 20


class MapPart(Room):
    """The wide part of a slide of the shape ``map``: the map, and a column for the legend."""

    @property
    def edge(self) -> float:
        """Return the margin."""
        return 0.3 * self.type_px

    @property
    def side(self) -> float:
        """Return the width of the column for the legend."""
        return 11.5 * self.type_px

    @property
    def top(self) -> float:
        """Return where the map begins."""
        return 0.3 * self.type_px

    @property
    def map_size(self) -> tuple[int, int]:
        """Return width and height of the map."""
        return int(self.width - self.side - 3 * self.edge), int(self.height - 2 * self.top)


# 1160 pixels on 7.25 inches: type of 27 is 12 points high.
ROOM: Final = MapPart(1160, 736, 27)


@dataclass(frozen=True)
class Mark:
    """A short text on the map, on the grids of these rows of the layer."""

    text: str
    rows: tuple[int, ...]


def classes(
    look: Look, ground: Ground, layer: MapLayer, colours: Sequence[str], hidden: NDArray[np.bool_]
) -> list[str]:
    """Return the grids by class, each class one path; dedicated grids over the general ones."""
    of, is_hidden = layer.of[ground.rows], hidden[ground.rows]
    fills = [(NOTHING_FILL, (of < 0) & ~is_hidden), (HIDDEN_FILL, is_hidden)]
    fills += [(colour, (of == at) & ~is_hidden) for at, colour in enumerate(colours)]
    parts = [
        tag("path", d=ground.path(ground.shapes[rows]), fill=fill)
        for kind in ("general", "dedicated")
        for fill, chosen in fills
        if len(rows := np.flatnonzero(chosen & (ground.kinds == kind)))
    ]
    return [
        tag(
            "g",
            "".join(parts),
            transform=f"scale({1 / FINE})",
            fill_rule="evenodd",
            stroke=look.colour("quiet"),
            stroke_width=7,
        )
    ]


def grid_lines(look: Look, ground: Ground) -> str:
    """Return the borders of all grids as one path."""
    return tag(
        "path",
        d=ground.path(ground.shapes),
        transform=f"scale({1 / FINE})",
        fill="none",
        stroke=look.colour("quiet"),
        stroke_width=7,
        stroke_opacity=0.6,
    )


def marked(look: Look, ground: Ground, marks: Sequence[Mark]) -> list[str]:
    """Return short texts in circles, each on the largest of its grids."""
    place = {row: at for at, row in enumerate(ground.rows.tolist())}
    found = []
    for mark in marks:
        shapes = [ground.shapes[place[row]] for row in mark.rows if row in place]
        if shapes:
            x, y = ground.at(shapely.point_on_surface(max(shapes, key=shapely.area)))
            found.append(_circled(look, mark.text, x, y))
    return found


def _circled(look: Look, said: str, x: float, y: float) -> str:
    size = 0.8 * ROOM.type_px
    ink, paper = look.colour("ink"), look.colour("ground")
    circle = tag("circle", cx=x, cy=y, r=0.8 * size, fill=paper, stroke=ink, stroke_width=2)
    return circle + text(
        said, x, y + 0.36 * size, size, ink, text_anchor="middle", font_weight="bold"
    )


def map_sheet(
    look: Look,
    ground: Ground,
    grids: GridLayer,
    parts: Sequence[str],
    over: Sequence[str],
    lines: Sequence[Line],
    note: Sentence | None,
) -> str:
    """Return the map with its legend as SVG.

    Parameters
    ----------
    parts, over
        What lies under the borders of units and their names, and what lies over them.
    note
        Said under the legend.
    """
    words = SheetWords("", "", (), "", say("N", look.language))
    content = [
        *parts, *_borders(look, ground, grids), *over, *furniture(look, ground, ROOM, words)
    ]  # fmt: skip
    drawn = [
        _patterns(look),
        tag("rect", width=ROOM.width, height=ROOM.height, fill=look.colour("ground")),
        tag("g", "".join(content), transform=f"translate({ROOM.edge:.1f} {ROOM.top:.1f})"),
        *side(look, ROOM, lines, [] if note is None else [say(note, look.language)]),
    ]
    return tag(
        "svg",
        "".join(drawn),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {ROOM.width} {ROOM.height}",
        width=ROOM.width,
        height=ROOM.height,
        font_family=FONT,
    )


def _borders(look: Look, ground: Ground, grids: GridLayer) -> list[str]:
    """Return outlines of the units above the grids, the larger ones where there are several."""
    parents = np.array([one if isinstance(one, str) else None for one in ground.parents], object)
    up = dict(zip(grids.units["code"], grids.units["parent_code"], strict=True))
    above = np.array([up.get(one) if one else None for one in parents], object)
    shapes = outlines(ground, above)
    if len(shapes) < 2:
        shapes = outlines(ground, parents)
    ink, names = look.colour("ink"), grids.unit_names
    path = tag(
        "path",
        d=ground.path(np.array(list(shapes.values()), dtype=object)),
        transform=f"scale({1 / FINE})",
        fill="none",
        stroke=ink,
        stroke_width=28,
        stroke_opacity=0.85,
        stroke_linejoin="round",
    )
    if len(shapes) > _MOST_NAMES:
        return [path]
    return [path, *(_name(look, ground, names.get(one, one), of) for one, of in shapes.items())]


def _name(look: Look, ground: Ground, name: str, shape: shapely.Geometry) -> str:
    x, y = ground.at(shapely.point_on_surface(shape))
    size = 0.85 * ROOM.type_px
    return text(
        name,
        x,
        y,
        size,
        look.colour("ink"),
        text_anchor="middle",
        stroke=look.colour("ground"),
        stroke_width=size / 4,
        stroke_linejoin="round",
        paint_order="stroke",
        font_weight="bold",
    )


def _patterns(look: Look) -> str:
    """Return what grids without a figure and hidden ones are filled with."""
    side_of, quiet = 90, look.colour("quiet")
    slant, cross = f"M0 {side_of}L{side_of} 0", f"M0 0L{side_of} {side_of}"
    ground = tag("rect", width=side_of, height=side_of, fill=look.colour("ground"))
    made = [
        tag(
            "pattern",
            ground + tag("path", d=drawn, stroke=quiet, stroke_width=11),
            id=name,
            patternUnits="userSpaceOnUse",
            width=side_of,
            height=side_of,
        )
        for name, drawn in (("nothing", slant), ("hidden", slant + cross))
    ]
    return tag("defs", "".join(made))
