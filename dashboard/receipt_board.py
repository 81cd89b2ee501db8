"""A number is asked for, and what may be told to whoever holds it is shown."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from casework.access import Viewer
from dashboard.case_words import status_word
from dashboard.i18n import _
from dashboard.markup import heading, pairs, show, tag
from dashboard.when import local_time
from data.store import Store
from service.receipt import Receipt, look_up_receipt

_STYLE = """<style>
.stMainBlockContainer{padding:4.5rem 1rem 2rem}
.st-key-receipt{max-width:46rem;margin:0 auto}
.st-key-receipt .gg .number{font-size:1.5rem;font-weight:700;margin:0}
.st-key-receipt .gg .state{font-size:2.2rem;font-weight:700;line-height:1.3;margin:.2rem 0}
.st-key-receipt .gg .next{font-size:1.15rem;margin:.2rem 0 1rem}
.st-key-receipt .gg dl{font-size:1.05rem}
</style>"""


def receipt_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the question, and below it the answer."""
    st.html(_STYLE)
    with st.container(key="receipt"):
        heading(_("Receipt look-up"))
        with st.form("receipt_form", border=False):
            number = st.text_input(
                _("Number on the receipt"), key="receipt_number", max_chars=200, autocomplete="off"
            )
            asked = st.form_submit_button(_("Look up"), type="primary", width="stretch")
        if not number.strip():
            if asked:
                st.info(_("Type the number that stands on the receipt."))
            st.caption(_("Only by number: nothing can be looked up by name, address or telephone."))
            return
        found = look_up_receipt(viewer, store, number, now)
        if found is None:
            st.info(_("Nothing is found under this number: compare it with the receipt."))
            return
        _answer(found)


def _answer(found: Receipt) -> None:
    late = [tag("p", tag("span", _("The time named here has passed."), kind="late"))]
    show(
        tag("p", found.code, kind="number"),
        tag("p", status_word(found.status), kind="state"),
        *(late if found.is_late else []),
        tag("p", _(found.next_step), kind="next"),
        pairs(
            [
                (_("Received"), local_time(found.received_at, found.zone)),
                (_("To be settled by"), local_time(found.due_at, found.zone)),
                (_("Closed"), local_time(found.closed_at, found.zone)),
                (_("Owner unit"), found.unit or "–"),
            ]
        ),
    )
