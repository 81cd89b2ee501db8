"""A tile of households by state: a colour from afar, a colour and a shape near by."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from service.map_points import empty_png
from service.visit_map.positions import CELL_PX, CELLS, DOT_ZOOM, MARGIN_PX, HomePositions

# Shapes, in the order in which they are drawn: what is still to do lies on top.
SHAPES: Final = ("disc", "cross", "ring", "square")
_SIDE: Final = 256
_FINE: Final = 6
# From so many households in a cell on it covers wholly.
_LEAST, _MOST, _FULL = 0.62, 0.95, 12

Colour = tuple[int, int, int]
Floats = NDArray[np.float64]
Kinds = NDArray[np.int8]


class StateInks(NamedTuple):
    """Red, green, blue of each shape in the order of `SHAPES`, and of the edge around it."""

    shapes: tuple[Colour, Colour, Colour, Colour]
    edge: Colour


def state_tile(
    positions: HomePositions, kinds: Kinds, zoom: int, x: int, y: int, inks: StateInks
) -> bytes:
    """Return a tile as PNG, 256 x 256; one clear pixel where nobody lives.

    Parameters
    ----------
    positions
        Where the households lie.
    kinds
        Which shape of `SHAPES` each of them has.
    """
    picture = (_cells if zoom < DOT_ZOOM else _dots)(positions, kinds, (zoom, x, y), inks)
    return empty_png() if picture is None else _png(picture)


def _cells(
    positions: HomePositions, kinds: Kinds, tile: tuple[int, int, int], inks: StateInks
) -> Floats | None:
    found = positions.cells(*tile)
    if not len(found.row):
        return None
    colours = np.array(inks.shapes, dtype=np.float64)[kinds[found.one_of]]
    cover = np.interp(found.households, (1, _FULL), (_LEAST, _MOST))
    picture = np.zeros((CELLS, CELLS, 4))
    picture[found.row, found.column, :3] = colours
    picture[found.row, found.column, 3] = cover
    return picture.repeat(CELL_PX, 0).repeat(CELL_PX, 1)


def _dots(
    positions: HomePositions, kinds: Kinds, tile: tuple[int, int, int], inks: StateInks
) -> Floats | None:
    column, row, which = positions.dots(*tile)
    if not len(which):
        return None
    picture = np.zeros((_SIDE, _SIDE, 4))
    half = _half_px(tile[0])
    of = kinds[which]
    for kind, colour in enumerate(inks.shapes):
        mine = of == kind
        if mine.any():
            places = np.unique(np.column_stack([row[mine], column[mine]]), axis=0)
            _lay(picture, _stamped(places, _stamp(SHAPES[kind], half, edge=True)), inks.edge)
            _lay(picture, _stamped(places, _stamp(SHAPES[kind], half, edge=False)), colour)
    return picture


def _half_px(zoom: int) -> float:
    return {15: 2.2, 16: 3.0, 17: 4.0}.get(zoom, 5.0)


def _stamped(places: NDArray[np.int64], stamp: Floats) -> Floats:
    """Return how much of each pixel is covered when a stamp is put on each place."""
    room = stamp.shape[0] // 2 + MARGIN_PX + 1
    canvas = np.zeros((_SIDE + 2 * room, _SIDE + 2 * room))
    steps = np.arange(stamp.shape[0]) - stamp.shape[0] // 2
    rows = places[:, 0, None, None] + room + steps[None, :, None]
    columns = places[:, 1, None, None] + room + steps[None, None, :]
    np.maximum.at(canvas, (rows, columns), stamp[None])
    return canvas[room : room + _SIDE, room : room + _SIDE]


def _lay(picture: Floats, cover: Floats, colour: Colour) -> None:
    """Lay a colour over the picture where it is covered, in place."""
    below = picture[..., 3] * (1 - cover)
    total = cover + below
    seen = np.where(total > 0, total, 1.0)
    for channel, value in enumerate(colour):
        picture[..., channel] = (value * cover + picture[..., channel] * below) / seen
    picture[..., 3] = total


@lru_cache(maxsize=64)
def _stamp(shape: str, half: float, *, edge: bool) -> Floats:
    """Return the cover of one mark, drawn finely and reduced; with its edge a little larger."""
    grown = 1.3 if edge else 0.0
    size = 2 * int(np.ceil(half + 2)) + 1
    fine = (np.arange(size * _FINE) + 0.5) / _FINE - size / 2
    inside = _inside(shape, half, grown, fine[:, None], fine[None, :])
    cover: Floats = inside.reshape(size, _FINE, size, _FINE).mean(axis=(1, 3))
    return cover


def _inside(shape: str, half: float, grown: float, y: Floats, x: Floats) -> NDArray[np.bool_]:
    far, largest = np.hypot(y, x), np.maximum(np.abs(y), np.abs(x))
    if shape == "square":
        return np.asarray(largest <= half * 0.92 + grown)
    if shape == "disc":
        return np.asarray(far <= half + grown)
    line = half * 0.42
    if shape == "ring":
        return np.asarray((far <= half + grown) & (far >= half - 2 * line + 0.4 - grown))
    arm = np.minimum(np.abs(y - x), np.abs(y + x)) / np.sqrt(2)
    return np.asarray((arm <= line * 0.8 + grown) & (largest <= half * 0.92 + grown))


def _png(picture: Floats) -> bytes:
    channels = np.empty((_SIDE, _SIDE, 4), dtype=np.uint8)
    channels[..., :3] = np.rint(picture[..., :3])
    channels[..., 3] = np.rint(picture[..., 3] * 255)
    out = io.BytesIO()
    Image.fromarray(channels, "RGBA").save(out, "PNG", compress_level=4)
    return out.getvalue()
