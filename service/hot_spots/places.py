"""Grids that touch and are hot, gathered into places with a name: for a list of a few lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from casework.sentence import Sentence, Terms
from geo.hot_spots import Spots, patches
from service.hot_spots.counting import Ground, SpotCounts
from service.hot_spots.course import COURSE_TERMS, Course

#: A category is named when at least this share of a place's cases is of it.  Our choice.
_MOSTLY: Final = 1 / 3


@dataclass(frozen=True)
class SpotPlace:
    """Some grids that touch each other.

    Attributes
    ----------
    rows, codes
        Of its grids.
    communities
        Names of the communities they lie in, that of most grids first.
    cases, expected, households
        In all of them; expected at the ordinary rate.
    mostly
        The category that at least a third of the cases are of.
    courses
        Of its grids, how many are emerging, persistent and so on.
    text
        All of that as a sentence.
    """

    rows: tuple[int, ...]
    codes: tuple[str, ...]
    communities: tuple[str, ...]
    cases: int
    expected: float
    households: int
    mostly: str | None
    courses: dict[Course, int]
    text: Sentence


def gathered(
    is_in: NDArray[np.bool_],
    ground: Ground,
    counts: SpotCounts,
    spots: Spots,
    courses: tuple[Course | None, ...],
    *,
    names_category: bool,
) -> tuple[SpotPlace, ...]:
    """Return the chosen grids gathered into places, those with the most cases too many first.

    Parameters
    ----------
    names_category
        Whether to say what most of the cases are about.
    """
    number = patches(is_in, ground.edges)
    found = [
        _place(np.flatnonzero(number == one), ground, counts, spots, courses, names_category)
        for one in range(int(number.max(initial=-1)) + 1)
    ]
    return tuple(sorted(found, key=lambda one: (one.expected - one.cases, one.codes)))


def _place(
    rows: NDArray[np.int64],
    ground: Ground,
    counts: SpotCounts,
    spots: Spots,
    courses: tuple[Course | None, ...],
    names_category: bool,
) -> SpotPlace:
    cases, expected = int(counts.cases[rows].sum()), float(np.nansum(spots.expected[rows]))
    communities = _communities(ground, rows)
    mostly = _mostly(counts, rows) if names_category else None
    of = Counter(one for row in rows.tolist() if (one := courses[row]))
    return SpotPlace(
        rows=tuple(rows.tolist()),
        codes=tuple(ground.grids.codes[row] for row in rows.tolist()),
        communities=communities,
        cases=cases,
        expected=expected,
        households=int(ground.homes[rows].sum()),
        mostly=mostly,
        courses=dict(of),
        text=_said(ground, rows, communities, (cases, expected), mostly, of),
    )


def _communities(ground: Ground, rows: NDArray[np.int64]) -> tuple[str, ...]:
    named = ground.grids.unit_names
    parents = ground.grids.frame["parent_code"].iloc[rows].tolist()
    known = Counter(one for one in parents if isinstance(one, str))
    ordered = sorted(known, key=lambda code: (-known[code], code))
    return tuple(str(named.get(code, code)) for code in ordered)


def _mostly(counts: SpotCounts, rows: NDArray[np.int64]) -> str | None:
    of = counts.by_category[rows].sum(axis=0)
    at = int(of.argmax()) if len(of) else 0
    if not of.sum() or of[at] < _MOSTLY * counts.cases[rows].sum():
        return None
    return counts.categories[at]


def _said(
    ground: Ground,
    rows: NDArray[np.int64],
    communities: tuple[str, ...],
    found: tuple[int, float],
    mostly: str | None,
    of: Counter[Course],
) -> Sentence:
    said: dict[str, object] = {"cases": found[0], "expected": f"{found[1]:.0f}"}
    said |= {"where": _where(ground, rows, communities), "courses": _course_words(of)}
    if mostly is None:
        return Sentence(
            "{where}: {cases} cases where {expected} would be expected{courses}.", **said
        )
    return Sentence(
        "{where}: {cases} cases where {expected} would be expected, mostly {category}{courses}.",
        **said,
        category=mostly,
    )


def _where(ground: Ground, rows: NDArray[np.int64], communities: tuple[str, ...]) -> Sentence:
    of = ", ".join(communities) or "-"
    if len(rows) == 1:
        name = ground.grids.frame["name"].iloc[rows[0]]
        return Sentence("{name} ({community})", name=name, community=of)
    return Sentence("{n} grids of {communities}", n=len(rows), communities=of)


def _course_words(of: Counter[Course]) -> Sentence | str:
    if not of:
        return ""
    return Sentence("; {courses}", courses=Terms(COURSE_TERMS[one] for one in of))
