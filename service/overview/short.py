"""A change in few words, for a card that is read from across the room."""

from __future__ import annotations

from typing import Final, Protocol

from casework.indicator import Form
from casework.sentence import Sentence, Term
from service.figure import Figure
from service.figure_changes import Change
from service.language import say

FEW: Final = 20


class Named(Protocol):
    """A figure or what it is made by: named in English and officially."""

    @property
    def name(self) -> Term:
        """Return the English name."""

    @property
    def chinese(self) -> str:
        """Return the official name."""


def figure_name(figure: Named, language: str) -> str:
    """Return what a figure is called: officially in Chinese, a term of the trade else."""
    if language == "zh":
        return figure.chinese
    name = say(figure.name, language)
    return name[:1].upper() + name[1:]


def arrow(change: Change) -> str:
    """Return the sign of a change's direction."""
    if not change.amount:
        return "＝"
    return "▲" if change.amount > 0 else "▼"


def sense(change: Change) -> str:
    """Return good or bad where a change is more than chance and one way is the good one."""
    if not change.is_apart or change.is_better is None:
        return "plain"
    return "good" if change.is_better else "bad"


def short_change(change: Change, now: Figure, before: Figure) -> Sentence:
    """Return size and sense of a change; its direction is told by the arrow before it.

    Of few cases the number is told: three after one are not 200 %.
    """
    if not change.amount:
        return Sentence("unchanged")
    if now.form is Form.COUNT and min(now.n, before.n) < FEW:
        return Sentence("{n}, from {before}", n=abs(now.n - before.n), before=before.n)
    how = sense(change)
    said = {"size": f"{abs(change.amount):.1f}"}
    if change.unit == "points":
        return _points(how, said)
    return _percent(how, said)


def _points(how: str, said: dict[str, str]) -> Sentence:
    if how == "plain":
        return Sentence("{size} points", **said)
    if how == "good":
        return Sentence("{size} points, better", **said)
    return Sentence("{size} points, worse", **said)


def _percent(how: str, said: dict[str, str]) -> Sentence:
    if how == "plain":
        return Sentence("{size} %", **said)
    if how == "good":
        return Sentence("{size} %, better", **said)
    return Sentence("{size} %, worse", **said)
