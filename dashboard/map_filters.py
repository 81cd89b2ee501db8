"""The filters of the map: kept in the address, so that what is seen can be shared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from casework.case import STATUS_TERMS
from dashboard.i18n import _
from service.map_filter import STATUS_GROUPS, STATUSES, CaseFilter
from service.map_summary import MapSummary

_ALL = ""


def case_filter(summary: MapSummary, *, is_past: bool = False) -> CaseFilter:
    """Show the filters and return what is asked for.

    Of an earlier day only whether a case was open is known, so only that can be chosen.
    """
    areas = {code: (name, level) for code, name, level in summary.areas}
    area = _choice(
        "area", _("Street or community"), [_ALL, *areas], lambda code: _area(areas, code)
    )
    category = _choice(
        "category",
        _("Category"),
        [_ALL, *summary.categories],
        lambda name: name or _("All categories"),
    )
    known = STATUS_GROUPS if is_past else STATUSES
    status = _choice("status", _("Status"), known, _status)
    first, last = _day("from", _("Reported from")), _day("to", _("Reported until"))
    return CaseFilter(
        area=area or None,
        category=category or None,
        status=status,
        reported_from=first,
        reported_to=last,
        zone=summary.zone,
    )


def _choice(name: str, label: str, options: Sequence[str], shown: Callable[[str], str]) -> str:
    key = f"map_{name}"
    asked = st.session_state.get(key, st.query_params.get(name, options[0]))
    st.session_state[key] = asked if asked in options else options[0]
    chosen = st.selectbox(label, options, format_func=shown, key=key)
    return str(_keep(name, chosen or options[0], options[0]))


def _day(name: str, label: str) -> date | None:
    key = f"map_{name}"
    if key not in st.session_state:
        st.session_state[key] = _date_of(st.query_params.get(name))
    chosen = st.date_input(label, key=key, format="YYYY-MM-DD", min_value=date(1990, 1, 1))
    day = chosen if isinstance(chosen, date) else None
    _keep(name, day.isoformat() if day else "", "")
    return day


def _keep(name: str, value: str, usual: str) -> str:
    if value == usual:
        if name in st.query_params:
            del st.query_params[name]
    elif st.query_params.get(name) != value:
        st.query_params[name] = value
    return value


def _date_of(text: str | None) -> date | None:
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2200 else None


def _area(areas: dict[str, tuple[str, str]], code: str) -> str:
    if not code:
        return _("Whole district")
    name, level = areas[code]
    return name if level == "street" else f"\u3000{name}"


def _status(status: str) -> str:
    groups = {
        "open": _("All open"),
        "overdue": _("Overdue"),
        "done": _("All closed"),
        "all": _("Open and closed"),
    }
    return groups.get(status) or _(STATUS_TERMS[status])  # type: ignore[index]
