"""Maps of sections: drawn for their part of a slide, in both languages, inside and for outside.

The sheets of `service.map_picture` fill a page: on a part of a slide their type would be too
small, and their title stands on the slide already.  What is drawn is theirs; the room is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from casework.access import Action, require
from casework.sentence import Sentence
from service.heat.ask import HeatAsk
from service.heat.legend import legend_of
from service.heat.points import plane_of
from service.heat.surface import heat_surface
from service.map_layer import MapLayer
from service.map_picture.ground import ground_of
from service.map_picture.guarded import guarded_layer
from service.map_picture.heat import guarded_surface, heat_image
from service.map_picture.legend import heat_lines, layer_lines
from service.map_picture.svg import tag
from service.map_view import GridLayer, MapData
from service.packs.deck import Picture
from service.packs.section import SectionAsk
from service.packs.section_map_parts import ROOM, Mark, classes, grid_lines, map_sheet, marked
from service.packs.words import Words
from service.publication import publication_k

_LANGUAGES: Final = ("zh", "en")
_RATIO: Final = ROOM.width / ROOM.height


def grids_seen(ask: SectionAsk) -> tuple[GridLayer, NDArray[np.bool_]]:
    """Return the grids of the pack's day, and which of them lie in its part."""
    require(ask.viewer, Action.VIEW_MAP)
    grids = MapData.of(ask.store).grids(ask.today)
    return grids, grids.within(ask.viewer.scope) & grids.within(ask.area)


def layer_picture(
    ask: SectionAsk, key: str, alt: Words, layer: MapLayer, marks: Sequence[Mark] = ()
) -> Picture:
    """Return a colouring of the grids; for outside without marks and what would tell of few."""
    grids, seen = grids_seen(ask)
    seen = seen & layer.inside
    shown, hidden, said = guarded_layer(layer, grids, publication_k(ask.viewer, ask.store))
    colours = list(ask.inks.layer(layer))
    ground = ground_of(grids, seen, plane_of(grids), *ROOM.map_size)
    nothing = np.zeros(len(seen), dtype=bool)

    def drawn(language: str, of: MapLayer, hid: NDArray[np.bool_], note: Sentence | None) -> str:
        look = ask.look(language)
        lines = layer_lines(of, colours, hid, language)
        under = classes(look, ground, of, colours, hid)
        over = marked(look, ground, () if note else marks)
        return map_sheet(look, ground, grids, under, over, lines, note)

    inside = {one: ask.gallery.hang(drawn(one, layer, nothing, None)) for one in _LANGUAGES}
    outside = {one: ask.gallery.hang(drawn(one, shown, hidden, said)) for one in _LANGUAGES}
    return Picture(key, alt, inside, outside, _RATIO)


def heat_picture(ask: SectionAsk, key: str, alt: Words, wanted: HeatAsk) -> Picture:
    """Return a heat surface; for outside not drawn where few cases lie behind a place."""
    grids, seen = grids_seen(ask)
    whole = heat_surface(ask.viewer, ask.store, wanted, ask.as_of)
    k = publication_k(ask.viewer, ask.store)
    colours = ask.inks.heat()
    ground = ground_of(grids, seen, plane_of(grids), *ROOM.map_size)
    hung: list[dict[str, str]] = []
    for surface, least_km2 in ((whole, 0.0), guarded_surface(whole, k)):
        image = heat_image(surface, ground, ROOM.map_size, colours, least_km2)
        width, height = ROOM.map_size
        picture = tag("image", href=image, width=width, height=height)
        note = _least(k, least_km2) if least_km2 else None
        hung.append({})
        for language in _LANGUAGES:
            lines = heat_lines(legend_of(surface), colours, language)
            look = ask.look(language)
            parts = [picture, grid_lines(look, ground)]
            svg = map_sheet(look, ground, grids, parts, [], lines, note)
            hung[-1][language] = ask.gallery.hang(svg)
    return Picture(key, alt, hung[0], hung[1], _RATIO)


def _least(k: int, least_km2: float) -> Sentence:
    return Sentence(
        "For outside: the surface is not drawn where fewer than {k} cases lie behind a place"
        " ({density} per km²).",
        k=k,
        density=f"{least_km2:,.1f}",
    )
