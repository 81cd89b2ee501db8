"""The clocks of a case: what each waits for, its limit, when it is due, and why then."""

from __future__ import annotations

from datetime import datetime

from casework.access import Viewer
from casework.clock_name import MET, ended_sentence
from casework.errors import CaseworkError
from dashboard.case_refusal import said_text
from dashboard.case_words import DONE, OPEN, OVERDUE, clock_word, due_text, tier_word
from dashboard.i18n import _
from dashboard.markup import Markup, joined, tag
from dashboard.when import duration, local_time, zone_word
from data.store import Store
from service.case_record import ClockLine, limit_text
from service.cases.clocks import explain_clock
from service.errors import ServiceError


def clocks(
    viewer: Viewer, store: Store, lines: tuple[ClockLine, ...], now: datetime, zone: str
) -> list[Markup]:
    """Return the clocks, those still running first; each can be unfolded to explain itself."""
    running_first = sorted(lines, key=lambda line: line.met_at is not None)
    shown = [_clock(viewer, store, line, now, zone) for line in running_first]
    return [
        tag("h4", _("Clocks ({zone})", zone=zone_word(zone))),
        *(shown or [tag("p", _("No clock runs."))]),
    ]


def _clock(viewer: Viewer, store: Store, line: ClockLine, now: datetime, zone: str) -> Markup:
    return tag(
        "div",
        tag("b", clock_word(line.name)),
        joined(" · ", tier_word(line.tier), " · "),
        tag("span", _state(line, now, zone), kind="late" if line.is_overdue else None),
        tag(
            "div",
            _(
                "Limit: {limit}; from {start}; due {due}",
                limit=limit_text(line, _),
                start=local_time(line.started_at, zone),
                due=local_time(line.due_at, zone),
            ),
            kind="quiet",
        ),
        *([] if line.trouble is None else [tag("div", _(line.trouble), kind="late")]),
        _how(viewer, store, line, zone),
        kind="clock",
    )


def _state(line: ClockLine, now: datetime, zone: str) -> str:
    if line.met_at is not None and line.ended_by != MET:
        return f"{DONE} " + _(ended_sentence(line.ended_by, local_time(line.met_at, zone)))
    if line.met_at is not None:
        met = local_time(line.met_at, zone)
        if line.is_late and line.due_at is not None:
            late = duration(line.met_at - line.due_at)
            return f"{DONE} " + _("met {met}, {time} late", met=met, time=late)
        return f"{DONE} " + _("met {met}, in time", met=met)
    if line.is_paused:
        return "‖ " + _("stands still")
    sign = OVERDUE if line.is_overdue else OPEN
    return f"{sign} {due_text(line.due_at, now)}"


def _how(viewer: Viewer, store: Store, line: ClockLine, zone: str) -> Markup:
    """Return the steps by which the due date comes about, folded away."""
    try:
        steps = [tag("li", _(step)) for step in explain_clock(viewer, store, line.id).steps]
    except (CaseworkError, ServiceError) as refusal:
        steps = [tag("li", said_text(refusal, zone))]
    rule = _("Rule: {key}", key=line.rule_key)
    return tag(
        "details",
        tag("summary", _("How this date comes about")),
        tag("ol", *steps),
        tag("div", rule, kind="quiet"),
    )
