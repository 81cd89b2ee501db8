"""Figures beside those of the period before (环比) and of the year before (同比), and as a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

import numpy as np

from casework.access import Action, Viewer, require
from casework.indicator import Form, NamedFigure, Window
from casework.period import Period
from casework.sentence import Sentence
from data.settings_store import office_zone
from data.store import Store
from data.workload_store import first_report
from service.change_chance import LEVEL, chance_of_counts, chance_of_shares
from service.figure import Figure, shown, valued
from service.figure_asked import Part, figure_of, window_of
from service.figure_counts import count
from service.period_moments import end_of, like_moment, name_at

Unit = Literal["points", "percent", "cases"]
# Of fewer rows in either period, or fewer cases in both together, nothing is said about chance.
LEAST_ROWS: Final = 20
LEAST_CASES: Final = 20


@dataclass(frozen=True)
class Change:
    """How a figure differs from that of another period.

    Attributes
    ----------
    amount, unit
        By how much: in percentage points for shares, else in percent of what it was; in cases
        where it was nothing.
    is_better
        None where neither way is the good one, or nothing changed.
    text
        The same as a sentence, with the other period and its value.
    is_apart
        Whether it is more than chance alone would make it (of 100 such findings 5 are chance);
        None where that is not asked: of too few, of what stands at a moment, of means.
    """

    amount: float
    unit: Unit
    is_better: bool | None
    text: Sentence
    is_apart: bool | None

    @property
    def chance(self) -> Sentence:
        """Return in words what can be said about chance."""
        if self.is_apart is None:
            return Sentence("Not asked whether it is more than chance.")
        if self.is_apart:
            return Sentence("More than chance alone would make it.")
        return Sentence("No more than chance may make it.")


@dataclass(frozen=True)
class Compared:
    """A figure, and how it was the period before and the year before.

    ``reason`` and ``reason_year`` say why there is nothing to compare with, where there is not.
    """

    key: str
    now: Figure
    previous: Figure | None
    year_before: Figure | None
    change: Change | None
    change_year: Change | None
    reason: Sentence | None = None
    reason_year: Sentence | None = None


def compare(
    viewer: Viewer,
    store: Store,
    keys: Sequence[str],
    period: Period,
    as_of: datetime,
    area: str | None = None,
    unit: str | None = None,
) -> tuple[Compared, ...]:
    """Return figures of a period beside those of the period before and of the year before.

    Asked for and refused like figures (`service.figures.figure`).

    Notes
    -----
    A period that is not over is cut at the day of `as_of`, and compared with as many days up to
    the same time; of others no day is missing (`service.period_moments.like_moment`).
    """
    require(viewer, Action.VIEW_CASES)
    asked = _Asked.of(viewer, store, keys, as_of, area, unit)
    period = period.until(as_of.astimezone(asked.zone).date())
    others = (period.previous(), period.year_before())
    known = [one for one in others if asked.reaches(one)]
    moments = [like_moment(one, period, as_of, asked.zone) for one in known]
    found = asked.figures([period, *known], [as_of, *moments])
    told = dict(zip(known, found[1:], strict=True))
    reasons = [None if one in told else asked.reason(one) for one in others]
    compared = []
    for one in asked.indicators:
        now = found[0][one.key]
        before = [told[other][one.key] if other in told else None for other in others]
        changes = [
            None if figure is None else asked.change(now, figure, (period, other))
            for figure, other in zip(before, others, strict=True)
        ]
        compared.append(
            Compared(one.key, now, before[0], before[1], *changes, *reasons)  # type: ignore[arg-type]
        )
    return tuple(compared)


def trend(
    viewer: Viewer,
    store: Store,
    keys: Sequence[str],
    period: Period,
    periods: int,
    as_of: datetime,
    area: str | None = None,
    unit: str | None = None,
) -> dict[str, tuple[Figure, ...]]:
    """Return figures of a period and of the whole ones before it, oldest first, by key.

    Asked for and refused like figures (`service.figures.figure`).

    Parameters
    ----------
    periods
        How many in all, the last of them `period`; those before the records begin are left out.

    Notes
    -----
    The last is as of `as_of`, and cut at its day; the others are looked at when they had ended,
    or as long after it as the last one, so that all had the same time.
    """
    require(viewer, Action.VIEW_CASES)
    asked = _Asked.of(viewer, store, keys, as_of, area, unit)
    period = period.until(as_of.astimezone(asked.zone).date())
    line = [one for one in period.back(max(0, periods - 1)) if asked.reaches(one)]
    since = max(timedelta(0), as_of - end_of(period, asked.zone))
    moments = [min(as_of, end_of(one, asked.zone) + since) for one in line]
    found = asked.figures([*line, period], [*moments, as_of])
    return {one.key: tuple(of[one.key] for of in found) for one in asked.indicators}


@dataclass(frozen=True)
class _Asked:
    """What is asked for, and since when there are records."""

    store: Store
    indicators: list[NamedFigure]
    part: Part
    zone: ZoneInfo
    first_on: date | None

    @classmethod
    def of(
        cls,
        viewer: Viewer,
        store: Store,
        keys: Sequence[str],
        as_of: datetime,
        area: str | None,
        unit: str | None,
    ) -> _Asked:
        indicators = [figure_of(key) for key in keys]
        with store.read() as conn:
            zone, first = office_zone(conn), first_report(conn)
            part = Part.of(conn, viewer, area, unit)
        first_on = first.astimezone(zone).date() if first and first < as_of else None
        return cls(store, indicators, part, zone, first_on)

    def reaches(self, period: Period) -> bool:
        return self.first_on is not None and self.first_on <= period.first

    def reason(self, period: Period) -> Sentence:
        if self.first_on is None:
            return Sentence("There are no records yet to compare with.")
        return Sentence(
            "The records begin on {first}: there is no {period} to compare with.",
            first=self.first_on,
            period=period.name,
        )

    def figures(
        self, periods: Sequence[Period], moments: Sequence[datetime]
    ) -> list[dict[str, Figure]]:
        windows = [
            window_of((period.first, period.last), moment, self.zone)
            for period, moment in zip(periods, moments, strict=True)
        ]
        counts = count(self.store, self.part, windows, self.indicators)
        return [
            {
                one.key: valued(one, of[None][one.key], (period.first, period.last), window.as_of)
                for one in self.indicators
            }
            for period, window, of in zip(periods, windows, counts, strict=True)
        ]

    def change(self, now: Figure, before: Figure, periods: tuple[Period, Period]) -> Change | None:
        """Return the change, None where either has no value."""
        if now.amount is None or before.amount is None:
            return None
        windows = [
            window_of((period.first, period.last), figure.as_of, self.zone)
            for period, figure in zip(periods, (now, before), strict=True)
        ]
        name = name_at(periods[1], before.as_of, self.zone, is_stock=before.is_stock)
        return _change(now, before, name, windows)


def _change(
    now: Figure, before: Figure, other: Sentence, windows: Sequence[Window]
) -> Change | None:
    a, b = now.amount, before.amount
    if a is None or b is None:
        return None
    unit: Unit
    if now.form is Form.SHARE:
        amount, unit = (a - b) * 100, "points"
    elif b:
        amount, unit = (a / b - 1) * 100, "percent"
    else:
        amount, unit = a, "cases"
    is_better = None if now.better is None or a == b else (a > b) == (now.better == "more")
    text = _text(amount, unit, shown(before.form, b), other)
    return Change(amount, unit, is_better, text, _is_apart(now, before, windows))


def _text(amount: float, unit: Unit, before: str, other: Sentence) -> Sentence:
    said = {"before": before, "period": other}
    if amount == 0:
        return Sentence("As in {period}: {before}.", **said)
    size = f"{abs(amount):.1f}"
    if unit == "points" and amount > 0:
        return Sentence("Up {size} points from {before} in {period}.", size=size, **said)
    if unit == "points":
        return Sentence("Down {size} points from {before} in {period}.", size=size, **said)
    if unit == "cases":
        return Sentence("There was nothing in {period}.", **said)
    if amount > 0:
        return Sentence("Up {size} % from {before} in {period}.", size=size, **said)
    return Sentence("Down {size} % from {before} in {period}.", size=size, **said)


def _is_apart(now: Figure, before: Figure, windows: Sequence[Window]) -> bool | None:
    if now.is_stock or now.form is Form.MEAN:
        return None
    counts = [np.array([one.n]) for one in (now, before)]
    if now.form is Form.SHARE:
        if min(now.m, before.m) < LEAST_ROWS:
            return None
        rows = [np.array([one.m]) for one in (now, before)]
        chance = chance_of_shares(counts[0], rows[0], counts[1], rows[1])
    else:
        if now.n + before.n < LEAST_CASES:
            return None
        lengths = [np.array([_seconds(one)]) for one in windows]
        chance = chance_of_counts(counts[0], counts[1], lengths[0], lengths[1])
    return bool(chance[0] <= LEVEL)


def _seconds(window: Window) -> float:
    """Return how long a window had lasted at its moment."""
    return max(1.0, (min(window.end, window.as_of) - window.start).total_seconds())
