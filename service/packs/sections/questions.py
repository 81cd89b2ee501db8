"""What is open, and what this meeting is asked: facts with a number, no opinion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from casework.case_status import STATUS_TERMS, CaseStatus
from casework.meeting import FLAG_TERMS, Flag, ItemKind, MeetingState
from casework.sentence import Sentence, Term
from data.rows import records
from data.settings_store import office_zone
from service.meetings.agenda import AgendaItem, agenda_of
from service.meetings.flags import flagged
from service.meetings.planning import meetings_of
from service.packs.deck import Cell, Line, Lines, Slide, Table
from service.packs.open_facts import open_facts
from service.packs.pages import (
    EMPTY,
    clipped,
    cut,
    dated,
    line_slides,
    most_rows,
    told,
    under,
)
from service.packs.section import SectionAsk
from service.packs.section_tables import table_slides, word_column
from service.packs.section_words import live
from service.packs.words import NONE, Words


def questions(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return what is open by the rules, the standing questions, the next agenda, marked cases."""
    return (*_facts(ask), *_standing(ask), *_agenda(ask), *_marked(ask))


def _facts(ask: SectionAsk) -> tuple[Slide, ...]:
    found = open_facts(ask) or [Sentence("Nothing is open by the rules.")]
    lines = tuple(Line(Words.of(one)) for one in found)
    return line_slides(_slide(ask, "questions", ask.title), Lines("questions-open", lines))


def _standing(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return the questions the office asks at every meeting."""
    lines = tuple(Line(_question(one)) for one in _listed(ask.options["lines"]))
    title = Words.joined((ask.title, Words.of(Term("Standing questions"))))
    return line_slides(_slide(ask, "questions-standing", title), Lines("questions-standing", lines))


def _question(both: Any) -> Words:  # noqa: ANN401 - as the template has checked it
    chinese, english = both
    return Words(chinese or english, english or chinese)


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _agenda(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return the topics and cases of the next planned meeting to which nothing came yet."""
    if ask.unit is not None:
        return ()
    planned = [
        one
        for one in records(meetings_of(ask.viewer, ask.store))
        if one["state"] == MeetingState.PLANNED
        and one["held_on"] >= ask.today
        and one["area"] in (ask.area, None)
    ]
    if not planned:
        return ()
    meeting = min(planned, key=lambda one: (one["held_on"], one["code"]))
    agenda = agenda_of(ask.viewer, ask.store, meeting["code"], ask.as_of)
    open_items = [one for one in agenda.items if one.kind is not ItemKind.SLIDES]
    lines = tuple(_item(one) for one in open_items if not one.outcome)
    if not lines:
        return ()
    title = Sentence("{meeting}, {day}", meeting=meeting["name"], day=meeting["held_on"])
    slide = replace(
        _slide(ask, "questions-agenda", Words.joined((ask.title, Words.of(title)))),
        link=live(ask, "meeting-book", meeting=meeting["code"]),
    )
    return line_slides(slide, Lines("questions-agenda", lines, is_of_cases=True))


def _item(one: AgendaItem) -> Line:
    text = Words(*(clipped(one.titles[language]).zh for language in ("zh", "en")))
    when = Words.of(Sentence("{minutes} minutes", minutes=one.minutes)) if one.minutes else NONE
    return Line(text, when)


def _marked(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return the cases marked for a meeting, each once for every mark; addresses are left out."""
    frame = flagged(ask.viewer, ask.store, ask.today, ask.area)
    if ask.unit is not None:
        frame = frame.loc[frame["unit_code"].eq(ask.unit)]
    if frame.empty:
        return ()
    with ask.store.read() as conn:
        zone = office_zone(conn)
    most = most_rows(ask)

    def row(one: Mapping[Any, Any]) -> tuple[Cell, ...]:
        due = one["due_at"]
        is_late = due is not None and due < ask.as_of
        return (
            told(FLAG_TERMS[Flag(one["flag"])]),
            told(one["code"]),
            told(one["category"]),
            told(clipped(one["reason"])),
            told(one["unit_name"]),
            told(STATUS_TERMS[CaseStatus(one["status"])]),
            EMPTY if due is None else dated(due.astimezone(zone).date(), is_late=is_late),
        )

    columns = (
        word_column("flag", Term("Marked as"), 1.6),
        word_column("code", Term("Case"), 1.9),
        word_column("category", Term("Category"), 1.7),
        word_column("reason", Term("Why it is marked"), 3.6),
        word_column("unit", Term("Responsible unit"), 1.9),
        word_column("state", Term("State"), 1.3),
        word_column("due", Term("Due day"), 1.3),
    )
    table = Table(
        "questions-cases",
        Words.of(Term("Cases marked for the meeting, key matters first")),
        columns,
        tuple(row(one) for one in records(frame.head(most))),
        is_of_cases=True,
    )
    slide = _slide(
        ask,
        "questions-cases",
        Words.joined((ask.title, Words.of(Term("Cases marked for the meeting")))),
    )
    return table_slides(replace(slide, notes=cut(len(frame), most)), table)


def _slide(ask: SectionAsk, key: str, title: Words) -> Slide:
    return Slide(
        key,
        "questions",
        title,
        "full",
        (),
        subtitle=under(ask),
        link=live(ask, "meeting-book"),
        only_inside=True,
    )
