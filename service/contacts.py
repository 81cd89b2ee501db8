"""Contacts as they are shown: only to whoever may see them, with what was agreed."""

from __future__ import annotations

from typing import Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, may
from casework.contact_consent import CONSENT_TERMS, PURPOSE_TERMS, Purpose, purposes_of
from casework.sentence import Sentence, Terms
from data.contact_store import Contact, opened_homes
from service.language import both
from service.sheet_page import Speak

NOT_READABLE: Final = Sentence(
    "A contact is kept, but it is not readable: the key file is missing. Ask an administrator."
)


def contact_line(contact: Contact, _: Speak) -> str:
    """Return a contact with what it is for, how that was agreed and until when."""
    text = _(NOT_READABLE) if contact.text is None else contact.text
    purposes = Terms(PURPOSE_TERMS[one] for one in contact.purposes)
    agreed = CONSENT_TERMS[contact.consent]
    if contact.until is None:
        return _("{contact} ({purposes}; {agreed})", contact=text, purposes=purposes, agreed=agreed)
    return _(
        "{contact} ({purposes}; {agreed}; not from {day} on)",
        contact=text,
        purposes=purposes,
        agreed=agreed,
        day=contact.until,
    )


def contacts_for(
    viewer: Viewer, conn: sa.Connection, homes: pd.DataFrame, purpose: Purpose
) -> list[str | None]:
    """Return the contacts of households that this viewer may use for a purpose, else None.

    Parameters
    ----------
    homes
        ``code``, ``contact`` as it is kept, and ``contact_purposes``.
    """
    if not may(viewer, Action.VIEW_CONTACTS):
        return [None] * len(homes)
    usable = [
        sealed if purpose in purposes_of(said) else None
        for sealed, said in zip(homes["contact"], homes["contact_purposes"], strict=True)
    ]
    return opened_homes(conn, homes["code"], usable, both(NOT_READABLE))
