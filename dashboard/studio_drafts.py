"""Drafts: saved under a name, opened again, discarded, and compared side by side."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from casework.plan import CoveragePlan
from dashboard.i18n import _
from dashboard.markup import heading
from dashboard.messages import plain
from dashboard.once import once
from dashboard.refusals import refusals_shown
from dashboard.studio_acts import fitting
from dashboard.studio_compare import compare
from dashboard.studio_state import Desk
from dashboard.when import local_time
from service.plans.drafts import Draft, discard_draft, drafts, save_draft
from service.settings import settings_now


def draft_part(desk: Desk) -> None:
    """Show how to save the plan, the drafts there are, and their comparison."""
    _save(desk)
    kept = [one for one in drafts(desk.viewer, desk.store) if one.order_id is None]
    if not kept:
        st.caption(_("No draft is saved yet."))
        return
    heading(_("Saved drafts"))
    _open(desk, kept)
    heading(_("Side by side"))
    compare(desk, {one.id: (one.name, on_today(one.plan, desk)) for one in kept})


def on_today(plan: CoveragePlan, desk: Desk) -> CoveragePlan:
    """Return a plan of an earlier day as a plan for today, without what is no longer there."""
    return fitting(replace(plan, on=desk.facts.on), desk.facts)[0]


def _save(desk: Desk) -> None:
    form, draft = once("studio"), desk.studio.draft
    with st.form(form.key("save"), border=False):
        name = st.text_input(
            _("Name of the draft"), value=desk.studio.plan.name, key=form.key("name"), max_chars=80
        )
        with st.container(horizontal=True):
            saves = draft and st.form_submit_button(_("Save"), key=form.key("over"))
            saves_new = st.form_submit_button(_("Save as a new draft"), key=form.key("new"))
    if not (saves or saves_new):
        return
    with refusals_shown():
        number, version = draft if saves and draft else (None, None)
        plan = replace(desk.studio.plan, name=name.strip())
        kept = save_draft(desk.viewer, desk.store, plan, desk.now, draft_id=number, version=version)
        desk.studio.do(kept.plan)
        desk.studio.draft = (kept.id, kept.version)
        form.done(_("The draft {name} is saved.", name=kept.name))


def _open(desk: Desk, kept: list[Draft]) -> None:
    form, by_id = once("studio"), {one.id: one for one in kept}
    zone = str(settings_now(desk.viewer, desk.store)["time_zone"])
    words = {one.id: _text(one, zone) for one in kept}
    chosen = st.selectbox(
        _("Draft"), list(words), format_func=words.__getitem__, key=form.key("draft")
    )
    if chosen is None:
        return
    with st.container(horizontal=True):
        opens = st.button(_("Open"), key=form.key("open"))
        drops = st.button(_("Discard"), key=form.key("drop"))
    one = by_id[chosen]
    with refusals_shown():
        if opens:
            desk.studio.begin(on_today(one.plan, desk), (one.id, one.version))
            form.done(_("The draft {name} is open.", name=one.name))
        if drops:
            discard_draft(desk.viewer, desk.store, one.id, one.version, desk.now)
            if desk.studio.draft and desk.studio.draft[0] == one.id:
                desk.studio.draft = None
            form.done(_("The draft {name} is discarded.", name=one.name))


def _text(draft: Draft, zone: str) -> str:
    return _(
        "{name} · {n} grids · {who}, {when}",
        name=plain(draft.name),
        n=len(draft.plan.changes),
        who=plain(draft.changed_by),
        when=local_time(draft.changed_at, zone),
    )
