"""What is said about hot spots: classes, grids, settings, and what may be chance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from casework.indicators import INDICATORS
from casework.period import Period
from casework.sentence import Sentence, Term
from geo.hot_spots import (
    COLD,
    HIGH_ALONE,
    HOT,
    LEAST_GRIDS,
    LEAST_PER_GRID,
    LOW_ALONE,
    NOT_APART,
    Spots,
)
from geo.rates import LEAST_EXPOSURE
from service.hot_spots.ask import SpotAsk
from service.hot_spots.course import COURSE_TERMS, RULE

if TYPE_CHECKING:
    from datetime import datetime

    from service.hot_spots.counting import Ground, SpotCounts
    from service.hot_spots.found import HotSpots

KIND_TERMS: Final = {
    HOT: Term("Hot: more than chance"),
    HIGH_ALONE: Term("More than the grids around it"),
    NOT_APART: Term("Not apart from chance"),
    LOW_ALONE: Term("Fewer than the grids around it"),
    COLD: Term("Cold: fewer than chance"),
}
TOO_LITTLE: Final = Term("Too little to say")
UNSAID: Final = {
    "few_grids": Sentence(
        "Fewer than {least} grids with at least {households} households: of so few it cannot be"
        " said what is ordinary. Choose a larger area.",
        least=LEAST_GRIDS,
        households=LEAST_EXPOSURE,
    ),
    "no_cases": Sentence("There are no cases to compare: choose a longer period or more of them."),
    "few_cases": Sentence(
        "Fewer than {least} cases for each grid, on average: too few to deal rates out anew. Choose"
        " a longer period, more cases, or Gi* of counts.",
        least=int(LEAST_PER_GRID),
    ),
    "no_difference": Sentence("All grids have the same rate: nothing can stand out."),
}
_TESTS: Final = {
    "gi": Sentence(
        "Gi*: the cases of a grid and of those it touches, taken together, against what their"
        " households make at the ordinary rate. Hot (cold) is only a grid whose own cases are also"
        " more (fewer) than chance makes."
    ),
    "gi_permuted": Sentence(
        "Gi*: the rates of a grid and of those it touches, taken together, against the rates of all"
        " grids dealt out anew; the grid's own stays where it is (Getis and Ord 1995)."
    ),
    "moran": Sentence(
        "Local Moran: the rate of a grid times the mean rate of those it touches, against the rates"
        " of all grids dealt out anew (Anselin 1995)."
    ),
}


def title(ask: SpotAsk) -> Sentence:
    """Return what a map of it shows."""
    name = INDICATORS[ask.key].name
    if ask.category is None:
        return Sentence("Hot spots: {name}", name=name)
    return Sentence("Hot spots: {name}, {category}", name=name, category=ask.category)


def settings(
    ask: SpotAsk,
    as_of: datetime,
    ground: Ground,
    counts: SpotCounts,
    spots: Spots,
    before: tuple[Period, ...],
) -> tuple[Sentence, ...]:
    """Return what was tested and how, and how much of it may be chance."""
    return tuple(_settings(ask, as_of, ground, counts, spots, before))


def _settings(
    ask: SpotAsk,
    as_of: datetime,
    ground: Ground,
    counts: SpotCounts,
    spots: Spots,
    before: tuple[Period, ...],
) -> Iterator[Sentence]:
    if INDICATORS[ask.key].is_stock:
        yield Sentence("As it stands at {as_of}.", as_of=as_of)
    else:
        yield Sentence("{period}, as of {as_of}.", period=ask.period.name, as_of=as_of)
    if spots.unsaid is not None:
        yield UNSAID[spots.unsaid]
        return
    left = int(ground.inside.sum()) - spots.tested
    yield Sentence(
        "{tested} grids compared with each other, {cases} cases. Grey: {left} grids with fewer than"
        " {least} households or without a neighbour.",
        tested=spots.tested,
        cases=int(counts.cases[spots.is_said].sum()),
        left=left,
        least=LEAST_EXPOSURE,
    )
    yield Sentence(
        "{flagged} grids stand out from chance. Of such flags at most {share}, on average, are due"
        " to chance alone (Benjamini and Hochberg 1995).",
        flagged=spots.flagged,
        share=f"{ask.false_discovery:.0%}",
    )
    yield _TESTS[ask.statistic]
    yield _chance(ask, spots)
    if before:
        yield Sentence("{n} earlier periods, from {first} on.", n=len(before), first=before[0].name)
        yield RULE
    elif ask.periods > 1:
        yield Sentence(
            "The records do not reach back before this period: what is new and what stays cannot"
            " be said."
        )
    if counts.elsewhere:
        yield Sentence("{n} of those counted lie in no grid of this map.", n=counts.elsewhere)


def _chance(ask: SpotAsk, spots: Spots) -> Sentence:
    if ask.statistic == "gi":
        return Sentence(
            "Chance: every household as likely to report as any other, and rates of ordinary grids"
            " that differ by {variation} as they do here (gamma-Poisson). Computed, nothing is"
            " drawn: every run agrees.",
            variation=f"{spots.variation:.0%}",
        )
    return Sentence(
        "Rates standardised by the number of households (Assuncao and Reis 1999); up to {draws}"
        " draws for a grid, seed {seed}: every run with this seed agrees.",
        draws=spots.most_draws,
        seed=ask.seed,
    )


def grid_sentence(found: HotSpots, row: int) -> Sentence:
    """Return what one grid says: its class, its cases beside what is expected, how sure it is."""
    spots, cases = found.spots, int(found.counts.cases[row])
    said: dict[str, object] = {"cases": cases, "households": int(found.ground.homes[row])}
    if not spots.is_said[row]:
        return Sentence("Too little to say: {cases} cases, {households} households.", **said)
    said |= {"kind": KIND_TERMS[int(spots.kind[row])], "expected": f"{spots.expected[row]:.1f}"}
    said |= {"q": _share(float(spots.q[row]))}
    course = found.courses[row]
    if course is None:
        return Sentence(
            "{kind}. {cases} cases where {expected} would be expected of {households} households;"
            " q = {q}.",
            **said,
        )
    return Sentence(
        "{kind}, {course}. {cases} cases where {expected} would be expected of {households}"
        " households; q = {q}.",
        **said,
        course=COURSE_TERMS[course],
    )


def _share(q: float) -> str:
    return "< 0.001" if q < 0.001 else f"{np.round(q, 3):.3f}"
