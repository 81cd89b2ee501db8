"""The clocks on a case sheet, each that still runs with the way its date comes about."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from casework.access import Viewer
from casework.errors import CaseworkError
from casework.sentence import Term
from casework.tier import TIER_TERMS, Tier
from data.store import Store
from service.case_record import CaseRecord, ClockLine
from service.cases.clocks import explain_clock
from service.errors import ServiceError
from service.sheet_page import Html, Speak, element, joined, table
from service.sheet_parts import local

CLOCK_TERMS: Final = {
    "reply": Term("tell the person about progress"),
    "resolve": Term("settle the matter"),
    "dispatch": Term("dispatch"),
    "handle": Term("handle"),
    "check": Term("check"),
}


def clock_part(
    viewer: Viewer, store: Store, record: CaseRecord, now: datetime, zone: str, _: Speak
) -> list[Html]:
    """Return the clocks as a table, or that none runs."""
    if not record.clocks:
        return [element("h2", _("Time limits")), element("p", _("No clock runs."))]
    rows = [
        (
            element("b", _(CLOCK_TERMS.get(line.name, line.name))),
            _(TIER_TERMS[Tier(line.tier)]),
            joined((_(line.limit), *_rule(line, _))),
            element("span", local(line.started_at, zone), kind="time"),
            _due(line, now, zone, _),
        )
        for line in record.clocks
    ]
    head = (_("Clock"), _("Level"), _("Limit"), _("From"), _("Due"))
    ways = (_way(viewer, store, line, _) for line in record.clocks if line.met_at is None)
    return [element("h2", _("Time limits ({zone})", zone=zone)), table(head, rows), *ways]


def _rule(line: ClockLine, _: Speak) -> list[Html]:
    return [element("p", _("Rule: {key}", key=line.rule_key), kind="quiet")]


def _due(line: ClockLine, now: datetime, zone: str, _: Speak) -> Html:
    due = element("p", local(line.due_at, zone), kind="time")
    if line.met_at is not None:
        return joined((due, element("p", _("met {time}", time=local(line.met_at, zone)))))
    if line.is_paused:
        return joined((due, element("p", _("stands still"))))
    is_late = line.due_at is not None and line.due_at < now
    return joined((due, element("p", _("overdue"), kind="late"))) if is_late else due


def _way(viewer: Viewer, store: Store, line: ClockLine, _: Speak) -> Html:
    """Return how the date of a running clock comes about, in one paragraph."""
    name = element("b", _(CLOCK_TERMS.get(line.name, line.name)), ": ")
    if line.trouble is not None:
        return element("p", name, _(line.trouble), kind="way late")
    try:
        due = explain_clock(viewer, store, line.id)
    except (ServiceError, CaseworkError) as refusal:
        return element("p", name, _(refusal), kind="way")
    return element("p", name, " ".join(_(step) for step in due.steps), kind="way")
