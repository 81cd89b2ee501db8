"""Referral of a request to an aid programme: a record of the case, never of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.sentence import Term
from data.schema import referrals
from data.store import Store
from service.cases.keeping import Kept, fetch
from service.cases.noting import in_words, leave_note, office_day
from service.errors import ServiceError


class ReferralOutcome(StrEnum):
    """What the programme answered."""

    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


REFERRAL_TERMS: Final = {
    ReferralOutcome.GRANTED: Term("granted"),
    ReferralOutcome.DECLINED: Term("declined"),
    ReferralOutcome.WITHDRAWN: Term("withdrawn"),
}


@dataclass(frozen=True)
class Referral:
    """One referral; it is waited for while ``outcome`` is None."""

    id: int
    programme: str
    referred_on: date
    outcome: str | None
    outcome_on: date | None


def refer(
    viewer: Viewer, store: Store, code: str, programme: str, referred_on: date, now: datetime
) -> int:
    """Record that a request was passed to an aid programme; return the referral's number.

    Raises
    ------
    CaseworkError
        When the viewer may not move cases.
    ServiceError
        When there is no such case here, the day lies in the future or before the report, or
        the answer of the same programme is still waited for.
    """
    require(viewer, Action.MOVE_CASE)
    programme = in_words(programme, Term("programme"))
    with store.begin() as conn:
        kept = fetch(conn, viewer, code)
        _refuse_day(referred_on, office_day(conn, kept.case.reported_at), office_day(conn, now))
        waiting = [one for one in referrals_of(conn, kept.id) if one.outcome is None]
        if programme in {one.programme for one in waiting}:
            raise ServiceError(
                "Case {code} was referred to {programme} already, and its answer is waited for:"
                " record that answer first.",
                code=code,
                programme=programme,
            )
        made = conn.execute(
            referrals.insert()
            .values(case_id=kept.id, programme=programme, referred_on=referred_on)
            .returning(referrals.c.id)
        )
        number = int(made.scalar_one())
        details = {"programme": programme, "referred_on": referred_on.isoformat()}
        leave_note(conn, viewer, kept, "referral_made", details, now)
    return number


def end_referral(
    viewer: Viewer,
    store: Store,
    code: str,
    number: int,
    outcome: str,
    outcome_on: date,
    now: datetime,
) -> None:
    """Record the answer of an aid programme: ``granted``, ``declined`` or ``withdrawn``.

    Raises
    ------
    CaseworkError
        When the viewer may not move cases.
    ServiceError
        When there is no such case or open referral here, the outcome is not known, or the day
        lies in the future or before the referral.
    """
    require(viewer, Action.MOVE_CASE)
    if outcome not in list(ReferralOutcome):
        raise ServiceError(
            "A referral cannot end with {outcome}: choose one of {known}.",
            outcome=outcome,
            known=", ".join(ReferralOutcome),
        )
    with store.begin() as conn:
        kept = fetch(conn, viewer, code)
        waiting = _waiting(conn, kept, number)
        _refuse_day(outcome_on, waiting.referred_on, office_day(conn, now))
        conn.execute(
            referrals.update()
            .where(referrals.c.id == number)
            .values(outcome=str(outcome), outcome_on=outcome_on)
        )
        details = {
            "programme": waiting.programme,
            "outcome": str(outcome),
            "outcome_on": outcome_on.isoformat(),
        }
        leave_note(conn, viewer, kept, "referral_ended", details, now)


def referrals_of(conn: sa.Connection, case_id: int) -> tuple[Referral, ...]:
    """Return the referrals of a case, the first one first."""
    wanted = sa.select(*(referrals.c[name] for name in Referral.__dataclass_fields__))
    rows = conn.execute(wanted.where(referrals.c.case_id == case_id).order_by(referrals.c.id))
    return tuple(Referral(*row) for row in rows)


def _waiting(conn: sa.Connection, kept: Kept, number: int) -> Referral:
    waiting = {one.id: one for one in referrals_of(conn, kept.id) if one.outcome is None}
    if number not in waiting:
        raise ServiceError(
            "Case {code} has no referral {number} whose answer is waited for: those waiting are"
            " {known}.",
            code=kept.case.code,
            number=number,
            known=", ".join(f"{one.id} ({one.programme})" for one in waiting.values()) or "-",
        )
    return waiting[number]


def _refuse_day(day: date, first: date, last: date) -> None:
    if not first <= day <= last:
        raise ServiceError(
            "The day {day} cannot be: give one from {first} to {last}.",
            day=day,
            first=first,
            last=last,
        )
