"""The course of a matter: its line of new cases, and what happened when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd

from casework.meeting import FLAG_TERMS, Flag
from casework.sentence import Sentence, Term, Terms
from data.array_columns import Words as Column
from data.settings_store import office_zone
from service.figure_asked import Part
from service.figure_frame import sheet_of
from service.packs.deck import Chart, Line, Lines, Series
from service.packs.section import SectionAsk
from service.packs.section_matters import Known, Matter
from service.packs.words import Words


def trend_chart(found: Known, matter: Matter, key: str) -> Chart:
    """Return the new cases of each period as a line."""
    return Chart(
        key,
        "lines",
        Words.of(Term("New cases by period")),
        y_name=Words.of(Term("cases")),
        categories=tuple(Words.same(one.whole().key) for one in found.periods),
        series=(
            Series(Words.same(matter.category), tuple(float(one) for one in matter.counted.trend)),
        ),
    )


def course(
    ask: SectionAsk, found: Known, matter: Matter, opened: pd.DataFrame, marked: pd.DataFrame
) -> Lines:
    """Return what happened when: first seen, peak, this period, marked, how it stands.

    Parameters
    ----------
    opened
        The open cases of the category.
    marked
        Its cases marked for the meeting, of `service.meetings.flags.flagged`.
    """
    lines = tuple(Line(Words.of(said), when) for when, said in _told(ask, found, matter, marked))
    now = Line(Words.of(stands(opened)), Words.same(f"{ask.today}"))
    return Lines(f"course_{matter.category}", (*lines, now), Words.of(Term("How it went")))


def stands(opened: pd.DataFrame) -> Sentence:
    """Return how many cases are open, and how many of these overdue."""
    return Sentence(
        "Open: {n}; of these overdue: {late}.",
        n=len(opened),
        late=int(opened["is_overdue"].sum()),
    )


def _told(
    ask: SectionAsk, found: Known, matter: Matter, marked: pd.DataFrame
) -> Iterator[tuple[Words, Sentence]]:
    first = _first_day(ask, matter.category)
    if first is not None:
        yield Words.same(first), Sentence("First case in the records.")
    trend = matter.counted.trend
    if max(trend, default=0):
        at = trend.index(max(trend))
        most = Sentence("Most in one period so far: {n}.", n=trend[at])
        yield Words.same(found.periods[at].whole().key), most
    if found.total:
        yield (
            Words.same(ask.period.whole().key),
            Sentence(
                "New cases: {n} of {m} ({share}).",
                n=matter.counted.now,
                m=found.total,
                share=percent(matter.counted.now, found.total),
            ),
        )
    places = found.gathering.get(matter.category, ())
    if places:
        names = Terms(dict.fromkeys(name for one in places for name in one.communities))
        yield Words.same(ask.period.whole().key), Sentence("Gathers in: {names}.", names=names)
    if len(marked):
        flags = Terms(dict.fromkeys(FLAG_TERMS[Flag(one)] for one in marked["flag"]))
        said = Sentence("Marked for the meeting: {n} ({flags}).", n=len(marked), flags=flags)
        yield Words.same(min(marked["flagged_on"])), said


def percent(part: int, whole: int) -> str:
    """Return a share in per cent, cut: less than all is never all."""
    return f"{1000 * part // whole / 10:.1f}\N{NO-BREAK SPACE}%"


def _first_day(ask: SectionAsk, category: str) -> date | None:
    """Return the office's day of the first case of a category, None for none by the moment."""
    sheet = sheet_of(ask.store)
    assert sheet is not None  # it is built where it is not there
    with ask.store.read() as conn:
        part = Part.of(conn, ask.viewer, ask.area, ask.unit)
        zone = office_zone(conn)
    kinds = sheet.cases.columns["category"]
    if not isinstance(kinds, Column):
        raise TypeError
    rows = np.flatnonzero(kinds.equals(category))
    times = sheet.cases.times("reported_at")[rows[sheet.inside(part, rows)]]
    first = times.min() if len(times) else None
    if first is None:
        return None
    moment: datetime = first.astype("datetime64[us]").item().replace(tzinfo=UTC)
    return moment.astimezone(zone).date() if moment < ask.as_of else None
