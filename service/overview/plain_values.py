"""The overview as plain values, for programs."""

from __future__ import annotations

from typing import Any

from casework.sentence import Sentence
from service.figure import Figure
from service.figure_changes import Change, Compared
from service.language import say
from service.overview.glance import Overview
from service.overview.late import LateCase
from service.overview.places import PlaceLine


def as_values(shown: Overview, language: str) -> dict[str, Any]:
    """Return all of it as plain values, sentences in one language; times in ISO 8601.

    Who answers for a grid is left out: names of people do not belong into a file of figures.
    """
    return {
        "period": shown.period.key,
        "as_of": shown.as_of.isoformat(),
        "area": shown.area,
        "path": [{"code": one.code, "name": one.name, "level": one.level} for one in shown.path],
        "told": [say(one, language) for one in shown.sentences],
        "cards": [_card(shown, one, language) for one in shown.cards.values()],
        "places": [_place(one) for one in shown.places],
        "in_none_of_the_places": shown.in_none and shown.in_none[0],
        "late": {
            "number": shown.late.number,
            "long_late": shown.late.long_late,
            "categories": [list(one) for one in shown.late.categories],
            "oldest": [_late(one) for one in shown.late.oldest],
        },
    }


def _card(shown: Overview, one: Compared, language: str) -> dict[str, Any]:
    return {
        "key": one.key,
        "chinese": one.now.chinese,
        "figure": _figure(one.now),
        "formula": say(one.now.formula, language),
        "exclusions": [say(line, language) for line in one.now.exclusions],
        "previous": _change(one.previous, one.change, one.reason, language),
        "year_before": _change(one.year_before, one.change_year, one.reason_year, language),
        "trend": [_figure(figure) for figure in shown.trends[one.key]],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "from": figure.period_from and figure.period_from.isoformat(),
        "to": figure.period_to and figure.period_to.isoformat(),
        "as_of": figure.as_of.isoformat(),
        "n": figure.n,
        "m": figure.m,
        "not_yet_due": figure.not_yet_due,
        "value": figure.value,
    }


def _change(
    before: Figure | None, change: Change | None, reason: Sentence | None, language: str
) -> dict[str, Any]:
    return {
        "figure": before and _figure(before),
        "change": change and say(change.text, language),
        "is_better": change and change.is_better,
        "is_more_than_chance": change and change.is_apart,
        "reason": reason and say(reason, language),
    }


def _place(one: PlaceLine) -> dict[str, Any]:
    return {
        "code": one.step.code,
        "name": one.step.name,
        "level": one.step.level,
        "figures": {key: _figure(figure) for key, figure in one.figures.items()},
    }


def _late(one: LateCase) -> dict[str, Any]:
    return {
        "code": one.code,
        "category": one.category,
        "place": one.place,
        "unit": one.unit,
        "due_at": one.due_at.isoformat(),
        "days_late": one.days_late,
    }
