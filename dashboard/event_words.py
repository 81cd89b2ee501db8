"""Words about what happened to a case: the kinds of events, and what is told with each."""

from __future__ import annotations

from collections.abc import Mapping

from casework.event_terms import EVENT_TERMS
from dashboard.case_offer import Offered
from dashboard.i18n import _
from service.actor_words import actor_text
from service.event_values import value_text


def event_word(kind: str) -> str:
    """Return what an event is called, an unknown kind as it is."""
    return _(EVENT_TERMS[kind]) if kind in EVENT_TERMS else kind


def actor_word(actor: str, offered: Offered) -> str:
    """Return who did it: the program, a unit, a worker in words, a person's name as it is."""
    return actor_text(actor, offered, offered.units, _)


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
        "falls_due_at": _("To be raised from"),
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
        "flag": _("Mark"),
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
    return value_text(name, value, offered, _)
