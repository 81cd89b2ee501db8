"""A tile of households by state: colours from afar, shapes and shares near by."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from service.map_points import empty_png
from service.visit_map.positions import DOT_ZOOM, MARGIN_PX, HomePositions, cell_px

# In the order in which they are drawn: what is still to do lies on top.
SHAPES: Final = ("disc", "cross", "ring", "square")
_SIDE: Final = 256
_FINE: Final = 4
# How much a cell of one household covers, and from how many on it covers most.
_LEAST, _MOST, _FULL = 0.62, 0.95, 12
# From afar the grids' colours shine through.
_FAINT: Final = {12: 0.6, 13: 0.8}
_EDGE_PX: Final = 1.2

Colour = tuple[int, int, int]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
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

    Notes
    -----
    Near by a household has its shape; several at one place are a disc whose parts are the shares
    of their states, clockwise from the top in the order of `SHAPES`, so that none hides another.
    """
    picture = (_cells if zoom < DOT_ZOOM else _dots)(positions, kinds, (zoom, x, y), inks)
    return empty_png() if picture is None else _png(picture)


def _cells(
    positions: HomePositions, kinds: Kinds, tile: tuple[int, int, int], inks: StateInks
) -> Floats | None:
    found, px = positions.cells(*tile), cell_px(tile[0])
    if not len(found.row):
        return None
    colours = np.array(inks.shapes, dtype=np.float64)[kinds[found.one_of]]
    cover = np.interp(found.households, (1, _FULL), (_LEAST, _MOST))
    picture = np.zeros((_SIDE // px, _SIDE // px, 4))
    picture[found.row, found.column, :3] = colours
    picture[found.row, found.column, 3] = cover * _FAINT.get(max(tile[0], 12), 1.0)
    return picture.repeat(px, 0).repeat(px, 1)


def _dots(
    positions: HomePositions, kinds: Kinds, tile: tuple[int, int, int], inks: StateInks
) -> Floats | None:
    column, row, which = positions.dots(*tile)
    if not len(which):
        return None
    places, number = _places(row, column, kinds[which])
    is_one = number.sum(axis=1) == 1
    picture = np.zeros((_SIDE, _SIDE, 4))
    half = min(3.6 + 1.2 * (tile[0] - DOT_ZOOM), 6.0)
    _draw_shares(picture, places[~is_one], number[~is_one], half * 1.25, inks)
    for kind, colour in enumerate(inks.shapes):
        mine = places[is_one & (number[:, kind] == 1)]
        if not len(mine):
            continue
        for grown, ink in ((_EDGE_PX, inks.edge), (0.0, colour)):
            _lay(picture, _stamped(mine, _shape(SHAPES[kind], half, grown)[None]), ink)
    return picture


def _places(row: Ints, column: Ints, kinds: Kinds) -> tuple[Ints, Ints]:
    """Return row and column of every place, and how many of each kind are there."""
    places, at = np.unique(np.column_stack([row, column]), axis=0, return_inverse=True)
    both = at.ravel() * len(SHAPES) + kinds
    number = np.bincount(both, minlength=len(places) * len(SHAPES))
    return places, number.reshape(-1, len(SHAPES)).astype(np.int64)


def _draw_shares(picture: Floats, places: Ints, number: Ints, half: float, inks: StateInks) -> None:
    """Draw a disc of shares on each place, in place."""
    if not len(places):
        return
    _lay(picture, _stamped(places, _shape("disc", half, _EDGE_PX)[None]), inks.edge)
    y, x = _fine_steps(half)
    turn = (np.arctan2(x, -y) / (2 * np.pi)) % 1.0
    inside = np.hypot(y, x) <= half
    ends = np.cumsum(number, axis=1) / number.sum(axis=1, keepdims=True)
    starts = ends - number / number.sum(axis=1, keepdims=True)
    for kind, colour in enumerate(inks.shapes):
        has = number[:, kind] > 0
        start, end = starts[has, kind, None, None], ends[has, kind, None, None]
        _lay(
            picture, _stamped(places[has], _coarse(inside & (turn >= start) & (turn < end))), colour
        )


def _stamped(places: Ints, stamps: Floats) -> Floats:
    """Return how much of each pixel is covered when stamps are put on places.

    Parameters
    ----------
    stamps
        One for all places or one for each: shape (1 or n, side, side).
    """
    side = stamps.shape[-1]
    room = side // 2 + MARGIN_PX + 1
    canvas = np.zeros((_SIDE + 2 * room, _SIDE + 2 * room))
    steps = np.arange(side) - side // 2
    rows = places[:, 0, None, None] + room + steps[None, :, None]
    columns = places[:, 1, None, None] + room + steps[None, None, :]
    np.maximum.at(canvas, (rows, columns), stamps)
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
def _shape(name: str, half: float, grown: float) -> Floats:
    """Return the cover of one mark, drawn finely and reduced; grown for its edge."""
    y, x = _fine_steps(half)
    far, largest = np.hypot(y, x), np.maximum(np.abs(y), np.abs(x))
    line = half * 0.42
    if name == "square":
        inside = largest <= half * 0.92 + grown
    elif name == "disc":
        inside = far <= half + grown
    elif name == "ring":
        inside = (far <= half + grown) & (far >= half - 2 * line + 0.4 - grown)
    else:
        arm = np.minimum(np.abs(y - x), np.abs(y + x)) / np.sqrt(2)
        inside = (arm <= line * 0.8 + grown) & (largest <= half * 0.92 + grown)
    return _coarse(inside)


def _fine_steps(half: float) -> tuple[Floats, Floats]:
    """Return distances from the middle, down and to the right, of a mark drawn finely."""
    side = 2 * int(np.ceil(half + 2)) + 1
    fine = (np.arange(side * _FINE) + 0.5) / _FINE - side / 2
    return fine[:, None], fine[None, :]


def _coarse(inside: NDArray[np.bool_]) -> Floats:
    """Return the cover of each pixel of what was drawn finely, over the last two axes."""
    side = inside.shape[-1] // _FINE
    parts = inside.reshape(*inside.shape[:-2], side, _FINE, side, _FINE)
    cover: Floats = parts.mean(axis=(-3, -1))
    return cover


def _png(picture: Floats) -> bytes:
    channels = np.empty((_SIDE, _SIDE, 4), dtype=np.uint8)
    channels[..., :3] = np.rint(picture[..., :3])
    channels[..., 3] = np.rint(picture[..., 3] * 255)
    out = io.BytesIO()
    Image.fromarray(channels, "RGBA").save(out, "PNG", compress_level=4)
    return out.getvalue()
