"""What was decided last time, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from casework.sentence import Sentence, Term
from data.rows import records
from service.figure_changes import compare, trend
from service.meetings.decisions import decision_counts, decisions_of
from service.packs.deck import Cards, Cell, Line, Lines, Slide, Table
from service.packs.pages import (
    clipped,
    cut,
    most_rows,
    told,
    under,
)
from service.packs.progress_cells import due, pressing, state
from service.packs.section import SectionAsk
from service.packs.section_cards import card
from service.packs.section_tables import table_slides, word_column
from service.packs.section_words import live
from service.packs.words import NONE, Words

FIGURES: Final = ("decisions_done",)
_PERIODS: Final = 12


def decisions(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return how many decisions are done of all, and those that are not, the overdue first.

    Of an owner unit only what it owns.
    """
    frame = decisions_of(ask.viewer, ask.store, ask.today, ask.area, ask.unit)
    return (_first(ask, frame), *_list(ask, frame))


def _first(ask: SectionAsk, frame: pd.DataFrame) -> Slide:
    summary = Lines("decisions-stand", tuple(_stand(frame)), Words.of(Term("All decisions so far")))
    cards = () if ask.unit else (_figure(ask),)
    return Slide(
        "decisions",
        "decisions",
        ask.title,
        "cards" if cards else "full",
        (*cards, summary),
        subtitle=under(ask),
        link=live(ask, "meeting-book", part="book", on=str(ask.today)),
        only_inside=True,
    )


def _figure(ask: SectionAsk) -> Cards:
    found = compare(ask.viewer, ask.store, FIGURES, ask.period, ask.as_of, ask.area)
    lines = trend(ask.viewer, ask.store, FIGURES, ask.period, _PERIODS, ask.as_of, ask.area)
    return Cards(tuple(card(one, lines[one.key], ask.period) for one in found))


def _stand(frame: pd.DataFrame) -> list[Line]:
    found = decision_counts(frame)
    total = found.total
    waiting = Sentence("Not done, day not over: {n:,} of {total:,}", n=found.not_due, total=total)
    late = Sentence("Overdue: {n:,} of {total:,}", n=found.overdue, total=total)
    return [
        Line(Words.of(Sentence("Done: {n:,} of {total:,}", n=found.done, total=total))),
        Line(Words.of(late), sense="bad" if found.overdue else "plain"),
        Line(Words.of(waiting)),
        Line(Words.of(Sentence("Given up: {n:,} of {total:,}", n=found.dropped, total=total))),
    ]


def _list(ask: SectionAsk, frame: pd.DataFrame) -> tuple[Slide, ...]:
    listed = pressing(frame, ask.period.first, min(ask.period.last, ask.today))
    if listed.empty:
        return ()
    most = most_rows(ask)
    columns = (
        word_column("text", Term("Decision"), 3.6),
        word_column("meeting", Term("Meeting"), 2),
        word_column("owner", Term("Responsible unit"), 1.8),
        word_column("due", Term("Due day"), 1.3),
        word_column("state", Term("How it stands"), 1.8),
        word_column("last", Term("Last word on it"), 2.2),
    )
    rows = tuple(_row(one) for one in records(listed.head(most)))
    table = Table(
        "decisions-list", Words.of(Term("Decisions, the overdue ones first")), columns, rows
    )
    slide = Slide(
        "decisions-list",
        "decisions",
        Words.joined((ask.title, Words.of(Term("Decisions")))),
        "full",
        (),
        subtitle=under(ask),
        notes=(*cut(len(listed), most), Words.of(_LISTED)),
        link=live(ask, "meeting-book", part="book", on=str(ask.today)),
        only_inside=True,
    )
    return table_slides(slide, table)


_LISTED: Final = Sentence("Listed: what is open, and what was done or given up in the period.")


def _row(row: Mapping[Any, Any]) -> tuple[Cell, ...]:
    return (
        told(clipped(row["text"])),
        told(row["meeting_name"] or NONE),
        told(row["owner_name"]),
        due(row),
        state(row),
        told(clipped(row["last_text"])),
    )
