"""One promise, resolution or work in full: what was said, all that was told, and the report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

import streamlit as st

from casework.access import Action, Viewer, may
from casework.progress import PROGRESS_TERMS, ProgressEvent, ProgressKind
from dashboard.i18n import _
from dashboard.markup import Markup, heading, joined, pairs, show, tag
from dashboard.once import once
from dashboard.promises_list import due_text
from dashboard.promises_words import state_text
from dashboard.refusals import refusals_shown
from dashboard.rounds_photo import kept_photo, photo_field, show_photo
from data.promise_store import Kind
from data.rows import records
from data.store import Store
from service.cases.noting import LONGEST
from service.promises.keeping import BODY_TERMS
from service.promises.listing import history_of
from service.promises.telling import REPORTED, grid_of_photo, tell_progress, word_of

_OPEN_KINDS: Final = (
    ProgressKind.PROGRESS, ProgressKind.DONE, ProgressKind.DUE_CHANGED, ProgressKind.DROPPED,
)  # fmt: skip


def detail(
    viewer: Viewer,
    store: Store,
    kind: Kind,
    row: Mapping[str, Any],
    today: date | None,
    now: datetime,
) -> None:
    """Show one of them; ``today`` is None where another day is looked at, and nothing reported."""
    heading(row["name"] if kind == "project" else row["text"])
    show(tag("p", state_text(row, kind)), pairs(_facts(row, kind)))
    with refusals_shown():
        show_photo(viewer, store, row["photo"])
        _history(viewer, store, kind, row["code"])
    if today is not None and may(viewer, Action.REPORT_PROGRESS):
        with refusals_shown():
            _report(viewer, store, kind, row, today, now)


def _facts(row: Mapping[str, Any], kind: Kind) -> list[tuple[str, str]]:
    said = [(_("Code"), str(row["code"]))]
    if kind == "promise":
        said.append((_("Promised at"), f"{row['made_at']}, {row['made_on']}"))
    if kind == "resolution":
        said.append((_("Resolved by"), f"{_(BODY_TERMS[row['body']])}, {row['resolved_on']}"))
        said.append((_("Households concerned"), _number(row["household_count"])))
    else:
        said.append((_("Owed by"), str(row["owner_name"])))
    if kind == "project":
        said.append((_("Beneficiaries"), _number(row["beneficiary_count"])))
        said.append((_("Address"), str(row["address"] or "–")))
    said.append((_("Part of the district"), str(row["area_name"] or _("Whole district"))))
    if kind != "promise":
        said.append((_("Cost (yuan)"), _number(row["cost_yuan"])))
    said.append((_("Due"), due_text(row)))
    if row["percent"] is not None:
        said.append((_("Done (%)"), _number(row["percent"])))
    return said


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _history(viewer: Viewer, store: Store, kind: Kind, code: str) -> None:
    rows = records(history_of(viewer, store, kind, code))
    if rows:
        show(tag("h4", _("What was told")), tag("ol", *(_word(row) for row in rows)))


def _word(row: Mapping[str, Any]) -> Markup:
    said = [_(PROGRESS_TERMS[ProgressKind(row["kind"])])]
    if row["percent"] is not None:
        said.append(f"{row['percent']} %")
    if row["due_on"] is not None:
        said.append(_("due {day}", day=row["due_on"]))
    if row["photo"]:
        said.append(_("with a photo"))
    return tag(
        "li",
        tag("b", f"{row['happened_on']} · {' · '.join(said)}"),
        joined(tag("br"), str(row["text"])),
    )


def _report(
    viewer: Viewer,
    store: Store,
    kind: Kind,
    row: Mapping[str, Any],
    today: date,
    now: datetime,
) -> None:
    form, code = once("promises"), row["code"]
    kinds = _possible(viewer, row)
    if not kinds:
        return
    heading(_("Report"))
    words = {one.value: _(PROGRESS_TERMS[one]) for one in kinds}
    picked = st.segmented_control(
        _("What is reported"), list(words), default=kinds[0].value, format_func=words.__getitem__,
        key=form.key(f"what_{code}"), label_visibility="collapsed",
        wrap=True,
    )  # fmt: skip
    told = ProgressKind(picked or kinds[0])
    with st.form(form.key(f"tell_{code}_{told}"), border=False):
        text = st.text_area(
            _("In words: {what}", what=_(word_of(told))), max_chars=LONGEST, height=90,
            key=form.key(f"text_{code}_{told}"),
        )  # fmt: skip
        left, right = st.columns(2)
        on = left.date_input(
            _("Day"), today, max_value=today, format="YYYY-MM-DD", key=form.key(f"on_{code}_{told}")
        )
        percent, due = None, None
        if told is ProgressKind.PROGRESS:
            percent = right.number_input(
                _("Done (%)"), 0, 100, int(row["percent"] or 0), 5, key=form.key(f"percent_{code}")
            )
        elif told in (ProgressKind.DUE_CHANGED, ProgressKind.REOPENED):
            due = right.date_input(
                _("New due day"), None, format="YYYY-MM-DD", key=form.key(f"due_{code}_{told}")
            )
        photo = photo_field(viewer, form.key(f"photo_{code}")) if told in REPORTED else None
        if not st.form_submit_button(_("Report"), type="primary"):
            return
    grid = grid_of_photo(viewer, store, row["area"], today)
    mark = kept_photo(viewer, store, photo, grid, now)
    day = on if isinstance(on, date) else today
    event = ProgressEvent(told, day, text, percent, due if isinstance(due, date) else None, mark)
    tell_progress(viewer, store, kind, code, event, now)
    form.done(_("{code}: {what}.", code=code, what=words[told.value]))


def _possible(viewer: Viewer, row: Mapping[str, Any]) -> list[ProgressKind]:
    """Return what this viewer may report of one that stands so."""
    kinds = _OPEN_KINDS if row["state"] == "open" else (ProgressKind.REOPENED,)
    keeps = bool(may(viewer, Action.KEEP_PROMISES)) and not (
        row["is_elsewhere"] and viewer.scope is not None
    )
    return [one for one in kinds if keeps or one in REPORTED]
