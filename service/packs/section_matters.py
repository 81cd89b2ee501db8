"""Which matters a meeting talks about: categories of requests, chosen by a rule that is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pandas as pd

from casework.period import Period
from casework.sentence import Sentence
from data.settings_store import office_zone
from service.figure import Figure
from service.figure_changes import trend
from service.figures import figure, figure_tables
from service.hot_spots.ask import SpotAsk
from service.hot_spots.categories import spots_by_category
from service.hot_spots.places import SpotPlace
from service.packs.section import SectionAsk
from service.packs.section_map import grids_seen
from service.period_moments import like_moment
from service.units_changes import changes_of
from service.voices_growth import growth

RULE: Final = Sentence(
    "Chosen in this order: categories that grew beyond chance, the most more cases first; that"
    " gather beyond chance; that are marked for the meeting; that have most overdue cases; that"
    " most came in of."
)
# A year of months.
_PERIODS: Final = 12


@dataclass(frozen=True)
class Counted:
    """The new cases of a category.

    Attributes
    ----------
    before
        In the period before, None where the records do not reach so far.
    has_grown
        Whether there are more by more than chance, all categories looked at together.
    trend
        Of each of `Known.periods`, this one last.
    """

    now: int
    before: int | None
    has_grown: bool
    trend: tuple[int, ...]


@dataclass(frozen=True)
class Known:
    """What the choice is made from.

    Attributes
    ----------
    categories
        New cases by category; ``total`` counts those of no category as well.
    periods
        Of their trends, oldest first.
    gathering
        By category, where it gathers beyond chance.
    """

    total: int
    categories: Mapping[str, Counted]
    periods: tuple[Period, ...]
    gathering: Mapping[str, tuple[SpotPlace, ...]]


@dataclass(frozen=True)
class Matter:
    """A category of requests, and why it was chosen."""

    category: str
    why: Sentence
    counted: Counted


def known(ask: SectionAsk) -> Known:
    """Return the new cases of each category, and where each gathers beyond chance.

    Of an owner unit it is not told where they gather (`service.packs.sections.heat`).
    """
    if ask.unit is not None:
        return _of_unit(ask, ask.unit)
    found = growth(ask.viewer, ask.store, "category", ask.period, ask.as_of, ask.area)
    categories = {
        one.code: Counted(
            one.now or 0,
            None if one.previous is None else one.previous.before,
            one.previous is not None
            and one.previous.is_apart is True
            and (one.now or 0) > (one.previous.before or 0),
            tuple(number or 0 for number in one.trend),
        )
        for one in found.lines
    }
    return Known(_total(ask), categories, found.trend, _gathering(ask))


def _gathering(ask: SectionAsk) -> dict[str, tuple[SpotPlace, ...]]:
    if not grids_seen(ask)[1].any():
        return {}
    wanted = SpotAsk(ask.period, "new", ask.area, as_of=ask.as_of, periods=1)
    found = spots_by_category(ask.viewer, ask.store, wanted, ask.as_of)
    return {one.category: one.places for one in found.gathering}


def _of_unit(ask: SectionAsk, unit: str) -> Known:
    """Return the same for an owner unit, by the registry's own figure."""
    with ask.store.read() as conn:
        zone = office_zone(conn)
    line = trend(
        ask.viewer, ask.store, ["reported"], ask.period, _PERIODS, ask.as_of, ask.area, unit
    )
    back = ask.period.back(len(line["reported"]) - 1)
    then = [_reported(ask, one, like_moment(one, one, ask.as_of, zone)) for one in back]
    now, other = _reported(ask, ask.period, ask.as_of), ask.period.previous()
    before = _reported(ask, other, like_moment(other, ask.period, ask.as_of, zone)) if back else {}
    changes = changes_of(now, before)
    categories = {
        code: Counted(
            one.n,
            before[code].n if code in before else None,
            code in changes and changes[code].is_apart is True and changes[code].amount > 0,
            (*(of[code].n if code in of else 0 for of in then), one.n),
        )
        for code, one in now.items()
        if code is not None
    }
    return Known(_total(ask), categories, (*back, ask.period), {})


def _total(ask: SectionAsk) -> int:
    days = (ask.period.first, ask.period.last)
    return figure(
        ask.viewer, ask.store, "reported", *days, ask.as_of, area=ask.area, unit=ask.unit
    ).n


def _reported(ask: SectionAsk, period: Period, moment: datetime) -> dict[str | None, Figure]:
    table = figure_tables(
        ask.viewer, ask.store, ["reported"], "category", period.first, period.last, moment,
        area=ask.area, unit=ask.unit,
    )["reported"]  # fmt: skip
    return {one.code: one.figure for one in table.lines}


def chosen(
    found: Known, opened: pd.DataFrame, marked: Mapping[str, int], most: int
) -> tuple[Matter, ...]:
    """Return the matters by `RULE`.

    Parameters
    ----------
    opened
        Of `service.packs.section_open.open_cases`.
    marked
        How many cases of each category are marked for the meeting.
    """
    matters: dict[str, Matter] = {}
    for category, why in _in_order(found, opened, marked):
        counted = found.categories.get(category)
        counted = counted or Counted(0, 0, False, (0,) * len(found.periods))
        matters.setdefault(category, Matter(category, why, counted))
        if len(matters) == most:
            break
    return tuple(matters.values())


def _in_order(
    found: Known, opened: pd.DataFrame, marked: Mapping[str, int]
) -> Iterator[tuple[str, Sentence]]:
    every = found.categories
    more = {name: one.now - (one.before or 0) for name, one in every.items() if one.has_grown}
    for name in _most_first(more):
        yield (
            name,
            Sentence(
                "Chosen because it grew beyond chance: {now} new cases, {before} in the period"
                " before.",
                now=every[name].now,
                before=every[name].before,
            ),
        )
    for name, places in found.gathering.items():
        yield (
            name,
            Sentence("Chosen because it gathers beyond chance: hot spots: {n}.", n=len(places)),
        )
    for name in _most_first(marked):
        yield name, Sentence("Chosen because cases are marked: {n}.", n=marked[name])
    late = opened.loc[opened["is_overdue"], "category"].dropna().value_counts().to_dict()
    for name in _most_first(late):
        yield name, Sentence("Chosen because of overdue cases: {n}.", n=late[name])
    for name in _most_first({name: one.now for name, one in every.items() if one.now}):
        yield name, Sentence("Chosen because most came in: {n} new cases.", n=every[name].now)


def _most_first(numbers: Mapping[str, int]) -> list[str]:
    return sorted(numbers, key=lambda name: (-numbers[name], name))
