"""What a receipt number tells: where the matter stands and what comes next, nothing else."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.case_status import CaseStatus
from casework.columns import is_late_case
from casework.sentence import Sentence
from data.rule_store import rules_of
from data.schema import cases
from data.settings_store import setting
from data.store import Store

# Nobody types a longer number than this; the rest of a longer one is not looked at.
_LONGEST: Final = 200

_UNDER_WAY: Final = Sentence("The owner unit settles the matter and replies to you.")
_NEXT: Final = {
    CaseStatus.REPORTED: Sentence("The service checks the request and says whether it takes it."),
    CaseStatus.ACCEPTED: Sentence("The request goes to the unit that answers for such matters."),
    CaseStatus.DISPATCHED: Sentence("The owner unit signs for the request and starts."),
    CaseStatus.HANDLING: _UNDER_WAY,
    CaseStatus.REPLIED: Sentence("The service checks whether the matter is really settled."),
    CaseStatus.VERIFIED: Sentence("The matter was checked and is about to be closed."),
    CaseStatus.CLOSED: Sentence(
        "Nothing more is due. If the matter is not settled, say so at the counter or by telephone."
    ),
    CaseStatus.VISITED_BACK: Sentence("Nothing more is due."),
    CaseStatus.BOUNCED: Sentence("The unit sent the request back; it goes to another one."),
    CaseStatus.EXTENDED: Sentence(
        "The unit was given more time; it settles the matter by the time named here."
    ),
    CaseStatus.SUSPENDED: Sentence(
        "Work has stopped with approval; it goes on when the cause is gone."
    ),
    CaseStatus.MERGED: Sentence("The matter is dealt with together with another report of it."),
    CaseStatus.REJECTED: Sentence(
        "The service did not take the request. Ask for the reason at the counter or by telephone."
    ),
    CaseStatus.VOID: Sentence(
        "The entry was made void. Ask for the reason at the counter or by telephone."
    ),
}


@dataclass(frozen=True)
class Receipt:
    """What the holder of a number is told: no text, no place, no names of persons.

    Attributes
    ----------
    code
        The number that was asked for.
    status
        Of the case, or of the one it was merged into.
    received_at, due_at, closed_at
        Aware UTC.
    is_late
        True while it is open and its due time has passed.
    unit
        Name of the owner unit, its code where nobody knows the name.
    next_step
        What happens now.
    is_joined
        True when another report stands for this one.
    """

    code: str
    status: CaseStatus
    received_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    is_late: bool
    unit: str | None
    next_step: Sentence
    is_joined: bool
    zone: str


def look_up_receipt(viewer: Viewer, store: Store, number: str, now: datetime) -> Receipt | None:
    """Return what is told about a number, None when there is no such number.

    Parameters
    ----------
    number
        As typed; blanks around it and full-width signs do not matter.
    now
        Decides whether it is late.

    Raises
    ------
    CaseworkError
        When the viewer may not look up receipts.

    Notes
    -----
    Whoever holds the number may ask at any counter, so the answer is not kept to the viewer's
    part of the district; nothing in it says what the matter is, where, or whose.
    """
    require(viewer, Action.LOOK_UP_RECEIPT)
    with store.read() as conn:
        typed = number.strip()[:_LONGEST]
        asked = _row(conn, typed) or _row(conn, unicodedata.normalize("NFKC", typed).strip())
        if asked is None:
            return None
        row = _standing(conn, asked)
        units = rules_of(conn).catalogue.units
        zone = str(setting(conn, "time_zone"))
    status = CaseStatus(row.status)
    unit = units.get(row.unit_code) if row.unit_code else None
    return Receipt(
        code=asked.code,
        status=status,
        received_at=asked.reported_at,
        due_at=row.due_at,
        closed_at=row.closed_at,
        is_late=is_late_case(status, row.due_at, now),
        unit=unit.name if unit else row.unit_code,
        next_step=_NEXT[status],
        is_joined=row.code != asked.code,
        zone=zone,
    )


def _row(conn: sa.Connection, code: str) -> sa.Row[tuple[object, ...]] | None:
    told = ("code", "status", "reported_at", "due_at", "closed_at", "unit_code", "merged_into")
    wanted = sa.select(*(cases.c[name] for name in told)).where(cases.c.code == code)
    return conn.execute(wanted).one_or_none()


def _standing(conn: sa.Connection, row: sa.Row[tuple[object, ...]]) -> sa.Row[tuple[object, ...]]:
    """Return the case that stands for this one, itself when it was not merged."""
    seen = {row.code}
    while row.merged_into and row.merged_into not in seen:
        found = _row(conn, row.merged_into)
        if found is None:
            break
        seen.add(found.code)
        row = found
    return row
