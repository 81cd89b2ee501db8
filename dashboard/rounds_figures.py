"""Figures of the rounds over a period: passed of due by unit, to read and to take away."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, cast

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from casework.period import Period
from dashboard.address import asked, keep
from dashboard.downloads import download_table
from dashboard.i18n import _
from dashboard.markup import Markup, figures, heading, joined, show, tag
from dashboard.period_choice import choose_period
from dashboard.share_words import of, share
from data.rows import records
from data.store import Store
from service.rounds.figures import COUNTS, By, round_figures

_BYS: Final[tuple[By, ...]] = ("community", "street", "kind")
_TABLE: Final = Markup("""<style>
.gg .rounds{min-width:46rem}
.gg .rounds .bar{display:block;height:.5rem;border-radius:2px;margin-top:.2rem;min-width:8rem;
 background:color-mix(in srgb,currentColor 14%,transparent);overflow:hidden}
.gg .rounds .bar i{display:block;height:100%;background:currentColor;opacity:.65}
@media(max-width:640px){.gg .rounds tr{display:table-row}.gg .rounds td{border-bottom:1px solid
 color-mix(in srgb,currentColor 16%,transparent)}}
</style>""")


def figures_part(viewer: Viewer, store: Store, today: date, area: str | None) -> None:
    """Show what came of the due days of a period, by village, street or kind of point."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        period = choose_period(viewer, store, today, "rounds")
        by = _by()
    found = round_figures(viewer, store, period, today, by, area)
    if found.empty:
        st.info(_("No point was due in {period}.", period=period.name))
        return
    total = {name: int(found[name].sum()) for name in COUNTS}
    _heads(total)
    heading(_("Points passed of due, {period}", period=period.name))
    rows = sorted(records(found), key=lambda row: (row["code"] is None, row["code"] or ""))
    _table([*rows, {"code": None, "name": _("All"), **total}])
    show(tag("p", *_rules(total), kind="quiet"))
    if may(viewer, Action.EXPORT):
        download_table(_frame(rows, period), _("rounds {period}", period=period.key),
                       key="rounds_figures_file")  # fmt: skip


def _heads(total: dict[str, int]) -> None:
    over = total["due"] - total["open"]
    show(
        figures(
            [
                (_("passed of due days that are over"), share(total["passed"], over)),
                (_("failed"), f"{total['failed']:,}"),
                (_("put right of failed"), share(total["rectified"], total["failed"])),
                (_("missed"), f"{total['missed']:,}"),
                (_("still open"), f"{total['open']:,}"),
            ]
        )
    )


def _rules(total: dict[str, int]) -> list[str]:
    return [
        _(
            "{due} due days of {points} points: passed, failed, missed and still open add up to"
            " them. A point that was missed is not made up for later.",
            due=f"{total['due']:,}",
            points=f"{total['points']:,}",
        )
    ]


def _by() -> By:
    words = {
        "community": _("Villages and communities"),
        "street": _("Streets"),
        "kind": _("Kinds of points"),
    }
    said = asked("by")
    st.session_state["rounds_by"] = said if said in _BYS else "community"
    picked = st.segmented_control(
        _("By"),
        list(_BYS),
        format_func=words.get,
        key="rounds_by",
        required=True,
        on_change=_keep,
    )
    return cast("By", picked or "community")


def _keep() -> None:
    value = st.session_state["rounds_by"]
    keep("by", None if value == "community" else value)


def _table(rows: list[dict[str, Any]]) -> None:
    heads = (
        _("Part of the district"),
        _("Passed / over"),
        _("Failed"),
        _("Put right / failed"),
        _("Missed"),
        _("Still open"),
        _("Due"),
        _("Points"),
    )
    head = tag("tr", tag("th", heads[0]), *(tag("th", one, kind="n") for one in heads[1:]))
    body = [_row(row) for row in rows]
    table = tag("table", tag("thead", head), tag("tbody", *body), kind="rounds")
    show(_TABLE, tag("div", table, kind="scroll"))


def _row(row: dict[str, Any]) -> Markup:
    over = row["due"] - row["open"]
    width = round(100 * row["passed"] / over) if over else 0
    # A number of our own stands in the attribute, nothing else.
    bar = Markup(f'<span class="bar"><i style="width:{width}%"></i></span>') if over else joined()
    numbers = (
        f"{row['failed']:,}",
        of(row["rectified"], row["failed"]),
        f"{row['missed']:,}",
        f"{row['open']:,}",
        f"{row['due']:,}",
        f"{row['points']:,}",
    )
    return tag(
        "tr",
        tag("td", row["name"] or _("in no such unit")),
        tag("td", joined(share(row["passed"], over), bar), kind="n"),
        *(tag("td", one, kind="n") for one in numbers),
    )


def _frame(rows: list[dict[str, Any]], period: Period) -> pd.DataFrame:
    names = {
        "points": _("Points"),
        "due": _("Due"),
        "passed": _("Passed"),
        "failed": _("Failed"),
        "rectified": _("Put right"),
        "missed": _("Missed"),
        "open": _("Still open"),
    }
    return pd.DataFrame(
        {
            _("Period"): [period.key] * len(rows),
            _("Code"): [row["code"] or "" for row in rows],
            _("Part of the district"): [row["name"] or _("in no such unit") for row in rows],
            **{name: [row[key] for row in rows] for key, name in names.items()},
        },
        dtype=object,
    )
