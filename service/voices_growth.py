"""Which matters grow: this period against the one before and the same of the year before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

import numpy as np

from casework.access import Action, Viewer, require
from casework.indicator import Window
from casework.indicators import INDICATORS
from casework.period import Period
from casework.sentence import Sentence
from data.settings_store import office_zone
from data.store import Store
from data.workload_store import first_report
from service.change_chance import LEVEL, chance_of_counts, more_than_chance
from service.figure_asked import Part, window_of
from service.figure_counts import count
from service.period_moments import like_moment
from service.voices import TAG_TERMS, place_of
from service.voices_counts import tag_counts

What = Literal["category", "voice", "wish"]
# Of fewer cases in both periods together nothing is said about chance.
LEAST_CASES: Final = 20


@dataclass(frozen=True)
class Grown:
    """The change of one class against one other period.

    Attributes
    ----------
    before
        The count then; None where hidden.
    percent
        By how much in percent; None where there was nothing or either count is hidden.
    is_apart
        Whether it is more than chance would make it, all classes looked at together; None where
        that is not asked, for hidden counts and few cases.
    """

    before: int | None
    percent: float | None
    is_apart: bool | None


@dataclass(frozen=True)
class GrowthLine:
    """One class: ``now`` and the ``trend`` (oldest first) are None where hidden."""

    code: str
    name: str
    now: int | None
    previous: Grown | None
    year_before: Grown | None
    trend: tuple[int | None, ...]


@dataclass(frozen=True)
class Growth:
    """Classes of requests, those that grew most against the period before first.

    Attributes
    ----------
    previous, year_before
        The periods compared with; None where the records do not reach so far.
    trend
        The periods of the lines' trends, oldest first.
    """

    what: What
    period: Period
    previous: Period | None
    year_before: Period | None
    trend: tuple[Period, ...]
    lines: tuple[GrowthLine, ...]
    sentences: tuple[Sentence, ...]


def growth(
    viewer: Viewer,
    store: Store,
    what: What,
    period: Period,
    as_of: datetime,
    area: str | None = None,
    periods: int | None = None,
) -> Growth:
    """Return how many requests of each class came in, now and before, and what may be chance.

    Parameters
    ----------
    what
        ``category`` counts all requests, ``voice`` and ``wish`` those with such a tag; counts by
        tag are guarded (`service.voices`).
    periods
        How many the trend has, the last of them `period`; None for a year of months by category,
        and half of it by tag, where each period has to be guarded.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When there is no such area, or it lies outside the viewer's part.

    Notes
    -----
    Each count is compared given the sum of both, by its share of the time (the conditional
    binomial test of two Poisson counts); of the classes said to have changed at most 5 of 100 are
    expected to be chance (Benjamini and Hochberg).  An unfinished period is compared with as much
    time of the others.
    """
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        zone, first = office_zone(conn), first_report(conn)
        part = Part.of(conn, viewer, area, None)
    on = as_of.astimezone(zone).date()
    period = period.until(on)
    begins = on if first is None else first.astimezone(zone).date()
    source = _Source(viewer, store, what, part, area, on)
    others = [one for one in (period.previous(), period.year_before()) if begins <= one.first]
    windows = [_window(one, period, as_of, zone) for one in (period, *others)]
    length = periods or (12 if what == "category" else 6)
    line = tuple(one for one in period.back(length - 1) if begins <= one.first)
    whole = [_window(one, one, as_of, zone) for one in line]
    now, *others_then = source.counts([*windows, *whole])
    before, trend = others_then[: len(others)], others_then[len(others) :]
    now = {code: now[code] for code in sorted({code for one in (now, *before) for code in one})}
    compared = {
        other: _grown(now, then, (windows[0], window))
        for other, then, window in zip(others, before, windows[1:], strict=True)
    }
    previous, year = (
        one if one in compared else None for one in (period.previous(), period.year_before())
    )
    lines = [
        GrowthLine(
            code,
            TAG_TERMS[what][code] if what != "category" else code,
            now[code],
            None if previous is None else compared[previous][code],
            None if year is None else compared[year][code],
            (*(one.get(code, 0) for one in trend), now[code]),
        )
        for code in now
    ]
    lines.sort(key=_by_growth)
    words = _words(begins, is_reached=None not in (previous, year))
    return Growth(what, period, previous, year, (*line, period), tuple(lines), words)


@dataclass(frozen=True)
class _Source:
    """Where the counts come from."""

    viewer: Viewer
    store: Store
    what: What
    part: Part
    area: str | None
    on: date

    def counts(self, windows: Sequence[Window]) -> list[Mapping[str, int | None]]:
        """Return the requests of each window by class."""
        if self.what == "category":
            return self._categories(windows)
        level, code = place_of(self.viewer, self.store, self.area, self.on)
        tags = TAG_TERMS[self.what]
        found = [tag_counts(self.store, self.what, window) for window in windows]
        return [{tag: one.number(level, code, tag) for tag in tags} for one in found]

    def _categories(self, windows: Sequence[Window]) -> list[Mapping[str, int | None]]:
        found = count(self.store, self.part, windows, [INDICATORS["reported"]], "category")
        return [
            _Known({str(code): of["reported"].n for code, of in one.items() if code})
            for one in found
        ]


class _Known(dict[str, int | None]):
    """Counts by category; of one that is not among them there were none."""

    def __missing__(self, code: str) -> int:
        del code
        return 0


def _window(one: Period, like: Period, as_of: datetime, zone: ZoneInfo) -> Window:
    """Return a period, looked at so that it can be compared with the other one as of now."""
    return window_of((one.first, one.last), like_moment(one, like, as_of, zone), zone)


def _grown(
    now: Mapping[str, int | None], before: Mapping[str, int | None], windows: Sequence[Window]
) -> dict[str, Grown]:
    codes = list(now)
    pairs = [(now[code], before[code]) for code in codes]
    known = [(a, b) if a is not None and b is not None else (0, 0) for a, b in pairs]
    counts = np.array(known, dtype=np.int64).reshape(-1, 2)
    asked = counts.sum(axis=1) >= LEAST_CASES
    lengths = [np.full(len(codes), _seconds(one)) for one in windows]
    chances = chance_of_counts(counts[:, 0], counts[:, 1], lengths[0], lengths[1])
    apart = more_than_chance(chances, asked, LEVEL)
    return {
        code: Grown(
            b,
            None if a is None or not b else 100 * (a / b - 1),
            bool(apart[at]) if asked[at] else None,
        )
        for at, (code, (a, b)) in enumerate(zip(codes, pairs, strict=True))
    }


def _seconds(window: Window) -> float:
    length: timedelta = min(window.end, window.as_of) - window.start
    return max(1.0, length.total_seconds())


def _by_growth(line: GrowthLine) -> tuple[bool, float, str]:
    """Order by how many cases more there are; what is hidden comes last."""
    before = None if line.previous is None else line.previous.before
    if line.now is None or (line.previous is not None and before is None):
        return True, 0.0, line.code
    return False, -(line.now - (before or 0)), line.code


def _words(begins: date, *, is_reached: bool) -> tuple[Sentence, ...]:
    said = [
        Sentence(
            "Said to have changed is what differs by more than chance, all classes looked at"
            " together: of 100 such findings 5 may be chance. Of fewer than {least} cases in both"
            " periods nothing is said.",
            least=LEAST_CASES,
        )
    ]
    if not is_reached:
        said.append(
            Sentence("The records begin on {first}: earlier periods are missing.", first=begins)
        )
    return tuple(said)
