"""The figures at the top of the page of promises: n of m, what is late, what is still to come."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.i18n import _
from dashboard.markup import figures, show, tag
from dashboard.promises_words import wan
from dashboard.share_words import of, share
from data.promise_store import Kind
from service.promises.listing import Counts, counts_of, kept_at_first


def show_figures(frame: pd.DataFrame, kind: Kind, on: date) -> None:
    """Show how many stand how, of all that count here."""
    counts = counts_of(frame)
    rows = [_headline(counts, kind)]
    if kind == "promise":
        first, due = kept_at_first(frame, on)
        if (first, due) != (counts.kept, counts.due):
            rows.append((_("kept by the day first set / that day has come"), of(first, due)))
    else:
        rows.append((_("of them in time"), of(counts.kept, counts.due)))
    rows += [
        (_("done late"), f"{counts.late:,}"),
        (_("overdue"), f"{counts.overdue:,}"),
        *([(_("due today"), f"{counts.waiting:,}")] if counts.waiting else []),
        (_("given up of those due"), f"{counts.dropped:,}"),
        (_("not yet due"), f"{counts.not_due:,}"),
    ]
    if kind == "project":
        rows += _works(frame)
    elsewhere = int(frame["is_elsewhere"].sum())
    said = _(
        "{n} more are owned by a unit of yours and about another area: they count there.",
        n=elsewhere,
    )
    show(figures(rows), *([tag("p", said, kind="quiet")] if elsewhere else []))


def _headline(counts: Counts, kind: Kind) -> tuple[str, str]:
    if kind == "promise":
        return _("promises kept / due so far"), share(counts.kept, counts.due)
    if kind == "resolution":
        return _("resolutions carried out / due so far"), share(counts.done, counts.due)
    return _("public works done / due so far"), share(counts.done, counts.due)


def _works(frame: pd.DataFrame) -> list[tuple[str, str]]:
    done, total = (int(frame[name].sum()) for name in ("areas_done", "areas_total"))
    closed, linked = (int(frame[name].sum()) for name in ("cases_closed", "cases_linked"))
    cost = sum(amount for amount in frame["cost_yuan"] if amount is not None)
    return [
        (_("areas reached / to be reached"), share(done, total)),
        (_("cases settled at the source / linked"), of(closed, linked)),
        (_("cost of all works (10,000 yuan)"), f"{wan(cost):,.0f}"),
    ]
