"""One step for several cases: chosen, said once, looked at before it is done, reported after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from casework.move import MOVE_TERMS, STEPS, Move
from dashboard.case_acts import Seen
from dashboard.case_facts import ask_facts, fact_word, missing_text
from dashboard.case_offer import Offered
from dashboard.case_refusal import refusal_text, said_text
from dashboard.case_words import status_word
from dashboard.event_words import value_word
from dashboard.i18n import _
from dashboard.markup import pairs, show, tag
from dashboard.messages import plain
from service.cases.moving import MoveLine, MovesReport, move_cases, preview_moves

_PREVIEW, _REPORT = "case_bulk_preview", "case_bulk_report"
_MOVES: Final = tuple(move for move in STEPS if move is not Move.MIRROR)


@dataclass(frozen=True)
class _Preview:
    """What was asked for and what would come of it."""

    codes: tuple[str, ...]
    move: Move
    facts: Mapping[str, Any]
    lines: tuple[MoveLine, ...]


def bulk_moves(codes: list[str], offered: Offered, seen: Seen) -> None:
    """Show the way from rows that are ticked to their common step."""
    _tell_report(offered.zone)
    if not codes:
        st.info(_("Tick the cases in the table that are to take the same step."))
        return
    move = st.selectbox(
        _("Step for {n} cases", n=len(codes)),
        _MOVES,
        index=None,
        format_func=lambda one: _(MOVE_TERMS[one]),
        placeholder=_("Choose a step"),
        key="case_bulk_move",
    )
    if move is None:
        return
    _ask(codes, move, offered, seen)
    preview = st.session_state.get(_PREVIEW)
    if preview is not None and (preview.codes, preview.move) == (tuple(codes), move):
        _confirm(preview, offered, seen)


def _ask(codes: list[str], move: Move, offered: Offered, seen: Seen) -> None:
    with st.form(f"case_bulk_{move}", enter_to_submit=False):
        facts = ask_facts(move, offered, seen.now, f"case_bulk_{move}")
        is_asked = st.form_submit_button(_("Preview"), type="primary", key="case_bulk_ask")
    if not is_asked:
        return
    st.session_state.pop(_PREVIEW, None)
    if missing := missing_text(facts):
        st.error(plain(missing))
        return
    try:
        lines = preview_moves(seen.viewer, seen.store, codes, move, facts, seen.now)
    except Exception as error:  # noqa: BLE001  told beside the form, which stays as it is
        st.error(plain(refusal_text(error, offered.zone)))
    else:
        st.session_state[_PREVIEW] = _Preview(tuple(codes), move, facts, tuple(lines))


def _confirm(preview: _Preview, offered: Offered, seen: Seen) -> None:
    possible = {line.code: line.version for line in preview.lines if line.is_possible}
    show(
        tag(
            "p",
            _(
                "{possible} of {total} cases can take this step: {move}.",
                possible=len(possible),
                total=len(preview.lines),
                move=_(MOVE_TERMS[preview.move]),
            ),
        ),
        pairs(
            [
                (fact_word(name), value_word(name, value, offered))
                for name, value in preview.facts.items()
            ]
        ),
    )
    st.dataframe(_lines(preview.lines, offered.zone), hide_index=True, alt=_("Preview"))
    label = _("Do it for {n} cases", n=len(possible))
    if st.button(label, type="primary", key="case_bulk_do", disabled=not possible):
        _do(preview, possible, offered, seen)


def _do(preview: _Preview, versions: Mapping[str, int], offered: Offered, seen: Seen) -> None:
    try:
        report = move_cases(
            seen.viewer, seen.store, versions, preview.move, preview.facts, seen.now
        )
    except Exception as error:  # noqa: BLE001  told here, nothing was changed
        st.error(plain(refusal_text(error, offered.zone)))
        return
    st.session_state.pop(_PREVIEW, None)
    st.session_state[_REPORT] = (preview.move, report)
    st.rerun()


def _tell_report(zone: str) -> None:
    """Tell once what came of the last step for several cases."""
    move, report = st.session_state.pop(_REPORT, (None, None))
    if not isinstance(report, MovesReport):
        return
    done = _("{move}: done for {n} cases.", move=_(MOVE_TERMS[move]), n=len(report.done))
    (st.success if report.done else st.warning)(plain(done))
    if report.refused:
        st.warning(plain(_("Not done for {n} cases:", n=len(report.refused))))
        show(pairs([(code, said_text(why, zone)) for code, why in report.refused]))


def _lines(lines: tuple[MoveLine, ...], zone: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Possible"): [_("yes") if line.is_possible else _("no") for line in lines],
            _("Case number"): [line.code for line in lines],
            _("State"): [_states(line) for line in lines],
            _("Why not"): [
                "" if line.reason is None else said_text(line.reason, zone) for line in lines
            ],
        }
    )


def _states(line: MoveLine) -> str:
    before = status_word(line.status_from)
    return f"{before} → {status_word(line.status_to)}" if line.is_possible else before
