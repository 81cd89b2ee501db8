"""The list of households: searched, filtered, a page at a time, taken away, printed."""

from __future__ import annotations

import hashlib
from typing import Any, Final

import pandas as pd
import streamlit as st

from casework.access import Viewer
from casework.visit import HomeState
from dashboard.i18n import _
from dashboard.messages import plain
from dashboard.visits_choice import Looked
from dashboard.visits_files import take_away
from dashboard.visits_load import choose_list
from dashboard.visits_words import part_word, state_word
from data.store import Store
from service.visit_map.home_list import (
    PAGE_ROWS,
    WAITING,
    HomePage,
    ListAsk,
    home_page,
    states_named,
)

_ROW_PX: Final = 38
_LISTED: Final = (HomeState.TO_DO, HomeState.NOT_HOME, HomeState.MET, HomeState.DECLINED)
_TEXT, _PAGE, _STATES = "visits_text", "visits_page", "visits_states"


def visit_list(viewer: Viewer, store: Store, looked: Looked) -> str | None:
    """Show the list and return the household chosen in it, once for each choice."""
    ask = _asked(viewer, store, looked)
    found = home_page(viewer, store, ask, _page_number(ask))
    if not found.total:
        st.info(_("No household is on this list: choose other states, another list or part."))
        return None
    chosen = _table(found)
    _pages(found, ask)
    take_away(viewer, store, ask)
    return chosen


def _asked(viewer: Viewer, store: Store, looked: Looked) -> ListAsk:
    with st.container(horizontal=True, vertical_alignment="bottom", key="visits_asked"):
        chosen = choose_list(viewer, store, looked)
        text = st.text_input(
            _("Address or household code"),
            key=_TEXT,
            max_chars=60,
            width=260,
            icon=":material/search:",
        )
        states = st.pills(
            _("State"),
            [one.name.lower() for one in _LISTED],
            format_func=lambda one: state_word(HomeState[one.upper()]),
            selection_mode="multi",
            default=[one.name.lower() for one in WAITING],
            key=_STATES,
        )
    return ListAsk(
        looked.plan.code,
        looked.on,
        looked.area,
        chosen.worker_code,
        chosen.owner,
        states_named(tuple(states)),
        text or "",
    )


def _page_number(ask: ListAsk) -> int:
    """Return the page of this list that was turned to; another list begins at its first."""
    mark, number = st.session_state.get(_PAGE, (None, 0))
    return int(number) if mark == ask else 0


def _table(found: HomePage) -> str | None:
    codes = list(found.frame["code"])
    key = "visits_list_" + hashlib.sha256("\0".join(codes).encode()).hexdigest()[:16]
    st.dataframe(
        _shown(found.rows),
        hide_index=True,
        height=min(_ROW_PX * (len(codes) + 1) + 3, 640),
        row_height=_ROW_PX,
        column_config={
            _("State"): st.column_config.TextColumn(width=105, pinned=True),
            _("Visits"): st.column_config.NumberColumn(width=70),
        },
        on_select=_chooser(codes, key),
        selection_mode="single-cell",
        key=key,
        alt=_("Households"),
    )
    chosen: str | None = st.session_state.pop("visits_row", None)
    return chosen


def _chooser(codes: list[str], key: str) -> Any:  # noqa: ANN401 - as Streamlit calls it
    def choose() -> None:
        cells = st.session_state[key]["selection"]["cells"]
        if cells and cells[0][0] < len(codes):
            st.session_state["visits_row"] = codes[cells[0][0]]

    return choose


def _shown(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("State"): [state_word(one["state"]) for one in rows],
            _("Address"): [one["address"] or one["code"] for one in rows],
            _("Visits"): [one["tries"] for one in rows],
            _("Come again"): [
                part_word(one["next_part"], on_weekend=bool(one["on_weekend"])) for one in rows
            ],
            _("Grid"): [one["grid"] or _("In no grid") for one in rows],
            _("Household"): [one["code"] for one in rows],
        }
    )


def _pages(found: HomePage, ask: ListAsk) -> None:
    first = found.page * PAGE_ROWS
    said = _(
        "{first} – {last} of {n} households. A click on a line opens it.",
        first=f"{first + 1:,}",
        last=f"{first + len(found.frame):,}",
        n=f"{found.total:,}",
    )
    with st.container(horizontal=True, vertical_alignment="center", key="visits_pages"):
        st.caption(plain(said), width="content")
        if found.pages > 1:
            _turn("‹ " + _("Previous"), "before", ask, found.page - 1, is_off=found.page == 0)
            _turn(
                _("Next") + " ›", "after", ask, found.page + 1, is_off=found.page + 1 >= found.pages
            )


def _turn(label: str, name: str, ask: ListAsk, page: int, *, is_off: bool) -> None:
    key = f"visits_turn_{name}"
    st.button(label, key=key, disabled=is_off, on_click=_go, args=(ask, page))


def _go(ask: ListAsk, page: int) -> None:
    st.session_state[_PAGE] = (ask, page)
