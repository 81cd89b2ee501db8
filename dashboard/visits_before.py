"""What was recorded of a household, and the way to withdraw what was written down wrongly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import streamlit as st

from casework.access import Action, Viewer, may
from casework.visit import PART_TERMS, RESULT_TERMS, DayPart, VisitResult
from dashboard.i18n import _
from dashboard.markup import heading, show, tag
from dashboard.once import Once
from dashboard.refusals import refusals_shown
from data.rows import records
from data.store import Store
from service.cases.noting import LONGEST
from service.visit_map.home_record import HomeRecord
from service.visits.recording import void_visit


def visits_before(
    viewer: Viewer,
    store: Store,
    home: HomeRecord,
    forms: Once,
    now: datetime,
    *,
    on_done: Callable[[], None],
) -> None:
    """Show the visits of a household, the latest first, and a form that makes one of them void.

    Parameters
    ----------
    on_done
        What is done once a visit was made void.
    """
    rows = records(home.visits)
    heading(_("Visits before"))
    if not rows:
        show(tag("p", _("None was recorded yet."), kind="quiet"))
        return
    show(tag("ol", *(tag("li", *_line(one)) for one in rows)))
    valid = [one for one in rows if one["void_reason"] is None]
    if valid and may(viewer, Action.RECORD_VISIT):
        with st.expander(_("A visit was written down wrongly")):
            _void_form(viewer, store, home, forms, now, valid, on_done)


def _line(visit: dict[str, Any]) -> list[str]:
    said = [f"{_title(visit)} · {visit['worker']}"]
    if visit["case_code"]:
        said.append(tag("br"))
        said.append(_("Case {case}", case=visit["case_code"]))
    if visit["note"]:
        said += [tag("br"), tag("span", visit["note"], kind="quiet")]
    if visit["void_reason"]:
        reason = _("void: {reason}", reason=visit["void_reason"])
        said += [tag("br"), tag("b", reason)]
    return said


def _title(visit: dict[str, Any]) -> str:
    part = _(PART_TERMS[DayPart(visit["day_part"])])
    result = _(RESULT_TERMS[VisitResult(visit["result"])])
    return f"{visit['visited_on']} {part} · {result}"


def _void_form(
    viewer: Viewer,
    store: Store,
    home: HomeRecord,
    forms: Once,
    now: datetime,
    visits: list[dict[str, Any]],
    on_done: Callable[[], None],
) -> None:
    titles = {str(one["uid"]): _title(one) for one in visits}
    with st.form(forms.key(f"void_{home.code}"), border=False):
        uid = st.selectbox(
            _("Visit"),
            list(titles),
            format_func=titles.__getitem__,
            key=forms.key(f"void_uid_{home.code}"),
        )
        reason = st.text_input(
            _("Reason"), key=forms.key(f"void_reason_{home.code}"), max_chars=LONGEST
        )
        is_sent = st.form_submit_button(_("Make it void"), width="stretch")
    if is_sent:
        with refusals_shown():
            void_visit(viewer, store, uid, reason, now)
            on_done()
            forms.done(_("The visit is void: {visit}.", visit=titles[uid]))
