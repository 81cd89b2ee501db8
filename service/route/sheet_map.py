"""The map on a printed route: streets with their names, the way, the numbers of the stops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import atan2, degrees
from typing import Final

import numpy as np
import shapely

from service.route.numbers import Label, labels
from service.route.streets import Streets
from service.route.way import Route
from service.sheet_drawing import Plane, scale_bar
from service.sheet_page import Html, Speak

_WIDTH, _MARGIN = 700, 40
_HEIGHTS: Final = (300, 620)
_STREET_WIDTHS: Final = {1: 9.0, 2: 6.0, 3: 3.5}
_NAMED: Final = 2
_SIGN: Final = 12.0
_HEAD: Final = (
    '<svg viewBox="0 0 {w} {h}" role="img" aria-label="{name}" style="width:100%;height:auto;'
    'max-height:150mm;margin:1.5mm 0">'
    "<style>.r{{fill:none;stroke:#d9d9d4;stroke-linecap:round;stroke-linejoin:round}}"
    ".w{{fill:none;stroke:#0b5cad;stroke-width:3;stroke-linejoin:round}}"
    ".d{{stroke-dasharray:7 5}}.c{{fill:#fff;stroke:#0b5cad;stroke-width:1.6}}"
    ".u{{stroke:#b3261e;stroke-width:2.4}}"
    "text{{font:12px sans-serif;text-anchor:middle}}"
    ".n{{fill:#555;font-size:11px;paint-order:stroke;stroke:#fff;stroke-width:3px}}"
    ".k{{font-weight:700}}.s{{stroke:#111;stroke-width:1.5}}</style>"
)


def route_svg(route: Route, streets: Streets, _: Speak) -> Html | None:
    """Return the drawing, None for a route without stops."""
    if not route.stops:
        return None
    vertices = np.concatenate([leg.path for leg in route.legs])
    west, south = vertices.min(axis=0).tolist()
    east, north = vertices.max(axis=0).tolist()
    plane = Plane((west, south, east, north), _WIDTH, _HEIGHTS, _MARGIN)
    places = [plane.xy(stop.lon or 0.0, stop.lat or 0.0) for stop in route.stops]
    return Html(
        _HEAD.format(w=_WIDTH, h=plane.height, name=escape(_("Map of the way")))
        + _ground(streets, plane, "".join(_way(route, plane)))
        + _start(plane.xy(route.start.lon, route.start.lat), _)
        + "".join(_pill(one, route) for one in labels(places))
        + scale_bar(plane, 14, 150, _)
        + f'<text x="{_WIDTH - 18}" y="20">{escape(_("N"))} ↑</text></svg>'
    )


def _ground(streets: Streets, plane: Plane, way: str) -> str:
    """Return the streets in sight, the narrow ones below, the way, and names of wide streets."""
    seen = shapely.clip_by_rect(streets.lines, *plane.view)
    lines: list[str] = []
    names: dict[str, str] = {}
    for row in np.argsort(-np.array(streets.ranks), kind="stable").tolist():
        name, rank = streets.names[row], streets.ranks[row]
        for part in shapely.get_parts(seen[row]):
            if part.geom_type != "LineString" or part.is_empty:
                continue
            at = [plane.xy(*one) for one in part.coords]
            lines.append(_line(at, "r", f' stroke-width="{_STREET_WIDTHS[rank]:g}"'))
            if name and rank <= _NAMED and not names.get(name):
                names[name] = _name(name, at)
    return "".join([*lines, way, *names.values()])


def _name(name: str, at: Sequence[tuple[float, float]]) -> str:
    """Return a street's name along the middle of what is seen of it; "" where it has no room."""
    line = shapely.LineString(at)
    half = _SIGN * len(name) / 2
    if line.length < 4 * half:
        return ""
    (x0, y0), (x1, y1) = (
        line.interpolate(line.length / 3 + aside).coords[0] for aside in (-half, half)
    )
    if x1 < x0:
        x0, y0, x1, y1 = x1, y1, x0, y0
    turn = degrees(atan2(y1 - y0, x1 - x0))
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return (
        f'<text class="n" transform="translate({x:.1f} {y:.1f}) rotate({turn:.1f})" dy="4">'
        f"{escape(name)}</text>"
    )


def _way(route: Route, plane: Plane) -> Iterator[str]:
    for leg in route.legs:
        at = [plane.xy(lon, lat) for lon, lat in leg.path.tolist()]
        yield _line(at, "w" if leg.is_street else "w d")


def _line(at: Sequence[tuple[float, float]], kind: str, more: str = "") -> str:
    drawn = "L".join(f"{x} {y}" for x, y in dict.fromkeys(at))
    return f'<path class="{kind}"{more} d="M{drawn}"/>'


def _start(at: tuple[float, float], _: Speak) -> str:
    x, y = at
    return (
        f'<path fill="#111" stroke="#fff" stroke-width="1.5" d="M{x - 7} {y - 7}h14v14h-14z"/>'
        f'<text class="k n" x="{x}" y="{y + 20}">{escape(_("Start"))}</text>'
    )


def _pill(label: Label, route: Route) -> str:
    x, y, half = label.x, label.y, label.width / 2
    is_urgent = any(route.stops[number - 1].urgency == 0 for number in label.numbers)
    return (
        f'<rect class="c{" u" if is_urgent else ""}" x="{x - half:.1f}" y="{y - 9:.1f}"'
        f' width="{label.width:.1f}" height="18" rx="9"/>'
        f'<text class="k" x="{x:.1f}" y="{y + 4.2:.1f}">{escape(label.text)}</text>'
    )
