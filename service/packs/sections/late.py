"""What is overdue and what is supervised."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd

from casework.sentence import Sentence, Term
from casework.supervision_state import SUPERVISION_TERMS, SupervisionState
from data.settings_store import office_zone
from service.figures import figure
from service.packs.deck import Cell, Line, Lines, Slide, Table
from service.packs.section import SectionAsk
from service.packs.section_late import by_unit, case_table, unit_chart, unit_names, unit_table
from service.packs.section_open import open_cases
from service.packs.section_supervised import supervised
from service.packs.section_tables import said_cell, table_slides, text_cell, word_column
from service.packs.section_words import live, notes, subtitle, titled
from service.packs.words import Words

_SECTION: Final = Term("Overdue and supervised")
_ROWS: Final = 20


def late(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return how much is overdue with whom, the longest of it, and what is supervised."""
    opened = open_cases(ask)
    late_ones = opened[opened["is_overdue"]].reset_index(drop=True)
    if not len(late_ones):
        return (_nothing(ask), *_supervised(ask))
    return (*_units(ask, opened, len(late_ones)), *_cases(ask, late_ones), *_supervised(ask))


def _nothing(ask: SectionAsk) -> Slide:
    said = Lines("late", (Line(Words.of(Sentence("Nothing is overdue."))),))
    return Slide(
        "late", "late", titled(ask, _SECTION), "full", (said,), notes=notes([_as_of(ask)]),
        link=live(ask, "due"),
    )  # fmt: skip


def _units(ask: SectionAsk, opened: pd.DataFrame, number: int) -> tuple[Slide, ...]:
    found = by_unit(ask, opened)
    said = [
        Sentence("Overdue: {n}.", n=number),
        Sentence("In hand: {n}.", n=len(opened)),
    ]
    more = Sentence("A case counts with the owner unit that has it today.")
    common = Slide(
        "late", "late", titled(ask, _SECTION), "halves", (), subtitle(said),
        notes([_as_of(ask), more]), live(ask, "due"),
    )  # fmt: skip
    return table_slides(common, unit_table(ask, found), unit_chart(ask, found))


def _cases(ask: SectionAsk, late_ones: pd.DataFrame) -> tuple[Slide, ...]:
    asked = ask.options.get("rows", _ROWS)
    most = asked if isinstance(asked, int) else _ROWS
    shown = late_ones.head(most)
    said = [_as_of(ask), Sentence("The stage is that of the moment.")]
    if len(shown) < len(late_ones):
        said.insert(
            0,
            Sentence(
                "{shown} of {n} overdue cases are listed, those due first; all are in the list of"
                " cases.",
                shown=len(shown),
                n=len(late_ones),
            ),
        )
    common = Slide(
        "late-cases", "late", titled(ask, _SECTION, Term("Overdue cases")), "full", (),
        subtitle([Sentence("Overdue: {n}.", n=len(late_ones))]), notes(said),
        live(ask, "case-list", saved="overdue"), only_inside=True,
    )  # fmt: skip
    return table_slides(common, case_table(ask, shown))


def _supervised(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return the supervised cases, no slide where there are none."""
    found = supervised(ask)
    if not len(found):
        return ()
    days = (ask.period.first, ask.period.last)
    share = figure(
        ask.viewer, ask.store, "supervised_on_time", *days, ask.as_of, area=ask.area, unit=ask.unit
    )
    running = int(found["ended_at"].isna().sum())
    said = [Sentence("Under supervision: {n}.", n=running), *([share.text] if share.m else [])]
    what = Sentence("Listed: what is under supervision, and what ended in the period.")
    common = Slide(
        "supervised", "late", titled(ask, _SECTION, Term("Supervised cases")), "full", (),
        subtitle(said), notes([_as_of(ask), what]), live(ask, "watch-list"), only_inside=True,
    )  # fmt: skip
    return table_slides(common, _table(ask, found))


def _table(ask: SectionAsk, found: pd.DataFrame) -> Table:
    with ask.store.read() as conn:
        zone = office_zone(conn)
    rows = [
        (
            text_cell(one["filing_no"]),
            text_cell(one["code"]),
            text_cell(one["category"]),
            Cell(unit),
            text_cell(_day(one["opened_at"], zone)),
            text_cell(_day(one["due_at"], zone)),
            _state(one["state"]),
        )
        for unit, (_at, one) in zip(
            unit_names(ask, found["unit_code"]), found.iterrows(), strict=True
        )
    ]
    return Table(
        "supervised_cases",
        Words.of(Term("Supervised cases, the overdue ones first")),
        (
            word_column("filing_no", Term("Filing number"), 1.4),
            word_column("case_code", Term("Case number"), 1.4),
            word_column("category", Term("Category"), 1.3),
            word_column("unit", Term("Owner unit"), 1.9),
            word_column("opened_on", Term("Supervised since")),
            word_column("due_on", Term("Due")),
            word_column("state", Term("State"), 1.2),
        ),
        tuple(rows),
        is_of_cases=True,
    )


def _state(state: SupervisionState) -> Cell:
    told = said_cell(SUPERVISION_TERMS[state])
    return Cell(told.text, is_late=state is SupervisionState.OVERDUE)


def _day(moment: object, zone: ZoneInfo) -> str | None:
    return f"{moment.astimezone(zone):%Y-%m-%d}" if isinstance(moment, datetime) else None


def _as_of(ask: SectionAsk) -> Sentence:
    return Sentence("As of {moment}.", moment=ask.as_of)
