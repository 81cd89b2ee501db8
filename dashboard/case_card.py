"""The record of one case: what it is, what can be done, clocks, what happened, where."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboard.case_acts import Seen
from dashboard.case_clocks import clocks
from dashboard.case_head import head
from dashboard.case_moves import case_moves
from dashboard.case_offer import Offered
from dashboard.case_related import related
from dashboard.case_timeline import timeline
from dashboard.i18n import _
from dashboard.markup import Markup, pairs, show, tag
from service.case_record import CaseRecord, named, why_there

_STYLE: Final = """<style>
.gg .clock{margin:0 0 .6rem;font-size:.95rem}
.gg details{font-size:.9rem;margin:.1rem 0}
.gg summary{cursor:pointer;padding:.15rem 0;text-decoration:underline dotted}
.gg details ol{list-style:decimal;padding-left:1.6rem;border-left:0}
.gg details ol li::before{display:none}
.gg .words{display:flex;flex-wrap:wrap;gap:.3rem .1rem;margin:.25rem 0}
</style>"""


def case_card(record: CaseRecord, offered: Offered, seen: Seen) -> None:
    """Show the record and what can be done with it; every text of a file is escaped."""
    st.html(_STYLE)
    show(*head(record, offered, seen.now))
    case_moves(record, offered, seen)
    told = [
        clocks(seen.viewer, seen.store, record.clocks, seen.now, offered.zone),
        timeline(record.events, offered),
    ]
    around = [_place(record), *related(record, offered, seen.now)]
    show(tag("div", _column(told), _column(around), kind="halves"))


def _column(parts: list[list[Markup]]) -> Markup:
    return tag("div", *(tag("section", *part) for part in parts))


def _place(record: CaseRecord) -> list[Markup]:
    place = record.place
    grid = named(place.code, place.name) if place.code else _("In no grid")
    position = "–" if record.lon is None else f"{record.lon:.6f}, {record.lat:.6f} (CGCS2000)"
    rows = [
        (_("Grid"), grid),
        (_("Belongs to"), " › ".join(place.path) or "–"),
        (_("Why"), _(why_there(place, record.category))),
        (_("To the border"), _metres(place.border_distance_m)),
        (_("Next grid"), named(place.runner_up, place.runner_up_name) if place.runner_up else "–"),
        (_("Address"), record.address or "–"),
        (_("Position"), position),
    ]
    return [tag("h4", _("Where, and which grid")), pairs(rows)]


def _metres(distance: float | None) -> str:
    return "–" if distance is None else _("{n} m", n=f"{distance:,.1f}")
