"""What the figures come to, in a few sentences: only what was counted, nothing guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casework.period import Period
from casework.sentence import Sentence, Term
from service.figure_changes import Change, Compared
from service.overview.late import LONG_LATE, Late
from service.overview.places import PlaceLine


def sentences(
    cards: Mapping[str, Compared], places: Sequence[PlaceLine], late: Late, period: Period
) -> tuple[Sentence, ...]:
    """Return what is late and where, what comes next, and how the period went."""
    return (
        *_overdue(cards["overdue_now"].now.n, places, late),
        *_soon(cards["due_soon"].now.n),
        *_period(cards, period),
    )


def _overdue(number: int, places: Sequence[PlaceLine], late: Late) -> tuple[Sentence, ...]:
    if not number:
        return (Sentence("Nothing is overdue."),)
    return (_where(number, places), *_since(late), *_about(late))


def _where(number: int, places: Sequence[PlaceLine]) -> Sentence:
    counts = sorted((one.figures["overdue_now"].n for one in places), reverse=True)
    # Of two places with equally many neither is named.
    is_plain = len(counts) > 1 and counts[0] > counts[1]
    if not is_plain:
        return Sentence("Overdue: {n}.", n=number)
    place = max(places, key=lambda one: one.figures["overdue_now"].n).step.name
    if counts[0] == number:
        return Sentence("Overdue: {n}, in {place}.", n=number, place=place)
    return Sentence(
        "Overdue: {n}, the most of them in {place}: {there}.",
        n=number,
        place=place,
        there=counts[0],
    )


def _since(late: Late) -> tuple[Sentence, ...]:
    if not late.long_late:
        return ()
    return (Sentence("Due more than {days} days ago: {n}.", days=LONG_LATE.days, n=late.long_late),)


def _about(late: Late) -> tuple[Sentence, ...]:
    if not late.categories or late.categories[0][1] < 2:
        return ()
    name, n = late.categories[0]
    return (Sentence("Most often about {category}: {n}.", category=name, n=n),)


def _soon(number: int) -> tuple[Sentence, ...]:
    if not number:
        return (Sentence("Nothing falls due within 24 hours."),)
    return (Sentence("Due within 24 hours: {n}.", n=number),)


def _period(cards: Mapping[str, Compared], period: Period) -> tuple[Sentence, ...]:
    said = Sentence(
        "{period}: {came} came in, {closed} closed.",
        period=period.name,
        came=cards["reported"].now.n,
        closed=cards["closed_count"].now.n,
    )
    return (said, *_changed(cards))


def _changed(cards: Mapping[str, Compared]) -> tuple[Sentence, ...]:
    """Return what changed by more than chance since the period before."""
    return tuple(
        _change(one.now.name, one.change)
        for one in cards.values()
        if one.change is not None and one.change.is_apart and one.change.amount
    )


def _change(name: Term, change: Change) -> Sentence:
    said = {"name": name, "size": f"{abs(change.amount):.1f}"}
    is_up = change.amount > 0
    if change.unit == "points" and is_up:
        return Sentence("More than chance: {name} is up {size} points.", **said)
    if change.unit == "points":
        return Sentence("More than chance: {name} is down {size} points.", **said)
    if is_up:
        return Sentence("More than chance: {name} is up {size} %.", **said)
    return Sentence("More than chance: {name} is down {size} %.", **said)
