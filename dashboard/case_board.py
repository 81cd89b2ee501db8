"""Table, record and map of cases side by side; a choice in one is a choice in the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from casework.access import Viewer
from dashboard.address import asked, keep
from dashboard.case_acts import Seen
from dashboard.case_bulk import bulk_moves
from dashboard.case_card import case_card
from dashboard.case_offer import Offered, offered_for
from dashboard.case_table import case_table, ticked_cases
from dashboard.i18n import _
from dashboard.map_config import map_config
from dashboard.map_panel import draw_map
from dashboard.markup import beside, figures, show
from dashboard.refusals import refusals_shown
from data.store import Store
from service.case_query import CaseQuery
from service.casebook import CasePage, case_record, list_cases, page_of
from service.map_filter import CaseFilter
from service.map_summary import MapSummary

_MAP, _SEVERAL = "cases_map", "case_several"
_SELECTED, _PAGE, _TURN, _SEEN = "case_selected", "case_page", "case_turn", "case_click_seen"
# Rows stay in sight above the record, which has to begin on the same screen.
_WITH_RECORD_PX, _TICKING_PX, _ALONE_PX = 250, 390, 700


def case_board(
    viewer: Viewer,
    store: Store,
    summary: MapSummary,
    query: CaseQuery,
    offered: Offered,
    now: datetime,
) -> None:
    """Show the cases asked for."""
    _take_address()
    _take_click(viewer, store, query, now)
    page = list_cases(viewer, store, query, now, page=_asked_page(query))
    left, right = st.columns([11, 9], gap="medium")
    with left:
        is_several = _figures(page)
        seen = Seen(viewer, store, now)
        if is_several:
            _several(page, query, offered, seen)
        else:
            _single(page, query, offered, seen)
    with right, beside():
        on = now.astimezone(ZoneInfo(summary.zone)).date()
        selected = None if is_several else st.session_state[_SELECTED]
        config = map_config(
            viewer, store, summary, _on_map(query), on, selected_case=selected, tells_clicks=True
        )
        draw_map(config, key=_MAP, used_px=230)


def _on_map(query: CaseQuery) -> CaseFilter:
    """Return what the map shows: it knows the overdue ones, the other saved filters it does not."""
    is_overdue = query.saved == "overdue"
    return replace(query.filter, status="overdue") if is_overdue else query.filter


def _single(page: CasePage, query: CaseQuery, offered: Offered, seen: Seen) -> None:
    """Show the list, and below it the record of the case chosen in it."""
    selected = _table(page, seen.now, offered.zone)
    _pager(page, query)
    if selected:
        with refusals_shown():
            record = case_record(seen.viewer, seen.store, selected, seen.now)
            case_card(record, offered_for(record, offered), seen)
    elif page.counts.total:
        st.caption(_("Choose a row, or a case on the map, to see its record."))


def _several(page: CasePage, query: CaseQuery, offered: Offered, seen: Seen) -> None:
    """Show the list with boxes to tick, and below it the step they are to take."""
    ticked = page.rows.iloc[:0]
    if page.counts.total:
        ticked = ticked_cases(page, seen.now, offered.zone, height=_TICKING_PX)
    _pager(page, query)
    bulk_moves(ticked, offered, seen)


def _take_address() -> None:
    """Take the chosen case from the address once, when the page is opened with one."""
    if _SELECTED not in st.session_state:
        st.session_state[_SELECTED] = asked("case")
        st.session_state[_TURN] = 0


def _take_click(viewer: Viewer, store: Store, query: CaseQuery, now: datetime) -> None:
    """Take a new click on the map, and turn to the page of the list where that case stands."""
    told = st.session_state.get(_MAP)
    click = (told.get("clicked_case"), told.get("seq")) if isinstance(told, dict) else (None, None)
    if click[0] is None or click == st.session_state.get(_SEEN):
        return
    st.session_state[_SEEN] = click
    _choose(str(click[0]))
    st.session_state[_TURN] += 1
    page = page_of(viewer, store, query, str(click[0]), now)
    if page:
        st.session_state[_PAGE] = (query, page)


def _choose(code: str | None) -> None:
    st.session_state[_SELECTED] = code
    keep("case", code)


def _asked_page(query: CaseQuery) -> int:
    """Return the page the viewer is on; another question begins at the first."""
    kept = st.session_state.get(_PAGE)
    if kept is None:
        said = asked("page") or ""
        return int(said) if said.isdecimal() and len(said) < 8 else 1
    if kept[0] == query:
        return int(kept[1])
    keep("page", None)
    return 1


def _figures(page: CasePage) -> bool:
    """Show how many cases the list holds; return whether several are to be moved at once."""
    counts = page.counts
    with st.container(horizontal=True, vertical_alignment="center"):
        show(
            figures(
                [
                    (_("cases asked for"), f"{counts.total:,}"),
                    (_("of them open"), f"{counts.open:,}"),
                    (_("of them overdue"), f"{counts.overdue:,}"),
                    (_("of them in no grid"), f"{counts.without_grid:,}"),
                ]
            )
        )
        return st.toggle(_("Move several at once"), key=_SEVERAL)


def _table(page: CasePage, now: datetime, zone: str) -> str | None:
    if not page.counts.total:
        st.info(_("No case meets these filters: widen them, or bring cases in on the import page."))
        return st.session_state[_SELECTED]
    selected = st.session_state[_SELECTED]
    key = f"case_table_{page.page}_{st.session_state[_TURN]}"
    height = _WITH_RECORD_PX if selected else _ALONE_PX
    picked = case_table(page, selected, now, zone, key=key, height=height)
    is_here = selected in set(page.rows["code"])
    if picked != selected and (picked is not None or is_here):
        _choose(picked)
        st.rerun()
    return selected


def _pager(page: CasePage, query: CaseQuery) -> None:
    if page.page_count <= 1:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("‹ " + _("Previous"), disabled=page.page <= 1, key="case_previous"):
            _turn_to(query, page.page - 1)
        if st.button(_("Next") + " ›", disabled=page.page >= page.page_count, key="case_next"):
            _turn_to(query, page.page + 1)
        st.caption(_("Page {page} of {count}", page=page.page, count=f"{page.page_count:,}"))


def _turn_to(query: CaseQuery, number: int) -> None:
    st.session_state[_PAGE] = (query, number)
    keep("page", str(number) if number > 1 else None)
    st.rerun()
