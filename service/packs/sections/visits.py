"""Home visits, contact points, rounds and spot checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casework.indicators import REGISTRY
from casework.sentence import Sentence, Term
from service.campaigns.asking import all_campaigns
from service.campaigns.progress import Progress, campaign_progress, last_day
from service.figure import Figure
from service.figure_changes import compare, trend
from service.figures import FigureTable, figure_tables
from service.packs.deck import Cards, Cell, Slide, Table
from service.packs.pages import (
    counted,
    dated,
    numbers,
    of_the_part,
    part_of,
    told,
    under,
)
from service.packs.section import SectionAsk
from service.packs.section_cards import card
from service.packs.section_tables import figure_cell, figure_column, table_slides, word_column
from service.packs.section_words import live
from service.packs.words import Words

_PERIODS = 12
_FORMULAS = Sentence("What each figure leaves out is told with its formula on the last pages.")


def visits(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return the figures of visits, rounds and checks, the same by street, and the campaigns.

    An owner unit visits nobody: a pack about one has no such slides.
    """
    if ask.unit is not None:
        return ()
    keys = _keys(ask)
    found = compare(ask.viewer, ask.store, keys, ask.period, ask.as_of, ask.area)
    lines = trend(ask.viewer, ask.store, keys, ask.period, _PERIODS, ask.as_of, ask.area)
    first = Slide(
        "visits",
        "visits",
        ask.title,
        "cards",
        (Cards(tuple(card(one, lines[one.key], ask.period) for one in found)),),
        subtitle=under(ask),
        notes=(Words.of(_FORMULAS),),
        link=live(ask, "figure-registry", figure=keys[0]),
    )
    whole = {one.key: one.now for one in found}
    return (first, *_by_street(ask, keys, whole), *_campaigns(ask))


def _keys(ask: SectionAsk) -> list[str]:
    asked = ask.options["figures"]
    return [str(one) for one in asked if one in REGISTRY] if isinstance(asked, list) else []


def _by_street(
    ask: SectionAsk, keys: Sequence[str], whole: Mapping[str, Figure]
) -> tuple[Slide, ...]:
    days = (ask.period.first, ask.period.last)
    found = figure_tables(ask.viewer, ask.store, keys, "street", *days, ask.as_of, ask.area)
    names, figures = _told_apart(found)
    if len([one for one in names if one is not None]) < 2:
        return ()
    rows = [
        (told(name), *(figure_cell(REGISTRY[key], figures[code].get(key)) for key in keys))
        for code, name in sorted(names.items(), key=lambda one: (one[0] is None, one[0] or ""))
    ]
    rows.append((told(Term("All")), *(figure_cell(REGISTRY[key], whole[key]) for key in keys)))
    columns = (
        word_column("street", Term("Street"), 1.3),
        *(figure_column(REGISTRY[key], 1.2) for key in keys),
    )
    table = Table(
        "visits-streets", Words.of(Term("Figures by street")), columns, tuple(rows), has_total=True
    )
    slide = Slide(
        "visits-streets",
        "visits",
        Words.joined((ask.title, Words.of(Term("By street")))),
        "full",
        (),
        subtitle=under(ask),
        link=live(ask, "round-points", part="figures", by="street"),
    )
    return table_slides(slide, table)


def _told_apart(
    found: Mapping[str, FigureTable],
) -> tuple[dict[str | None, str | Term], dict[str | None, dict[str, Figure]]]:
    """Return the name of every street, and its figures by key."""
    names: dict[str | None, str | Term] = {}
    figures: dict[str | None, dict[str, Figure]] = {}
    for key, table in found.items():
        for line in (*table.lines, *table.nothing_due):
            names[line.code] = Term("in no street") if line.code is None else line.name
            figures.setdefault(line.code, {})[key] = line.figure
    return names, figures


def _campaigns(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return the campaigns that run on some day of the period, as they stood on its last."""
    viewer = of_the_part(ask)
    day = min(ask.period.last, ask.today)
    running = [
        one
        for one in all_campaigns(viewer, ask.store)
        if one.since <= day and last_day(one) >= ask.period.first
    ]
    found = [campaign_progress(viewer, ask.store, one.code, day) for one in running]
    rows = tuple(_campaign(one) for one in found if one.total)
    if not rows:
        return ()
    columns = (
        word_column("campaign", Term("Campaign"), 2.6),
        word_column("since", Term("First day"), 1.3),
        word_column("last", Term("Last day"), 1.3),
        numbers("total", Term("Households meant"), 1.1, counts=True),
        numbers("planned", Term("To be met before that day, as planned"), 1.4, counts=True),
        numbers("met", Term("Met by then"), 2.4, counts=True),
        numbers("noticed", Term("With the notice"), 2.4, counts=True),
    )
    table = Table(
        "visits-campaigns",
        Words.of(Sentence("Campaigns, as of {day}", day=day)),
        columns,
        rows,
    )
    slide = Slide(
        "visits-campaigns",
        "visits",
        Words.joined((ask.title, Words.of(Term("Campaigns")))),
        "full",
        (),
        subtitle=under(ask),
        notes=(Words.of(Sentence("Planned: the same number of households on each working day.")),),
        link=live(ask, "campaign-progress"),
    )
    return table_slides(slide, table)


def _campaign(one: Progress) -> tuple[Cell, ...]:
    planned = one.curve.planned
    return (
        told(one.campaign.name),
        dated(one.campaign.since),
        dated(last_day(one.campaign)),
        counted(one.total),
        counted(planned),
        part_of(one.reached, one.total),
        part_of(one.noticed, one.total),
    )
