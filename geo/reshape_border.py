"""Where cuts meet a border: vertices that the grids on both sides of it get, the very same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from geo.metres import Floats, Shapes

#: Closer to the border than this, in degrees (0.1 mm), a vertex of a piece lies on it.
_ON = 1e-9
#: So far along the border a cut may be moved, in degrees (1 mm), and in how many places.
_SHIFT = 1e-8
_PLACES = 401


@dataclass(frozen=True, eq=False)
class BorderNodes:
    """New vertices on the border of a shape.

    Attributes
    ----------
    start, end : ndarray of float, shape (m, 2)
        The edge of the border on which each lies.
    drawn, placed : ndarray of float, shape (m, 2)
        Where the cut met it by calculation, and where the vertex is.
    """

    start: Floats
    end: Floats
    drawn: Floats
    placed: Floats

    def points(self) -> Shapes:
        """Return the vertices as points."""
        return np.asarray(shapely.points(self.placed), np.object_)

    def moved(self, pieces: Shapes) -> Shapes:
        """Return pieces whose vertices are where they are placed."""
        to = {tuple(a): b for a, b in zip(self.drawn.tolist(), self.placed.tolist(), strict=True)}

        def place(vertices: Floats) -> Floats:
            return np.array([to.get(tuple(one), one) for one in vertices.tolist()])

        return np.asarray(shapely.transform(pieces, place), np.object_)


def border_nodes(whole: shapely.Geometry, pieces: Shapes) -> BorderNodes:
    """Return the vertices that pieces have on the border of the shape and it has not."""
    known = set(map(tuple, shapely.get_coordinates(whole).tolist()))
    found = sorted(set(map(tuple, shapely.get_coordinates(pieces).tolist())) - known)
    drawn = np.array(found, np.float64).reshape(-1, 2)
    start, end = _edges(whole)
    nearest = np.empty(len(drawn), np.int64)
    distance = np.empty(len(drawn))
    for number, point in enumerate(drawn):
        far = _distance(point, start, end)
        nearest[number], distance[number] = far.argmin(), far.min()
    on = distance < _ON
    start, end, drawn = start[nearest[on]], end[nearest[on]], drawn[on]
    placed = np.array(list(map(_straightest, start, end, drawn)), np.float64).reshape(-1, 2)
    return BorderNodes(start, end, drawn, placed)


def with_nodes(shape: shapely.Geometry, nodes: BorderNodes) -> shapely.Geometry | None:
    """Return a shape with the vertices on those of its edges they belong to; None for none."""
    on_edge: dict[tuple[float, ...], list[int]] = {}
    for number, (a, b) in enumerate(zip(nodes.start.tolist(), nodes.end.tolist(), strict=True)):
        on_edge.setdefault((*a, *b), []).append(number)
    changed = False
    polygons = []
    for polygon in shapely.get_parts(shape):
        rings = []
        for ring in (shapely.get_exterior_ring(polygon), *polygon.interiors):
            more = _ring_with(shapely.get_coordinates(ring), on_edge, nodes.placed)
            changed |= len(more) > shapely.get_num_coordinates(ring)
            rings.append(more)
        polygons.append(shapely.Polygon(rings[0], rings[1:]))
    if not changed:
        return None
    is_single = shapely.get_type_id(shape) == shapely.GeometryType.POLYGON
    return polygons[0] if is_single else shapely.multipolygons(polygons)


def _ring_with(
    ring: Floats, on_edge: dict[tuple[float, ...], list[int]], placed: Floats
) -> list[list[float]]:
    points = ring.tolist()
    more = [points[0]]
    for a, b in zip(points, points[1:], strict=False):
        there = on_edge.get((*a, *b), on_edge.get((*b, *a), []))
        between = placed[there].tolist()
        # Along the edge, from its start to its end.
        between.sort(key=lambda p: (p[0] - a[0]) ** 2 + (p[1] - a[1]) ** 2)
        more += [*between, b]
    return more


def _edges(shape: shapely.Geometry) -> tuple[Floats, Floats]:
    rings = shapely.get_rings(shapely.get_parts(shape))
    points, owner = shapely.get_coordinates(rings, return_index=True)
    joined = owner[1:] == owner[:-1]
    return points[:-1][joined], points[1:][joined]


def _distance(point: Floats, start: Floats, end: Floats) -> Floats:
    along = end - start
    length = np.maximum((along**2).sum(axis=1), 1e-300)
    share = np.clip(((point - start) * along).sum(axis=1) / length, 0, 1)
    return np.asarray(np.hypot(*(start + along * share[:, None] - point).T))


def _straightest(start: Floats, end: Floats, drawn: Floats) -> Floats:
    """Return the position near `drawn` that lies nearest to the straight edge."""
    along = end - start
    length = float(np.hypot(*along))
    share = float(((drawn - start) * along).sum() / length**2)
    step = min(_SHIFT / length, share / 2, (1 - share) / 2)
    # Uneven steps: even ones may all be off by the same part of the last digit.
    shares = share + step * np.linspace(-1, 1, _PLACES) ** 3
    places = np.vstack([drawn, start + along * shares[:, None]])
    off = np.abs(along[0] * (places[:, 1] - start[1]) - along[1] * (places[:, 0] - start[0]))
    return np.asarray(places[int(off.argmin())])
