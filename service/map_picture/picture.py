"""The acts: a map as SVG, and as PNG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.sentence import Sentence, Term
from data.settings_store import setting
from data.store import Store
from service.charts.look import Look
from service.errors import ServiceError
from service.heat.ask import HeatAsk
from service.heat.legend import legend_of
from service.heat.points import plane_of
from service.heat.surface import heat_surface
from service.heat.tiles import HeatColours
from service.language import say
from service.map_choropleth_words import without_numbers
from service.map_layer import MapLayer
from service.map_picture.ground import Ground, ground_of, outlines
from service.map_picture.guarded import guarded_layer
from service.map_picture.heat import guarded_surface, heat_image
from service.map_picture.legend import (
    HIDDEN_FILL,
    NOTHING_FILL,
    Line,
    heat_lines,
    layer_lines,
    totals_line,
)
from service.map_picture.room import Room, Words
from service.map_picture.sheet import Drawing, sheet
from service.map_time import map_day
from service.map_view import GridLayer, MapData, day_of_mark
from service.publication import publication_k

Bools = NDArray[np.bool_]
# More names than this cannot be read on one picture.
_MOST_NAMES = 30
# Pixels of a PNG to one of the sheet: 2 is sharp on a projector and 300 dots an inch on paper.
PNG_SCALE = 2.0


@dataclass(frozen=True)
class PictureAsk:
    """What is drawn.

    Attributes
    ----------
    layer, colours
        A colouring of the grids, and a colour per class (`dashboard.palette.layer_colours`);
        None and nothing for outlines only.
    heat, heat_colours
        A heat surface of what the viewer sees, instead of a layer.
    title
        Of the sheet; that of what is shown for "".
    notes
        Said after those of the layer and the surface: settings, what was left out.
    outside
        Whether it leaves the office: small numbers are hidden, and that is said.
    watermark
        Written across the map, nothing for "".
    area
        Code of a unit: only its grids are drawn, and named under the title.
    """

    layer: MapLayer | None = None
    colours: tuple[str, ...] = ()
    heat: HeatAsk | None = None
    heat_colours: HeatColours | None = None
    title: str = ""
    notes: tuple[Sentence, ...] = ()
    outside: bool = False
    watermark: str = ""
    area: str | None = None


def map_svg(viewer: Viewer, store: Store, ask: PictureAsk, look: Look, now: datetime) -> str:
    """Return a map as SVG, of what the viewer sees into.

    Raises
    ------
    CaseworkError
        When the viewer may not take files away.
    ServiceError
        When the grids have changed since the layer was made, it cannot be guarded for outside, or
        a layer and a surface are both asked for.
    """
    require(viewer, Action.EXPORT)
    if ask.layer is not None and ask.heat is not None:
        raise ServiceError(
            "A heat surface over coloured grids would mix their colours, and no legend could tell"
            " them apart: ask for one of the two."
        )
    layer, grids = ask.layer, _grids(viewer, store, ask, now)
    seen = grids.within(viewer.scope) & grids.within(ask.area)
    if layer is not None:
        seen &= layer.inside
    hidden, said = np.zeros(len(seen), dtype=bool), list(ask.notes)
    k = publication_k(viewer, store) if ask.outside else 0
    if ask.outside and layer is not None:
        layer, hidden, guarded = guarded_layer(layer, grids, k)
        said.append(guarded)
    plane = plane_of(grids)
    ground = ground_of(grids, seen, plane, *Room.of(look).map_size)
    lines: list[Line] = []
    if layer is not None:
        lines += layer_lines(layer, list(ask.colours), hidden, look.language)
        total = totals_line(layer)
        said = [*layer.notes, *([total] if total else []), *said]
    heat = None
    if ask.heat is not None and ask.heat_colours is not None:
        surface, least_km2 = guarded_surface(heat_surface(viewer, store, ask.heat, now), k)
        heat = heat_image(surface, ground, Room.of(look).map_size, ask.heat_colours, least_km2)
        legend = legend_of(surface)
        lines += heat_lines(legend, ask.heat_colours, look.language)
        notes = without_numbers(legend.notes) if ask.outside else legend.notes
        said += [*notes, *([_least(k, least_km2)] if k else [])]
    drawing = _drawing(grids, ground, layer, ask.colours, hidden, heat, look)
    words = _words(store, grids, ask, lines, said, look, now)
    return sheet(look, ground, drawing, lines, words)


def map_png(svg: str, scale: float = PNG_SCALE) -> bytes:
    """Return a sheet as PNG, drawn on this machine with its own fonts."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg, scale=scale))


def _grids(viewer: Viewer, store: Store, ask: PictureAsk, now: datetime) -> GridLayer:
    data = MapData.of(store)
    if ask.layer is None:
        on = ask.heat.on if ask.heat else None
        return data.grids(map_day(viewer, store, on, now).grids_on)
    grids = data.grids(day_of_mark(ask.layer.grids) or now.date())
    if grids.token != ask.layer.grids:
        raise ServiceError("The grids have changed while the map was drawn: ask for it again.")
    return grids


def _least(k: int, least_km2: float) -> Sentence:
    return Sentence(
        "For outside: the surface is not drawn where fewer than {k} cases lie behind a place"
        " ({density} per km²).",
        k=k,
        density=f"{least_km2:,.1f}",
    )


def _drawing(
    grids: GridLayer,
    ground: Ground,
    layer: MapLayer | None,
    colours: Sequence[str],
    hidden: Bools,
    heat: str | None,
    look: Look,
) -> Drawing:
    parents = np.array([one if isinstance(one, str) else None for one in ground.parents], object)
    up = dict(zip(grids.units["code"], grids.units["parent_code"], strict=True))
    above = np.array([up.get(one) if one else None for one in parents], object)
    near, far = outlines(ground, parents), outlines(ground, above)
    borders = [(list(near.values()), 1.2)] if len(near) > 1 else []
    if len(far) > 1:
        borders.append((list(far.values()), 2.6))
    named = far if 1 < len(far) <= _MOST_NAMES else near
    names = grids.unit_names
    labels = [(names.get(code, code), shape) for code, shape in named.items()]
    return Drawing(
        fills=_fills(ground, layer, colours, hidden, look),
        heat=heat,
        borders=borders,
        labels=labels if len(labels) <= _MOST_NAMES else (),
    )


def _fills(
    ground: Ground, layer: MapLayer | None, colours: Sequence[str], hidden: Bools, look: Look
) -> list[tuple[list[int], str]]:
    """Return which grids have which colour; dedicated grids lie over the general ones."""
    if layer is None:
        return [(list(range(len(ground.rows))), look.colour("ground"))]
    of, is_hidden = layer.of[ground.rows], hidden[ground.rows]
    fills: list[tuple[list[int], str]] = []
    for kind in ("general", "dedicated"):
        mine = ground.kinds == kind
        fills.append((np.flatnonzero(mine & (of < 0) & ~is_hidden).tolist(), NOTHING_FILL))
        fills.append((np.flatnonzero(mine & is_hidden).tolist(), HIDDEN_FILL))
        fills += [
            (np.flatnonzero(mine & (of == number) & ~is_hidden).tolist(), colour)
            for number, colour in enumerate(colours)
        ]
    return fills


def _words(
    store: Store,
    grids: GridLayer,
    ask: PictureAsk,
    lines: Sequence[Line],
    said: Sequence[Sentence],
    look: Look,
    now: datetime,
) -> Words:
    language = look.language
    with store.read() as conn:
        district = str(setting(conn, "district_name") or "")
    area = grids.unit_names.get(ask.area or "", "")
    headings = [line.said for line in lines if line.is_heading]
    title = ask.title or " · ".join(headings) or say(Term("Grids"), language)
    source = Sentence("Source: the records of {district}, drawn by Gege.", district=district)
    made = Sentence("Made {moment}.", moment=now)
    return Words(
        title=title,
        subtitle=" · ".join(one for one in (district, area) if one),
        notes=[say(one, language) for one in dict.fromkeys(said)],
        source=f"{say(source, language)} {say(made, language)}",
        north=say("N", language),
        watermark=ask.watermark,
    )
