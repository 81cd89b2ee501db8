"""Contacts of cases and households: kept sealed, opened one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from casework.contact_consent import Consent, Purpose, purposes_of
from data.schema import case_contacts, cases
from data.sealing import Place, Seals, Unreadable, seals_of, seals_to_write


@dataclass(frozen=True)
class Contact:
    """Whom to tell, for what, how that was agreed, and the day on which it ends.

    ``text`` is None where it is kept but cannot be read: its key is missing.
    """

    text: str | None
    purposes: tuple[Purpose, ...]
    consent: Consent
    until: date | None


def case_place(case_id: int) -> Place:
    """Return what the contact of a case is sealed for."""
    return Place("case_contacts", "contact", str(int(case_id)))


def home_place(code: object) -> Place:
    """Return what the contact of a household is sealed for."""
    return Place("households", "contact", str(code))


def keep_case_contact(
    conn: sa.Connection, case_id: int, text: str, consent: Consent, until: date | None
) -> None:
    """Keep the contact of a new case.

    Raises
    ------
    DataError
        When the key is missing.
    """
    sealed = seals_to_write(conn).seal(case_place(case_id), text)
    conn.execute(
        case_contacts.insert().values(
            case_id=case_id,
            contact=sealed,
            purpose=Purpose.ANSWER.value,
            consent=consent.value,
            until=until,
        )
    )


def case_contact(conn: sa.Connection, code: str) -> Contact | None:
    """Return the contact of the case of this number, None where none was left."""
    wanted = sa.select(case_contacts).join(cases).where(cases.c.code == code)
    row = conn.execute(wanted).mappings().first()
    if row is None:
        return None
    text = opened(seals_of(conn), case_place(row["case_id"]), row["contact"])
    return Contact(text, purposes_of([row["purpose"]]), Consent(row["consent"]), row["until"])


def home_contact(conn: sa.Connection, row: Mapping[str, Any] | sa.RowMapping) -> Contact | None:
    """Return the contact in a row of ``households``, None without one or without consent."""
    if row["contact"] is None or not row["has_contact_consent"]:
        return None
    text = opened(seals_of(conn), home_place(row["code"]), row["contact"])
    consent = Consent(row["contact_consent"] or Consent.BEFORE)
    return Contact(text, purposes_of(row["contact_purposes"]), consent, row["contact_until"])


def opened(seals: Seals, place: Place, sealed: str) -> str | None:
    """Return what was sealed, None where it cannot be read."""
    try:
        return seals.open(place, sealed)
    except Unreadable:
        return None


def opened_homes(
    conn: sa.Connection, codes: Iterable[object], sealed: Iterable[object], unreadable: str
) -> list[str | None]:
    """Return contacts of households by their codes; None where there is none."""
    seals = seals_of(conn)
    found: list[str | None] = []
    for code, one in zip(codes, sealed, strict=True):
        if not isinstance(one, str):
            found.append(None)
            continue
        text = opened(seals, home_place(code), one)
        found.append(unreadable if text is None else text)
    return found


def sealed_homes(conn: sa.Connection, frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows of households (with ``code``) with their contacts sealed.

    Raises
    ------
    DataError
        When there is one to seal and the key is missing.
    """
    if "contact" not in frame or not frame["contact"].notna().any():
        return frame
    seals = seals_to_write(conn)
    made = [
        seals.seal(home_place(code), text) if isinstance(text, str) else None
        for code, text in zip(frame["code"], frame["contact"], strict=True)
    ]
    return frame.assign(contact=pd.Series(made, index=frame.index, dtype=object))
