"""The parts of a case sheet: what it is about, where, who, what happened, how it was settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from casework.event_terms import event_term
from casework.move import FACT_TERMS
from casework.request import (
    CHANNEL_TERMS,
    KIND_TERMS,
    NEED_TERMS,
    URGENCY_TERMS,
    VOICE_TERMS,
    WISH_TERMS,
    Channel,
)
from casework.sentence import Term
from casework.tier import TIER_TERMS, Tier
from service.actor_words import actor_text
from service.case_record import CaseRecord, EventLine, Person, named, why_there
from service.event_values import value_text
from service.sheet_page import Html, Speak, element, pairs, table

# What is told with an event beside the facts of a step; the rest is for programs.
_DETAILS: Final[dict[str, str]] = {
    **FACT_TERMS,
    "supervisor": Term("supervisor"),
    "filing_no": Term("filing number"),
    "outcome": Term("outcome"),
    "programme": Term("programme"),
    "mediator": Term("mediator"),
    "step": Term("step"),
}
_WORDS_OF_STATE: Final = frozenset({"to"})


@dataclass(frozen=True)
class _Names:
    """The office's zone and the names of units; workers are told by their codes."""

    zone: str
    units: Mapping[str, str]

    def unit_text(self, code: str) -> str:
        return named(code, self.units.get(code))

    def worker_text(self, code: str) -> str:
        return code


def local(moment: datetime | None, zone: str) -> str:
    """Return a moment as 2026-03-01 14:30 in this zone, a dash for none."""
    return "–" if moment is None else f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def about(record: CaseRecord, units: Mapping[str, str], zone: str, _: Speak) -> list[Html]:
    """Return what the request is and where it stands."""
    tags = (
        _(NEED_TERMS[record.need]) if record.need else "",
        _(VOICE_TERMS[record.voice]) if record.voice else "",
        _(WISH_TERMS[record.wish]) if record.wish else "",
    )
    joint = ", ".join(named(unit, units.get(unit)) for unit in record.joint_units)
    rows = [
        (_("Reported"), local(record.reported_at, zone)),
        (_("To be settled by"), local(record.due_at, zone)),
        (_("Category"), record.category or "–"),
        (_("Channel"), _channel(record.channel, _)),
        (_("Kind of request"), _(KIND_TERMS[record.kind]) if record.kind else None),
        (_("Urgency"), _(URGENCY_TERMS[record.urgency])),
        (_("Owner unit"), _unit(record)),
        (_("Level"), _(TIER_TERMS[Tier(record.tier)])),
        (_("Joint units"), joint or None),
        (_("Tags of the request"), ", ".join(filter(None, tags)) or None),
        (_("Reports of this matter"), str(record.report_count)),
        (_("Stands for it"), record.merged_into),
        (_("Sent back / done again"), f"{record.bounce_count} / {record.rework_count}"),
    ]
    return [
        element("h2", _("The request")),
        element("p", record.summary or "–", kind="text"),
        pairs(rows),
    ]


def place(record: CaseRecord, drawing: Html | None, _: Speak) -> list[Html]:
    """Return where it lies, with a small map where there is one."""
    where = record.place
    rows = [
        (_("Address"), record.address or "–"),
        (_("Grid"), named(where.code, where.name) if where.code else _("In no grid")),
        (_("Belongs to"), " › ".join(where.path) or "–"),
        (_("Why"), _(why_there(where, record.category))),
        (
            _("Position"),
            "–" if record.lon is None else f"{record.lon:.6f}, {record.lat:.6f} (CGCS2000)",
        ),
    ]
    told = pairs(rows, kind="one")
    body = told if drawing is None else element("div", told, drawing, kind="place")
    return [element("h2", _("Where")), body]


def people(record: CaseRecord, contact: str, _: Speak) -> list[Html]:
    """Return who answers for it, and whom to tell."""
    rows = [
        (_("On duty at the report"), _person(record.responsible_at_report, _)),
        (_("First handler"), _person(record.first_handler, _)),
        (_("Has it today"), _person(record.assigned_to, _)),
        (_("Contact, only to tell about progress"), contact),
    ]
    return [element("h2", _("Who")), pairs(rows, kind="one")]


def event_part(record: CaseRecord, zone: str, units: Mapping[str, str], _: Speak) -> list[Html]:
    """Return what happened, in the order in which it did."""
    names = _Names(zone, units)
    rows = [
        (
            element("span", local(line.happened_at, zone), kind="time"),
            _(event_term(line.kind)),
            _details(line, names, _),
            _persons(line, names, _),
        )
        for line in record.events
    ]  # fmt: skip
    head = (_("When"), _("What happened"), _("Details"), _("By"))
    return [element("h2", _("What happened")), table(head, rows)]


def _persons(line: EventLine, names: _Names, _: Speak) -> str:
    acted, entered = (
        actor_text(one, names, names.units, _) for one in (line.acted_by, line.entered_by)
    )
    if acted == entered:
        return acted
    return _("{acted} (entered by {entered})", acted=acted, entered=entered)


def settled(record: CaseRecord, zone: str, _: Speak) -> list[Html]:
    """Return how it was settled, or room to write it, and the lines to sign on."""
    if record.resolution:
        body = element("p", record.resolution, kind="text")
        when = [element("p", _("Closed {time}", time=local(record.closed_at, zone)))]
    else:
        body, when = element("div", kind="blank"), []
    signs = (_("Handled by, date"), _("Checked by, date"), _("Told to the person by, date"))
    return [
        element("h2", _("How it was settled")),
        body,
        *when,
        element("div", *(element("div", said) for said in signs), kind="signs"),
    ]


def _details(line: EventLine, names: _Names, _: Speak) -> str:
    said = []
    for name, term in _DETAILS.items():
        value = line.details.get(name)
        if value in (None, "") or name in _WORDS_OF_STATE:
            continue
        values = value if isinstance(value, list) else [value]
        shown = ", ".join(value_text(name, one, names, _) for one in values)
        said.append(f"{_(term)}: {shown}")
    return "; ".join(said)


def _channel(channel: str | None, _: Speak) -> str:
    if channel is None:
        return "–"
    return _(CHANNEL_TERMS[Channel(channel)]) if channel in set(Channel) else channel


def _unit(record: CaseRecord) -> str:
    return "–" if record.unit is None else named(record.unit.code, record.unit.name)


def _person(person: Person | None, _: Speak) -> str:
    if person is None:
        return _("nobody")
    shown = named(person.code, person.name)
    return f"{shown} · {person.phone}" if person.phone else shown
