"""What is open by the rules themselves: counts with their pages' own numbers, no opinion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from casework.sentence import Sentence
from service.figures import figure, figure_table
from service.meetings.decisions import decisions_of
from service.packs.pages import of_the_part
from service.packs.section import SectionAsk
from service.promises.listing import projects_of, promises_of
from service.roster.duty import day_picture, duty_on
from service.rounds.failed import failed_open

FIGURES: Final = ("overdue_now", "open_now")


def open_facts(ask: SectionAsk) -> list[Sentence]:
    """Return what is open as of the pack's moment, each with its number; what is 0 is left out.

    Of an owner unit only its cases, decisions, promises and works.
    """
    of_area = [] if ask.unit else [*_unrouted(ask), *_uncovered(ask), *_failed(ask)]
    return [*_cases(ask), *of_area, *_owned(ask)]


def _cases(ask: SectionAsk) -> Iterator[Sentence]:
    days = (ask.period.first, ask.period.last)
    found = figure(ask.viewer, ask.store, "overdue_now", *days, ask.as_of, ask.area, ask.unit)
    if found.n:
        yield Sentence("Cases open and overdue: {n:,}", n=found.n)


def _unrouted(ask: SectionAsk) -> Iterator[Sentence]:
    """Give how many open cases were dispatched to no owner unit."""
    days = (ask.period.first, ask.period.last)
    table = figure_table(ask.viewer, ask.store, "open_now", "unit", *days, ask.as_of, ask.area)
    none = next((one.figure.n for one in table.lines if one.code is None), 0)
    if none:
        yield Sentence("Open cases without an owner unit: {n:,}", n=none)


def _uncovered(ask: SectionAsk) -> Iterator[Sentence]:
    picture = day_picture(duty_on(of_the_part(ask), ask.store, ask.today))
    if picture.nobody:
        yield Sentence(
            "Grids nobody answers for today: {n:,} of {m:,}", n=picture.nobody, m=picture.grids
        )


def _failed(ask: SectionAsk) -> Iterator[Sentence]:
    found = failed_open(ask.viewer, ask.store, ask.today, ask.area)
    if len(found):
        yield Sentence("Failures found on rounds and not put right: {n:,}", n=len(found))


def _owned(ask: SectionAsk) -> Iterator[Sentence]:
    decided = decisions_of(ask.viewer, ask.store, ask.today, ask.area, ask.unit)
    late = int(decided["is_overdue"].astype(bool).sum())
    if late:
        yield Sentence("Decisions overdue: {n:,} of {m:,}", n=late, m=len(decided))
    for what, frame in (
        ("promises", promises_of(ask.viewer, ask.store, ask.today, ask.area)),
        ("works", projects_of(ask.viewer, ask.store, ask.today, ask.area)),
    ):
        own = frame if ask.unit is None else frame.loc[frame["owner_unit"].eq(ask.unit)]
        late = int(own["is_overdue"].astype(bool).sum())
        if late and what == "promises":
            yield Sentence("Promises overdue: {n:,} of {m:,}", n=late, m=len(own))
        elif late:
            yield Sentence("Public works overdue: {n:,} of {m:,}", n=late, m=len(own))
