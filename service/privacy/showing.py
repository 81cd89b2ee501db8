"""All that is kept about one household or case, to be handed to whom it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.access_entry import What
from casework.sentence import Sentence, Term
from data.contact_store import Contact, case_contact, home_contact
from data.erasing_store import cases_of_home, note_act
from data.event_words import with_words
from data.handing_out import of_case, of_home
from data.store import Store
from service.cases.keeping import fetch
from service.contacts import NOT_READABLE
from service.language import both
from service.sheet_page import Html, element, page, pairs, speaker, table
from service.visits.households import home_seen

# The parts of a hand-out, in their order; what has no word of its own is named as it is kept.
_PARTS: Final = {
    "household": Term("The household"),
    "case": Term("The case"),
    "contact": Term("Contact and consent"),
    "events": Term("What happened"),
    "visits": Term("Home visits"),
    "cases": Term("Cases made of these visits"),
    "moves": Term("Moved in or out"),
    "notices": Term("Notices delivered"),
    "emergencies": Term("Emergency lists"),
    "clocks": Term("Limits"),
    "steps": Term("Errand steps"),
    "supervisions": Term("Supervision"),
    "mediations": Term("Mediation"),
    "referrals": Term("Referrals"),
    "flags": Term("Marks for meetings"),
    "decisions": Term("Decisions"),
    "hand_outs": Term("Earlier hand-outs and erasures"),
}


@dataclass(frozen=True)
class HandOut:
    """What is kept: plain JSON values by part, each a row or a list of rows."""

    subject: str
    code: str
    made_at: datetime
    parts: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        about = {"subject": self.subject, "code": self.code, "made_at": self.made_at.isoformat()}
        return about | self.parts


def show_household(viewer: Viewer, store: Store, code: str, now: datetime) -> HandOut:
    """Return all that is kept about a household, and keep that it was handed out.

    Raises
    ------
    CaseworkError
        When the viewer may not look after privacy.
    ServiceError
        When there is no such household.
    """
    require(viewer, Action.KEEP_PRIVACY)
    with store.begin(What.SAW) as conn:
        home = home_seen(conn, viewer, code)
        parts: dict[str, Any] = {
            "household": _plain(home, "contact"),
            "contact": _contact(home_contact(conn, home)),
        }
        parts |= {name: [_plain(row) for row in rows] for name, rows in of_home(conn, home).items()}
        parts["cases"] = cases_of_home(conn, home["id"])
        note_act(conn, "shown", _counts(parts), viewer.name, now, subject="household", code=code)
    return HandOut("household", code, now, parts)


def show_case(viewer: Viewer, store: Store, code: str, now: datetime) -> HandOut:
    """Return all that is kept about a case, and keep that it was handed out.

    Raises
    ------
    CaseworkError
        When the viewer may not look after privacy.
    ServiceError
        When there is no such case.
    """
    require(viewer, Action.KEEP_PRIVACY)
    with store.begin(What.SAW) as conn:
        kept = fetch(conn, viewer, code)
        found = of_case(conn, kept.id, code)
        parts: dict[str, Any] = {"case": _plain(found.pop("case")[0])}
        parts["contact"] = _contact(case_contact(conn, code))
        parts["events"] = [_plain(row) for row in with_words(conn, found.pop("events"))]
        parts |= {name: [_plain(row) for row in rows] for name, rows in found.items()}
        note_act(conn, "shown", _counts(parts), viewer.name, now, subject="case", code=code)
    return HandOut("case", code, now, parts)


def hand_out_html(hand_out: HandOut, language: str) -> str:
    """Return a hand-out as a whole HTML document that asks for nothing else."""
    _ = speaker(language)
    about = _("What is kept about {code}", code=hand_out.code)
    parts: list[Html] = [element("header", element("h1", about))]
    parts.append(
        element(
            "p",
            _(
                "This is everything the grid service keeps about it. You may ask to have it"
                " corrected or erased. Times are in UTC."
            ),
        )
    )
    for name, value in hand_out.parts.items():
        if value:
            parts.append(element("h2", _(_PARTS.get(name, name))))
            parts.append(_shown(value))
    return page(about, language, *parts)


def _shown(value: object) -> Html:
    if isinstance(value, Mapping):
        return pairs([(str(name), _text(one)) for name, one in value.items()])
    rows: list[Any] = value if isinstance(value, list) else [value]
    if not all(isinstance(row, Mapping) for row in rows):
        return element("p", ", ".join(map(str, rows)))
    names = list(dict.fromkeys(name for row in rows for name in row))
    return table(names, [[_text(row.get(name)) or "–" for name in names] for row in rows])


def _text(value: object) -> str | None:
    if value is None or value in ("", [], {}):
        return None
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_text(one) or '–'}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_text(one) or "–" for one in value)
    return str(value)


def _plain(row: Mapping[str, Any] | sa.RowMapping, *without: str) -> dict[str, Any]:
    left_out = {"id", "import_id", "tile16", "hash", "hash_before", "household_id", "case_id"}
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in row.items()
        if name not in left_out | set(without)
    }


def _contact(contact: Contact | None) -> dict[str, Any] | None:
    if contact is None:
        return None
    text = both(Sentence(NOT_READABLE.msgid)) if contact.text is None else contact.text
    return {
        "contact": text,
        "purposes": [one.value for one in contact.purposes],
        "consent": contact.consent.value,
        "until": contact.until.isoformat() if contact.until else None,
    }


def _counts(parts: Mapping[str, Any]) -> dict[str, int]:
    return {
        name: len(one) if isinstance(one, list) else int(bool(one)) for name, one in parts.items()
    }
