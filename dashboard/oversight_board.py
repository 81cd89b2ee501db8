"""Oversight on a page: townships by areas of work, what lies behind each number, the forms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.address import asked, keep
from dashboard.i18n import _
from dashboard.markup import Markup, figures, page_title, show, tag
from dashboard.once import once
from dashboard.oversight_forms import assign_form, end_form, finding_form, rectify_form
from dashboard.oversight_list import assignment_table, finding_list
from dashboard.oversight_matrix import matrix_table
from dashboard.refusals import refusals_shown
from dashboard.share_words import of
from data.store import Store
from service.oversight.duties import assignments_of
from service.oversight.findings import areas_of, findings_of
from service.oversight.matrix import Matrix, oversight_matrix
from service.settings import settings_now

_STYLE = Markup("<style>.stMainBlockContainer{padding:3.9rem 1.25rem 1.5rem}</style>")
_ALL: Final = "all"
_YEARS: Final = 5


def oversight_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the page."""
    zone = ZoneInfo(str(settings_now(viewer, store)["time_zone"]))
    today = now.astimezone(zone).date()
    show(_STYLE)
    page_title(_("Oversight"))
    once("oversight").tell()
    since, until = _days(today)
    matrix = oversight_matrix(viewer, store, today, since, until)
    findings = findings_of(viewer, store, today, since, until)
    _figures(matrix)
    left, right = st.columns([14, 6], gap="medium")
    with left:
        with refusals_shown():
            matrix_table(matrix)
            _where_from()
        with refusals_shown():
            finding_list(viewer, matrix, findings)
        with refusals_shown():
            assignment_table(viewer, assignments_of(viewer, store))
    if may(viewer, Action.KEEP_SESSIONS):
        with right:
            _forms(viewer, store, today, now)


def _forms(viewer: Viewer, store: Store, today: date, now: datetime) -> None:
    duties, areas = assignments_of(viewer, store), areas_of(viewer, store)
    with refusals_shown():
        finding_form(viewer, store, duties, areas, today, now)
    with refusals_shown():
        rectify_form(viewer, store, findings_of(viewer, store, today), today, now)
    with refusals_shown():
        assign_form(viewer, store, today, now)
    with refusals_shown():
        end_form(viewer, store, assignments_of(viewer, store, today), today, now)


def _days(today: date) -> tuple[date | None, date | None]:
    """Return the half-open days that are asked for: a year, or all."""
    years = [str(today.year - n) for n in range(_YEARS)]
    options, key, said = [_ALL, *years], "oversight_year", asked("year")
    st.session_state[key] = said if said in options else _ALL
    picked = st.segmented_control(
        _("Found in"),
        options,
        format_func=lambda one: _("all years") if one == _ALL else one,
        required=True,
        key=key,
        on_change=_keep,
        args=(key,),
    )
    if picked in (None, _ALL):
        return None, None
    return date(int(picked), 1, 1), date(int(picked) + 1, 1, 1)


def _keep(key: str) -> None:
    value = st.session_state[key]
    keep("year", None if value == _ALL else value)


def _figures(matrix: Matrix) -> None:
    total, units = matrix.of(), len(matrix.units)
    assigned = units - len(matrix.unassigned)
    show(
        figures(
            [
                (_("townships with an office assigned"), of(assigned, units)),
                (
                    _("rectified, of all findings"),
                    of(total.found - total.open, total.found),
                ),
                (
                    _("overdue, of those still to be rectified"),
                    of(total.overdue, total.open),
                ),
            ]
        )
    )
    if matrix.unassigned:
        names = ", ".join(matrix.units[code] for code in matrix.unassigned)
        show(tag("p", _("Nobody is assigned today to: {units}.", units=names), kind="quiet"))


def _where_from() -> None:
    said = _(
        "Each number: findings still to be rectified / all findings; ▲ how many are overdue. It is"
        " about matters, not about who is assigned. The sources name ten areas of work and list"
        " none: this list is the office's own, changed by manage.py setting oversight_areas."
    )
    show(tag("p", said, kind="quiet"))
