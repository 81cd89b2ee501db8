"""The template of packs on a page: order, sections, words, minutes and options."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from casework.access import Viewer
from dashboard.i18n import _
from dashboard.once import once
from dashboard.pack_template_row import order_of, section_row
from dashboard.when import local_time
from data.store import Store
from service.packs.template import (
    Template,
    default_template,
    save_template,
    saved_by,
    template_now,
)
from service.packs.template_reading import TITLE_SIGNS
from service.settings import settings_now


def pack_template_part(viewer: Viewer, store: Store, now: datetime) -> None:
    """Ask what packs are made of; what is changed counts for packs built after it was saved."""
    now_kept = template_now(viewer, store)
    done = once("pack_template")
    done.tell()
    # The form stays with the version it began with, whatever others save meanwhile.
    kept: Template = st.session_state.setdefault(done.key("kept"), now_kept)
    _saved(viewer, store, now_kept)
    if kept.version != now_kept.version:
        st.warning(
            _(
                "Version {new} was saved meanwhile, and this form began with version {old}: drop"
                " your changes to see it.",
                new=now_kept.version,
                old=kept.version,
            )
        )
    title = _titles(kept)
    order = order_of(kept)
    at = {one.key: one for one in kept.sections}
    rows = [section_row(at[key], place, len(order)) for place, key in enumerate(order)]
    minutes = sum(int(str(one["minutes"])) for one in rows if one["is_shown"])
    st.caption(_("The sections shown take {minutes} minutes in all.", minutes=minutes))
    plain: dict[str, object] = {"title": list(title), "sections": rows}
    _buttons(viewer, store, kept, plain, now)


def _buttons(
    viewer: Viewer, store: Store, kept: Template, plain: dict[str, object], now: datetime
) -> None:
    done = once("pack_template")
    with st.container(horizontal=True):
        is_saved = st.button(_("Save the template"), type="primary", key=done.key("save"))
        is_dropped = st.button(_("Drop my changes"), key=done.key("drop"))
        is_reset = st.button(_("Put back the program's own template"), key=done.key("reset"))
    if is_dropped:
        done.done(_("The form shows the template in force again."))
    if is_saved:
        _keep(save_template(viewer, store, plain, now, based_on=kept.version), kept)
    if is_reset:
        made = save_template(viewer, store, default_template(), now, based_on=kept.version)
        _keep(made, kept)


def _keep(made: Template, kept: Template) -> None:
    if made.version == kept.version:
        once("pack_template").done(_("Nothing was changed: version {n} stays.", n=made.version))
    once("pack_template").done(
        _("Version {n} of the template is in force for packs built from now on.", n=made.version)
    )


def _saved(viewer: Viewer, store: Store, kept: Template) -> None:
    found = saved_by(viewer, store)
    if found is None:
        st.caption(_("In force: the program's own template; nobody has saved another one."))
        return
    zone = str(settings_now(viewer, store)["time_zone"])
    name, at = found
    st.caption(
        _(
            "In force: version {n}, saved by {name} at {at}. Packs that are built keep the"
            " template they were made with.",
            n=kept.version,
            name=name,
            at=local_time(at, zone),
        )
    )


def _titles(kept: Template) -> tuple[str, str]:
    done = once("pack_template")
    left, right = st.columns(2)
    chinese = left.text_input(
        _("Title of packs, Chinese"), value=kept.title.zh, max_chars=TITLE_SIGNS,
        key=done.key("title_zh"),
    )  # fmt: skip
    english = right.text_input(
        _("Title of packs, English"), value=kept.title.en, max_chars=TITLE_SIGNS,
        key=done.key("title_en"),
    )  # fmt: skip
    st.caption(
        _(
            "{period} and {place} in the title stand for the period and the place of a pack.",
            period="{period}",
            place="{place}",
        )
    )
    return chinese, english
