"""The units on the same terms, with a funnel plot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from casework.sentence import Sentence, Term, Terms
from service.errors import ServiceError
from service.packs.deck import Line, Lines, Slide
from service.packs.paging import lines_that_fit
from service.packs.section import SectionAsk
from service.packs.section_open import open_cases
from service.packs.section_stuck import RULE, by_stage, stage_chart, stage_table
from service.packs.section_tables import box_of, table_slides
from service.packs.section_units import figures_of_units, funnel_chart, funnel_lines, funnel_of
from service.packs.section_words import live, notes, subtitle, titled
from service.packs.words import Words
from service.units_table import (
    LEVEL_TERMS,
    USUAL,
    UnitsAsk,
    UnitsBy,
    UnitsTable,
    levels_below,
    units_table,
)

_SECTION: Final = Term("Units")
_FUNNEL: Final = "closed_on_time"
# More units than this without requests are counted, not named.
_NAMED: Final = 6


def units(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return the units right below the area, a funnel of them, departments, and open cases."""
    found: list[Slide] = []
    for number, by in enumerate(_levels(ask)):
        table = units_table(ask.viewer, ask.store, _asked(ask, by), ask.as_of)
        found += _table(ask, table, is_first=number == 0)
        found += _funnel(ask, table, is_first=number == 0)
    return (*found, *_stuck(ask))


def _levels(ask: SectionAsk) -> tuple[UnitsBy, ...]:
    """Return the largest units below the area, and departments; these alone for one of them."""
    if ask.unit is not None:
        return ("unit",)
    try:
        below = levels_below(ask.viewer, ask.store, ask.area, ask.as_of)
    except ServiceError:  # an area that is not on the map of the day
        return ()
    areas: list[UnitsBy] = [by for by in below if by != "unit"]
    return (*areas[:1], *(by for by in below if by == "unit"))


def _asked(ask: SectionAsk, by: UnitsBy) -> UnitsAsk:
    named = ask.options.get("figures")
    keys = tuple(str(key) for key in named) if isinstance(named, list | tuple) and named else USUAL
    return UnitsAsk(by, ask.period, keys, ask.area)


def _table(ask: SectionAsk, table: UnitsTable, *, is_first: bool) -> tuple[Slide, ...]:
    by, level = table.ask.by, LEVEL_TERMS[table.ask.by]
    title = titled(ask, _SECTION, level)
    if not (table.lines or table.nothing_due):
        return ()
    common = Slide(
        key="units" if is_first else f"units-{by}",
        section="units",
        title=title,
        shape="full",
        blocks=(),
        subtitle=subtitle(list(_idle(table))),
        notes=notes(_notes(ask, table)),
        link=live(ask, "by-unit", by=by),
    )
    name = Words.of(Sentence("Figures of {level}", level=level))
    return table_slides(common, figures_of_units(table, name))


def _idle(table: UnitsTable) -> Iterator[Sentence]:
    idle = [one.name or str(one.code) for one in table.without_requests]
    if idle and len(idle) <= _NAMED:
        yield Sentence("Without requests in the period: {names}.", names=Terms(idle))
    elif idle:
        yield Sentence("Without requests in the period: {n} of them.", n=len(idle))


def _notes(ask: SectionAsk, table: UnitsTable) -> list[Sentence]:
    return [
        Sentence("{period}, as of {as_of}.", period=table.ask.period.name, as_of=ask.as_of),
        Sentence("By code: an order, not a ranking; neighbours may differ by chance."),
        Sentence("Shares with n and m; - : nothing was due."),
    ]


def _funnel(ask: SectionAsk, table: UnitsTable, *, is_first: bool) -> tuple[Slide, ...]:
    found = funnel_of(table, _FUNNEL)
    if found is None:
        return ()
    chart, lines = funnel_chart(found), funnel_lines(found)
    kept, _left = lines_that_fit(lines, box_of("map", (chart, lines), 1))
    level = LEVEL_TERMS[table.ask.by]
    title = Sentence("{level} held against chance", level=level)
    said = [
        Sentence("{period}, as of {as_of}.", period=table.ask.period.name, as_of=ask.as_of),
        Sentence("Formula: {formula}.", formula=found.indicator.formula),
    ]
    slide = Slide(
        key="units-funnel" if is_first else f"units-funnel-{table.ask.by}",
        section="units",
        title=titled(ask, _SECTION, title),
        shape="map",
        blocks=(chart, kept),
        notes=notes(said),
        link=live(ask, "by-unit", by=table.ask.by),
    )
    return (slide,)


def _stuck(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return at which stage open cases stand; a slide that says so where there are none."""
    opened = open_cases(ask)
    slide = Slide(
        key="units-stages",
        section="units",
        title=titled(ask, _SECTION, Term("Where open cases stand")),
        shape="full",
        blocks=(Lines("stages", (Line(Words.of(Sentence("No case is open."))),)),),
        notes=notes([Sentence("As of {moment}.", moment=ask.as_of), RULE]),
        link=live(ask, "case-list"),
    )
    if not len(opened):
        return (slide,)
    stages = by_stage(opened)
    chart = stage_chart(stages)
    said = subtitle([Sentence("In hand: {n}.", n=len(opened))])
    return table_slides(replace(slide, subtitle=said), stage_table(stages), chart)
