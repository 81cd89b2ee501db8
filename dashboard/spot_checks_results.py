"""Results of a draw by street, answers by question, and the bulletin to take away."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.downloads import as_file, offer_file
from dashboard.i18n import _, language
from dashboard.markup import Markup, figures, heading, show, tag
from dashboard.once import once
from dashboard.share_words import of, share
from data.rows import records
from data.store import Store
from service.spot_checks.bulletin import bulletin_table, publish_bulletin
from service.spot_checks.bulletin_page import bulletin_html
from service.spot_checks.checking import ANSWERS
from service.spot_checks.draws import DrawRecord
from service.spot_checks.figures import COUNTS, counts_by

_TABLE: Final = Markup("""<style>
.gg .spot{min-width:34rem}
@media(max-width:640px){.gg .spot tr{display:table-row}.gg .spot td{border-bottom:1px solid
 color-mix(in srgb,currentColor 16%,transparent)}}
</style>""")


def results_part(
    viewer: Viewer, store: Store, record: DrawRecord, today: date, now: datetime
) -> None:
    """Show the sums, the streets, the answers, and the files."""
    counts = counts_by(record.checks, "street", dict(record.street_names), today)
    total = {name: int(counts[name].sum()) for name in COUNTS}
    total["drawn"] += record.unnamed
    _heads(total)
    left, right = st.columns([12, 8], gap="medium")
    with left:
        heading(_("By street"))
        _streets(records(counts), total)
        heading(_("Answers given"))
        _answers(record)
    with right:
        heading(_("Bulletin"))
        _bulletin(viewer, store, record, now)


def _heads(total: dict[str, int]) -> None:
    rows = [
        (_("checked of drawn"), share(total["checked"], total["drawn"])),
        (_("staffed of those asked"), share(total["staffed"], total["asked"])),
        (_("problems"), f"{total['problems']:,}"),
        (_("put right of problems"), share(total["rectified"], total["problems"])),
        (_("past their day"), f"{total['late']:,}"),
    ]
    show(figures([row for row in rows if row[1] != "-"]))


def _streets(rows: list[dict[str, Any]], total: dict[str, int]) -> None:
    heads = (
        _("Checked / drawn"),
        _("Staffed / asked"),
        _("Problems"),
        _("Put right / problems"),
        _("Past their day"),
    )
    head = tag("tr", tag("th", _("Street")), *(tag("th", one, kind="n") for one in heads))
    body = [_row(str(row["name"] or _("in no street")), row) for row in rows]
    table = tag("table", tag("thead", head), tag("tbody", *body, _row(_("All"), total)),
                kind="spot")  # fmt: skip
    show(_TABLE, tag("div", table, kind="scroll"))


def _row(name: str, counts: dict[str, Any]) -> Markup:
    cells = (
        of(counts["checked"], counts["drawn"]),
        of(counts["staffed"], counts["asked"]),
        f"{counts['problems']:,}",
        of(counts["rectified"], counts["problems"]),
        f"{counts['late']:,}",
    )
    return tag("tr", tag("td", name), *(tag("td", one, kind="n") for one in cells))


def _answers(record: DrawRecord) -> None:
    said = [answers for answers in record.checks["answers"] if isinstance(answers, dict)]
    heads = (_("yes"), _("no"), _("does not apply"))
    head = tag("tr", tag("th", _("Question")), *(tag("th", one, kind="n") for one in heads))
    body = []
    for one in record.head["form"]:
        counts = [sum(a.get(one["key"]) == answer for a in said) for answer in ANSWERS]
        cells = (tag("td", of(n, len(said)), kind="n") for n in counts)
        body.append(tag("tr", tag("td", one["question"]), *cells))
    show(
        _TABLE,
        tag("div", tag("table", tag("thead", head), tag("tbody", *body), kind="spot"),
            kind="scroll"),
    )  # fmt: skip


def _bulletin(viewer: Viewer, store: Store, record: DrawRecord, now: datetime) -> None:
    head = record.head
    code, out = head["code"], head["reported_on"]
    if out is not None:
        show(tag("p", _("Published on {day}.", day=out)))
    show(
        tag(
            "p",
            _(
                "Places, counts by street, the seed and how to draw again. Nobody is named, and"
                " what was written down in words is not in it."
            ),
            kind="quiet",
        )
    )
    may_know = may(viewer, Action.RECORD_CHECK) or out is not None
    if may(viewer, Action.EXPORT) and may_know:
        _files(viewer, store, code, now)
    if out is None and may(viewer, Action.DRAW_CHECKS):
        form = once("spot")
        if st.button(_("Publish the bulletin"), key=form.key("publish")):
            publish_bulletin(viewer, store, code, now)
            form.done(_("The bulletin is out: what was drawn may be told to everybody."))


def _files(viewer: Viewer, store: Store, code: str, now: datetime) -> None:
    name, tongue = _("bulletin {code}", code=code), language()
    with st.container(horizontal=True):
        offer_file(
            _("Bulletin to print (HTML)"),
            lambda: bulletin_html(viewer, store, code, now, tongue).encode(),
            file_name=f"{name}.html",
            mime="text/html",
            type="primary",
            key="spot_bulletin.html",
            kind="bulletin",
            code=code,
        )
        offer_file(
            _("Download as CSV"),
            partial(_csv, viewer, store, code, now, tongue),
            file_name=f"{name}.csv",
            mime="text/csv",
            key="spot_bulletin.csv",
            kind="bulletin",
            code=code,
        )


def _csv(viewer: Viewer, store: Store, code: str, now: datetime, tongue: str) -> bytes:
    frame: pd.DataFrame = bulletin_table(viewer, store, code, now, tongue)
    return as_file(frame, ".csv")
