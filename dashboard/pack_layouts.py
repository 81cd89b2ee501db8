"""The presentation layout: which is in force, one of the office's own, the program's own back."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from casework.access import Viewer
from dashboard.downloads import offer_file
from dashboard.i18n import _
from dashboard.messages import plain
from dashboard.once import Once, once
from dashboard.refusals import refusals_shown
from dashboard.upload import Uploaded, upload_words
from dashboard.when import local_time
from data.limits import LAYOUT_BYTES, MIB
from data.store import Store
from service.packs.layouts import (
    LayoutNow,
    layout_file,
    layout_in_force,
    replace_layout,
    reset_layout,
)
from service.settings import settings_now

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def pack_layouts_part(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the layout of presentations, take another, put the program's own back."""
    form = once("pack_layout")
    form.tell()
    current = layout_in_force(viewer, store)
    st.markdown(plain(_sentence(viewer, store, current)))
    st.caption(
        _(
            "A layout is a PowerPoint presentation (.pptx or .potx) of at most {most} MB with a"
            " layout that has a title near the top: its ground, colours, logo and typefaces are"
            " used, its slides are left out. Macros and links to other addresses are refused.",
            most=LAYOUT_BYTES // MIB,
        )
    )
    with refusals_shown():
        name, body = layout_file(viewer, store)
        offer_file(
            _("Download the layout in force"),
            lambda: body,
            file_name=name,
            mime=_MEDIA_TYPE,
            key="pack_layout_file",
            kind="layout",
            is_marked=True,
        )
        _replace(viewer, store, form, now)
        if not current.is_own:
            _reset(viewer, store, form, now)


def _sentence(viewer: Viewer, store: Store, current: LayoutNow) -> str:
    if current.file_name is None:
        return _("Presentations are made with the program's own layout.")
    zone = str(settings_now(viewer, store)["time_zone"])
    return _(
        "Presentations are made with {file}, brought by {name} on {moment}.",
        file=current.file_name,
        name=current.saved_by,
        moment=local_time(current.saved_at, zone),
    )


def _replace(viewer: Viewer, store: Store, form: Once, now: datetime) -> None:
    upload_words(_("or drop it here; up to {most} MB", most=LAYOUT_BYTES // MIB))
    given: Uploaded | None = st.file_uploader(
        _("Presentation of the office"),
        type=["pptx", "potx"],
        key=form.key("file"),
        max_upload_size=LAYOUT_BYTES // MIB,
    )
    if st.button(_("Check it and use it from now on"), key=form.key("use"), disabled=given is None):
        assert given is not None
        given.seek(0)
        kept = replace_layout(viewer, store, given.name, given.read(), now)
        form.done(_("Presentations are now made with {file}.", file=kept.file_name))


def _reset(viewer: Viewer, store: Store, form: Once, now: datetime) -> None:
    if st.button(_("Put the program's own layout back"), key=form.key("reset")):
        reset_layout(viewer, store, now)
        form.done(_("Presentations are made with the program's own layout again."))
