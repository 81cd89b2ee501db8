"""Bulletins by unit: put together, contested and answered, put out, taken away; and the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import streamlit as st

from casework.access import Action, Viewer, may, require
from dashboard.address import asked, keep
from dashboard.bulletins_files import bulletin_files_part, log_part
from dashboard.bulletins_forms import answer_form, contest_form, publish_form
from dashboard.bulletins_lines import head_part, lines_part
from dashboard.bulletins_new import new_part
from dashboard.i18n import _
from dashboard.markup import page_title, show
from dashboard.once import once
from dashboard.part_choice import choose_part
from dashboard.refusals import refusals_shown
from dashboard.rounds_words import STYLE
from data.rows import records
from data.store import Store
from service.bulletins.files import told_for
from service.bulletins.reading import Bulletin, bulletin_of, bulletins_of

_PARTS: Final = ("lines", "files", "log")
_NEW: Final = "new"


def bulletins_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the page for the bulletin in the address, the newest without one."""
    require(viewer, Action.VIEW_MEETINGS)
    show(STYLE)
    page_title(_("Bulletins"))
    once("bulletin").tell()
    found = records(bulletins_of(viewer, store, now))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        code = _chosen(found, may_build=bool(may(viewer, Action.PUT_OUT_BULLETIN)))
        part = _part(viewer, has_one=code not in (None, _NEW))
    with refusals_shown():
        if part == "log":
            log_part(viewer, store)
        elif code is None:
            st.info(_("There is no bulletin about your part so far."))
        elif code == _NEW:
            new_part(viewer, store, now)
        else:
            bulletin = bulletin_of(viewer, store, code, now)
            if part == "files":
                bulletin_files_part(viewer, store, bulletin, now)
            else:
                _lines(viewer, store, bulletin, now)


def _lines(viewer: Viewer, store: Store, bulletin: Bulletin, now: datetime) -> None:
    told = told_for(viewer, store, bulletin.head["code"], "inside", now)
    head_part(told)
    left, right = st.columns([13, 7], gap="medium")
    with left:
        lines_part(told)
    with right:
        if may(viewer, Action.CONTEST_LINE):
            with refusals_shown():
                contest_form(viewer, store, bulletin, now)
        if may(viewer, Action.PUT_OUT_BULLETIN):
            with refusals_shown():
                answer_form(viewer, store, bulletin, now)
            with refusals_shown():
                publish_form(viewer, store, bulletin, now)


def _chosen(found: list[dict[str, Any]], *, may_build: bool) -> str | None:
    names = {row["code"]: _name(row) for row in found}
    if may_build:
        names[_NEW] = _("New bulletin …")
    if not names:
        return None
    said = asked("bulletin")
    usual = next(iter(names))
    st.session_state["bulletin_chosen"] = said if said in names else usual
    picked = st.selectbox(
        _("Bulletin"),
        list(names),
        format_func=names.get,
        key="bulletin_chosen",
        on_change=lambda: keep("bulletin", st.session_state["bulletin_chosen"]),
        width=460,
    )
    return str(picked)


def _name(row: dict[str, Any]) -> str:
    return f"{row['title']} · {row['code']}"


def _part(viewer: Viewer, *, has_one: bool) -> str:
    words = {"lines": _("Lines"), "files": _("Files"), "log": _("Files that left")}
    offered = [one for one in _PARTS if has_one or one != "files"]
    if not may(viewer, Action.EXPORT):
        offered = ["lines"]
    shown = {name: words[name] for name in offered}
    return choose_part("part", _("Part of the page"), shown, "bulletin_part", is_named=False)
