"""The units page: units side by side, one figure of theirs against chance, and files."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.area_choice import choose_area
from dashboard.chart_panel import show_chart
from dashboard.downloads import as_file, offer_file
from dashboard.i18n import _, language
from dashboard.markup import Markup, heading, show, tag
from dashboard.messages import plain
from dashboard.period_choice import choose_period
from dashboard.units_choice import (
    choose_figures,
    choose_funnel,
    choose_level,
    choose_order,
    choose_outside,
)
from dashboard.units_grid import units_grid
from data.settings_store import office_zone
from data.store import Store
from service.charts.funnel import key_of_lines
from service.figure_asked import indicator_of
from service.units_export import UnitsFile, units_file
from service.units_funnel import fit_for_funnel, units_funnel
from service.units_picture import funnel_picture, funnel_title
from service.units_table import UnitsAsk, UnitsTable, levels_below, units_table

_STYLE: Final = Markup(
    "<style>.stMainBlockContainer{padding:3.9rem 1.25rem 1.5rem}"
    ".gg h2{font-size:1.5rem;margin:0;padding:0;line-height:1.3}</style>"
)
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def units_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the units of the area and the period in the address, as of the minute that began."""
    now = now.replace(second=0, microsecond=0)
    show(_STYLE, tag("h2", _("Units side by side")))
    with store.read() as conn:
        today = now.astimezone(office_zone(conn)).date()
    head = st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="units_head")
    with head:
        with st.container(width="content"):
            period = choose_period(viewer, store, today, "units_period")
        with st.container(width="content"):
            area = choose_area(viewer, store, today)
    levels = levels_below(viewer, store, area, now)
    if not levels:
        st.info(_("Nothing lies below this grid: choose a larger area."))
        return
    with head:
        by = choose_level(levels)
        keys = choose_figures()
        order = choose_order([indicator_of(key) for key in keys])
    ask = UnitsAsk(by, period, keys, area)
    table = units_table(viewer, store, ask, now)
    units_grid(table, order)
    made = _files(viewer, store, table)
    _funnel(table, made)


def _files(viewer: Viewer, store: Store, table: UnitsTable) -> UnitsFile | None:
    """Show the buttons that give the table, and return what is hidden; None where nothing is."""
    if not may(viewer, Action.EXPORT):
        return None
    name = f"units-{table.ask.by}-{table.ask.period.key}"
    with st.container(horizontal=True, vertical_alignment="center"):
        is_for_outside = choose_outside()
        make = partial(
            units_file,
            viewer,
            store,
            table.ask,
            table.as_of,
            language(),
            is_for_outside=is_for_outside,
        )
        offer_file(
            _("Download as CSV"),
            lambda: as_file(make().figures, ".csv"),
            file_name=f"{name}.csv",
            mime="text/csv",
            key="units_csv",
            kind="units",
        )
        offer_file(
            _("Download as Excel"),
            partial(_workbook, make),
            file_name=f"{name}.xlsx",
            mime=_XLSX,
            key="units_xlsx",
            kind="units",
        )
    if not is_for_outside:
        return None
    made = make()
    for note in made.notes:
        st.caption(plain(_(note)))
    return made


def _workbook(make: partial[UnitsFile]) -> bytes:
    from data.writers.files import write_book

    with TemporaryDirectory() as folder:
        path = Path(folder) / "units.xlsx"
        write_book(path, make().sheets(language()))
        return path.read_bytes()


def _funnel(table: UnitsTable, made: UnitsFile | None) -> None:
    fit = fit_for_funnel(table)
    if not fit or not any(one.figures[two.key].m for one in table.units for two in fit):
        return
    heading(_("Held against chance"))
    key, is_widened = choose_funnel(fit)
    hidden = frozenset[str]() if made is None else made.hidden[key]
    found = units_funnel(table, key, is_widened=is_widened, hidden=hidden)
    if not found.funnel.units:
        st.info(_("Nothing is left to show of this figure: choose another, or another period."))
        return
    show(
        *(tag("p", _(one)) for one in found.sentences),
        tag("p", _(key_of_lines(found)), kind="quiet"),
    )
    show_chart(
        lambda look: funnel_picture(found, table, look),
        f"funnel-{key}-{table.ask.by}-{table.ask.period.key}",
        funnel_title(found, language()),
    )
