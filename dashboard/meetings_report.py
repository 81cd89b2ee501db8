"""What came of one decision so far, and the form that tells what came of it since."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

import streamlit as st

from casework.access import Action, Viewer, may
from casework.progress import PROGRESS_TERMS, ProgressKind, ProgressState
from dashboard.i18n import _
from dashboard.markup import Markup, heading, pairs, show, tag
from dashboard.meetings_words import decision_name, state_badge
from dashboard.once import once
from data.rows import records
from data.store import Store
from service.cases.noting import LONGEST
from service.meetings.decisions import decision_history
from service.meetings.minutes_page import due_text
from service.meetings.reporting import may_report, report

_FORM: Final = "meetings"
_OPEN: Final = (
    ProgressKind.PROGRESS,
    ProgressKind.DONE,
    ProgressKind.DUE_CHANGED,
    ProgressKind.DROPPED,
)


def report_part(
    viewer: Viewer, store: Store, rows: list[dict[str, Any]], today: date, now: datetime
) -> None:
    """Show one decision with what came of it, and ask what came of it since."""
    heading(_("What came of a decision"))
    if not rows:
        return
    by_code = {row["code"]: row for row in rows}
    code = st.selectbox(
        _("Decision"), list(by_code), key="book_decision",
        format_func=lambda one: decision_name(by_code[one]) if one in by_code else one,
    )  # fmt: skip
    row = by_code[str(code)]
    history = records(decision_history(viewer, store, row["code"]))
    show(
        pairs(
            [
                (_("Decided on"), f"{row['made_on']} · {row['meeting_name']}"),
                (_("Owner unit"), row["owner_name"]),
                (_("Due on"), due_text(row, _)),
            ]
        ),
        tag("p", state_badge(row)),
        tag("ol", *(_event(one) for one in reversed(history))),
    )
    if may(viewer, Action.REPORT_PROGRESS):
        _form(viewer, store, row, today, now)


def _event(one: dict[str, Any]) -> Markup:
    kind = _(PROGRESS_TERMS[ProgressKind(one["kind"])])
    more = f" {one['percent']} %" if one["percent"] is not None else ""
    due = f" → {one['due_on']}" if one["due_on"] is not None else ""
    return tag(
        "li",
        tag("b", f"{one['happened_on']} {kind}{more}{due}"),
        tag("p", one["text"]),
    )


def _form(viewer: Viewer, store: Store, row: dict[str, Any], today: date, now: datetime) -> None:
    done = once(_FORM)
    usual = _OPEN if row["state"] == ProgressState.OPEN else (ProgressKind.REOPENED,)
    kinds = [kind for kind in usual if may_report(viewer, store, row["area"], kind)]
    if not kinds:
        return
    mark = row["code"]
    kind = st.radio(
        _("What is told"), kinds, horizontal=True, key=done.key(f"told_{mark}_{row['state']}"),
        format_func=lambda one: _(PROGRESS_TERMS[one]),
    )  # fmt: skip
    with st.form(done.key(f"report_{mark}_{kind}"), border=False, enter_to_submit=False):
        text = st.text_area(
            _label(kind), key=done.key(f"told_text_{mark}_{kind}"), max_chars=LONGEST, height=90
        )
        with st.container(horizontal=True):
            on = st.date_input(
                _("Happened on"), today, min_value=row["made_on"], max_value=today,
                format="YYYY-MM-DD", key=done.key(f"told_on_{mark}"), width=160,
            )  # fmt: skip
            percent = _percent(kind, row, done.key(f"percent_{mark}"))
            due_on = _due(kind, row, done.key(f"new_due_{mark}_{kind}"))
        if not st.form_submit_button(_("Report it"), type="primary"):
            return
    day = on if isinstance(on, date) else today
    report(viewer, store, row["code"], kind, text, now, percent, due_on, day)
    done.done(_("{code}: reported.", code=row["code"]))


def _label(kind: ProgressKind) -> str:
    words = {
        ProgressKind.PROGRESS: _("How far it is"),
        ProgressKind.DONE: _("What was done about it"),
        ProgressKind.DUE_CHANGED: _("Why another day"),
        ProgressKind.DROPPED: _("Why it is given up"),
        ProgressKind.REOPENED: _("Why it is opened again"),
    }
    return words[kind]


def _percent(kind: ProgressKind, row: dict[str, Any], key: str) -> int | None:
    if kind is not ProgressKind.PROGRESS:
        return None
    found = st.number_input(_("Percent done"), 0, 100, row["percent"], step=5, key=key, width=150)
    return None if found is None else int(found)


def _due(kind: ProgressKind, row: dict[str, Any], key: str) -> date | None:
    if kind is not ProgressKind.DUE_CHANGED and kind is not ProgressKind.REOPENED:
        return None
    found = st.date_input(
        _("Due from now on"), row["due_on"], min_value=row["made_on"], format="YYYY-MM-DD",
        key=key, width=160,
    )  # fmt: skip
    return found if isinstance(found, date) else None
