"""One figure of the registry: what it says, the cases behind it, and its files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import quote

import streamlit as st

from casework.access import Action, Viewer, may
from casework.indicator import Form, WorkFigure
from casework.indicators import REGISTRY
from casework.period import Period
from dashboard.address import asked, keep
from dashboard.downloads import offer_file
from dashboard.i18n import _, language
from dashboard.markup import Markup, joined, pairs, show, tag
from dashboard.registry_table import counts_of, interval_of
from dashboard.when import local_time
from data.store import Store
from service.figure import Figure
from service.figure_export import FORM_TERMS, export_outside, export_rows, whose_formula
from service.figure_list import SHEET_TERMS, FigureAsk, FigurePage, figure_page
from service.figure_words import worded
from service.figures import figure

_ROW_PX: Final = 35
_MIME: Final = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_STYLE: Final = Markup("""<style>
.gg .value{display:flex;flex-wrap:wrap;gap:0 1rem;align-items:baseline;margin:0}
.gg .value b{font-size:2.6rem;line-height:1.15;font-variant-numeric:tabular-nums}
</style>""")


def chosen_figure(viewer: Viewer, store: Store, ask: FigureAsk, period: Period, zone: str) -> None:
    """Show a figure and the rows behind it."""
    one = figure(
        viewer, store, ask.key, ask.period_from, ask.period_to, ask.as_of, ask.area, ask.unit
    )
    with st.container(border=True):
        _head(one, period, zone)
        if one.form in (Form.SHARE, Form.MEAN) and not _is_work(one.key):
            _choose_side(ask, one)
        page = figure_page(viewer, store, ask, _page())
        _rows(page, ask, zone)
        _pager(page)
        if may(viewer, Action.EXPORT):
            _files(viewer, store, ask)
        st.button(_("Close"), on_click=_leave, key="registry_close")


def _is_work(key: str) -> bool:
    return isinstance(REGISTRY[key], WorkFigure)


def _head(one: Figure, period: Period, zone: str) -> None:
    when = _("As of {moment}.", moment=local_time(one.as_of, zone))
    about = [
        (_("Formula"), f"{_(one.formula)} ({_(whose_formula(one))})"),
        (_("Source"), one.source),
        (_("What it is"), _(FORM_TERMS[one.form])),
        (_("One row is"), _(SHEET_TERMS[REGISTRY[one.key].sheet])),
        (_("Left out"), "; ".join(_(said) for said in one.exclusions) or "–"),
    ]
    value = tag(
        "p", tag("b", one.value), tag("span", counts_of(one)), tag("span", interval_of(one)),
        kind="value",
    )  # fmt: skip
    term = tag("span", _(one.name), kind="quiet") if language() != "zh" else ""
    name = joined(f"{one.chinese} ", term)
    days = "" if one.is_stock else _(period.name)
    waiting = _("Not yet due: {n}.", n=f"{one.not_yet_due:,}") if one.not_yet_due else ""
    left = joined(
        tag("h3", name),
        value,
        tag("p", " · ".join(said for said in (days, when, waiting) if said), kind="quiet"),
    )
    show(_STYLE, tag("div", tag("div", left), pairs(about), kind="halves"))


def _choose_side(ask: FigureAsk, one: Figure) -> None:
    names = {
        "denominator": _("all rows: {m}", m=f"{one.m:,}"),
        "numerator": _("rows that count: {n}", n=f"{one.n:,}")
        if one.form is Form.SHARE
        else _("rows of which the numbers are added up to {n}", n=f"{one.n:,}"),
    }
    st.session_state["registry_side"] = ask.side
    st.segmented_control(
        _("Rows behind the figure"),
        list(names),
        format_func=names.get,
        key="registry_side",
        required=True,
        on_change=_keep_side,
    )


def _keep_side() -> None:
    keep("rows", st.session_state["registry_side"])
    keep("page", None)


def _page() -> int:
    said = asked("page") or ""
    return int(said) if said.isdecimal() and len(said) < 8 else 1


def _rows(page: FigurePage, ask: FigureAsk, zone: str) -> None:
    if not page.total:
        st.info(_("No row is behind this figure in the period: choose another one."))
        return
    # Names say on the screen what the file says by codes too.
    rows = page.rows.drop(columns=["grid_code", "unit_code"], errors="ignore")
    shown = worded(rows, language(), zone)
    if "code" in rows:
        address = "case-list?case=" + rows["code"].astype(str).map(quote)
        shown.insert(0, _("Record"), address)
    st.dataframe(
        shown.fillna(""),
        hide_index=True,
        height=min(460, _ROW_PX * (len(shown) + 1) + 3),
        row_height=_ROW_PX,
        column_config={
            _("Record"): st.column_config.LinkColumn(display_text="↗", width=70),
        },
        key=f"registry_rows_{ask.key}_{ask.side}_{page.page}",
        alt=_("Rows behind the figure"),
    )


def _pager(page: FigurePage) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            _(
                "{n} rows; page {page} of {count}",
                n=f"{page.total:,}",
                page=page.page,
                count=f"{page.page_count:,}",
            )
        )
        if page.page_count > 1:
            for label, to, ok in (
                ("‹ " + _("Previous"), page.page - 1, page.page > 1),
                (_("Next") + " ›", page.page + 1, page.page < page.page_count),
            ):
                st.button(
                    label,
                    disabled=not ok,
                    key=f"registry_to_{to}",
                    on_click=keep,
                    args=("page", str(to)),
                )


def _files(viewer: Viewer, store: Store, ask: FigureAsk) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        for ending, label in ((".csv", _("Rows as CSV")), (".xlsx", _("Rows as Excel"))):
            _button(
                label, f"{ask.key}-{ask.side}", partial(export_rows, viewer, store, ask), ending
            )
        outside = partial(export_outside, viewer, store, ask)
        _button(_("For outside, by community"), f"{ask.key}-outside", outside, ".xlsx")
    show(
        tag(
            "p",
            _(
                "Rows are for the office only. For outside there are sums by community, in which"
                " small numbers and what would tell them are hidden."
            ),
            kind="quiet",
        )
    )


def _button(label: str, name: str, write: partial[object], ending: str) -> None:
    said = language()
    offer_file(
        label,
        partial(_made, write, ending, said),
        file_name=f"{name}{ending}",
        mime=_MIME[ending],
        key=f"registry_{name}{ending}",
        kind="figures",
    )


def _made(write: partial[object], ending: str, said: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"figure{ending}"
        write(path, language=said)
        return path.read_bytes()


def _leave() -> None:
    for name in ("figure", "rows", "page"):
        keep(name, None)
