"""One household or case: handed out as a file, counted, erased."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from typing import Any

import streamlit as st

from casework.access import Viewer
from dashboard.downloads import offer_file
from dashboard.i18n import _, language
from dashboard.messages import plain
from dashboard.once import once
from dashboard.refusals import refusals_shown
from data.store import Store
from service.privacy.erasing import PARTS, USUAL, erase_case, erase_household
from service.privacy.showing import hand_out_html, show_case, show_household


def subject_forms(viewer: Viewer, store: Store, now: datetime) -> None:
    """Ask which one, and show what can be done with it."""
    kinds = {"household": _("Household"), "case": _("Case")}
    subject = st.segmented_control(
        _("Of what"), list(kinds), default="household", format_func=lambda one: kinds[one],
        required=True, key="privacy_subject",
    )  # fmt: skip
    code = (
        st.text_input(_("Code or number"), key="privacy_code", autocomplete="off") or ""
    ).strip()
    if not code:
        st.caption(_("There is no search by name or telephone, and there will be none."))
        return
    with refusals_shown():
        _hand_out(viewer, store, str(subject), code, now)
    with refusals_shown():
        _erase(viewer, store, str(subject), code, now)


def _hand_out(viewer: Viewer, store: Store, subject: str, code: str, now: datetime) -> None:
    if not st.button(_("Put together what is kept"), key="privacy_show"):
        return
    act = show_household if subject == "household" else show_case
    made = act(viewer, store, code, now)
    name = f"{subject}-{code}"
    told = json.dumps(made.as_json(), ensure_ascii=False, indent=1)
    offer_file(
        _("Download to read"), partial(hand_out_html, made, language()), file_name=f"{name}.html",
        kind="hand_out", code=code, mime="text/html", key="privacy_html",
    )  # fmt: skip
    offer_file(
        _("Download for programs"), lambda: told, file_name=f"{name}.json",
        kind="hand_out", code=code, mime="application/json", key="privacy_json",
    )  # fmt: skip


def _erase(viewer: Viewer, store: Store, subject: str, code: str, now: datetime) -> None:
    forms = once("privacy")
    with st.expander(_("Erase")):
        parts: Any = st.multiselect(
            _("What"), list(PARTS), list(USUAL), format_func=lambda one: _(PARTS[one]),
            key=forms.key("parts"),
        )  # fmt: skip
        reason = st.text_input(
            _("Who asked, and when"),
            help=_("It is kept: write no name of a resident."),
            key=forms.key("reason"),
            autocomplete="off",
        )
        if not reason or not parts:
            return
        act = erase_household if subject == "household" else erase_case
        dry = act(viewer, store, code, reason, now, parts=parts, is_dry=True)
        told = "; ".join(f"{_(PARTS[part])}: {n}" for part, n in dry.counts.items())  # type: ignore[index]
        st.write(plain(_("This is erased: {told}", told=told)))
        for sentence in dry.stays:
            st.caption(plain(_(sentence)))
        is_sure = st.checkbox(_("Erase it for good"), key=forms.key("erase_sure"))
        if st.button(_("Erase now"), disabled=not is_sure, type="primary", key=forms.key("erase")):
            act(viewer, store, code, reason, now, parts=parts)
            forms.done(_("Erased: {told}", told=told))
