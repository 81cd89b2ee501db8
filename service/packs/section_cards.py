"""Figures of the registry as cards: n of m, beside other periods, with their trend."""

from __future__ import annotations

from typing import Final

from casework.indicator import Form, WorkFigure
from casework.indicators import REGISTRY
from casework.period import Period
from casework.sentence import Sentence, Term
from service.figure import Figure
from service.figure_changes import Change, Compared
from service.overview.short import Named, arrow, figure_name, sense, short_change
from service.packs.deck import Beside, Card
from service.packs.words import Words

_LATE: Final = ("overdue_now",)


def card(one: Compared, trend: tuple[Figure, ...], period: Period) -> Card:
    """Return one figure as a card.

    Parameters
    ----------
    trend
        The figure of the last periods, oldest first, this one last.
    """
    figure = one.now
    return Card(
        key=one.key,
        name=name_of(figure),
        value=figure.value,
        amount=figure.amount,
        n=figure.n,
        m=figure.m,
        said=Words.of(said(figure)),
        is_share=figure.form is Form.SHARE,
        beside=(
            _beside(Term("Period before"), one, one.previous, one.change),
            _beside(Term("Year before"), one, one.year_before, one.change_year),
        ),
        trend=_trend(trend, period),
        formula=Words.of(figure.formula),
        source=figure.source,
        is_late=one.key in _LATE and figure.n > 0,
    )


def name_of(figure: Named) -> Words:
    """Return what a figure is called, officially in Chinese."""
    return Words(figure_name(figure, "zh"), figure_name(figure, "en"))


def said(figure: Figure) -> Sentence:
    """Return of how many rows a figure is made."""
    if figure.form is Form.COUNT:
        return Sentence("as of now") if figure.is_stock else Sentence("in the period")
    if figure.form is Form.PER_THOUSAND:
        return Sentence("{n} for {m} households", n=figure.n, m=figure.m)
    if figure.not_yet_due:
        return Sentence(
            "{n} of {m}, {waiting} not yet due",
            n=figure.n,
            m=figure.m,
            waiting=figure.not_yet_due,
        )
    if isinstance(REGISTRY[figure.key], WorkFigure):
        # Households, points, sessions: the name says what is counted, and it is no case.
        return Sentence("{n:,} / {m:,}", n=figure.n, m=figure.m)
    return Sentence("{n} of {m}", n=figure.n, m=figure.m)


def _beside(against: Term, one: Compared, before: Figure | None, change: Change | None) -> Beside:
    if change is None or before is None:
        why = Term("nothing due") if before else Term("no records")
        return Beside(Words.of(against), Words.joined((Words.same("-"), Words.of(why)), " "))
    told = Words.of(short_change(change, one.now, before))
    how = sense(change)
    return Beside(
        Words.of(against),
        Words.joined((Words.same(arrow(change)), told), " "),
        "good" if how == "good" else "bad" if how == "bad" else "plain",
    )


def _trend(trend: tuple[Figure, ...], period: Period) -> tuple[tuple[str, float | None], ...]:
    """Return name and amount of each period; nothing where there is only this one."""
    if len(trend) < 2:
        return ()
    names = [one.key for one in (*period.back(len(trend) - 1), period.whole())]
    return tuple((name, one.amount) for name, one in zip(names, trend, strict=True))
