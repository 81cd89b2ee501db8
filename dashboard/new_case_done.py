"""After saving: the number to tell the person, the sheet to print, and the next one."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

import streamlit as st

from casework.access import Viewer
from dashboard.address import asked, keep
from dashboard.deadline_lists import record_address
from dashboard.i18n import _, language
from dashboard.map_links import PREFIX
from dashboard.markup import pairs, show, tag
from dashboard.messages import plain
from dashboard.new_case_entry import Entry
from dashboard.refusals import refusals_shown
from dashboard.when import local_time
from data.store import Store
from service.case_record import named
from service.casebook import case_record
from service.settings import settings_now

REGISTERED: Final = "registered"
_STYLE = """<style>
.stMainBlockContainer{padding:4.5rem 1rem 2rem}
.st-key-registered{max-width:52rem;margin:0 auto}
.st-key-registered .gg .number{font-size:clamp(2rem,6vw,4.2rem);font-weight:700;line-height:1.2;
 margin:.2rem 0 1rem;font-variant-numeric:tabular-nums}
</style>"""


def sheet_address(code: str) -> str:
    """Return where the printable sheet of a case is, from any page."""
    return f"{PREFIX}/case-sheet/{quote(code, safe='')}?" + urlencode({"lang": language()})


def registered_before() -> str | None:
    """Return the number in the address: a page that is loaded again shows it, and saves nothing."""
    return asked(REGISTERED)


def done_board(viewer: Viewer, store: Store, entry: Entry, now: datetime) -> None:
    """Show the number of what was registered, and what can be done next."""
    code = entry.registered.code if entry.registered else registered_before() or ""
    st.html(_STYLE)
    with st.container(key="registered"):
        show(tag("p", _("Registered. The number to tell the person:")))
        show(tag("p", code, kind="number"))
        with refusals_shown():
            _told(viewer, store, code, now)
        for warning in entry.registered.warnings if entry.registered else ():
            st.warning(plain(_(warning)))
        if entry.joined:
            st.success(
                plain(_("It was added to case {code} as another report.", code=entry.joined))
            )
        with st.container(horizontal=True):
            st.link_button(_("Print the sheet"), sheet_address(code), type="primary")
            st.link_button(_("Open the record"), record_address(code))
            if st.button(_("Next one"), key="new_case_next"):
                entry.begin_next()
                keep(REGISTERED, None)
                st.rerun()


def _told(viewer: Viewer, store: Store, code: str, now: datetime) -> None:
    """Show the number in the ledger, and who settles it until when: the standing case's, if any."""
    record = own = case_record(viewer, store, code, now)
    if own.merged_into:
        record = case_record(viewer, store, own.merged_into, now)
    zone = str(settings_now(viewer, store)["time_zone"])
    grid, worker, unit = record.place, record.assigned_to, record.unit
    show(
        pairs(
            [
                (_("Number in the ledger"), "–" if own.serial is None else str(own.serial)),
                (_("Grid"), named(grid.code, grid.name) if grid.code else _("In no grid")),
                (_("Worker"), named(worker.code, worker.name) if worker else _("nobody")),
                (_("Owner unit"), named(unit.code, unit.name) if unit else "–"),
                (_("To be settled by"), local_time(record.due_at, zone)),
            ]
        )
    )
