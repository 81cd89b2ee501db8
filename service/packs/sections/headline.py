"""The figures of the period, beside those before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from casework.indicator import Sheet, WorkFigure
from casework.indicators import REGISTRY
from casework.sentence import Sentence, Term
from service.figure import Figure
from service.figure_changes import Compared, compare, trend
from service.packs.deck import Card, Cards, Slide
from service.packs.section import SectionAsk
from service.packs.section_cards import card
from service.packs.section_told import told
from service.packs.section_words import live, notes, numbered, subtitle, titled
from service.packs.words import NONE, Words

#: What is shown where the template names no figures: what came, what is left, how well.
USUAL: Final = (
    "reported", "closed_count", "open_now", "overdue_now",
    "closed_on_time", "accepted_on_time", "fed_back", "responded",
    "resolved", "satisfied", "settled_low", "supervised_on_time",
    "visit_coverage", "rounds_checked", "contact_duties_met", "spot_checks_done",
)  # fmt: skip
_ON_A_SLIDE: Final = 8
_MOST: Final = 2 * _ON_A_SLIDE
# So many periods make a trend: a year of months; half of it where each period is read from the
# ledger or the clocks, a second for each 100,000 cases.
PERIODS: Final = 12
FEW_PERIODS: Final = 6
_READ: Final = (Sheet.DISPATCHED, Sheet.VISITED, Sheet.CHECKS, Sheet.CLOCKS)


def headline(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return up to two slides of cards; the first with what the figures come to in a sentence."""
    keys = _keys(ask.options)
    found = compare(
        ask.viewer, ask.store, keys, ask.period, ask.as_of, area=ask.area, unit=ask.unit
    )
    lines = _lines(ask, keys)
    cards = [card(one, lines[one.key], ask.period) for one in found if _is_told(ask, one)]
    pages = [cards[at : at + _ON_A_SLIDE] for at in range(0, len(cards), _ON_A_SLIDE)]
    title, said = titled(ask, Term("Headline figures")), subtitle(told(ask))
    return tuple(
        _slide(ask, number, numbered(title, number, len(pages)), said, page, found)
        for number, page in enumerate(pages, start=1)
    )


def _lines(ask: SectionAsk, keys: Sequence[str]) -> dict[str, tuple[Figure, ...]]:
    """Return each figure over the last periods, oldest first."""
    found: dict[str, tuple[Figure, ...]] = {}
    for number, is_read in ((PERIODS, False), (FEW_PERIODS, True)):
        mine = [key for key in keys if (REGISTRY[key].sheet in _READ) is is_read]
        found |= trend(
            ask.viewer, ask.store, mine, ask.period, number, ask.as_of, ask.area, ask.unit
        )
    return found


def _slide(
    ask: SectionAsk,
    number: int,
    title: Words,
    said: Words,
    cards: Sequence[Card],
    found: Sequence[Compared],
) -> Slide:
    return Slide(
        key="headline" if number == 1 else f"headline-{number}",
        section="headline",
        title=title,
        shape="cards",
        blocks=(Cards(tuple(cards)),),
        subtitle=said if number == 1 else NONE,
        notes=notes(_notes(ask, found)),
        link=_link(ask),
    )


def _keys(options: Mapping[str, object]) -> tuple[str, ...]:
    """Return the figures asked for that the registry has, the usual ones where none is named."""
    asked = options.get("figures")
    named = asked if isinstance(asked, list | tuple) and asked else USUAL
    return tuple(dict.fromkeys(str(key) for key in named if key in REGISTRY))[:_MOST]


def _is_told(ask: SectionAsk, one: Compared) -> bool:
    """Return False for work of no unit where the pack is about a unit: there is none of it."""
    is_of_work = isinstance(REGISTRY[one.key], WorkFigure)
    return not (is_of_work and ask.unit is not None and one.now.amount is None)


def _notes(ask: SectionAsk, found: Sequence[Compared]) -> list[Sentence]:
    reasons = [why for one in found for why in (one.reason, one.reason_year) if why is not None]
    said = [
        Sentence("As of {moment}.", moment=ask.as_of),
        Sentence(
            "Period before: {before}; year before: {year}. Better or worse is said only of what is"
            " more than chance.",
            before=ask.period.previous().name,
            year=ask.period.year_before().name,
        ),
        *reasons[:1],
    ]
    if not ask.period.is_whole:
        said.append(Sentence("The last point of each line is of a period that is not over."))
    return said


def _link(ask: SectionAsk) -> str:
    if ask.unit is None:
        return live(ask, "glance")
    return live(ask, "figure-registry", unit=ask.unit)
