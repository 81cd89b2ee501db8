"""The question: who was, is or will be responsible for a grid on a day, and by which order."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from casework.access import Viewer
from dashboard.address import asked, keep
from dashboard.i18n import _
from dashboard.markup import Markup, heading, pairs, show, tag
from dashboard.roster_words import days_text, duty_word, person
from dashboard.when import local_time
from data.store import Store
from service.actor_words import account_text
from service.roster.answering import ResponsibleAnswer, orders_about, responsible_on
from service.roster.part import grid_names_seen


def question_part(viewer: Viewer, store: Store, today: date, zone: str) -> None:
    """Ask for a grid and a day, and answer with the order behind it."""
    names = grid_names_seen(viewer, store)
    if not names:
        st.info(_("There is no grid in the part of the district you see."))
        return
    left, right = st.columns([7, 13], gap="medium")
    with left:
        grid, day = _asked(names, today)
    with right:
        if grid is not None and day is not None:
            _answer(responsible_on(viewer, store, grid, day), zone)
            _orders(orders_about(viewer, store, grid))


def _asked(names: dict[str, str], today: date) -> tuple[str | None, date | None]:
    codes = list(names)
    if "roster_grid" not in st.session_state:
        said = asked("grid")
        st.session_state["roster_grid"] = said if said in names else codes[0]
    if "roster_day" not in st.session_state:
        st.session_state["roster_day"] = _day(asked("on")) or today
    grid = st.selectbox(
        _("Grid"), codes, format_func=lambda code: f"{names[code]} ({code})", key="roster_grid"
    )
    day = st.date_input(
        _("On which day"),
        format="YYYY-MM-DD",
        min_value=date(1950, 1, 1),
        max_value=date(2200, 12, 31),
        key="roster_day",
    )
    keep("grid", grid)
    keep("on", str(day) if isinstance(day, date) and day != today else None)
    return grid, day if isinstance(day, date) else None


def _day(said: str | None) -> date | None:
    try:
        found = date.fromisoformat(said or "")
    except ValueError:
        return None
    return found if date(1950, 1, 1) <= found <= date(2200, 12, 31) else None


def _answer(found: ResponsibleAnswer, zone: str) -> None:
    worker = found.worker
    heading(_("Nobody") if worker is None else person(worker.name, worker.code))
    rows = [
        (_("Grid"), f"{found.grid_name or ''} ({found.grid_code})"),
        (_("Day"), str(found.on)),
        (_("Duty"), duty_word(found.duty)),
        (_("Since, until"), days_text(found.since, found.until)),
        (_("Telephone"), (worker.phone if worker else None) or "–"),
        (_("Next in turn"), found.backup.name if found.backup else "–"),
        (_("Order"), found.order_no or "–"),
    ]
    show(tag("p", _(found.why)), pairs(rows), *_order(found, zone))
    if found.successors:
        show(
            tag("h4", _("Where its ground is now")),
            pairs([(one.code, one.name or "–") for one in found.successors]),
        )


def _order(found: ResponsibleAnswer, zone: str) -> list[Markup]:
    approval = found.approval
    if approval is None:
        said = _("No order of this office is behind it: it came with a file.")
        return [tag("p", said, kind="quiet")] if found.worker else []
    rows = [
        (_("Number"), approval.order_no),
        (_("In force"), days_text(approval.effective_on, approval.until)),
        (_("Approved by"), account_text(approval.approved_by, _)),
        (_("Entered"), local_time(approval.approved_at, zone)),
        (_("Reason"), _(approval.reason)),
    ]
    return [tag("h4", _("The order behind it")), pairs(rows)]


def _orders(frame: pd.DataFrame) -> None:
    """Show every order that changed who answers for the grid."""
    if frame.empty:
        return
    words = {"primary": _("primary worker"), "cover": _("substitute"), "grid": _("the grid itself")}
    shown = pd.DataFrame(
        {
            _("In force"): list(map(days_text, frame["effective_on"], frame["until"])),
            _("What"): [words[topic] for topic in frame["topic"]],
            _("Before"): list(map(person, frame["before_name"], frame["before"])),
            _("After"): list(map(person, frame["after_name"], frame["after"])),
            _("Order"): frame["order_no"],
            _("Approved by"): [account_text(name, _) for name in frame["approved_by"]],
            _("Reason"): [_(reason) for reason in frame["reason"]],
        },
        dtype=object,
    ).fillna("")
    show(tag("h4", _("Orders about this grid")))
    st.dataframe(shown, hide_index=True, height=35 * (len(shown) + 1) + 3, key="roster_orders")
