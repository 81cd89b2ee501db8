"""The filters of the list of cases: those of the map, and grid, worker, text, cause beside them."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from casework.access import Viewer
from dashboard.address import asked, keep
from dashboard.case_words import how_word
from dashboard.i18n import _
from dashboard.map_filters import case_filter
from dashboard.messages import plain
from service.case_query import WHY_NO_GRID, CaseQuery
from service.casebook import CaseChoices
from service.map_summary import MapSummary

# A longer list is asked for by typing: sending it to the browser again and again costs too much.
_LISTED = 400


def case_query(summary: MapSummary, choices: CaseChoices) -> CaseQuery:
    """Show the filters and return what is asked for."""
    text = _text("q", _("Number, address or content"))
    common = case_filter(summary)
    return CaseQuery(
        filter=common,
        grid=_pick("grid", _("Grid"), _("All grids"), choices.grids),
        worker=_pick("worker", _("Worker who has it"), _("All workers"), choices.workers),
        text=text,
        without_grid=_cause(),
    )


def who_am_i(viewer: Viewer, workers: Mapping[str, str]) -> str | None:
    """Return the code of the worker the viewer is: his account's, else the one he chooses."""
    if viewer.worker is not None:
        return viewer.worker
    said = _pick("me", _("I am"), _("Nobody in particular"), workers)
    return said if said in workers else None


def _text(name: str, label: str) -> str | None:
    key = f"cases_{name}"
    st.session_state.setdefault(key, asked(name) or "")
    typed = st.text_input(label, key=key, placeholder=_("Search in cases")).strip()
    keep(name, typed)
    return typed or None


def _pick(name: str, label: str, everything: str, options: Mapping[str, str]) -> str | None:
    if len(options) > _LISTED:
        return _typed(name, label, options)
    key = f"cases_{name}"
    wanted = st.session_state.get(key, asked(name) or "")
    st.session_state[key] = wanted if wanted in options else ""
    chosen = st.selectbox(
        label,
        ["", *options],
        format_func=lambda code: _named(code, options) if code else everything,
        key=key,
    )
    keep(name, chosen)
    return chosen or None


def _typed(name: str, label: str, options: Mapping[str, str]) -> str | None:
    typed = _text(name, label)
    if typed is None or typed in options:
        return typed
    found = [code for code, said in options.items() if said == typed]
    if not found:
        st.warning(
            plain(_("Nothing is called {typed}: give the code or the full name.", typed=typed))
        )
    return found[0] if found else typed


def _named(code: str, options: Mapping[str, str]) -> str:
    name = options[code]
    return name if name == code else f"{name} · {code}"


def _cause() -> str | None:
    key, options = "cases_nogrid", ("", "any", *WHY_NO_GRID)
    wanted = st.session_state.get(key, asked("nogrid") or "")
    st.session_state[key] = wanted if wanted in options else ""
    words = {"": _("In a grid or not"), "any": _("In no grid")}
    chosen = st.selectbox(
        _("Grid found"), options, format_func=lambda o: words.get(o) or how_word(None, o), key=key
    )
    keep("nogrid", chosen)
    return chosen or None
