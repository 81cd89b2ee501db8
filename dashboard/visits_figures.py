"""How far a plan is: met of those lived in, what is left, and what that is a day."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

import pandas as pd
import streamlit as st

from casework.access import Viewer
from casework.visit import STATE_TERMS, HomeState
from dashboard.i18n import _
from dashboard.markup import Markup, figures, show, tag
from dashboard.palette import VISIT_STATES
from dashboard.share_words import percent
from dashboard.visits_choice import Looked
from dashboard.visits_words import state_word
from data.store import Store
from service.visit_map.pace import pace_of

COUNTS: Final = ("occupied", "met", "to_do", "not_home", "declined")
_BAR: Final = (HomeState.MET, HomeState.DECLINED, HomeState.NOT_HOME, HomeState.TO_DO)
_STYLE: Final = Markup("""<style>
.gg .visit-bar{display:flex;height:14px;border-radius:7px;overflow:hidden;margin:.35rem 0 .5rem;
 max-width:70rem;border:1px solid color-mix(in srgb,currentColor 25%,transparent)}
.gg .visit-bar i{display:block;min-width:2px}
.gg .visit-lead b{font-size:1.9rem;line-height:1.15;font-variant-numeric:tabular-nums}
</style>""")


def counted(frame: pd.DataFrame) -> dict[str, int]:
    """Return the sums of a table of coverage."""
    return {name: int(frame[name].sum()) for name in COUNTS}


def visit_figures(viewer: Viewer, store: Store, looked: Looked, n: Mapping[str, int]) -> None:
    """Show the figures of the chosen area, as of the day looked at."""
    if not n["occupied"]:
        st.info(_("No occupied household is meant here: choose another part, plan or turn."))
        return
    lead = tag(
        "p",
        tag("b", percent(n["met"], n["occupied"])),
        " ",
        _(
            "met: {met} of {occupied} occupied households",
            met=f"{n['met']:,}",
            occupied=f"{n['occupied']:,}",
        ),
        kind="visit-lead",
    )
    rows = [
        (_("{state}: {share}", state=_(STATE_TERMS[one]), share=_part(n, one)), _count(n, one))
        for one in (HomeState.TO_DO, HomeState.NOT_HOME, HomeState.DECLINED)
    ]
    show(_STYLE, lead, _bar(n), figures([*rows, *_left(viewer, store, looked, n)]))


def _count(n: Mapping[str, int], state: HomeState) -> str:
    return f"{n[state.name.lower()]:,}"


def _part(n: Mapping[str, int], state: HomeState) -> str:
    return percent(n[state.name.lower()], n["occupied"])


def _bar(n: Mapping[str, int]) -> Markup:
    colours = VISIT_STATES["dark" if st.context.theme.type == "dark" else "light"]
    parts = [
        f'<i style="flex:{n[name]} 0 0;background:{colours[name]}" title="{escape(said)}"></i>'
        for one in _BAR
        if n[name := one.name.lower()]
        for said in [f"{state_word(one)}: {n[name]:,} ({_part(n, one)})"]
    ]
    return Markup(f'<div class="visit-bar">{"".join(parts)}</div>')


def _left(
    viewer: Viewer, store: Store, looked: Looked, n: Mapping[str, int]
) -> list[tuple[str, str]]:
    """Return the days that are left and the pace, or when the turn ended."""
    waiting = n["to_do"] + n["not_home"]
    if looked.turn is None or looked.turn.last is None:
        return []
    if looked.is_over:
        return [(_("the turn ended on {day}", day=looked.turn.last), _("over"))]
    pace = pace_of(viewer, store, looked.turn, looked.on, waiting)
    if pace is None or pace.a_day is None:
        return []
    if pace.working_days is None:
        days, a_day = _("days left, to {day}", day=looked.turn.last), _("a day still to visit")
        return [(days, f"{pace.days:,}"), (a_day, f"{pace.a_day:,}")]
    days = _("working days left, to {day}", day=looked.turn.last)
    a_day = _("still to visit a working day ({waiting} in all)", waiting=f"{waiting:,}")
    return [(days, f"{pace.working_days:,}"), (a_day, f"{pace.a_day:,}")]
