"""A unit contests a line with a reason, and is answered; both are kept and printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from casework.access import Action, Viewer, require
from casework.sentence import Term
from data.bulletin_store import add_appeal, answer_appeal, change_facts
from data.store import Store
from service.bulletins.reading import Bulletin, BulletinLine, kept_bulletin
from service.bulletins.wording import refuse_blame
from service.cases.noting import in_words, office_day
from service.errors import ServiceError

Outcome = Literal["upheld", "corrected", "withdrawn"]
OUTCOMES = get_args(Outcome)


@dataclass(frozen=True)
class Answer:
    """What is answered to an appeal.

    Attributes
    ----------
    outcome
        ``upheld``: the line stays; ``corrected``: with the numbers ``n`` of ``m``; ``withdrawn``:
        the line is taken back.
    """

    outcome: Outcome
    text: str
    n: int | None = None
    m: int | None = None


def contest(
    viewer: Viewer, store: Store, code: str, number: int, reason: str, now: datetime
) -> int:
    """Keep that a unit contests a line, and return the number of the appeal.

    Raises
    ------
    CaseworkError
        When the viewer may not contest lines.
    ServiceError
        When there is no such line in his part, no reason is given, or the line is contested
        already and not answered.

    Notes
    -----
    An appeal is taken at any time: after the bulletin is out it is printed as an addition.
    """
    require(viewer, Action.CONTEST_LINE)
    said = in_words(reason, Term("reason"))
    with store.begin() as conn:
        today = office_day(conn, now)
        line = kept_bulletin(conn, viewer, code, today, for_update=True).line(number)
        if line.open_appeal is not None:
            raise ServiceError(
                "Line {number} of {code} is contested already and not answered yet: wait for the"
                " answer.",
                number=number,
                code=code,
            )
        values = {
            "line_id": line.id, "reason": said, "entered_by": viewer.name, "entered_at": now,
        }  # fmt: skip
        return add_appeal(conn, values)


def answer(
    viewer: Viewer, store: Store, code: str, number: int, given: Answer, now: datetime
) -> None:
    """Answer the open appeal against a line; a correction stands beside the first numbers.

    Raises
    ------
    CaseworkError
        When the viewer may not put out bulletins.
    ServiceError
        When there is no such line, nothing to answer, no text, or the corrected numbers are none.
    """
    require(viewer, Action.PUT_OUT_BULLETIN)
    said = in_words(given.text, Term("answer to the appeal"))
    refuse_blame(said)
    numbers = _numbers(given)
    with store.begin() as conn:
        today = office_day(conn, now)
        bulletin = kept_bulletin(conn, viewer, code, today, for_update=True)
        line = bulletin.line(number)
        appeal = line.open_appeal
        if appeal is None:
            raise _nothing_open(bulletin, line)
        values: dict[str, Any] = {
            "outcome": given.outcome, "answer": said, "answered_by": viewer.name,
            "answered_at": now,
        }  # fmt: skip
        if not answer_appeal(conn, appeal.id, values):
            raise _nothing_open(bulletin, line)
        if numbers is not None:
            kept = [*line.corrections, {"appeal": appeal.id, "n": numbers[0], "m": numbers[1]}]
            change_facts(conn, line.id, {**line.facts, "corrections": kept})


def _numbers(given: Answer) -> tuple[int, int] | None:
    if given.outcome not in OUTCOMES:
        raise ServiceError(
            "An appeal is not answered with {seen}: choose one of {known}.",
            seen=given.outcome,
            known=", ".join(OUTCOMES),
        )
    if given.outcome != "corrected":
        return None
    if given.n is None or given.m is None or not 0 <= given.n <= given.m:
        raise ServiceError(
            "A corrected line has a number {n} of {m}: give both, the first from 0 to the second.",
            n="-" if given.n is None else given.n,
            m="-" if given.m is None else given.m,
        )
    return given.n, given.m


def _nothing_open(bulletin: Bulletin, line: BulletinLine) -> ServiceError:
    return ServiceError(
        "Nothing is open against line {number} of {code}: it is answered already, or nobody"
        " contests it.",
        number=line.number,
        code=bulletin.head["code"],
    )
