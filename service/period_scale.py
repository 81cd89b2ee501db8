"""How values are told where periods are compared: in which unit, with how many digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from casework.indicator import Form, Indicator
from casework.period import Period
from casework.sentence import Sentence
from service.figure import NONE

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Counts of periods whose lengths differ by more than this are told per 30 days.
_ALIKE: Final = 1.2
_MONTH_DAYS: Final = 30


@dataclass(frozen=True)
class Scale:
    """How values of a figure are told.

    ``per_days`` is None where the periods are about as long as each other: counts are told as
    they are; else counts are told per so many days.
    """

    form: Form
    per_days: int | None

    @classmethod
    def of(cls, indicator: Indicator, periods: Sequence[Period]) -> Scale:
        """Return the scale on which these periods can be compared."""
        days = [period.days for period in periods]
        is_flow = indicator.form in (Form.COUNT, Form.PER_THOUSAND) and not indicator.is_stock
        apart = is_flow and max(days) > _ALIKE * min(days)
        return cls(indicator.form, _MONTH_DAYS if apart else None)

    @property
    def is_ratio(self) -> bool:
        """Return True where a value is of something: told with what it is of."""
        return self.form is not Form.COUNT

    @property
    def digits(self) -> int:
        """Return how many digits after the point."""
        if self.form is Form.COUNT:
            return 0 if self.per_days is None else 1
        return 2 if self.form is Form.MEAN else 1

    def value(self, n: Ints, m: Ints, period: Period) -> Floats:
        """Return values as they are told, NaN where there is nothing to divide by."""
        per_days = 1.0 if self.per_days is None else self.per_days / period.days
        if self.form is Form.COUNT:
            return np.asarray(n * per_days, dtype=np.float64)
        times = {Form.SHARE: 100.0, Form.PER_THOUSAND: 1000.0 * per_days}.get(self.form, 1.0)
        told = np.full(len(n), np.nan)
        np.divide(n * times, m, out=told, where=m > 0)
        return told

    def said(self, value: float, n: int, m: int) -> Sentence | str:
        """Return a value as it is told with what it is of, "-" for none."""
        if np.isnan(value):
            return NONE
        shown = f"{value:,.{self.digits}f}" + (" %" if self.form is Form.SHARE else "")
        if self.form is Form.COUNT:
            return shown
        return Sentence("{value} ({n} of {m})", value=shown, n=n, m=m)

    @property
    def none(self) -> Sentence:
        """Return what a grid without a value says."""
        return {
            Form.PER_THOUSAND: Sentence("No households here"),
            Form.SHARE: Sentence("Nothing was due here"),
        }.get(self.form, Sentence("No figure"))

    @property
    def unit(self) -> Sentence:
        """Return the unit of a value of one grid."""
        if self.form is Form.COUNT and self.per_days is None:
            return Sentence("cases in a grid")
        if self.form is Form.COUNT:
            return Sentence("cases in a grid in {days} days", days=self.per_days)
        if self.form is Form.SHARE:
            return Sentence("in percent")
        if self.form is Form.MEAN:
            return Sentence("per case")
        if self.per_days is None:
            return Sentence("per 1,000 households")
        return Sentence("per 1,000 households in {days} days", days=self.per_days)
