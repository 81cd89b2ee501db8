"""Contacts of a district as they were typed, for tests that bring or read them."""

from __future__ import annotations

import sqlalchemy as sa

from data.contact_store import case_place, home_place
from data.schema import case_contacts, cases, households
from data.sealing import seals_of
from data.store import Store


def home_contacts(store: Store) -> dict[str, str | None]:
    """Return the contact of every household by its code."""
    with store.read() as conn:
        seals = seals_of(conn)
        rows = conn.execute(sa.select(households.c.code, households.c.contact)).all()
    return {code: one and seals.open(home_place(code), one) for code, one in rows}


def case_contacts_of(store: Store) -> dict[str, str]:
    """Return the contact of every case that has one, by its number."""
    wanted = sa.select(cases.c.code, case_contacts.c.case_id, case_contacts.c.contact)
    with store.read() as conn:
        seals = seals_of(conn)
        rows = conn.execute(wanted.join(cases)).all()
    return {code: seals.open(case_place(number), one) for code, number, one in rows}
