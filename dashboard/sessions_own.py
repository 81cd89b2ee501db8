"""The answer to a leader's own question: has he gone there this month."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.access import Viewer
from casework.period import Period
from dashboard.i18n import _
from dashboard.markup import Markup, show, tag
from dashboard.share_words import of
from data.rows import records
from data.store import Store
from service.sessions.seen import session_figures


def own_answer(viewer: Viewer, store: Store, holder: str, month: Period, today: date) -> None:
    """Say of each contact duty of a holder whether it is met in the month, and what comes next."""
    found = session_figures(viewer, store, month, today)
    rows = [one for one in records(found.duties) if one["holder"] == holder]
    show(tag("h3", holder), *(_line(one, month) for one in rows))


def _line(row: dict[str, Any], month: Period) -> Markup:
    said = [f"{row['place_name']}: {_answer(row, month)}"]
    said.append(_("{year} so far: {of}", year=month.first.year, of=_year(row)))
    if row["last_on"]:
        said.append(_("last on {day}", day=row["last_on"]))
    if row["next_on"]:
        said.append(_("next planned on {day}", day=row["next_on"]))
    elif row["month_open"]:
        said.append(_("nothing is planned yet"))
    return tag("p", " · ".join(said))


def _answer(row: dict[str, Any], month: Period) -> str:
    name = _(month.name)
    if not row["month_due"]:
        return _("nothing is due in {month}", month=name)
    if row["month_due"] == row["month_met"] == 1:
        return _("yes, has come in {month}", month=name)
    if row["month_due"] == row["month_open"] == 1:
        return _("not yet in {month}", month=name)
    counted = of(row["month_met"], row["month_due"])
    if row["month_open"]:
        return _("came {of} in {month}, {count} still can", of=counted, month=name,
                 count=row["month_open"])  # fmt: skip
    return _("came {of} in {month}", of=counted, month=name)


def _year(row: dict[str, Any]) -> str:
    return of(row["year_met"], row["year_due"])
