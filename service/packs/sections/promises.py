"""Promises, resolutions and public works."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd

from casework.sentence import Sentence, Term
from data.rows import records
from service.figure_changes import compare, trend
from service.packs.deck import Cards, Cell, Column, Slide, Table
from service.packs.pages import (
    EMPTY,
    clipped,
    counted,
    cut,
    most_rows,
    numbers,
    part_of,
    told,
    under,
)
from service.packs.progress_cells import due, percent, pressing, state
from service.packs.section import SectionAsk
from service.packs.section_cards import card
from service.packs.section_tables import table_slides, word_column
from service.packs.section_words import live
from service.packs.words import Words
from service.promises.listing import counts_of, projects_of, promises_of, resolutions_of

FIGURES: Final = (
    "promises_kept",
    "resolutions_done",
    "projects_done",
    "areas_reached",
    "cases_settled_at_source",
)
_PERIODS: Final = 12
# Of each list: in the title of the slide, and above the table.
_PROMISES: Final = (Term("Promises"), Term("Promises, the overdue ones first"))
_RESOLUTIONS: Final = (
    Term("Resolutions of assemblies"),
    Term("Resolutions of assemblies, the overdue ones first"),
)
_WORKS: Final = (Term("Public works"), Term("Public works, the overdue ones first"))
Row = Callable[[Mapping[Any, Any]], tuple[Cell, ...]]


def promises(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return the figures of the period, and what is open, overdue, or was done in the period.

    Of an owner unit only what it owns; resolutions are no unit's.
    """
    made = promises_of(ask.viewer, ask.store, ask.today, ask.area)
    works = projects_of(ask.viewer, ask.store, ask.today, ask.area)
    if ask.unit is not None:
        made, works = (one.loc[one["owner_unit"].eq(ask.unit)] for one in (made, works))
        return (*_promised(ask, made), *_works(ask, works))
    resolved = resolutions_of(ask.viewer, ask.store, ask.today, ask.area)
    return (
        _figures(ask),
        *_promised(ask, made),
        *_resolved(ask, resolved),
        *_works(ask, works),
    )


def _figures(ask: SectionAsk) -> Slide:
    found = compare(ask.viewer, ask.store, FIGURES, ask.period, ask.as_of, ask.area)
    lines = trend(ask.viewer, ask.store, FIGURES, ask.period, _PERIODS, ask.as_of, ask.area)
    cards = tuple(card(one, lines[one.key], ask.period) for one in found)
    return Slide(
        "promises",
        "promises",
        ask.title,
        "cards",
        (Cards(cards),),
        subtitle=under(ask),
        link=live(ask, "promise-ledger", on=str(ask.today)),
    )


def _promised(ask: SectionAsk, frame: pd.DataFrame) -> tuple[Slide, ...]:
    columns = (
        word_column("text", Term("Promise"), 4.2),
        word_column("owner", Term("Responsible unit"), 2),
        word_column("due", Term("Due day"), 1.3),
        word_column("state", Term("How it stands"), 1.8),
        word_column("last", Term("Last word on it"), 3),
    )
    return _list(ask, "promises-promises", _PROMISES, frame, columns, _promise)


def _promise(row: Mapping[Any, Any]) -> tuple[Cell, ...]:
    return (
        told(clipped(row["text"])),
        told(row["owner_name"]),
        due(row),
        state(row),
        told(clipped(row["last_text"])),
    )


def _resolved(ask: SectionAsk, frame: pd.DataFrame) -> tuple[Slide, ...]:
    columns = (
        word_column("area", Term("Village or community"), 1.8),
        word_column("text", Term("What was resolved"), 4),
        numbers("households", Term("Households"), 1, counts=True),
        numbers("cost", Term("Cost (yuan)"), 1.2),
        word_column("due", Term("Due day"), 1.3),
        numbers("percent", Term("Done (percent)"), 0.8),
        word_column("state", Term("How it stands"), 1.8),
    )
    return _list(ask, "promises-resolutions", _RESOLUTIONS, frame, columns, _resolution)


def _resolution(row: Mapping[Any, Any]) -> tuple[Cell, ...]:
    return (
        told(row["area_name"]),
        told(clipped(row["text"])),
        _number(row["household_count"]),
        _number(row["cost_yuan"]),
        due(row),
        percent(row),
        state(row),
    )


def _works(ask: SectionAsk, frame: pd.DataFrame) -> tuple[Slide, ...]:
    columns = (
        word_column("name", Term("Public work"), 2.6),
        word_column("owner", Term("Responsible unit"), 1.8),
        numbers("cost", Term("Cost (yuan)"), 1.2),
        numbers("for", Term("People or households it is for"), 1.1),
        word_column("due", Term("Due day"), 1.3),
        word_column("state", Term("How it stands"), 1.8),
        numbers("percent", Term("Done (percent)"), 0.8),
        numbers("areas", Term("Areas reached"), 1.2),
        numbers("cases", Term("Cases settled, of those linked"), 1.2),
    )
    return _list(ask, "promises-works", _WORKS, frame, columns, _work)


def _work(row: Mapping[Any, Any]) -> tuple[Cell, ...]:
    return (
        told(clipped(row["name"])),
        told(row["owner_name"]),
        _number(row["cost_yuan"]),
        _number(row["beneficiary_count"]),
        due(row),
        state(row),
        percent(row),
        part_of(int(row["areas_done"]), int(row["areas_total"])),
        part_of(int(row["cases_closed"]), int(row["cases_linked"])),
    )


def _list(
    ask: SectionAsk,
    key: str,
    names: tuple[Term, Term],
    frame: pd.DataFrame,
    columns: tuple[Column, ...],
    row: Row,
) -> tuple[Slide, ...]:
    """Return the slides of a list; nothing where nothing is open or came to an end."""
    listed = pressing(frame, ask.period.first, min(ask.period.last, ask.today))
    if listed.empty:
        return ()
    most = most_rows(ask)
    rows = tuple(row(one) for one in records(listed.head(most)))
    table = Table(key, Words.of(names[1]), columns, rows)
    slide = Slide(
        key,
        "promises",
        Words.joined((ask.title, Words.of(names[0]))),
        "full",
        (),
        subtitle=Words.of(_summary(frame)),
        notes=(*cut(len(listed), most), Words.of(_LISTED)),
        link=live(ask, "promise-ledger", part=key.removeprefix("promises-"), on=str(ask.today)),
    )
    return table_slides(slide, table)


_LISTED: Final = Sentence("Listed: what is open, and what was done or given up in the period.")


def _summary(frame: pd.DataFrame) -> Sentence:
    found = counts_of(frame)
    return Sentence(
        "{total:,} in all; fallen due: {due:,}, of these done in time {kept:,}, done late"
        " {late:,}, overdue {overdue:,}, given up {dropped:,}",
        total=found.total,
        due=found.due,
        kept=found.kept,
        late=found.late,
        overdue=found.overdue,
        dropped=found.dropped,
    )


def _number(value: Any) -> Cell:  # noqa: ANN401 - a number of a frame, or none
    return EMPTY if value is None or pd.isna(value) else counted(float(value))
