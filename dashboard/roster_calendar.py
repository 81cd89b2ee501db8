"""The leave calendar: a row per leave, a column per day, told by signs as well as colours."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import streamlit as st

from dashboard.i18n import _
from dashboard.markup import Markup, joined, show, tag
from dashboard.roster_words import SIGNS
from service.roster.duty import DUTY_TERMS, NOBODY
from service.roster.leaves import LeaveLine

# The worst of a day comes first: one grid without anybody shows.
_WORST: Final = (NOBODY, "backup", "cover", "primary")
_AWAY: Final = "–"
_STYLE: Final = """<style>
.gg table.cal{width:auto;font-size:.82rem;border-collapse:separate;border-spacing:0}
.gg table.cal tr{display:table-row}
.gg table.cal th,.gg table.cal td{padding:.12rem .2rem;text-align:center;min-width:1.9em;
 border-bottom:1px solid color-mix(in srgb,currentColor 12%,transparent)}
.gg table.cal th{font-size:.72rem;white-space:nowrap;padding-left:0;padding-right:0}
.gg table.cal .who{text-align:left;white-space:nowrap;padding-right:.7rem;opacity:1}
.gg table.cal .rest{background:color-mix(in srgb,currentColor 7%,transparent)}
.gg table.cal .nobody{background:color-mix(in srgb,#c0341d 26%,transparent);font-weight:700}
.gg table.cal .backup{background:color-mix(in srgb,#b98300 22%,transparent)}
.gg table.cal .cover,.gg table.cal .primary{background:color-mix(in srgb,#2f6fb0 22%,transparent)}
.gg table.cal .away{background:color-mix(in srgb,currentColor 12%,transparent)}
</style>"""


def calendar(lines: list[LeaveLine], first: date, days: int) -> None:
    """Show the leaves over so many days from the first on."""
    if not lines:
        st.info(_("Nobody is away in the next {days} days.", days=days))
        return
    dates = [first + timedelta(days=n) for n in range(days)]
    top = tag("thead", tag("tr", tag("th", "", kind="who"), *(_head(day) for day in dates)))
    rows = [_row(line, dates) for line in lines]
    st.html(_STYLE)
    show(
        tag("div", tag("table", top, tag("tbody", *rows), kind="cal"), kind="scroll"),
        tag("p", _legend(), kind="quiet"),
    )


def _head(day: date) -> Markup:
    said = f"{day.month}/{day.day}" if day.day == 1 else f"{day.day}"
    return tag("th", said, kind="rest" if day.weekday() > 4 else None)


def _row(line: LeaveLine, dates: list[date]) -> Markup:
    name = tag("td", line.worker_name, kind="who")
    return tag("tr", name, *(_cell(line, day) for day in dates))


def _cell(line: LeaveLine, day: date) -> Markup:
    if not line.since <= day < line.until:
        return tag("td", "", kind="rest" if day.weekday() > 4 else None)
    duties = {one.duty for one in line.stand_ins if one.since <= day < one.until}
    worst = next((duty for duty in _WORST if duty in duties), None)
    if worst is None:
        return tag("td", _AWAY, kind="away")
    return tag("td", SIGNS[worst], kind=worst)


def _legend() -> str:
    said = [f"{SIGNS[duty]} {_(DUTY_TERMS[duty])}" for duty in ("cover", "backup", NOBODY)]
    said.append(f"{_AWAY} {_('away, no grids of his own')}")
    return joined(" · ".join(said))
