"""Spot checks drawn by lot: the draws, a new one, what is to be checked, results, the bulletin."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.address import asked, keep
from dashboard.i18n import _
from dashboard.markup import page_title, show
from dashboard.once import once
from dashboard.part_choice import choose_part
from dashboard.refusals import refusals_shown
from dashboard.rounds_words import STYLE
from dashboard.share_words import of
from dashboard.spot_checks_announce import announce_part
from dashboard.spot_checks_draw import draw_part
from dashboard.spot_checks_list import list_part
from dashboard.spot_checks_results import results_part
from data.rows import records
from data.store import Store
from service.settings import settings_now
from service.spot_checks.draws import draw_record, draws_of

_NEW: Final = "new"


def spot_checks_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the page for the draw in the address, the newest without one."""
    show(STYLE)
    page_title(_("Spot checks"))
    zone = ZoneInfo(str(settings_now(viewer, store)["time_zone"]))
    today = now.astimezone(zone).date()
    once("spot").tell()
    draws = records(draws_of(viewer, store))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        code = _chosen(draws, may_draw=bool(may(viewer, Action.DRAW_CHECKS)))
        part = _part() if code not in (None, _NEW) else ""
    with refusals_shown():
        if code is None:
            st.info(_("There has been no draw so far."))
        elif code == _NEW:
            announce_part(viewer, store, today, now)
        else:
            record = draw_record(viewer, store, code)
            if record.head["drawn_on"] is None or part == "draw":
                draw_part(viewer, store, record, today, now)
            elif part == "results":
                results_part(viewer, store, record, today, now)
            else:
                list_part(viewer, store, record, today, now)


def _chosen(draws: list[dict[str, Any]], *, may_draw: bool) -> str | None:
    names = {row["code"]: _name(row) for row in draws}
    if may_draw:
        names[_NEW] = _("New draw …")
    if not names:
        return None
    said = asked("draw")
    under_way = [row["code"] for row in draws if row["drawn_on"] and not row["reported_on"]]
    usual = (under_way or list(names))[0]
    st.session_state["spot_draw"] = said if said in names else usual
    picked = st.selectbox(
        _("Draw"),
        list(names),
        format_func=names.get,
        key="spot_draw",
        on_change=_keep,
        args=("draw", "spot_draw", usual),
        width=520,
    )
    return str(picked)


def _name(row: dict[str, Any]) -> str:
    if row["drawn_on"] is None:
        return _("{name} · announced, drawn from {day} on", name=row["name"], day=row["seed_on"])
    done = of(row["checked"], row["drawn"]) if not pd.isna(row["drawn"]) else "-"
    return _("{name} · {day} · checked {n}", name=row["name"], day=row["drawn_on"], n=done)


def _part() -> str:
    words = {
        "list": _("To check"),
        "results": _("Results"),
        "draw": _("The draw"),
    }
    return choose_part("part", _("Part"), words, "spot_part", is_named=False)


def _keep(name: str, key: str, usual: str) -> None:
    value = st.session_state[key]
    keep(name, None if value == usual else value)
