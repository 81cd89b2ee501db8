"""What is asked of every order that is approved on a page: number, who decided, open cases, why."""

from __future__ import annotations

from datetime import date
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.i18n import _
from dashboard.once import Once
from data.order_store import OpenCases
from service.cases.noting import LONGEST
from service.plans.order_paper import OrderPaper

_LONG: Final = 200


def order_fields(form: Once, left: DeltaGenerator, right: DeltaGenerator, day: date) -> OrderPaper:
    """Show the fields of an order in force from a day, in two columns, and return what they say."""
    number = right.text_input(_("Order number"), key=form.key("number"), max_chars=_LONG)
    who = left.text_input(_("Approved by"), key=form.key("who"), max_chars=_LONG)
    words: dict[OpenCases, str] = {
        "hand_over": _("go to the new worker on that day"),
        "keep": _("stay with the worker who has them"),
    }
    cases = right.selectbox(
        _("Open cases"), list(words), format_func=words.__getitem__, key=form.key("cases")
    )
    reason = st.text_area(_("Reason"), key=form.key("reason"), max_chars=LONGEST, height=80)
    return OrderPaper(number, day, reason, who, cases or "hand_over")
