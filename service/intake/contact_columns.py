"""Contacts of households on their way in: only with consent, for what, until when."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd
import sqlalchemy as sa

from casework.contact_consent import EVERY_PURPOSE, Consent, Purpose
from data.contact_store import opened_homes
from service.contacts import NOT_READABLE
from service.errors import ServiceError
from service.intake.draft import Draft
from service.intake.duty import take_dates

# What is kept with a contact, beside the contact.
CONSENT_COLUMNS: Final = [
    "has_contact_consent",
    "contact_purposes",
    "contact_consent",
    "contact_until",
]
_YES: Final = {"yes", "y", "true", "1", "是", "同意", "有"}
_PURPOSES: Final = {
    Purpose.ANSWER: "answer 答复 回复 诉求 办理",
    Purpose.VISIT: "visit 走访 家访 入户",
    Purpose.EMERGENCY: "emergency 应急 紧急 突发",
}
_BETWEEN: Final = re.compile(r"[\s,，;；、/|]+")


def take_contacts(draft: Draft) -> None:
    """Take the contacts for which consent stands beside them, and say how many were left out."""
    consent = draft.text("consent").astype("string").str.casefold().isin(_YES).to_numpy(dtype=bool)
    contact = draft.text("contact")
    has_contact = contact.notna().to_numpy()
    is_kept = consent & has_contact
    draft.frame = draft.frame.assign(
        has_contact_consent=is_kept,
        contact=contact.where(consent, None),
        contact_consent=pd.Series(Consent.FILE.value, index=draft.frame.index).where(is_kept, None),
    )
    dropped = int((has_contact & ~consent).sum())
    if dropped:
        draft.remark(
            "contact.no_consent",
            "{count} contacts were left out because no consent stands beside them: a contact is"
            " kept only with consent (column consent = yes).",
            count=dropped,
        )
    _take_purposes(draft)
    take_dates(draft, "consent_until")
    until = draft.frame["consent_until"]
    until = until.where(draft.frame["has_contact_consent"], None)
    draft.frame = draft.frame.drop(columns="consent_until").assign(contact_until=until)


def open_old(conn: sa.Connection, old: pd.DataFrame) -> pd.DataFrame:
    """Return the households kept (indexed by code) with their contacts as they can be compared.

    Raises
    ------
    ServiceError
        When one cannot be read: a file must not overwrite what nobody can read.
    """
    told = opened_homes(conn, old.index, old["contact"], str(NOT_READABLE))
    if str(NOT_READABLE) in told:
        raise ServiceError(
            "Contacts are kept that cannot be read, because the key file is missing: put it back,"
            " or leave the column of contacts out, so that nothing is overwritten."
        )
    return old.assign(contact=pd.Series(told, index=old.index, dtype=object))


def _take_purposes(draft: Draft) -> None:
    said = draft.text("purposes")
    read = {text: _read(text) for text in said.dropna().unique()}
    unknown = said.map(lambda text: text in read and read[text] is None).to_numpy(dtype=bool)
    draft.note(
        unknown,
        "contact.purpose",
        "purposes",
        "{value} is no purpose of a contact: it is kept only to answer a request. Write answer,"
        " visit or emergency (答复、走访、应急).",
    )
    is_kept = draft.frame["has_contact_consent"]
    purposes = [
        _kept(read[text] if isinstance(text, str) else [*EVERY_PURPOSE]) if kept else None
        for text, kept in zip(said, is_kept, strict=True)
    ]
    draft.frame = draft.frame.assign(
        contact_purposes=pd.Series(purposes, index=draft.frame.index, dtype=object)
    )


def _kept(purposes: list[Purpose] | None) -> list[str]:
    """Return purposes as they are kept: the narrowest where they could not be read."""
    return [one.value for one in (purposes or [Purpose.ANSWER])]


def _read(text: str) -> list[Purpose] | None:
    """Return the purposes in a text, None where one of its words is none."""
    found = []
    for word in filter(None, _BETWEEN.split(text.casefold())):
        known = next((p for p, words in _PURPOSES.items() if word in words.split()), None)
        if known is None:
            return None
        found.append(known)
    return list(dict.fromkeys(found))
