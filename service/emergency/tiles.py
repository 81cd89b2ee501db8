"""What is confirmed and what not, as pictures: a dot per household, coloured by its state."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from PIL import Image

from casework.access import Action, Viewer, require
from data.store import Store
from service.emergency.lines import STATES, emergency_mark, lines_of
from service.map_kept import Kept
from service.map_points import PointTiles, empty_png, tile_png

Ink = tuple[int, int, int]
Tile = tuple[int, int, int]
# Drawn one over the other: whoever needs help lies on top.
_ORDER: Final = ("nobody_there", "confirmed", "open", "needs_help")


@lru_cache(maxsize=4)
def _kept(store: Store) -> Kept:
    del store
    return Kept(6)


def state_tile(
    viewer: Viewer, store: Store, code: str, mark: str, tile: Tile, inks: Mapping[str, Ink]
) -> tuple[bytes, bool]:
    """Return a tile of an open emergency as PNG, and whether the mark is that of its content.

    Parameters
    ----------
    inks
        Red, green, blue per state.

    Raises
    ------
    CaseworkError
        When the viewer may not see lists of households: a dot tells what was found at a door.
    """
    require(viewer, Action.VIEW_HOMES)
    current = emergency_mark(viewer, store)
    key = (viewer.scope, code, current)
    layers = _kept(store).get(key, lambda: _points(viewer, store, code))
    pictures = [tile_png(layers[one], *tile, inks[one]) for one in _ORDER if one in layers]
    return _laid_over(pictures), mark == current


def _points(viewer: Viewer, store: Store, code: str) -> dict[str, PointTiles]:
    frame = lines_of(viewer, store, code)
    frame = frame.loc[frame["lon"].notna()]
    parts = {state: frame.loc[frame["state"] == state] for state in STATES}
    return {
        state: PointTiles(part["lon"].to_numpy(dtype=float), part["lat"].to_numpy(dtype=float))
        for state, part in parts.items()
        if len(part)
    }


def _laid_over(pictures: list[bytes]) -> bytes:
    drawn = [one for one in pictures if one != empty_png()]
    if len(drawn) <= 1:
        return drawn[0] if drawn else empty_png()
    whole = Image.new("RGBA", (256, 256))
    for one in drawn:
        whole.alpha_composite(Image.open(io.BytesIO(one)).convert("RGBA"))
    out = io.BytesIO()
    whole.save(out, "PNG", compress_level=4)
    return out.getvalue()
