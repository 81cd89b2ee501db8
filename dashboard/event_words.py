"""Words about what happened to a case: the kinds of events, and what is told with each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from casework.errors import CaseworkError
from casework.event_terms import EVENT_TERMS
from casework.limit import Limit
from casework.request import URGENCY_TERMS, Urgency
from casework.sentence import Term
from casework.tier import TIER_TERMS, Tier
from dashboard.case_offer import Offered
from dashboard.case_words import channel_word, clock_word, status_word
from dashboard.i18n import _
from dashboard.when import local_time
from service.cases.mediation import MEDIATION_TERMS
from service.cases.referrals import REFERRAL_TERMS


def event_word(kind: str) -> str:
    """Return what an event is called, an unknown kind as it is."""
    return _(EVENT_TERMS[kind]) if kind in EVENT_TERMS else kind


def actor_word(actor: str) -> str:
    """Return who did it: a word for a file or the program, a person's name as it is."""
    words = {
        "file": _("a file"),
        "gege": "Gege",
        "SYSTEM": _("the program itself"),
        "demonstration": _("the demonstration"),
        "operator": _("the operator"),
    }
    return words.get(actor, actor)


def detail_word(name: str) -> str:
    """Return what a detail of an event is called, an unknown one as it is."""
    words = {
        "grid_code": _("Grid"),
        "assigned_to": _("Worker"),
        "worker": _("Worker"),
        "category": _("Category"),
        "reason": _("Reason"),
        "unit": _("Owner unit"),
        "unit_code": _("Unit"),
        "text": _("Text"),
        "approved_by": _("Approved by"),
        "asked_at": _("Asked for at"),
        "resolution": _("Resolution"),
        "satisfied": _("Satisfied"),
        "merged_into": _("Case that stands for it"),
        "merged": _("Merged case"),
        "code": _("Case"),
        "tier": _("Level"),
        "urgency": _("Urgency"),
        "due_at": _("Due"),
        "clock": _("Clock"),
        "extend_by": _("Longer by"),
        "supervisor": _("Supervisor"),
        "filing_no": _("Filing number"),
        "outcome": _("Outcome"),
        "mediator": _("Mediator"),
        "programme": _("Programme"),
        "referred_on": _("Referred on"),
        "outcome_on": _("Answered on"),
        "done_by": _("Done by"),
        "sweep": _("Sweep"),
        "due_on": _("Due"),
        "status": _("State"),
        "report_count": _("Reports"),
        "step": _("Step"),
        "position": _("Number"),
        "serial": _("Serial number"),
        "channel": _("Channel"),
    }
    return words.get(name, name)


def told(details: Mapping[str, object], offered: Offered) -> list[str]:
    """Return the details of an event in words, one sentence each; plain text, to be escaped.

    Parameters
    ----------
    details
        As kept with the event.
    offered
        Knows the names of units and workers, and the zone in which times are told.
    """
    rest = {name: value for name, value in details.items() if value not in (None, "", [], {})}
    said = []
    for first, second in (("from", "to"), ("tier_from", "tier_to"), ("due_before", "due_after")):
        if first in rest and second in rest:
            before = value_word(first, rest.pop(first), offered)
            said.append(f"{before} → {value_word(second, rest.pop(second), offered)}")
    named = ((detail_word(name), value_word(name, one, offered)) for name, one in rest.items())
    return said + [f"{name}: {value}" for name, value in named]


def value_word(name: str, value: object, offered: Offered) -> str:
    """Return the value of a detail as it is read: a state, a level, a unit, a time in words."""
    if isinstance(value, Mapping):
        return ", ".join(told(value, offered))
    if isinstance(value, list | tuple):
        return ", ".join(value_word(name, one, offered) for one in value)
    if name.endswith("_at") or name in {"due_before", "due_after"}:
        return _time(value, offered.zone)
    said = _SAID.get(name)
    return said(str(value), offered) if said else str(value)


def _term_of(text: str, terms: Mapping[str, str]) -> str:
    return _(terms[text]) if text in terms else text


def _state(text: str, offered: Offered) -> str:
    """Return the word for a state; what is none is the code of a worker, at a hand-over."""
    try:
        return status_word(text)
    except ValueError:
        return offered.worker_text(text)


def _limit(text: str, _offered: Offered) -> str:
    try:
        return _(Limit.parse(text).sentence)
    except CaseworkError:
        return text


def _time(value: object, zone: str) -> str:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return local_time(moment, zone) if moment.tzinfo else str(value)


_TIERS: Final = {str(tier.value): TIER_TERMS[tier] for tier in Tier}
_URGENCIES: Final = {one.value: URGENCY_TERMS[one] for one in Urgency}
_SATISFIED: Final = {"yes": Term("yes"), "no": Term("no"), "no_answer": Term("no answer")}
_OUTCOMES: Final = {
    str(one): term for terms in (MEDIATION_TERMS, REFERRAL_TERMS) for one, term in terms.items()
}
# How the value of a detail is said, by the name of the detail.
_SAID: Final[dict[str, Callable[[str, Offered], str]]] = {
    "from": _state,
    "to": _state,
    "status": _state,
    "unit": lambda text, offered: offered.unit_text(text),
    "worker": lambda text, offered: offered.worker_text(text),
    "assigned_to": lambda text, offered: offered.worker_text(text),
    "tier": lambda text, _offered: _term_of(text, _TIERS),
    "tier_from": lambda text, _offered: _term_of(text, _TIERS),
    "tier_to": lambda text, _offered: _term_of(text, _TIERS),
    "urgency": lambda text, _offered: _term_of(text, _URGENCIES),
    "satisfied": lambda text, _offered: _term_of(text, _SATISFIED),
    "outcome": lambda text, _offered: _term_of(text, _OUTCOMES),
    "channel": lambda text, _offered: channel_word(text),
    "clock": lambda text, _offered: clock_word(text),
    "extend_by": _limit,
}
