"""The page of campaigns: how far one is, its notices and answers, a new one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import streamlit as st

from casework.access import Action, Viewer, may
from casework.visit import VisitPlan
from dashboard.address import asked, keep
from dashboard.campaigns_forms import campaign_forms
from dashboard.campaigns_new import new_campaign
from dashboard.campaigns_progress import campaign_progress_shown
from dashboard.i18n import _
from dashboard.markup import Markup, show, tag
from dashboard.messages import plain
from dashboard.once import once
from data.settings_store import office_zone
from data.store import Store
from service.campaigns.asking import all_campaigns
from service.campaigns.progress import last_day

_CAMPAIGN: Final = "campaign"
_VIEW: Final = "view"
_STYLE: Final = Markup("""<style>
.stMainBlockContainer{padding:3.9rem 1.25rem 1.5rem}
.gg h2{font-size:1.5rem;margin:0;padding:0;line-height:1.3}
@media(max-width:640px){.stMainBlockContainer{padding:3.9rem .75rem 1.5rem}}
</style>""")


def campaigns_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the campaign and the view that the address names."""
    with store.read() as conn:
        today = now.astimezone(office_zone(conn)).date()
    forms = once("campaigns")
    show(_STYLE, tag("h2", _("Campaigns")))
    forms.tell()
    known = all_campaigns(viewer, store)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = _choose(known, today)
        view = _view(viewer, is_any=bool(known))
    if view == "new" or chosen is None:
        if may(viewer, Action.PLAN_VISITS):
            new_campaign(viewer, store, forms, today, now)
        else:
            st.info(_("There is no campaign yet. Ask a grid coordinator to begin one."))
    elif view == "notes":
        campaign_forms(viewer, store, forms, chosen, today, now)
    else:
        campaign_progress_shown(viewer, store, chosen, today, now)


def _choose(known: tuple[VisitPlan, ...], today: date) -> VisitPlan | None:
    """Show the campaigns, those that run first, and return the one the address names."""
    if not known:
        return None
    ordered = sorted(known, key=lambda one: not one.runs_on(today))
    by_code = {one.code: one for one in ordered}
    names = {one.code: _name(one, today) for one in ordered}
    said = asked(_CAMPAIGN)
    if said is not None and said not in by_code:
        st.warning(plain(_("There is no campaign {code}: another one is shown.", code=said)))
    st.session_state["campaigns_one"] = said if said in by_code else ordered[0].code
    st.selectbox(
        _("Campaign"),
        list(by_code),
        format_func=names.get,
        key="campaigns_one",
        on_change=lambda: keep(_CAMPAIGN, st.session_state["campaigns_one"]),
        width=520,
    )
    return by_code[st.session_state["campaigns_one"]]


def _name(one: VisitPlan, today: date) -> str:
    said = {"name": one.name, "first": one.since, "last": last_day(one)}
    if one.runs_on(today):
        return _("{name}: runs, {first} to {last}", **said)
    if one.since > today:
        return _("{name}: to come, {first} to {last}", **said)
    return _("{name}: over, {first} to {last}", **said)


def _view(viewer: Viewer, *, is_any: bool) -> str:
    names = {"progress": _("Progress")}
    if may(viewer, Action.RECORD_VISIT) or may(viewer, Action.PLAN_VISITS):
        names["notes"] = _("Notices and answers")
    if may(viewer, Action.PLAN_VISITS):
        names["new"] = _("New")
    if not is_any:
        return "new"
    said = asked(_VIEW)
    st.session_state["campaigns_view"] = said if said in names else "progress"
    st.segmented_control(
        _("View"),
        list(names),
        format_func=names.get,
        key="campaigns_view",
        required=True,
        label_visibility="collapsed",
        on_change=lambda: keep(_VIEW, st.session_state["campaigns_view"]),
    )
    return str(st.session_state["campaigns_view"])
