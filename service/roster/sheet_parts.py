"""The parts of a hand-over sheet: the order, grids, open cases, stand-ins, lines to sign on."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, datetime
from typing import Any, Final

import pandas as pd

from casework.case_status import STATUS_TERMS, CaseStatus
from casework.clock_name import clock_term
from service.actor_words import account_text
from service.roster.answering import Approval
from service.roster.duty import DUTY_TERMS
from service.roster.handing import HandOverList
from service.sheet_page import Html, Speak, element, pairs, table
from service.sheet_parts import local

_LONGEST: Final = 60
_BLANK: Final = "____________"


def paper_part(order: Approval | None, zone: str, _: Speak) -> list[Html]:
    """Return the order the hand-over rests on, or room to write its number."""
    if order is None:
        blank = [(_("Order number"), _BLANK), (_("In force from"), _BLANK)]
        return [element("h2", _("By which order")), pairs(blank)]
    rows: list[tuple[str, str | None]] = [
        (_("Order number"), order.order_no),
        (_("In force from"), str(order.effective_on)),
        (_("Approved by"), account_text(order.approved_by, _)),
        (_("Entered"), local(order.approved_at, zone)),
        (_("Reason"), _(order.reason)),
        (_("Until (first day after)"), None if order.until is None else str(order.until)),
    ]
    return [element("h2", _("By which order")), pairs(rows)]


def grid_part(found: HandOverList, _: Speak) -> list[Html]:
    """Return the grids with what comes with each, and the sum."""
    frame = found.grids
    if frame.empty:
        return [element("h2", _("Grids")), element("p", _("None."))]
    head = (
        _("Code"), _("Grid"), _("Community"), _("Households"), _("Open cases"), _("Overdue"),
        _("Had by"), _("Taken over by"), _("From"),
    )  # fmt: skip
    rows: list[tuple[str, ...]] = [
        (
            row["grid_code"], str(row["grid_name"]), str(row["community"] or "–"),
            f"{row['households']:,}", f"{row['open_cases']:,}", f"{row['overdue']:,}",
            _person(row["gives_name"], row["gives"]), _person(row["takes_name"], row["takes"]),
            _day(row["from_on"]),
        )
        for row in frame.to_dict("records")
    ]  # fmt: skip
    sums = [f"{int(frame[name].sum()):,}" for name in ("households", "open_cases", "overdue")]
    rows.append((_("Total"), f"{len(frame):,}", "", *sums, "", "", ""))
    return [element("h2", _("Grids")), table(head, rows)]


def case_part(found: HandOverList, zone: str, _: Speak) -> list[Html]:
    """Return the open cases with the clocks that run; no contact is among them."""
    title = element("h2", _("Open cases ({count})", count=len(found.cases)))
    if found.cases.empty:
        return [title, element("p", _("None."))]
    clocks = _clock_texts(found.clocks, zone, _)
    head = (
        _("Number"), _("Category"), _("What it is about"), _("State"), _("To be settled by"),
        _("Grid"), _("Running clocks"),
    )  # fmt: skip
    rows = [
        (
            row["code"], row["category"] or "–", _short(row["summary"]),
            element("span", _(STATUS_TERMS[CaseStatus(row["status"])]), kind="time"),
            _due(row, zone), row["grid_code"] or "–", clocks.get(row["code"], "–"),
        )
        for row in found.cases.to_dict("records")
    ]  # fmt: skip
    return [title, table(head, rows)]


def stand_in_part(found: HandOverList, _: Speak) -> list[Html]:
    """Return who stands in for the grids, where somebody does."""
    if found.stand_ins.empty:
        return []
    head = (_("Grid"), _("Duty"), _("Worker"), _("From"), _("Until (first day after)"), _("Order"))
    rows = [
        (
            row["grid_code"], _(DUTY_TERMS[row["duty"]]),
            _person(row["worker_name"], row["worker"]), _day(row["since"]), _day(row["until"]),
            row["order_no"] or "–",
        )
        for row in found.stand_ins.to_dict("records")
    ]  # fmt: skip
    return [element("h2", _("Substitutes and standing backups")), table(head, rows)]


def sign_part(_: Speak) -> list[Html]:
    """Return room for what else passes, and the lines to sign on."""
    signs = (_("Handed over by, date"), _("Received by, date"), _("Witnessed by, date"))
    return [
        element("h2", _("What else is handed over: keys, papers, promises made")),
        element("div", kind="blank"),
        element("div", *(element("div", said) for said in signs), kind="signs"),
    ]


def _clock_texts(clocks: pd.DataFrame, zone: str, _: Speak) -> dict[str, str]:
    said: dict[str, list[str]] = {}
    for row in clocks.to_dict("records"):
        when = _("paused") if row["stands_still"] else local(_moment(row["due_at"]), zone)
        said.setdefault(row["case_code"], []).append(f"{_(clock_term(row['clock']))}: {when}")
    return {code: "; ".join(texts) for code, texts in said.items()}


def _due(row: dict[Hashable, Any], zone: str) -> Html:
    said = local(_moment(row["due_at"]), zone)
    return element("span", said, kind="late" if row["is_overdue"] else "time")


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) and not pd.isna(value) else None


def _day(value: object) -> Html:
    said = str(value) if isinstance(value, date) and not pd.isna(value) else "–"
    return element("span", said, kind="time")


def _person(name: str | None, code: str | None) -> str:
    if code is None:
        return "–"
    return code if name is None or name == code else f"{name} ({code})"


def _short(text: object) -> str:
    said = str(text or "–")
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"
