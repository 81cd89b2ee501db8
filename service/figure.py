"""A figure with its value, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from casework.indicator import Better, Form, NamedFigure, poisson_interval, wilson
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
        Rows that count, of how many; ``n`` is a sum where the figure is a mean, and ``m`` are
        households where it is for each 1,000 of them.  Of a count both are the same.
    share
        ``n / m`` of a share or mean, None where there is nothing to divide by.
    interval
        95 % interval of the `amount`: Wilson's of a share, Poisson's of a number for each 1,000
        households; None of counts and means, and where there is nothing.
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
    form: Form
    is_stock: bool
    better: Better | None

    @property
    def amount(self) -> float | None:
        """Return the value as a number: the share (0 to 1), mean, count, or number per 1,000."""
        if self.form is Form.COUNT:
            return float(self.n)
        if not self.m:
            return None
        return self.n / self.m * (1000 if self.form is Form.PER_THOUSAND else 1)

    @property
    def value(self) -> str:
        """Return the value as it is shown: 92.3 %, 0.31, 208, 5.2, or - where nothing is due."""
        amount = self.amount
        return NONE if amount is None else shown(self.form, amount)

    @property
    def text(self) -> Sentence:
        """Return the figure in one sentence, never a bare percentage."""
        said = {"name": self.name, "n": self.n, "m": self.m, "value": self.value}
        if self.form is Form.COUNT:
            return Sentence("{name}: {value}, as of {as_of:%Y-%m-%d}.", **said, as_of=self.as_of)
        if self.form is Form.PER_THOUSAND:
            return Sentence(
                "{name}: {value} ({n} for {m} households), as of {as_of:%Y-%m-%d}.",
                **said,
                as_of=self.as_of,
            )
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
        sure = () if self.interval is None else (_interval(self.form, *self.interval),)
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
            "amount": self.amount,
            "value": self.value,
            "form": self.form,
            "is_stock": self.is_stock,
            "better": self.better,
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


def shown(form: Form, amount: float) -> str:
    """Return an amount of a form as it is shown."""
    if form is Form.COUNT:
        return f"{amount:.0f}"
    if form is Form.SHARE:
        return f"{amount * 100:.1f} %"
    return f"{amount:.1f}" if form is Form.PER_THOUSAND else f"{amount:.2f}"


def _interval(form: Form, low: float, high: float) -> Sentence:
    said = {"low": shown(form, low), "high": shown(form, high)}
    if form is Form.SHARE:
        return Sentence("Interval (Wilson, 95 of 100): {low} to {high}.", **said)
    return Sentence("Interval (Poisson, 95 of 100): {low} to {high}.", **said)


def _sure(form: Form, n: int, m: int) -> tuple[float, float] | None:
    if form is Form.SHARE:
        return wilson(n, m)
    if form is Form.PER_THOUSAND and m:
        low, high = poisson_interval(n)
        return low / m * 1000, high / m * 1000
    return None


def valued(
    indicator: NamedFigure,
    counted: Counted,
    days: tuple[date | None, date | None],
    as_of: datetime,
) -> Figure:
    """Return a figure with its counts, ``m`` of them households where it is for 1,000 of them."""
    n, m, waiting = counted
    form = indicator.form
    return Figure(
        key=indicator.key,
        name=indicator.name,
        chinese=indicator.chinese,
        n=n,
        m=m,
        share=n / m if m and form in (Form.SHARE, Form.MEAN) else None,
        interval=_sure(form, n, m),
        not_yet_due=waiting,
        period_from=days[0],
        period_to=days[1],
        as_of=as_of,
        formula=indicator.formula,
        exclusions=indicator.excluded,
        source=indicator.source,
        is_local=indicator.is_local,
        form=form,
        is_stock=indicator.is_stock,
        better=indicator.better,
    )
