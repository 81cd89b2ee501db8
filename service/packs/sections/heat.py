"""Where matters gather: the heat map, and hot spots beside chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from casework.indicators import INDICATORS
from casework.sentence import Sentence, Term
from data.settings_store import office_zone
from service.heat.ask import HeatAsk
from service.heat.legend import heat_legend
from service.hot_spots.ask import SpotAsk
from service.hot_spots.finding import hot_spots
from service.hot_spots.found import HotSpots
from service.hot_spots.layers import layer_of
from service.map_choropleth import ChoroplethAsk, choropleth
from service.map_choropleth_words import without_numbers
from service.map_filter import CaseFilter
from service.packs.deck import Block, Line, Lines, Slide
from service.packs.paging import lines_that_fit, paged
from service.packs.section import SectionAsk
from service.packs.section_cards import name_of
from service.packs.section_map import grids_seen, heat_picture, layer_picture
from service.packs.section_map_parts import Mark
from service.packs.section_parts import parts_table
from service.packs.section_spots import spots_table
from service.packs.section_tables import box_of, table_slides
from service.packs.section_words import live, notes, titled
from service.packs.words import Words

_SECTION: Final = Term("Heat and hot spots")
_LATE: Final = "overdue_now"
_READING: Final = (
    Sentence("The surface shows cases per square kilometre around every point."),
    Sentence("Where many people live more is reported: look at the rate before you conclude."),
)
_WHERE: Final = Sentence(
    "A hot spot says where to look, not why, and nothing about any household or anybody who lives"
    " there."
)
_EXPECTED: Final = Sentence(
    "Expected: what the households of these grids would report at the ordinary rate. Hot since: the"
    " first period of those in a row in which one of these grids was hot."
)


def heat(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return the surface, hot spots with a table of them, and the grids by what is overdue.

    Of an owner unit only the parts of the area side by side: how many households could report to
    it is not known, so nothing can be held against chance.
    """
    if ask.unit is not None:
        return _parts(ask)
    _grids, seen = grids_seen(ask)
    if not seen.any():
        said = Sentence(
            "There is no grid on the map of {day}: nothing can be drawn.", day=ask.today
        )
        nothing = Lines("heat", (Line(Words.of(said)),))
        return (Slide("heat", "heat", titled(ask, _SECTION), "full", (nothing,)),)
    return (_surface(ask), *_spots(ask), *_figure(ask))


def _surface(ask: SectionAsk) -> Slide:
    with ask.store.read() as conn:
        zone = str(office_zone(conn))
    wanted = HeatAsk(
        "new",
        CaseFilter(
            area=ask.area,
            reported_from=ask.period.first,
            reported_to=ask.period.last,
            zone=zone,
        ),
        on=ask.today,
    )
    legend = heat_legend(ask.viewer, ask.store, wanted, ask.as_of)
    title = Words.of(Sentence("New cases, {period}", period=ask.period.name))
    picture = heat_picture(ask, "heat_surface", title, wanted)
    return _map_slide(
        "heat",
        titled(ask, _SECTION, Term("New cases")),
        (picture, _lines("heat_reading", (*_READING, *legend.notes))),
        notes([Sentence("{period}, as of {as_of}.", period=ask.period.name, as_of=ask.as_of)]),
        live(ask, "where-gathered", way="surface", what="new"),
    )


def _spots(ask: SectionAsk) -> tuple[Slide, ...]:
    wanted = SpotAsk(ask.period, "new", ask.area, as_of=ask.as_of)
    found = hot_spots(ask.viewer, ask.store, wanted, ask.as_of)
    layer = layer_of(found)
    marks = [Mark(str(at), one.rows) for at, one in enumerate(found.places, start=1)]
    name = Words.of(Sentence("Hot spots: {name}", name=INDICATORS[wanted.key].name))
    picture = layer_picture(ask, "hot_spots", name, layer, marks)
    title, link = (
        titled(ask, _SECTION, Term("Hot spots")),
        live(ask, "where-gathered", way="spots", what="new"),
    )
    said = notes([_WHERE, Sentence("As of {moment}.", moment=ask.as_of)])
    reading = _lines("hot_spots_reading", (*_places_said(found), *found.sentences))
    slide = _map_slide("heat-spots", title, (picture, reading), said, link)
    if not found.places:
        return (slide,)
    common = Slide(
        "heat-spots-table", "heat", title, "full", (),
        notes=notes([_WHERE, *found.sentences[:1], _EXPECTED]), link=link,
    )  # fmt: skip
    return (slide, *table_slides(common, spots_table(ask, found, found.places)))


def _places_said(found: HotSpots) -> tuple[Sentence, ...]:
    if found.spots.unsaid is not None:
        return ()
    if not found.places:
        return (Sentence("No grid has more new cases than chance would make."),)
    return (Sentence("Hot spots: {n}, numbered on the map.", n=len(found.places)),)


def _figure(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return the grids by what is overdue, and the parts of the area beside them or after."""
    wanted = ChoroplethAsk(_LATE, ask.period, ask.as_of, ask.area)
    layer = choropleth(ask.viewer, ask.store, wanted, ask.as_of)
    name = name_of(INDICATORS[_LATE])
    picture = layer_picture(ask, f"grids_{_LATE}", name, layer)
    table = parts_table(ask, "parts_overdue", name, ("open_now", _LATE))
    said, title = notes(without_numbers(layer.notes)), titled(ask, _SECTION, name)
    link = live(ask, "where-gathered", way="classes", figure=_LATE)
    if table is not None and len(paged(table, box_of("map", (picture, table), 1))) == 1:
        return (_map_slide("heat-grids", title, (picture, table), said, link),)
    reading = _lines("grids_reading", layer.notes)
    slide = _map_slide("heat-grids", title, (picture, reading), said, link)
    common = replace(slide, key="heat-grids-table", blocks=())
    return (slide, *(table_slides(common, table) if table else ()))


def _parts(ask: SectionAsk) -> tuple[Slide, ...]:
    name = Words.of(Term("Where its cases lie"))
    table = parts_table(ask, "parts_of_unit", name, ("reported", "open_now", _LATE))
    if table is None:
        return ()
    common = Slide(
        "heat", "heat", titled(ask, _SECTION, name), "full", (),
        notes=notes([Sentence("As of {moment}.", moment=ask.as_of)]),
        link=live(ask, "figure-registry", unit=ask.unit),
    )  # fmt: skip
    return table_slides(common, table)


def _map_slide(
    key: str,
    title: Words,
    blocks: tuple[Block, ...],
    said: tuple[Words, ...],
    link: str,
) -> Slide:
    return Slide(key, "heat", title, "map", blocks, notes=said, link=link)


def _lines(key: str, said: Sequence[Sentence]) -> Lines:
    """Return as many sentences as fit the part beside a map."""
    every = Lines(key, tuple(Line(Words.of(one)) for one in said), Words.of(Term("How to read it")))
    return lines_that_fit(every, box_of("map", (every, every), 1))[0]
