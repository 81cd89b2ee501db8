"""What a plan would move: grids from whom to whom, households, visits, and every open case."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.case_words import status_word
from dashboard.deadline_lists import record_address
from dashboard.downloads import download_table
from dashboard.i18n import _
from dashboard.markup import figures, heading, show
from dashboard.studio_state import Desk
from dashboard.when import local_times
from service.plans.consequences import Consequences, consequences
from service.settings import settings_now


def consequences_of(desk: Desk) -> Consequences:
    """Return what the plan would move, worked out once for a plan."""
    plan = desk.studio.plan
    return desk.studio.once(
        "consequences",
        (desk.facts.token, plan),
        lambda: consequences(desk.viewer, desk.store, plan, desk.now),
    )


def moves(desk: Desk) -> None:
    """Show what would move."""
    if not desk.studio.plan.changes:
        st.info(_("The plan changes nothing yet: give a grid to another worker on the map."))
        return
    found = consequences_of(desk)
    show(
        figures(
            [
                (_("grids"), f"{len(desk.studio.plan.changes):,}"),
                (_("households"), f"{found.households:,}"),
                (_("visits due a month"), f"{found.visits_due:,.0f}"),
                (_("open cases"), f"{len(found.cases):,}"),
            ]
        )
    )
    heading(_("From whom to whom"))
    st.dataframe(_pairs(desk, found.per_pair), hide_index=True)
    heading(_("Open cases in these grids"))
    if found.cases.empty:
        st.caption(_("None."))
        return
    _cases(desk, found.cases)


def _pairs(desk: Desk, pairs: pd.DataFrame) -> pd.DataFrame:
    names = desk.worker_names()
    return pd.DataFrame(
        {
            _("Worker until then"): [names.get(code, code) for code in pairs["from"]],
            _("Worker from then on"): [names.get(code, code) for code in pairs["to"]],
            _("Grids"): pairs["grids"],
            _("Households"): pairs["households"],
            _("Visits due a month"): pairs["visits_due"].round(1),
            _("Open cases"): pairs["open_cases"],
        }
    )


def _cases(desk: Desk, cases: pd.DataFrame) -> None:
    zone = str(settings_now(desk.viewer, desk.store)["time_zone"])
    names, number = desk.worker_names(), _("Case")
    frame = pd.DataFrame(
        {
            number: cases["code"],
            _("What about"): cases["summary"],
            _("Status"): [status_word(status) for status in cases["status"]],
            _("Due"): [due or "" for due in local_times(cases["due_at"], zone)],
            _("Grid"): cases["grid_name"],
            _("Worker until then"): [names.get(code, code) for code in cases["from"]],
            _("Worker from then on"): [names.get(code, code) for code in cases["to"]],
        }
    )
    st.dataframe(
        frame.assign(**{number: [record_address(code) for code in cases["code"]]}),
        hide_index=True,
        column_config={
            number: st.column_config.LinkColumn(number, display_text=r"case=(.*?)&", pinned=True)
        },
    )
    download_table(frame, _("cases that move"), key="studio_cases")
