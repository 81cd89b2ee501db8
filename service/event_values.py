"""What the details of an event hold, as it is read: a state, a level, a unit, a time in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from casework.case_status import STATUS_TERMS, CaseStatus
from casework.clock_name import clock_term
from casework.errors import CaseworkError
from casework.limit import Limit
from casework.meeting import FLAG_TERMS
from casework.request import CHANNEL_TERMS, URGENCY_TERMS
from casework.sentence import Term
from casework.tier import TIER_TERMS
from service.cases.mediation import MEDIATION_TERMS
from service.cases.referrals import REFERRAL_TERMS
from service.sheet_page import Speak


class Names(Protocol):
    """What codes are called, and the zone (IANA name) in which times are told."""

    @property
    def zone(self) -> str:
        """Return the office's time zone."""

    def unit_text(self, code: str, /) -> str:
        """Return a unit's name and code."""

    def worker_text(self, code: str, /) -> str:
        """Return a worker's name and code."""


def value_text(name: str, value: object, names: Names, speak: Speak) -> str:
    """Return one value in words; plain text, to be escaped where it is shown.

    Parameters
    ----------
    name
        Of the detail: it decides how the value is read; an unknown one is told as it is.
    value
        As kept with the event; no list and no mapping.
    """
    if name.endswith("_at") or name in {"due_before", "due_after"}:
        return _time(value, names.zone)
    text = str(value)
    if name in {"unit", "unit_code"}:
        return names.unit_text(text)
    if name in {"worker", "assigned_to"}:
        return names.worker_text(text)
    if name in {"from", "to", "status"}:
        # What is no state is the code of a worker, at a hand-over.
        known = text in set(CaseStatus)
        return speak(STATUS_TERMS[CaseStatus(text)]) if known else names.worker_text(text)
    if name == "extend_by":
        return _limit(text, speak)
    if name == "clock":
        return speak(clock_term(text))
    terms = _TERMS.get(name, {})
    return speak(terms[text]) if text in terms else text


def _limit(text: str, speak: Speak) -> str:
    try:
        return speak(Limit.parse(text).sentence)
    except CaseworkError:
        return text


def _time(value: object, zone: str) -> str:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    if moment.tzinfo is None:
        return str(value)
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


_TIERS: Final = {str(tier.value): term for tier, term in TIER_TERMS.items()}
_TERMS: Final[dict[str, Mapping[str, str]]] = {
    "tier": _TIERS,
    "tier_from": _TIERS,
    "tier_to": _TIERS,
    "urgency": {one.value: term for one, term in URGENCY_TERMS.items()},
    "satisfied": {"yes": Term("yes"), "no": Term("no"), "no_answer": Term("no answer")},
    "outcome": {
        **{one.value: term for one, term in MEDIATION_TERMS.items()},
        **{one.value: term for one, term in REFERRAL_TERMS.items()},
    },
    "channel": {one.value: term for one, term in CHANNEL_TERMS.items()},
    "flag": {one.value: term for one, term in FLAG_TERMS.items()},
}
