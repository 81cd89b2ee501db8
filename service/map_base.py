"""The base map: roads, water, green and buildings of the district's own layers, drawn as tiles."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from service.map_mercator import shapes_to_world, tile_box

# Drawn twice as large and reduced, which makes edges smooth.
_FINE: Final = 2
_SIDE: Final = 256 * _FINE
# First zoom at which a rank (1 = largest) is drawn.
_FROM_ZOOM: Final = {
    "water": {1: 0, 2: 11, 3: 13},
    "green": {1: 0, 2: 11, 3: 13},
    "building": {1: 14, 2: 15, 3: 16},
    "road": {1: 0, 2: 12, 3: 14},
}
# Width of a road in metres by rank, and the least width in pixels.
_ROAD_M: Final = {1: 22.0, 2: 13.0, 3: 7.0}
_ROAD_PX: Final = {1: 1.6, 2: 1.0, 3: 0.8}
_ORDER: Final = ("green", "water", "building", "road")

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class BaseColours:
    """What the base map is painted with."""

    land: Colour
    water: Colour
    green: Colour
    building: Colour
    road: Colour
    road_edge: Colour

    def of(self, layer: str) -> Colour:
        """Return the colour of a layer."""
        return {"water": self.water, "green": self.green, "building": self.building}[layer]


class BaseLayer:
    """The shapes of the base map, ready to be asked for tiles by many threads.

    Parameters
    ----------
    shapes
        ``layer, name, rank, shape`` (WKB, EPSG:4490).
    """

    def __init__(self, shapes: pd.DataFrame) -> None:
        known = shapes[shapes["layer"].isin(_ORDER)]
        self._world = shapes_to_world(shapely.from_wkb(known["shape"].to_numpy(dtype=object)))
        self._layer = known["layer"].to_numpy(dtype=object)
        self._rank = np.clip(known["rank"].to_numpy(dtype=int), 1, 3)
        self._tree = shapely.STRtree(self._world)

    def __len__(self) -> int:
        return len(self._world)

    def tile_png(self, zoom: int, x: int, y: int, colours: BaseColours) -> bytes:
        """Return one tile as PNG, 256 x 256, without gaps at its edges."""
        box = tile_box(zoom, x, y, margin_px=12)
        hits = self._tree.query(shapely.box(*box))
        picture = Image.new("RGB", (_SIDE, _SIDE), colours.land)
        pen = _Pen(ImageDraw.Draw(picture), tile_box(zoom, x, y), zoom)
        for layer in _ORDER:
            rows = [row for row in hits.tolist() if self._is_drawn(row, layer, zoom)]
            shapes: list[shapely.Geometry] = list(shapely.clip_by_rect(self._world[rows], *box))
            if layer == "road":
                pen.roads(list(zip(shapes, self._rank[rows].tolist(), strict=True)), colours)
            else:
                pen.areas(shapes, colours.of(layer), colours.land)
        return _png(picture)

    def _is_drawn(self, row: int, layer: str, zoom: int) -> bool:
        return self._layer[row] == layer and zoom >= _FROM_ZOOM[layer][int(self._rank[row])]


class _Pen:
    def __init__(
        self, draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], zoom: int
    ) -> None:
        self._draw = draw
        self._origin = np.array([box[0], box[1]], dtype=np.float64)
        self._scale = _SIDE / (box[2] - box[0])
        # Width of the world at 30 degrees north: roads need no better metre than that.
        self._px_per_m = 256 * 2.0**zoom / (40_075_017.0 * 0.866)

    def areas(self, shapes: list[shapely.Geometry], fill: Colour, hole: Colour) -> None:
        for part in shapely.get_parts(shapes):
            if part.geom_type != "Polygon" or part.is_empty:
                continue
            self._draw.polygon(self._pixels(part.exterior), fill=fill)
            for ring in part.interiors:
                self._draw.polygon(self._pixels(ring), fill=hole)

    def roads(self, roads: list[tuple[shapely.Geometry, int]], colours: BaseColours) -> None:
        ordered = sorted(roads, key=lambda road: -road[1])
        for extra, colour in ((1.4, colours.road_edge), (0.0, colours.road)):
            for shape, rank in ordered:
                width = max(_ROAD_PX[rank], _ROAD_M[rank] * self._px_per_m)
                if extra and width < 3:
                    continue
                self._line(shape, colour, round((width + extra) * _FINE))

    def _line(self, shape: shapely.Geometry, colour: Colour, width: int) -> None:
        for part in shapely.get_parts(shape):
            if part.geom_type == "LineString" and not part.is_empty:
                self._draw.line(self._pixels(part), fill=colour, width=width, joint="curve")
            elif part.geom_type == "Polygon" and not part.is_empty:
                self._draw.polygon(self._pixels(part.exterior), fill=colour)

    def _pixels(self, line: shapely.Geometry) -> list[tuple[float, float]]:
        points: NDArray[np.float64] = shapely.get_coordinates(line)
        return [(x, y) for x, y in ((points - self._origin) * self._scale).tolist()]


def _png(picture: Image.Image) -> bytes:
    small = picture.reduce(_FINE).quantize(32, method=Image.Quantize.FASTOCTREE)
    out = io.BytesIO()
    small.save(out, "PNG", compress_level=4)
    return out.getvalue()
