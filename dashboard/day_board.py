"""What a grid worker does next on this street: his list, his way, and the page for his phone."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlencode, urljoin

import streamlit as st

from casework.access import Viewer
from dashboard.address import asked, keep
from dashboard.day_lists import day_lists
from dashboard.i18n import _, language
from dashboard.map_links import PREFIX
from dashboard.markup import Markup, figures, show, tag
from dashboard.refusals import refusals_shown
from dashboard.route_panel import route_panel
from data.store import Store
from service.day.day import Day, day_of, worker_choices
from service.day.matter import NOW

_WORKER: Final = "worker"
_STYLE: Final = Markup("""<style>
.stMainBlockContainer{padding:3.9rem 1.25rem 1.5rem}
.gg h2{font-size:1.5rem;margin:0;padding:0;line-height:1.3}
.gg .figures{margin:.3rem 0 .6rem}
.st-key-day_head pre{white-space:pre-wrap!important;overflow-wrap:anywhere}
@media(max-width:640px){.stMainBlockContainer{padding:3.9rem .75rem 1.5rem}}
</style>""")


def day_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the day of the worker in the address; there are no accounts to know him from."""
    show(_STYLE, tag("h2", _("My day")))
    workers = dict(worker_choices(viewer, store, now))
    if not workers:
        st.info(_("Nobody is in service today: bring workers in on the import page."))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="day_head"):
        code = _choose(workers)
        if code is not None:
            _phone(phone_address(code))
    if code is None:
        st.info(_("Choose whose day it is."))
        return
    day = day_of(viewer, store, code, now)
    _figures(day)
    left, right = st.columns([4, 5], gap="medium")
    with left:
        day_lists(day)
    with right, refusals_shown():
        route_panel(viewer, store, code, now)


def phone_address(worker_code: str) -> str:
    """Return where the page for a phone is, from any page."""
    return f"{PREFIX}/day/?" + urlencode({"worker": worker_code, "lang": language()})


def _choose(workers: dict[str, str]) -> str | None:
    key = "day_worker"
    wanted = st.session_state.get(key, asked(_WORKER) or "")
    st.session_state[key] = wanted if wanted in workers else ""
    chosen = st.selectbox(
        _("Worker"),
        ["", *workers],
        format_func=lambda one: f"{workers[one]} ({one})" if one else "–",
        key=key,
        width=320,
    )
    keep(_WORKER, chosen)
    return chosen or None


def _phone(address: str) -> None:
    """Show the way to the page for a phone, and its address to type or to send."""
    st.link_button(_("Open the page for the phone"), address, type="primary")
    st.code(urljoin(st.context.url or "", address), language=None, width="content", wrap_lines=True)


def _figures(day: Day) -> None:
    """Show his own figures; nobody else's are beside them."""
    visits = sum(one.kind == "visit" for one in day.matters)
    rounds = sum(one.kind == "round" for one in day.matters)
    late = sum(one.urgency == NOW and one.kind != "round" for one in day.matters)
    rows = [
        (_("Overdue cases and emergencies"), f"{late:,}"),
        (_("replies due today or before"), f"{day.own.replies_today:,}"),
        (_("cases waiting on others"), f"{day.own.waiting_on_others:,}"),
        (_("Rounds due"), f"{rounds:,}"),
        (_("households to visit"), f"{visits:,}"),
    ]
    rows += [
        (_("met of lived in: {plan}", plan=plan.name), f"{plan.met:,} / {plan.occupied:,}")
        for plan in day.own.plans
    ]
    show(figures(rows))
