"""What saving would do, told before it is done: grid, worker, unit, due dates, likely repeats."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import streamlit as st

from casework.access import Viewer
from dashboard.case_clocks import clock_word
from dashboard.case_words import status_word
from dashboard.deadline_lists import record_address
from dashboard.i18n import _
from dashboard.markup import Markup, heading, joined, pairs, show, tag
from dashboard.new_case_entry import Entry
from dashboard.when import local_time
from data.store import Store
from service.case_record import named
from service.cases.drafting import NewCase
from service.cases.foreseeing import Foreseen, ForeseenClock, foresee_case
from service.cases.likeness import Likeness


def foreseen_panel(
    viewer: Viewer, store: Store, new: NewCase, now: datetime, zone: str
) -> tuple[Likeness, ...]:
    """Show what saving would do, and return the cases that may be about the same matter."""
    # Where and until when can be told before the words are written down.
    foreseen = foresee_case(viewer, store, replace(new, summary=new.summary.strip() or "-"), now)
    show(
        tag(
            "div",
            tag("section", *_people(foreseen, has_place=new.lon is not None)),
            tag("section", *(_clock(clock, zone) for clock in foreseen.clocks)),
            kind="halves",
        )
    )
    return foreseen.duplicates


def _people(foreseen: Foreseen, *, has_place: bool) -> list[Markup]:
    worker, unit = foreseen.worker_code, foreseen.unit_code
    grid = named(foreseen.grid_code, foreseen.grid_name) if foreseen.grid_code else None
    rows = [
        (_("Grid"), grid or _("In no grid")),
        (_("Worker"), named(worker, foreseen.worker_name) if worker else _("nobody")),
        (_("Owner unit"), named(unit, foreseen.unit_name) if unit else "–"),
    ]
    if foreseen.acceptance:
        rows.append((_("Taken when"), foreseen.acceptance))
    why = [tag("p", _(foreseen.how), kind="quiet")] if has_place else []
    said = {str(foreseen.how)} | {str(one.trouble) for one in foreseen.clocks}
    warnings = [one for one in foreseen.warnings if str(one) not in said]
    return [pairs(rows), *why, *(tag("p", _(one), kind="late") for one in warnings)]


def _clock(clock: ForeseenClock, zone: str) -> Markup:
    steps = tag("ol", *(tag("li", _(step)) for step in clock.steps))
    due = tag("b", local_time(clock.due_at, zone))
    limit = tag("span", _(clock.limit), kind="quiet")
    trouble = [tag("p", _(clock.trouble), kind="late")] if clock.trouble else []
    how = [tag("details", tag("summary", _("How this date comes about")), steps)]
    return tag(
        "div",
        tag("p", joined(clock_word(clock.name), ": ", due, " · ", limit)),
        *trouble,
        *(how if clock.steps else []),
    )


def repeats(entry: Entry, alike: tuple[Likeness, ...]) -> Likeness | None:
    """Show cases that may be about the same matter; return the one that was said to be."""
    if not alike:
        return None
    heading(_("Perhaps reported already"))
    confirmed = None
    for one in alike:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(width="stretch"):
                _repeat(one)
            st.link_button(_("Record"), record_address(one.code), type="tertiary")
            # A settled case takes no more reports: whoever reports it again gets a new number.
            # The version in the key: a click on what has changed meanwhile is no click.
            key = entry.key(f"same_{one.code}_{one.version}")
            if one.status.is_open and st.button(_("This is the same matter"), key=key):
                confirmed = one
    return confirmed


def _repeat(one: Likeness) -> None:
    reports = [_("{n} reports", n=one.report_count)] if one.report_count > 1 else []
    show(
        tag("p", tag("b", one.code), " · ", " · ".join([status_word(one.status), *reports])),
        *([tag("p", one.summary)] if one.summary else []),
        tag("p", _(one.sentence), kind="quiet"),
    )
