"""One step for several cases: chosen, said once, looked at before it is done, reported after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from casework.move import MOVE_TERMS, STEPS, Move
from dashboard.case_acts import Seen
from dashboard.case_facts import EACH_ITS_OWN, ask_facts, missing_text
from dashboard.case_offer import Offered
from dashboard.case_preview import preview_table, refused_list
from dashboard.case_refusal import refusal_text
from dashboard.i18n import _
from dashboard.markup import show
from dashboard.messages import plain
from service.cases.moving import MoveLine, MovesReport, move_cases, preview_moves

_PREVIEW, _REPORT = "case_bulk_preview", "case_bulk_report"
_MOVES: Final = tuple(move for move in STEPS if move not in (Move.MIRROR, Move.MERGE))
_OWN: Final = ("category", "unit_code")
_STYLE: Final = """<style>
@media(max-width:640px){.st-key-case_bulk_ask,.st-key-case_bulk_do,.st-key-case_bulk_ask button,
 .st-key-case_bulk_do button{width:100%!important}}
@media(min-width:641px){.st-key-case_bulk_preview td:not(.wide){white-space:nowrap}}
</style>"""


@dataclass(frozen=True)
class _Preview:
    """What was asked for, what is said with each case, and what would come of it."""

    codes: tuple[str, ...]
    move: Move
    facts: Mapping[str, Mapping[str, Any]]
    lines: tuple[MoveLine, ...]


def bulk_moves(rows: pd.DataFrame, offered: Offered, seen: Seen) -> None:
    """Show the way from the rows that are ticked to their common step.

    Parameters
    ----------
    rows
        ``code, category, unit_code`` of the cases ticked.
    """
    st.html(_STYLE)
    _tell_report(offered)
    if rows.empty:
        st.info(_("Tick the cases in the table that are to take the same step."))
        return
    move = st.selectbox(
        _("Step for {n} cases", n=len(rows)),
        _MOVES,
        index=None,
        format_func=lambda one: _(MOVE_TERMS[one]),
        placeholder=_("Choose a step"),
        key="case_bulk_move",
    )
    if move is None:
        return
    _ask(rows, move, offered, seen)
    preview = st.session_state.get(_PREVIEW)
    if preview is not None and (preview.codes, preview.move) == (tuple(rows["code"]), move):
        _confirm(preview, offered, seen)


def _ask(rows: pd.DataFrame, move: Move, offered: Offered, seen: Seen) -> None:
    with st.form(f"case_bulk_{move}", enter_to_submit=False):
        said = ask_facts(move, offered, seen.now, f"case_bulk_{move}", are_several=True)
        is_asked = st.form_submit_button(_("Preview"), type="primary", key="case_bulk_ask")
    if not is_asked:
        return
    st.session_state.pop(_PREVIEW, None)
    shared = {name: value for name, value in said.items() if name not in EACH_ITS_OWN}
    if missing := missing_text(shared):
        st.error(plain(missing))
        return
    facts = {code: said | _own(said, row, offered) for code, row in _by_code(rows)}
    try:
        lines = [
            line
            for codes, one in _alike(facts)
            for line in preview_moves(seen.viewer, seen.store, codes, move, one, seen.now)
        ]
    except Exception as error:  # noqa: BLE001  told beside the form, which stays as it is
        st.error(plain(refusal_text(error, offered.zone)))
        return
    st.session_state[_PREVIEW] = _Preview(tuple(facts), move, facts, tuple(lines))


def _by_code(rows: pd.DataFrame) -> list[tuple[str, Mapping[str, Any]]]:
    return [(str(row["code"]), row) for row in rows.to_dict("records")]


def _own(said: Mapping[str, Any], row: Mapping[str, Any], offered: Offered) -> dict[str, Any]:
    """Return what a case has of its own where nothing was said for all."""
    category, unit = (row[name] if isinstance(row[name], str) else "" for name in _OWN)
    own = {"category": category, "unit": unit or offered.unit_of.get(category, "")}
    return {name: own[name] for name in EACH_ITS_OWN if name in said and not said[name]}


def _alike(facts: Mapping[str, Mapping[str, Any]]) -> list[tuple[list[str], Mapping[str, Any]]]:
    """Return the cases with which the same is said, together."""
    groups: dict[tuple[tuple[str, Any], ...], list[str]] = {}
    for code, said in facts.items():
        groups.setdefault(tuple(sorted(said.items())), []).append(code)
    return [(codes, dict(said)) for said, codes in groups.items()]


def _confirm(preview: _Preview, offered: Offered, seen: Seen) -> None:
    possible = {line.code: line.version for line in preview.lines if line.is_possible}
    with st.container(key="case_bulk_preview"):
        show(preview_table(preview.move, preview.lines, preview.facts, offered))
    label = _("Do it for {n} cases", n=len(possible))
    if st.button(label, type="primary", key="case_bulk_do", disabled=not possible):
        _do(preview, possible, offered, seen)


def _do(
    preview: _Preview, versions: Mapping[str, int | None], offered: Offered, seen: Seen
) -> None:
    report = MovesReport([], [])
    wanted = {code: preview.facts[code] for code in versions}
    try:
        for codes, said in _alike(wanted):
            seen_then = {code: versions[code] or 0 for code in codes}
            part = move_cases(seen.viewer, seen.store, seen_then, preview.move, said, seen.now)
            report.done.extend(part.done)
            report.refused.extend(part.refused)
    except Exception as error:  # noqa: BLE001  told here; nothing was changed
        st.error(plain(refusal_text(error, offered.zone)))
        return
    st.session_state.pop(_PREVIEW, None)
    st.session_state[_REPORT] = (preview.move, report)
    st.rerun()


def _tell_report(offered: Offered) -> None:
    """Tell once what came of the last step for several cases."""
    move, report = st.session_state.pop(_REPORT, (None, None))
    if report is None:
        return
    done = _("{move}: done for {n} cases.", move=_(MOVE_TERMS[move]), n=len(report.done))
    (st.success if report.done else st.warning)(plain(done))
    if report.refused:
        st.warning(plain(_("Not done for {n} cases:", n=len(report.refused))))
        show(refused_list(report.refused, offered))
