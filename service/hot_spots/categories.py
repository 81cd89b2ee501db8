"""Where each category gathers: many questions at once, paid for together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import numpy as np

from casework.access import Action, Viewer, require
from casework.sentence import Sentence
from data.store import Store
from geo.hot_spots import HOT, Spots, controlled
from service.hot_spots.ask import SpotAsk
from service.hot_spots.counting import count_cases, ground_of
from service.hot_spots.finding import against_chance
from service.hot_spots.places import SpotPlace, gathered

#: Of fewer cases a category is not asked about.  Our choice.
LEAST_CASES: Final = 20


@dataclass(frozen=True)
class CategorySpots:
    """Where one category gathers.

    Attributes
    ----------
    cases
        Of the category in the grids compared.
    spots
        The test, its false discoveries controlled over all categories together.
    places
        Hot grids that touch, gathered; empty where it gathers nowhere.
    """

    category: str
    cases: int
    spots: Spots
    places: tuple[SpotPlace, ...]


@dataclass(frozen=True)
class ByCategory:
    """The categories that gather somewhere, most hot grids first; and what has to be said."""

    gathering: tuple[CategorySpots, ...]
    asked: tuple[str, ...]
    sentences: tuple[Sentence, ...]


def spots_by_category(viewer: Viewer, store: Store, ask: SpotAsk, now: datetime) -> ByCategory:
    """Return where each category gathers, asked for and refused like `hot_spots`.

    Every category with at least `LEAST_CASES` cases is tested by itself; the false discoveries
    are controlled over all grids of all of them together.
    """
    require(viewer, Action.VIEW_CASES)
    ask = replace(ask, category=None)
    as_of = (ask.as_of or now).replace(second=0, microsecond=0)
    ground = ground_of(viewer, store, ask, as_of)
    counts = count_cases(viewer, store, ask, ground, ask.period, as_of)
    sums = counts.by_category.sum(axis=0)
    columns = np.flatnonzero(sums >= LEAST_CASES).tolist()
    asked = [
        against_chance(store, ask, ground, counts.by_category[:, column]) for column in columns
    ]
    found = []
    for column, spots in zip(columns, controlled(asked, ask.false_discovery), strict=True):
        cases = counts.by_category[:, column]
        of_one = replace(counts, cases=cases)
        is_hot = np.asarray(spots.kind == HOT)
        nothing = (None,) * len(is_hot)
        places = gathered(is_hot, ground, of_one, spots, nothing, names_category=False)
        name = counts.categories[column]
        found.append(CategorySpots(name, int(cases.sum()), spots, places))
    said = _said(ask, found, len(sums) - len(columns))
    found.sort(key=lambda one: (-int((one.spots.kind == HOT).sum()), one.category))
    names = tuple(sorted(counts.categories[column] for column in columns))
    return ByCategory(tuple(one for one in found if one.places), names, said)


def _said(ask: SpotAsk, found: list[CategorySpots], left: int) -> tuple[Sentence, ...]:
    return (
        Sentence(
            "{asked} categories with at least {least} cases were asked about; {left} have fewer.",
            asked=len(found),
            least=LEAST_CASES,
            left=left,
        ),
        Sentence(
            "{tests} tests, controlled together: of all that is flagged in any category at most"
            " {share}, on average, is due to chance alone.",
            tests=sum(one.spots.tested for one in found),
            share=f"{ask.false_discovery:.0%}",
        ),
    )
