"""The forms about a worker: into service, out of it, the capacity of his post."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import streamlit as st

from casework.access import Viewer
from dashboard.i18n import _
from dashboard.once import once
from data.store import Store
from service.cases.noting import LONGEST
from service.plans.order_paper import OrderPaper
from service.roster.worker_acts import LeftBehind, hire_worker, let_go, set_capacity


def let_go_form(
    viewer: Viewer, store: Store, worker: pd.Series, now: datetime, today: date
) -> None:
    """Show the form of a worker's last day; what he leaves is told afterwards."""
    done, code = once("roster"), str(worker["code"])
    with (
        st.expander(_("Last day in service")),
        st.form(done.key(f"go_{code}"), border=False),
    ):
        st.caption(
            _("The grids are vacant from the day after, unless an order has given them to others.")
        )
        last = st.date_input(
            _("Last day"), value=None, format="YYYY-MM-DD", min_value=today,
            key=done.key(f"go_day_{code}"),
        )  # fmt: skip
        left, right = st.columns(2)
        number = left.text_input(
            _("Order number"), key=done.key(f"go_no_{code}"), autocomplete="off"
        )
        approved_by = right.text_input(
            _("Approved by"), key=done.key(f"go_by_{code}"), autocomplete="off"
        )
        reason = st.text_input(_("Reason"), max_chars=LONGEST, key=done.key(f"go_why_{code}"))
        if not st.form_submit_button(_("Enter the last day")):
            return
        if last is None:
            st.warning(_("Give the last day."))
            return
        paper = OrderPaper(number, last, reason, approved_by)
        done.done(_left(str(worker["name"]), let_go(viewer, store, code, last, paper, now)))


def _left(name: str, left: LeftBehind) -> str:
    return _(
        "{worker} is gone from {day} by order {number}. Vacant then: {vacant}. Open cases to hand"
        " over: {cases}.",
        worker=name,
        day=left.gone_from,
        number=left.order_no,
        vacant=", ".join(left.vacant) or "–",
        cases=", ".join(left.open_cases) or "–",
    )


def capacity_form(viewer: Viewer, store: Store, worker: pd.Series, now: datetime) -> None:
    """Show the form of a post's capacity."""
    done, code = once("roster"), str(worker["code"])
    with (
        st.expander(_("Capacity of the post")),
        st.form(done.key(f"capacity_{code}"), border=False),
    ):
        capacity = st.number_input(
            _("Part of a full post"), min_value=0.05, max_value=1.0, step=0.05,
            value=float(worker["capacity"]), key=done.key(f"capacity_of_{code}"),
        )  # fmt: skip
        if st.form_submit_button(_("Change from today on")):
            set_capacity(viewer, store, code, round(capacity, 4), now)
            done.done(
                _("The capacity of {worker} is {capacity} from today on.", worker=worker["name"],
                  capacity=f"{capacity:g}")
            )  # fmt: skip


def hire_form(viewer: Viewer, store: Store, now: datetime, today: date) -> None:
    """Show the form of a new worker."""
    done = once("roster")
    with (
        st.expander(_("Enter a new worker")),
        st.form(done.key("hire"), border=False),
    ):
        left, right = st.columns(2)
        code = left.text_input(_("Code"), key=done.key("hire_code"), autocomplete="off")
        name = right.text_input(_("Name"), key=done.key("hire_name"), autocomplete="off")
        phone = left.text_input(_("Telephone"), key=done.key("hire_phone"), autocomplete="off")
        capacity = right.number_input(
            _("Part of a full post"), min_value=0.05, max_value=1.0, value=1.0, step=0.05,
            key=done.key("hire_capacity"),
        )  # fmt: skip
        first = left.date_input(
            _("First day"), value=today, format="YYYY-MM-DD", min_value=today,
            key=done.key("hire_day"),
        )  # fmt: skip
        number = right.text_input(
            _("Order number"), key=done.key("hire_no"), autocomplete="off",
            placeholder=_("given in turn when left empty"),
        )  # fmt: skip
        if not st.form_submit_button(_("Enter into service")):
            return
        if first is None:
            st.warning(_("Give the first day."))
            return
        hire_worker(
            viewer, store, code, name, phone, round(capacity, 4), first, now, order_no=number
        )
        done.done(_("{name} is in service from {day}.", name=name, day=first))
