"""The clocks on a case sheet, each that still runs with the way its date comes about."""

from __future__ import annotations

from casework.access import Viewer
from casework.clock_name import MET, clock_term, ended_sentence
from casework.errors import CaseworkError
from casework.tier import TIER_TERMS, Tier
from data.store import Store
from service.actor_words import zone_text
from service.case_record import CaseRecord, ClockLine, limit_text
from service.cases.clocks import explain_clock
from service.errors import ServiceError
from service.sheet_page import Html, Speak, element, joined, table
from service.sheet_parts import local


def clock_part(viewer: Viewer, store: Store, record: CaseRecord, zone: str, _: Speak) -> list[Html]:
    """Return the clocks as a table, or that none runs."""
    if not record.clocks:
        return [element("h2", _("Time limits")), element("p", _("No clock runs."))]
    rows = [
        (
            element("b", _(clock_term(line.name))),
            _(TIER_TERMS[Tier(line.tier)]),
            joined((limit_text(line, _), *_rule(line, _))),
            element("span", local(line.started_at, zone), kind="time"),
            _due(line, zone, _),
        )
        for line in record.clocks
    ]
    head = (_("Clock"), _("Level"), _("Limit"), _("From"), _("Due"))
    ways = (_way(viewer, store, line, _) for line in record.clocks if line.met_at is None)
    return [
        element("h2", _("Time limits ({zone})", zone=zone_text(zone, _))),
        table(head, rows),
        *ways,
    ]


def _rule(line: ClockLine, _: Speak) -> list[Html]:
    return [element("p", _("Rule: {key}", key=line.rule_key), kind="quiet")]


def _due(line: ClockLine, zone: str, _: Speak) -> Html:
    due = element("p", local(line.due_at, zone), kind="time")
    if line.met_at is not None:
        return joined((due, *_ended(line, local(line.met_at, zone), _)))
    if line.is_paused:
        return joined((due, element("p", _("stands still"))))
    return joined((due, element("p", _("overdue"), kind="late"))) if line.is_overdue else due


def _ended(line: ClockLine, time: str, _: Speak) -> list[Html]:
    """Return when a clock was met and whether late, or why it ended otherwise."""
    if line.ended_by != MET:
        return [element("p", _(ended_sentence(line.ended_by, time)))]
    late = [element("p", _("late"), kind="late")] if line.is_late else []
    return [element("p", _("met {time}", time=time)), *late]


def _way(viewer: Viewer, store: Store, line: ClockLine, _: Speak) -> Html:
    """Return how the date of a running clock comes about, in one paragraph."""
    name = element("b", _(clock_term(line.name)), ": ")
    if line.trouble is not None:
        return element("p", name, _(line.trouble), kind="way late")
    try:
        due = explain_clock(viewer, store, line.id)
    except (ServiceError, CaseworkError) as refusal:
        return element("p", name, _(refusal), kind="way")
    return element("p", name, " ".join(_(step) for step in due.steps), kind="way")
