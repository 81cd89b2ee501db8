"""The list of promises, resolutions or works: narrowed, chosen from, taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.address import asked, keep
from dashboard.downloads import download_table
from dashboard.i18n import _
from dashboard.part_choice import choose_part
from dashboard.promises_words import state_text, wan
from dashboard.share_words import of
from data.promise_store import Kind
from data.rows import records
from service.promises.keeping import BODY_TERMS

_ROW_PX: Final = 35
_MOST_ROWS: Final = 14
Row = Mapping[str, Any]
_IS_SHOWN: Final[Mapping[str, Callable[[Row], bool]]] = {
    "all": lambda row: True,
    "open": lambda row: bool(row["state"] == "open"),
    "overdue": lambda row: bool(row["is_overdue"]),
    "due": lambda row: bool(row["is_due"]),
    "ended": lambda row: bool(row["state"] != "open"),
}


def show_list(viewer: Viewer, frame: pd.DataFrame, kind: Kind) -> dict[str, Any] | None:
    """Show the filters and the list, and return the chosen row; None where there is none.

    What is chosen stands in the address (``code``); without a choice it is the most urgent one.
    """
    everything = records(frame)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        state = _states()
        owner = None if kind == "resolution" else _owners(everything)
    rows = [
        row
        for row in everything
        if _IS_SHOWN[state](row) and owner in (None, row.get("owner_unit"))
    ]
    rows.sort(key=_by_community if kind == "resolution" else _urgency)
    if not rows:
        st.info(_("Nothing is written down here yet, or nothing that fits the filter."))
        return None
    _table(rows, kind)
    said = _(
        "{n} of {all} shown. A row that is chosen is told in full.", n=len(rows), all=len(frame)
    )
    st.caption(said)
    if may(viewer, Action.EXPORT):
        download_table(table_of(rows, kind), _file_name(kind), key=f"promises_file_{kind}")
    return next((row for row in rows if row["code"] == asked("code")), rows[0])


def choose_code(code: str) -> None:
    """Put the code of what was chosen into the address; the list lets go of its own choice."""
    keep("code", code)
    st.session_state["promises_turn"] = st.session_state.get("promises_turn", 0) + 1


def table_of(rows: Sequence[Row], kind: Kind) -> pd.DataFrame:
    """Return the list as the page and its files show it."""
    own = {"promise": _promise, "resolution": _resolution, "project": _project}[kind]
    return pd.DataFrame([own(row) for row in rows], dtype=object)


def _table(rows: Sequence[Row], kind: Kind) -> None:
    key = f"promises_list_{kind}_{st.session_state.get('promises_turn', 0)}"
    codes = [row["code"] for row in rows]

    def take() -> None:
        picked = st.session_state[key]["selection"]["rows"]
        keep("code", codes[picked[0]] if picked and picked[0] < len(codes) else None)

    st.dataframe(
        table_of(rows, kind).map(_shown),
        hide_index=True,
        column_config={
            _("State"): st.column_config.TextColumn(width=125),
            _("Done on"): st.column_config.TextColumn(width=105),
        },
        height=min(_MOST_ROWS, len(rows)) * _ROW_PX + _ROW_PX + 3,
        on_select=take,
        selection_mode="single-row",
        key=key,
    )


def _shown(value: object) -> str:
    """Return a cell as it is read: nothing where nothing is known, thousands apart."""
    if value is None:
        return ""
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)


def _promise(row: Row) -> dict[str, object]:
    return {
        _("State"): state_text(row, "promise"),
        _("Promise"): row["text"],
        _("Owed by"): row["owner_name"],
        _("Part of the district"): _where(row),
        **_days(row),
        _("Promised on"): row["made_on"],
        _("Promised at"): row["made_at"],
        _("Evidence"): row["evidence"],
        _("Code"): row["code"],
    }


def _resolution(row: Row) -> dict[str, object]:
    return {
        _("Part of the district"): _where(row),
        _("State"): state_text(row, "resolution"),
        _("Resolution"): row["text"],
        _("Resolved by"): _(BODY_TERMS[row["body"]]),
        **_days(row),
        _("Households concerned"): row["household_count"],
        _("Cost (10,000 yuan)"): wan(row["cost_yuan"]),
        _("Resolved on"): row["resolved_on"],
        _("Code"): row["code"],
    }


def _project(row: Row) -> dict[str, object]:
    return {
        _("State"): state_text(row, "project"),
        _("Public work"): row["name"],
        _("Kind"): row["kind"],
        _("Owed by"): row["owner_name"],
        _("Part of the district"): _where(row),
        **_days(row),
        _("Areas reached"): of(row["areas_done"], row["areas_total"]),
        _("Cases settled"): of(row["cases_closed"], row["cases_linked"]),
        _("Cost (10,000 yuan)"): wan(row["cost_yuan"]),
        _("Beneficiaries"): row["beneficiary_count"],
        _("Put on the list on"): row["planned_on"],
        _("Code"): row["code"],
    }


def _days(row: Row) -> dict[str, object]:
    return {
        _("Due"): due_text(row),
        _("Done on"): row["done_on"],
        _("Done (%)"): row["percent"],
    }


def due_text(row: Row) -> str:
    """Return the day in force, with the one first set where it was moved."""
    if row["due_on"] is None:
        return "–"
    if not row["moved_count"] or row["first_due_on"] in (None, row["due_on"]):
        return str(row["due_on"])
    return _("{day} (first {first})", day=row["due_on"], first=row["first_due_on"])


def _where(row: Row) -> str:
    name = row["area_name"] or _("Whole district")
    return _("{name} (elsewhere)", name=name) if row["is_elsewhere"] else str(name)


def _urgency(row: Row) -> tuple[int, date, str]:
    """Return what puts the overdue first, then what is open by its day, then what has ended."""
    rank = 0 if row["is_overdue"] else 1 if row["state"] == "open" else 2
    return rank, row["due_on"] or date.max, row["code"]


def _by_community(row: Row) -> tuple[str, tuple[int, date, str]]:
    return row["area"], _urgency(row)


def _states() -> str:
    words = {
        "all": _("All"),
        "open": _("Not done yet"),
        "overdue": _("Overdue"),
        "due": _("Due so far"),
        "ended": _("Done or given up"),
    }
    return choose_part("state", _("State"), words, "promises_state")


def _owners(rows: Sequence[Row]) -> str | None:
    names = {row["owner_unit"]: row["owner_name"] for row in rows}
    codes = sorted(names, key=lambda code: str(names[code]))
    said, key = asked("owner"), "promises_owner"
    st.session_state[key] = said if said in names else None
    picked: str | None = st.selectbox(
        _("Owed by"),
        codes,
        format_func=names.__getitem__,
        key=key,
        width=230,
        placeholder=_("any unit"),
        on_change=_keep,
        args=("owner", key, None),
    )
    return picked


def _keep(name: str, key: str, usual: str | None) -> None:
    value = st.session_state[key]
    keep(name, None if value == usual else value)


def _file_name(kind: Kind) -> str:
    return {
        "promise": _("promises"),
        "resolution": _("resolutions"),
        "project": _("public works"),
    }[kind]
