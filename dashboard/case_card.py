"""The record of one case, told top down: what, where and why, who, when, what happened."""

from __future__ import annotations

from datetime import datetime

from dashboard.case_words import channel_word, state_text
from dashboard.event_words import actor_word, detail_word, event_word
from dashboard.i18n import _
from dashboard.markup import Markup, joined, pairs, show, tag
from dashboard.when import duration, local_time
from service.case_record import CaseRecord, EventLine, Person, named, why_there


def case_card(record: CaseRecord, now: datetime, zone: str) -> None:
    """Show the record; every text of a file is escaped."""
    late = "late badge" if record.overdue_by else "badge"
    show(
        tag("h3", record.category or _("No category"), " · ", record.code),
        tag("p", tag("span", state_text(record.status, record.due_at, now), kind=late)),
        tag("p", record.summary or ""),
        tag(
            "div",
            tag("section", *_people(record)),
            tag("section", *_clocks(record, zone)),
            tag("section", *_place(record)),
            tag(
                "section",
                tag("h4", _("What happened")),
                tag("ol", *(_event(line, zone) for line in record.events)),
            ),
            kind="halves",
        ),
    )


def _place(record: CaseRecord) -> list[Markup]:
    place = record.place
    grid = named(place.code, place.name) if place.code else _("In no grid")
    position = "–" if record.lon is None else f"{record.lon:.6f}, {record.lat:.6f} (CGCS2000)"
    rows = [
        (_("Grid"), grid),
        (_("Belongs to"), " › ".join(place.path) or "–"),
        (_("Why"), _(why_there(place, record.category))),
        (_("To the border"), _metres(place.border_distance_m)),
        (_("Next grid"), named(place.runner_up, place.runner_up_name) if place.runner_up else "–"),
        (_("Address"), record.address or "–"),
        (_("Position"), position),
    ]
    return [tag("h4", _("Where, and which grid")), pairs(rows)]


def _people(record: CaseRecord) -> list[Markup]:
    rows = [
        (_("On duty at the report"), _person(record.responsible_at_report)),
        (_("First handler"), _person(record.first_handler)),
        (_("Has it today"), _person(record.assigned_to)),
    ]
    return [tag("h4", _("Who answers")), pairs(rows)]


def _clocks(record: CaseRecord, zone: str) -> list[Markup]:
    rows = [
        (_("Reported"), local_time(record.reported_at, zone)),
        (_("Channel"), channel_word(record.channel)),
        (_("Due"), local_time(record.due_at, zone)),
        (_("Closed"), local_time(record.closed_at, zone)),
    ]
    if record.overdue_by is not None:
        rows.append((_("Overdue by"), duration(record.overdue_by)))
    if record.took is not None:
        rows.append((_("Took"), duration(record.took)))
    return [tag("h4", _("Clocks ({zone})", zone=zone)), pairs(rows)]


def _event(line: EventLine, zone: str) -> Markup:
    said = ", ".join(
        f"{detail_word(name)}: {value}" for name, value in line.details.items() if value
    )
    return tag(
        "li",
        tag("b", event_word(line.kind)),
        joined("  ", local_time(line.happened_at, zone)),
        tag("br"),
        tag(
            "span",
            _(
                "by {acted}; entered by {entered}, {recorded}",
                acted=actor_word(line.acted_by),
                entered=line.entered_by,
                recorded=local_time(line.recorded_at, zone),
            ),
            *([tag("br"), said] if said else []),
            kind="quiet",
        ),
    )


def _person(person: Person | None) -> str:
    if person is None:
        return _("nobody")
    shown = named(person.code, person.name)
    return f"{shown} · {person.phone}" if person.phone else shown


def _metres(distance: float | None) -> str:
    return "–" if distance is None else _("{n} m", n=f"{distance:,.1f}")
