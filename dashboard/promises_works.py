"""Public works on the map, and of one of them: the areas it reached, the cases it settles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from casework.move import MOVE_TERMS
from dashboard.case_words import status_word
from dashboard.deadline_lists import record_address
from dashboard.i18n import _
from dashboard.map_config import map_config
from dashboard.map_panel import draw_map
from dashboard.markup import figures, heading, show, tag
from dashboard.once import once
from dashboard.promises_list import choose_code
from dashboard.promises_words import LOOK_TERMS, MARKS, WORK_INKS, look_of
from dashboard.refusals import refusals_shown
from dashboard.share_words import of, share
from data.rows import records
from data.store import Store
from service.map_filter import CaseFilter
from service.map_summary import map_summary
from service.promises.listing import areas_of_project, cases_of_project
from service.promises.reaching import codes_in, mark_areas
from service.promises.settling import link_cases, preview_settling, settle_cases

KEY: Final = "works_map"
_SEEN: Final = "works_map_seen"
# Missing areas that are named; the rest is told by its number.
_NAMED: Final = 60


def works_map(
    viewer: Viewer, store: Store, on: date, area: str | None, frame: pd.DataFrame
) -> None:
    """Draw the works that have a position, each by how it stands; a click chooses one."""
    _follow_click()
    summary = map_summary(viewer, store, on)
    placed = [row for row in records(frame) if row["lon"] is not None]
    if summary.is_empty or not placed:
        return
    chosen = st.query_params.get("code")
    works = {
        "list": [
            [row["code"], row["name"], look_of(row), float(row["lon"]), float(row["lat"])]
            for row in placed
        ],
        "chosen": chosen,
        "inks": WORK_INKS,
        "marks": MARKS,
        "states": {look: _(term) for look, term in LOOK_TERMS.items()},
    }
    config = map_config(
        viewer, store, summary, CaseFilter(area=area, zone=summary.zone), on,
        more={"shows": "bg", "works": works},
    )  # fmt: skip
    draw_map(config, key=KEY, height="min(52vh,520px)")
    left_out = len(frame) - len(placed)
    if left_out:
        st.caption(_("{n} works are for an area and have no place of their own.", n=left_out))


def _follow_click() -> None:
    told = st.session_state.get(KEY)
    if not isinstance(told, dict) or told.get("seq") in (None, st.session_state.get(_SEEN)):
        return
    st.session_state[_SEEN] = told["seq"]
    if isinstance(told.get("clicked_work"), str):
        choose_code(told["clicked_work"])


def work_parts(
    viewer: Viewer,
    store: Store,
    row: Mapping[str, Any],
    on: date,
    today: date | None,
    now: datetime,
) -> None:
    """Show the areas and cases of a work, and what may be done with them; today None for a look."""
    if row["areas_total"]:
        with refusals_shown():
            _areas(viewer, store, row, on, today, now)
    with refusals_shown():
        _cases(viewer, store, row, today, now)


def _areas(
    viewer: Viewer,
    store: Store,
    row: Mapping[str, Any],
    on: date,
    today: date | None,
    now: datetime,
) -> None:
    heading(_("Areas to be reached"))
    found = areas_of_project(viewer, store, row["code"], on)
    done, missing = int(found["is_done"].sum()), found.loc[~found["is_done"]]
    names = [str(name) for name in missing["area_name"]]
    said = _("All of them are reached.")
    if names:
        more = len(names) - _NAMED
        said = _("Missing ({n}): {names}", n=len(names), names=", ".join(names[:_NAMED]))
        said += _(" and {n} more", n=more) if more > 0 else ""
    show(
        figures([(_("areas reached / to be reached"), share(done, len(found)))]),
        tag("p", said, kind="quiet"),
    )
    if today is None or not may(viewer, Action.REPORT_PROGRESS) or missing.empty:
        return
    form = once("promises")
    named = dict(zip(missing["area_code"], missing["area_name"], strict=True))
    with st.form(form.key(f"areas_{row['code']}"), border=False):
        picked = st.multiselect(
            _("Reached now"), list(named), format_func=named.__getitem__,
            placeholder=_("Choose areas"), key=form.key(f"picked_{row['code']}"),
            select_all=False,
        )  # fmt: skip
        pasted = st.text_area(
            _("Or a list of their codes"), height=68, key=form.key(f"pasted_{row['code']}")
        )
        day = st.date_input(
            _("Day"), today, max_value=today, format="YYYY-MM-DD", width=150,
            key=form.key(f"reached_{row['code']}"),
        )  # fmt: skip
        if not st.form_submit_button(_("Note them as reached")):
            return
    codes = [*picked, *codes_in(pasted)]
    reached = mark_areas(
        viewer, store, row["code"], codes, now, day if isinstance(day, date) else today
    )
    form.done(
        _(
            "{n} areas were noted as reached: {share}.",
            n=reached.changed,
            share=of(reached.done, reached.total),
        )
    )


def _cases(
    viewer: Viewer, store: Store, row: Mapping[str, Any], today: date | None, now: datetime
) -> None:
    if not may(viewer, Action.VIEW_CASES):
        return
    seen, elsewhere = cases_of_project(viewer, store, row["code"])
    keeps = today is not None and bool(may(viewer, Action.KEEP_PROMISES))
    if not seen and not elsewhere and not keeps:
        return
    heading(_("Cases it settles at the source"))
    closed = sum(one.closed_on is not None for one in seen)
    show(figures([(_("closed by it / linked"), of(closed, len(seen)) if seen else "0")]))
    if elsewhere:
        st.caption(_("{n} more lie outside the part you see.", n=elsewhere))
    if seen:
        number = _("Case number")
        st.dataframe(
            pd.DataFrame(
                {
                    number: [record_address(one.code) for one in seen],
                    _("Case is"): [status_word(one.status) for one in seen],
                    _("Closed by the work on"): [str(one.closed_on or "–") for one in seen],
                    _("Category"): [one.category for one in seen],
                },
                dtype=object,
            ),
            hide_index=True,
            height=min(8, len(seen)) * 35 + 38,
            column_config={
                number: st.column_config.LinkColumn(number, display_text=r"case=(.*?)&")
            },
            key=f"works_cases_{row['code']}",
        )
    if keeps:
        _link(viewer, store, row["code"], now)
    if today is not None and row["state"] == "done" and may(viewer, Action.MOVE_CASE):
        _settle(viewer, store, row, now)


def _link(viewer: Viewer, store: Store, code: str, now: datetime) -> None:
    form = once("promises")
    with st.form(form.key(f"link_{code}"), border=False):
        said = st.text_input(_("Link cases, by their numbers"), key=form.key(f"numbers_{code}"))
        if not st.form_submit_button(_("Link")):
            return
    new = link_cases(viewer, store, code, codes_in(said), now)
    form.done(_("{n} cases are linked to {code}.", n=new, code=code))


def _settle(viewer: Viewer, store: Store, row: Mapping[str, Any], now: datetime) -> None:
    """Show what closing the open cases would do, and do it when that is asked for."""
    lines = preview_settling(viewer, store, row["code"], now)
    ready = {one.code: one.version for one in lines if one.reason is None}
    if not lines:
        return
    table = pd.DataFrame(
        {
            _("Case number"): [one.code for one in lines],
            _("Case is"): [status_word(one.status) for one in lines],
            _("What would be done"): [
                " → ".join(_(MOVE_TERMS[step]) for step in one.steps) if one.steps
                else _(one.reason or "")
                for one in lines
            ],
        },
        dtype=object,
    )  # fmt: skip
    heading(_("Close {n} at the source", n=of(len(ready), len(lines))))
    st.dataframe(table, hide_index=True, key=f"works_settle_{row['code']}")
    if not ready:
        return
    form = once("promises")
    with st.form(form.key(f"settle_{row['code']}"), border=False):
        words = st.text_input(
            _("Written into each case"),
            _("Settled at the source by the public work {name}", name=row["name"]),
            key=form.key(f"words_{row['code']}"),
        )
        if not st.form_submit_button(_("Close these {n} cases", n=len(ready)), type="primary"):
            return
    report = settle_cases(viewer, store, row["code"], ready, words, now)
    said = _("{n} of {all} cases were closed.", n=len(report.done), all=len(ready))
    form.done(" ".join([said, *(_(reason) for _code, reason in report.refused)]))
