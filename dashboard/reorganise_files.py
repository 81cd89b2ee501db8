"""Plans as files: taken away as JSON, and brought in again."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.downloads import offer_file
from dashboard.i18n import _
from dashboard.markup import heading
from dashboard.once import once
from dashboard.reorganise_state import Desk
from dashboard.upload import ask_for_file, forget_upload, upload_words
from data.limits import PLAN_BYTES, mib
from service.errors import ServiceError
from service.reorganise.plan import plan_from_json, plan_to_json


def file_part(desk: Desk) -> None:
    """Show what can be taken away, and what can be brought in."""
    plan, told = desk.bench.plan, desk.seen.told
    heading(_("Take away"))
    name = st.text_input(_("Name of the plan"), value=plan.name, max_chars=100,
                         key=f"reorganise_name_{plan.name}")  # fmt: skip
    offer_file(
        _("Download the plan"),
        lambda: plan_to_json(replace(told.plan if told else plan, name=name)),
        file_name=f"reorganise-{plan.on}.json",
        key="reorganise_json",
        disabled=told is None,
        kind="plan",
    )
    heading(_("Bring in"))
    _bring_in(desk)


def _bring_in(desk: Desk) -> None:
    form = once("reorganise")
    upload_words()
    path = ask_for_file(form.turn)
    if path is None:
        return
    size = path.stat().st_size
    if size > PLAN_BYTES:
        raise ServiceError(
            "This is no plan of a reorganisation: the file has {size}, and no plan more than"
            " {most}. Take a file that was written here.",
            size=mib(size),
            most=mib(PLAN_BYTES),
        )
    try:
        plan = plan_from_json(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise ServiceError(
            "This is no plan of a reorganisation: take a file that was written here."
        ) from error
    n = len(plan.operations)
    st.markdown(_("Operations planned: {n}; in force from {day}", n=n, day=plan.on))
    if st.button(_("Take it as the plan"), type="primary", key=form.key("take")):
        forget_upload()
        if desk.try_step(plan):
            form.done(_("The plan of the file is on the map; undo takes it back."))
        st.rerun()
