"""The paper a decision about coverage rests on: its number, its day, why, and who approved it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, get_args

from casework.sentence import Term
from data.order_store import NewOrder, OpenCases, OrderKind
from service.cases.noting import in_words
from service.errors import ServiceError

# An order of another century is a slip of the keyboard.
LAST_YEAR: Final = 2200


@dataclass(frozen=True)
class OrderPaper:
    """What is written on the order.

    Attributes
    ----------
    order_no
        Its number, used once.
    effective_on, until
        The first day on which it holds, and the day after its last (None: until further notice).
    reason, approved_by
        Why, and who decided, as stated.
    open_cases
        ``hand_over``: the open cases of the grids that change hands go to the new worker on that
        day; ``keep``: they stay with who has them.
    """

    order_no: str
    effective_on: date
    reason: str
    approved_by: str
    open_cases: OpenCases = "keep"
    until: date | None = None


def checked(paper: OrderPaper, today: date) -> OrderPaper:
    """Return the paper without blanks around what is written on it.

    Parameters
    ----------
    today
        The office's day.

    Raises
    ------
    ServiceError
        When something is blank or too long, its day lies before today, it ends before it begins,
        or what becomes of the open cases is not one of the two.
    """
    if paper.effective_on < today:
        raise ServiceError(
            "The order would be in force from {day}, and today is {today}: the past never changes."
            " Choose today or a later day, and say in the reason what was so before.",
            day=paper.effective_on,
            today=today,
        )
    if paper.effective_on.year > LAST_YEAR:
        raise ServiceError(
            "The order would be in force from {day}: choose a day until the year {last}.",
            day=paper.effective_on,
            last=LAST_YEAR,
        )
    if paper.until is not None and paper.until <= paper.effective_on:
        raise ServiceError(
            "The order would end ({until}) before it begins ({day}): correct one of the two days.",
            until=paper.until,
            day=paper.effective_on,
        )
    if paper.open_cases not in get_args(OpenCases):
        raise ServiceError(
            "What becomes of the open cases is not clear ({seen}): say keep or hand_over.",
            seen=paper.open_cases,
        )
    return replace(
        paper,
        order_no=in_words(paper.order_no, Term("order number")),
        reason=in_words(paper.reason, Term("reason")),
        approved_by=in_words(paper.approved_by, Term("approved by")),
    )


def order_of(
    paper: OrderPaper, kind: OrderKind, entered_by: str, now: datetime, summary: Mapping[str, Any]
) -> NewOrder:
    """Return the order as it is entered: what its paper says, by whom, when, and what it changes.

    Parameters
    ----------
    summary
        Its numbers, before and after.
    """
    return NewOrder(
        kind=kind,
        order_no=paper.order_no,
        effective_on=paper.effective_on,
        reason=paper.reason,
        approved_by=paper.approved_by,
        entered_by=entered_by,
        approved_at=now,
        open_cases=paper.open_cases,
        until=paper.until,
        summary=summary,
    )
