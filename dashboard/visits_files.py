"""A list of households to take away: as a file, or as a page to print."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from casework.visit import STATE_TERMS
from dashboard.downloads import as_file, offer_file
from dashboard.i18n import _, language
from dashboard.map_links import PREFIX
from dashboard.visits_words import part_word
from data.rows import records
from data.store import Store
from service.visit_map.home_list import ListAsk, home_file

_MIME: Final = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def take_away(viewer: Viewer, store: Store, ask: ListAsk) -> None:
    """Show the way to the printed list, and the buttons that give it as a file."""
    with st.container(horizontal=True, key="visits_files"):
        st.link_button(_("Print"), sheet_address(ask))
        if may(viewer, Action.EXPORT):
            _files(viewer, store, ask)


def _files(viewer: Viewer, store: Store, ask: ListAsk) -> None:
    for ending, label in ((".csv", _("Download as CSV")), (".xlsx", _("Download as Excel"))):
        offer_file(
            label,
            partial(file_of, viewer, store, ask, ending),
            file_name=f"visits-{ask.plan_code}-{ask.on}{ending}",
            mime=_MIME[ending],
            key=f"visits_file{ending}",
            kind="visit_list",
            code=ask.plan_code,
        )


def file_of(viewer: Viewer, store: Store, ask: ListAsk, ending: str) -> bytes:
    """Return the whole list as the content of a file, in the viewer's language."""
    rows = records(home_file(viewer, store, ask))
    columns = _columns()
    told = pd.DataFrame([_told(one) for one in rows], columns=list(columns), dtype=object)
    return as_file(told.rename(columns=columns), ending)


def _told(home: dict[str, Any]) -> dict[str, Any]:
    again = part_word(home["next_part"], on_weekend=bool(home["on_weekend"]))
    return home | {"state": _(STATE_TERMS[home["state"]]), "next_part": again}


def _columns() -> dict[str, str]:
    return {
        "code": _("Household"),
        "address": _("Address"),
        "grid_code": _("Grid code"),
        "grid": _("Grid"),
        "state": _("State"),
        "tries": _("Visits"),
        "next_part": _("Come again"),
    }


def sheet_address(ask: ListAsk) -> str:
    """Return where the list is a page to print."""
    said = {
        "plan": ask.plan_code,
        "on": ask.on.isoformat(),
        "area": ask.area,
        "worker": ask.worker_code,
        "owner": ask.owner,
        "states": ",".join(one.name.lower() for one in ask.states),
        "text": ask.text,
        "lang": language(),
    }
    known = {name: value for name, value in said.items() if value}
    return f"{PREFIX}/visits/list.html?{urlencode(known)}"
