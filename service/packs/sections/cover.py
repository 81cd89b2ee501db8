"""The first slide: what it is about, and the agenda."""

from __future__ import annotations

from casework.sentence import Sentence, Term
from service.packs.deck import Line, Lines, Slide
from service.packs.section import SectionAsk
from service.packs.template import TemplateSection
from service.packs.words import NONE, Words


def cover(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return the cover: title, place and period, as of when, and the agenda with its minutes."""
    period = Words.of(ask.period.name)
    items = [one for one in ask.template.shown if one.key not in ("cover", "closing")]
    agenda = Lines(
        "agenda",
        tuple(_line(number, one) for number, one in enumerate(items, start=1)),
        _heading(items),
        # For outside some of the sections are not there, and how a meeting goes is its own.
        is_of_cases=True,
    )
    slide = Slide(
        "cover",
        "cover",
        ask.template.titled(period, ask.place),
        "cover",
        (agenda,) if items else (),
        subtitle=Words.joined(
            (ask.place, period, Words.of(Sentence("as of {moment}", moment=ask.as_of)))
        ),
    )
    return (slide,)


def _heading(items: list[TemplateSection]) -> Words:
    minutes = sum(one.minutes for one in items)
    if not minutes:
        return Words.of(Term("Agenda"))
    return Words.of(Sentence("Agenda, {minutes} minutes", minutes=minutes))


def _line(number: int, one: TemplateSection) -> Line:
    text = Words(f"{number}. {one.name.zh}", f"{number}. {one.name.en}")
    when = Words.of(Sentence("{minutes} minutes", minutes=one.minutes)) if one.minutes else NONE
    return Line(text, when)
