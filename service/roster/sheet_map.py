"""The map on a hand-over sheet: a worker's grids with their names, and who has the ones around."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from service.sheet_drawing import Plane, outline, scale_bar
from service.sheet_page import Html, Speak

_WIDTH, _MARGIN = 700, 46
_HEIGHTS: Final = (260, 430)
_LONGEST: Final = 14
_LINE: Final = 15
_HEAD: Final = (
    '<svg viewBox="0 0 {w} {h}" role="img" aria-label="{name}" style="width:100%;height:auto;'
    'max-height:118mm;margin:1.5mm 0">'
    "<style>.a{{fill:#fff;stroke:#999;stroke-width:1}}.g{{fill:#dfe6ee;stroke:#111;"
    "stroke-width:2.4}}text{{font:13px sans-serif;text-anchor:middle;paint-order:stroke;"
    "stroke:#fff;stroke-width:3px}}.o{{font-weight:700}}.n{{fill:#555;font-size:11.5px}}"
    ".s{{stroke:#111;stroke-width:1.5}}</style>"
)


def area_svg(
    grids: gpd.GeoDataFrame, own: Mapping[str, str], others: Mapping[str, str], _: Speak
) -> Html | None:
    """Return the drawing, None where none of the grids is on the map.

    Parameters
    ----------
    grids
        ``code, name, geometry`` in EPSG:4490.
    own
        Codes of the grids handed over, each with what is written under its name.
    others
        The name of who answers for each of the other grids, where somebody does.
    """
    is_own = grids["code"].isin(own)
    mine = grids.loc[is_own]
    if mine.empty:
        return None
    plane = Plane(tuple(mine.total_bounds), _WIDTH, _HEIGHTS, _MARGIN)
    view = shapely.box(*plane.view)
    around = grids.loc[~is_own & grids.intersects(view)]
    beside = around.loc[around.intersects(mine.union_all())]
    taken: list[_Box] = []
    names = [
        *_labels(mine, own, _Writing(plane, "o", view, taken)),
        *_labels(beside, others, _Writing(plane, "n", view, taken)),
    ]
    return Html(
        _HEAD.format(w=_WIDTH, h=plane.height, name=escape(_("Map of the grids")))
        + "".join(outline(shape, plane, "a") for shape in around.geometry)
        + "".join(outline(shape, plane, "g") for shape in mine.geometry)
        + "".join(names)
        + scale_bar(plane, 14, 150, _)
        + f'<text x="{_WIDTH - 18}" y="20">{escape(_("N"))} ↑</text></svg>'
    )


_Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Writing:
    """Where names are written: the plane, their style, what is in sight, what is taken."""

    plane: Plane
    kind: str
    view: BaseGeometry
    taken: list[_Box]

    def place(self, shape: BaseGeometry, lines: list[str]) -> tuple[float, float] | None:
        """Return the place of the first line in the shape; None where it would cover others."""
        seen = shapely.intersection(shapely.make_valid(shape), self.view)
        if seen.is_empty:
            return None
        half = max(map(_wide, lines)) / 2
        x, y = self.plane.xy(*seen.representative_point().coords[0])
        x = min(max(x, half + 2), _WIDTH - half - 2)
        y = min(max(y, 14), self.plane.height - 8 - _LINE * (len(lines) - 1))
        box = (x - half, y - 11, x + half, y + 3 + _LINE * (len(lines) - 1))
        if any(_overlaps(box, other) for other in self.taken) and self.kind != "o":
            return None
        self.taken.append(box)
        return x, y


def _labels(frame: gpd.GeoDataFrame, under: Mapping[str, str], writing: _Writing) -> Iterator[str]:
    """Give name and second line of each shape, at a point of it that is in sight."""
    for code, name, shape in zip(frame["code"], frame["name"], frame.geometry, strict=True):
        lines = [_short(line) for line in (str(name), under.get(str(code), "")) if line]
        place = writing.place(shape, lines)
        for number, line in enumerate(lines if place else ()):
            x, y = place[0], place[1] + _LINE * number  # type: ignore[index]
            yield f'<text class="{writing.kind}" x="{x:.1f}" y="{y:.1f}">{escape(line)}</text>'


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _wide(line: str) -> float:
    """Return about how wide a line is: signs of Chinese are as wide as high, others half."""
    return sum(13.0 if sign > "\u2e80" else 7.5 for sign in line)


def _overlaps(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
