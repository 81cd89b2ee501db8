"""What the map says about the day it shows, where that is not today."""

from __future__ import annotations

from datetime import date

from dashboard.i18n import _
from service.map_time import MapDay, TimeSpan


def day_texts(day: MapDay) -> dict[str, str] | None:
    """Return the day and what banner, legend and card say about it; None for today."""
    if day.on == day.today:
        return None
    on = day.on.isoformat()
    shown = {"on": on, "title": _("As of {day}, not today", day=on)}
    if not day.is_past:
        return shown | _to_come(on)
    shown["note"] = " ".join(
        (
            _(
                "Cases: those open when {day} ended, reported by then and not closed before; due"
                " times are those known today.",
                day=on,
            ),
            _("Households: those of today."),
        )
    )
    if day.reading == "today":
        return shown | {"map": "today"} | _on_todays_map(on)
    return shown | {
        "detail": _("Grids, workers and open cases of that day."),
        "card": _("On {day}, not today:", day=on),
    }


def changes_text(span: TimeSpan, day: date, orders: list[str]) -> str:
    """Return what changes on a day, in a sentence."""
    counts = span.turns.get(day)
    if not counts:
        return _("Nothing changes on this day.")
    words = {
        "grids": _("grids: {n}", n=counts["grids"]),
        "units": _("units: {n}", n=counts["units"]),
        "duty": _("postings: {n}", n=counts["duty"]),
        "leaves": _("leaves: {n}", n=counts["leaves"]),
        "orders": _("orders: {n}", n=", ".join(orders) or counts["orders"]),
    }
    told = "; ".join(text for topic, text in words.items() if counts[topic])
    return _("Begins or ends on this day: {told}.", told=told)


def _to_come(on: str) -> dict[str, str]:
    return {
        "detail": _("Grids and workers as orders decided so far; cases of today."),
        "note": _(
            "Grids and workers: as decided so far. Cases and households: those of today, counted in"
            " the grids they have today."
        ),
        "card": _("On {day}, as decided so far:", day=on),
    }


def _on_todays_map(on: str) -> dict[str, str]:
    return {
        "detail": _("Open cases of that day on today's map; grids and workers of today."),
        "card": _("Who answers is said of today; only the cases are those of {day}.", day=on),
    }
