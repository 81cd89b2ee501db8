"""Bringing a file in, step by step; nothing is written before the person says so."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from casework.access import Viewer
from dashboard.i18n import _, language
from dashboard.markup import heading, joined, show, tag
from dashboard.refusals import refusals_shown
from dashboard.upload import ask_for_file, forget_upload, sweep
from dashboard.wizard_reading import ask_options, title_of
from dashboard.wizard_report import Report, show_report
from dashboard.wizard_words import kind_help, kind_word
from data.store import Store
from service.clock import now
from service.intake.acts import import_file, preview_import
from service.intake.options import ImportOptions, Kind

_TURN, _PREVIEW, _DONE = "wizard_turn", "wizard_preview", "wizard_done"


def wizard(viewer: Viewer, store: Store) -> None:
    """Show the steps as far as the person has come."""
    if _DONE in st.session_state:
        _outcome(st.session_state[_DONE])
        return
    sweep(now())
    heading(_("1. What is in the file?"))
    kind = st.radio(
        _("Kind of file"),
        list(Kind),
        format_func=kind_word,
        horizontal=True,
        label_visibility="collapsed",
        key="wizard_kind",
    )
    st.caption(kind_help(kind))
    heading(_("2. Hand the file over"))
    with refusals_shown():
        path = ask_for_file(st.session_state.setdefault(_TURN, 0))
        if path is not None:
            _with_file(viewer, store, kind, path)


def _with_file(viewer: Viewer, store: Store, kind: Kind, path: Path) -> None:
    heading(_("3. What was found"))
    options = ask_options(kind, path)
    if options is None:
        return
    heading(_("4. Check before anything is written"))
    mark = repr((kind, str(path), options))
    if st.button(_("Check the file"), type="primary", key="wizard_check"):
        st.session_state.pop(_PREVIEW, None)
        with refusals_shown(), st.spinner(_("Checking every row…")):
            report = preview_import(viewer, store, kind, path, options, now())
            st.session_state[_PREVIEW] = (mark, report)
    kept = st.session_state.get(_PREVIEW)
    if kept is None:
        st.caption(_("Checking writes nothing."))
    elif kept[0] != mark:
        st.info(_("Something was changed since the last check: check the file again."))
    else:
        _decide(viewer, store, kind, path, options, kept[1])


def _decide(
    viewer: Viewer, store: Store, kind: Kind, path: Path, options: ImportOptions, report: Report
) -> None:
    show_report(report, key="preview")
    heading(_("5. Take it in"))
    count = report["added"] + report["updated"]
    if not count:
        st.info(
            _("Nothing in this file is new: there is nothing to take in.")
            if report["accepted"]
            else _("No row of this file can be used: correct it as said above and try again.")
        )
        return
    st.caption(_("All of it goes in, or nothing. It can be taken back while nothing rests on it."))
    label = _("Take in {n} rows", n=f"{count:,}")
    if st.button(label, type="primary", key="wizard_import"):
        _take_in(viewer, store, kind, path, options)


def _take_in(viewer: Viewer, store: Store, kind: Kind, path: Path, options: ImportOptions) -> None:
    bar = st.progress(0.0, text=_("Reading and checking the file…"))

    def progress(_table: str, done: int, total: int) -> None:
        text = _("Writing: {done} of {total} rows", done=f"{done:,}", total=f"{total:,}")
        bar.progress(min(1.0, done / max(1, total)), text=text)

    with refusals_shown():
        report = import_file(viewer, store, kind, path, options, now(), progress)
        bar.progress(1.0, text=_("Written."))
        st.session_state[_DONE] = report | {"title": title_of(kind, path)}
        st.session_state.pop(_PREVIEW, None)
        forget_upload()
        st.rerun()


def _outcome(report: Report) -> None:
    """Show what went in and where to look at it."""
    show(
        tag("h3", joined("✓ ", _("Taken in: {what}", what=report["title"]))),
        tag("p", _("Import number {number}.", number=report["import_id"] or "–")),
    )
    show_report(report, key="outcome")
    with st.container(horizontal=True):
        if st.button(_("Bring in another file"), type="primary", key="wizard_again"):
            st.session_state.pop(_DONE)
            st.session_state[_TURN] += 1
            st.rerun()
        st.link_button(_("See it on the map"), f"./?lang={language()}")
        if report["kind"] == "cases":
            st.link_button(_("See the cases"), f"case-list?lang={language()}&status=all")
