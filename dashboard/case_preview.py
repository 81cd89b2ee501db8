"""What a step for several cases would come to, case by case, before and after it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casework.move import MOVE_TERMS, Move
from casework.sentence import Sentence
from dashboard.case_facts import fact_word
from dashboard.case_offer import Offered
from dashboard.case_refusal import said_text
from dashboard.case_words import status_word
from dashboard.event_words import value_word
from dashboard.i18n import _
from dashboard.markup import Markup, joined, pairs, tag
from service.cases.moving import MoveLine


def preview_table(
    move: Move,
    lines: Sequence[MoveLine],
    facts: Mapping[str, Mapping[str, Any]],
    offered: Offered,
) -> Markup:
    """Return which cases can take the step, with what is said, and why the others cannot.

    Parameters
    ----------
    facts
        What is said with each case, by its number.
    """
    can = sum(line.is_possible for line in lines)
    head = tag(
        "tr",
        tag("th", _("Case number")),
        tag("th", _("Possible")),
        tag("th", _("State")),
        tag("th", _("With, or why not"), kind="wide"),
    )
    rows = [
        _row(line, facts[line.code], offered)
        for line in sorted(lines, key=lambda one: one.is_possible)
    ]
    count = _(
        "{possible} of {total} cases can take this step: {move}.",
        possible=can,
        total=len(lines),
        move=_(MOVE_TERMS[move]),
    )
    return joined(tag("p", count), tag("table", head, *rows))


def refused_list(refused: Sequence[tuple[str, Sentence]], offered: Offered) -> Markup:
    """Return the cases that did not take the step, each with why."""
    return pairs([(code, said_text(why, offered.zone)) for code, why in refused])


def _row(line: MoveLine, facts: Mapping[str, Any], offered: Offered) -> Markup:
    said = [f"{fact_word(name)}: {value_word(name, one, offered)}" for name, one in facts.items()]
    why = "; ".join(said) if line.reason is None else said_text(line.reason, offered.zone)
    return tag(
        "tr",
        tag("td", line.code),
        tag("td", _("yes") if line.is_possible else _("no")),
        tag("td", _states(line)),
        tag("td", why, kind="wide"),
    )


def _states(line: MoveLine) -> str:
    if line.status_from is None:
        return "–"
    before = status_word(line.status_from)
    return f"{before} → {status_word(line.status_to)}" if line.status_to else before
