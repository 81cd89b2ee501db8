"""How each unit's figures differ from the period before, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from casework.indicator import Form
from service.change_chance import chance_of_counts, chance_of_shares, more_than_chance
from service.figure import Figure
from service.figure_changes import LEAST_CASES, LEAST_ROWS, Compared


@dataclass(frozen=True)
class UnitChange:
    """How a figure of a unit differs from that of the period before.

    Attributes
    ----------
    amount, unit
        By how much: in percentage points for shares, in cases for numbers, else in percent.
    before
        What it was, as it is shown.
    is_apart
        Whether it is more than chance would make it, all units looked at together; None where
        that is not asked: too few, what stands at a moment, means.
    """

    amount: float
    unit: Literal["points", "percent", "cases"]
    before: str
    is_apart: bool | None

    @classmethod
    def of(cls, one: Compared) -> UnitChange | None:
        """Return the change of the whole area, None where there is nothing to compare with."""
        if one.change is None or one.previous is None:
            return None
        return cls(*_amount(one.now, one.previous), one.previous.value, one.change.is_apart)


def changes_of(
    now: Mapping[str | None, Figure], before: Mapping[str | None, Figure]
) -> dict[str | None, UnitChange]:
    """Return the change of one figure for each unit that has a value in both periods.

    Notes
    -----
    Shares by Fisher's exact test, numbers as Poisson counts of the two periods; of the units
    named as changed no more than 5 of 100 are chance (Benjamini and Hochberg over the units).
    """
    codes = [
        code
        for code, one in now.items()
        if one.amount is not None and code in before and before[code].amount is not None
    ]
    if not codes:
        return {}
    pairs = [(now[code], before[code]) for code in codes]
    is_asked = np.array([_is_enough(*pair) for pair in pairs], dtype=bool)
    apart = more_than_chance(_chances(pairs), is_asked)
    return {
        code: UnitChange(*_amount(*pair), pair[1].value, bool(is_apart) if asked else None)
        for code, pair, asked, is_apart in zip(codes, pairs, is_asked, apart, strict=True)
    }


def _amount(now: Figure, before: Figure) -> tuple[float, Literal["points", "percent", "cases"]]:
    a, b = now.amount or 0.0, before.amount or 0.0
    if now.form is Form.SHARE:
        return (a - b) * 100, "points"
    if now.form is Form.COUNT or not b:
        return a - b, "cases"
    return (a / b - 1) * 100, "percent"


def _is_enough(now: Figure, before: Figure) -> bool:
    if now.is_stock or now.form is Form.MEAN:
        return False
    if now.form is Form.SHARE:
        return min(now.m, before.m) >= LEAST_ROWS
    return now.n + before.n >= LEAST_CASES


def _chances(pairs: list[tuple[Figure, Figure]]) -> np.ndarray:
    n, n_before = (np.array([pair[at].n for pair in pairs]) for at in (0, 1))
    if pairs[0][0].form is Form.SHARE:
        m, m_before = (np.array([pair[at].m for pair in pairs]) for at in (0, 1))
        return chance_of_shares(n, m, n_before, m_before)
    days, days_before = (np.array([_days(pair[at]) for pair in pairs]) for at in (0, 1))
    return chance_of_counts(n, n_before, days, days_before)


def _days(figure: Figure) -> float:
    """Return how many days of a figure's period had passed when it was looked at."""
    if figure.period_from is None or figure.period_to is None:
        return 1.0
    last = min(figure.period_to, figure.as_of.date())
    return max(1.0, (last - figure.period_from).days + 1.0)
