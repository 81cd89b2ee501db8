"""Mediation (大调解): who mediates in a matter, and whether an agreement was reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.sentence import Term
from data.rule_store import rules_of
from data.schema import mediations
from data.store import Store
from service.cases.keeping import Kept, fetch
from service.cases.noting import in_words, leave_note
from service.errors import ServiceError


class MediationOutcome(StrEnum):
    """How a mediation ended."""

    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    WITHDRAWN = "withdrawn"


MEDIATION_TERMS: Final = {
    MediationOutcome.AGREED: Term("agreement reached"),
    MediationOutcome.NOT_AGREED: Term("no agreement"),
    MediationOutcome.WITHDRAWN: Term("withdrawn"),
}


@dataclass(frozen=True)
class Mediation:
    """The mediation in a case; it runs while ``ended_at`` is None."""

    mediator: str
    opened_at: datetime
    outcome: str | None
    ended_at: datetime | None


def open_mediation(viewer: Viewer, store: Store, code: str, mediator: str, now: datetime) -> None:
    """Put a mediator on a case of a category that is for mediation.

    One that has ended may be followed by another; the ledger has both.

    Raises
    ------
    CaseworkError
        When the viewer may not move cases.
    ServiceError
        When there is no such case here, its category is none for mediation, or one runs already.
    """
    require(viewer, Action.MOVE_CASE)
    mediator = in_words(mediator, Term("mediator"))
    with store.begin() as conn:
        kept = fetch(conn, viewer, code)
        _refuse_category(conn, kept)
        before = mediation_of(conn, kept.id)
        if before is not None and before.ended_at is None:
            raise ServiceError(
                "{name} mediates in case {code} already: end that mediation first.",
                name=before.mediator,
                code=code,
            )
        conn.execute(mediations.delete().where(mediations.c.case_id == kept.id))
        conn.execute(mediations.insert().values(case_id=kept.id, mediator=mediator, opened_at=now))
        leave_note(conn, viewer, kept, "mediation_opened", {"mediator": mediator}, now)


def end_mediation(viewer: Viewer, store: Store, code: str, outcome: str, now: datetime) -> None:
    """End the mediation in a case: ``agreed``, ``not_agreed`` or ``withdrawn``.

    Raises
    ------
    CaseworkError
        When the viewer may not move cases.
    ServiceError
        When there is no such case here, no mediation runs in it, or the outcome is not known.
    """
    require(viewer, Action.MOVE_CASE)
    if outcome not in list(MediationOutcome):
        raise ServiceError(
            "A mediation cannot end with {outcome}: choose one of {known}.",
            outcome=outcome,
            known=", ".join(MediationOutcome),
        )
    with store.begin() as conn:
        kept = fetch(conn, viewer, code)
        running = mediation_of(conn, kept.id)
        if running is None or running.ended_at is not None:
            raise ServiceError(
                "No mediation runs in case {code}: open one first.", code=kept.case.code
            )
        conn.execute(
            mediations.update()
            .where(mediations.c.case_id == kept.id)
            .values(outcome=str(outcome), ended_at=now)
        )
        details = {"mediator": running.mediator, "outcome": str(outcome)}
        leave_note(conn, viewer, kept, "mediation_ended", details, now)


def mediation_of(conn: sa.Connection, case_id: int) -> Mediation | None:
    """Return the mediation in a case, the last one; None where there was none."""
    wanted = sa.select(*(mediations.c[name] for name in Mediation.__dataclass_fields__))
    found = conn.execute(wanted.where(mediations.c.case_id == case_id)).first()
    return None if found is None else Mediation(*found)


def _refuse_category(conn: sa.Connection, kept: Kept) -> None:
    catalogue = rules_of(conn).catalogue
    entry = catalogue.entry(kept.case.category)
    if entry is None or not entry.is_mediation:
        raise ServiceError(
            "Case {code} is of the category {category}, which is not for mediation: change its"
            " category to one of {known}, or mark this one in the catalogue.",
            code=kept.case.code,
            category=kept.case.category or "-",
            known=", ".join(one.name for one in catalogue.entries if one.is_mediation) or "-",
        )
