"""A figure with its value, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from casework.indicator import Indicator, wilson
from casework.sentence import Sentence, Term
from data.figure_store import Counted

# Nothing due is neither good nor bad: never 0 %, never 100 %.
NONE: Final = "-"


@dataclass(frozen=True)
class Figure:
    """One figure of one part of the district and one period.

    Attributes
    ----------
    n, m
        Rows that count, of how many; ``n`` is a sum where the figure is no share.
    share
        ``n / m``, None where there is nothing to divide by.
    interval
        95 % Wilson interval of the share; None where it is no share or there is none.
    not_yet_due
        Rows of the period that may still come right: apart from ``m`` where the period asks for
        what is due, else among it.
    period_from, period_to
        First and last day; None is open.
    """

    key: str
    name: Term
    chinese: str
    n: int
    m: int
    share: float | None
    interval: tuple[float, float] | None
    not_yet_due: int
    period_from: date | None
    period_to: date | None
    as_of: datetime
    formula: Sentence
    exclusions: tuple[Sentence, ...]
    source: str
    is_local: bool
    is_share: bool

    @property
    def value(self) -> str:
        """Return the value as it is shown: 92.3 %, 0.31, or - where nothing is due."""
        if self.share is None:
            return NONE
        return f"{self.share * 100:.1f} %" if self.is_share else f"{self.share:.2f}"

    @property
    def text(self) -> Sentence:
        """Return the figure in one sentence, never a bare percentage."""
        said = {"name": self.name, "n": self.n, "m": self.m, "value": self.value}
        if self.not_yet_due:
            return Sentence(
                "{name}: {value} ({n} of {m}; not yet due: {waiting}), as of {as_of:%Y-%m-%d}.",
                **said,
                waiting=self.not_yet_due,
                as_of=self.as_of,
            )
        return Sentence(
            "{name}: {value} ({n} of {m}), as of {as_of:%Y-%m-%d}.", **said, as_of=self.as_of
        )

    @property
    def remarks(self) -> tuple[Sentence, ...]:
        """Return what has to be said with the value: how sure it is, and whose formula it is."""
        sure = () if self.interval is None else (_interval(*self.interval),)
        local = Sentence("A local definition: the source names the figure without a formula.")
        return (*sure, local) if self.is_local else sure

    def as_json(self) -> dict[str, Any]:
        """Return the figure as plain values."""
        return {
            "key": self.key,
            "name": str(self.name),
            "chinese": self.chinese,
            "n": self.n,
            "m": self.m,
            "share": self.share,
            "value": self.value,
            "interval": self.interval,
            "not_yet_due": self.not_yet_due,
            "from": self.period_from,
            "to": self.period_to,
            "as_of": self.as_of,
            "formula": str(self.formula),
            "exclusions": [str(one) for one in self.exclusions],
            "source": self.source,
            "is_local": self.is_local,
        }


def _interval(low: float, high: float) -> Sentence:
    return Sentence(
        "Interval (Wilson, 95 of 100): {low} to {high}.",
        low=f"{low * 100:.1f} %",
        high=f"{high * 100:.1f} %",
    )


def valued(
    indicator: Indicator,
    counted: Counted,
    days: tuple[date | None, date | None],
    as_of: datetime,
) -> Figure:
    """Return a figure with its counts."""
    n, m, waiting = counted
    is_share = indicator.adds is None
    return Figure(
        key=indicator.key,
        name=indicator.name,
        chinese=indicator.chinese,
        n=n,
        m=m,
        share=n / m if m else None,
        interval=wilson(n, m) if is_share else None,
        not_yet_due=waiting,
        period_from=days[0],
        period_to=days[1],
        as_of=as_of,
        formula=indicator.formula,
        exclusions=indicator.excluded,
        source=indicator.source,
        is_local=indicator.is_local,
        is_share=is_share,
    )
