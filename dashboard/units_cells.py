"""A cell of the units table: value, n / m and change; what it says when it is pointed at."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from casework.indicator import Form, Indicator
from dashboard.markup import Markup, joined, tag
from service.figure import NONE, Figure
from service.language import say
from service.units_changes import UnitChange
from service.units_table import UnitLine


@dataclass(frozen=True)
class Column:
    """A figure with its name in the viewer's language and the classes of its cells."""

    indicator: Indicator
    label: str
    kind: str


def figure_cell(column: Column, line: UnitLine, language: str) -> Markup:
    """Return a figure of a unit; on a phone its name stands above it."""
    key = column.indicator.key
    figure, change = line.figures.get(key), line.changes.get(key)
    said = {"kind": column.kind, "data-label": column.label}
    if figure is None:
        return cell("td", "0" if column.indicator.form is Form.COUNT else NONE, **said)
    counts = "" if figure.form is Form.COUNT else f"{figure.n} / {figure.m}"
    beside = [tag("span", one) for one in (counts, _change(change)) if one]
    parts = [tag("b", figure.value), tag("small", *beside)]
    return cell("td", *parts, title=_hover(figure, change, language), **said)


def cell(name: str, *parts: str, kind: str = "", **attributes: str) -> Markup:
    """Return a cell; every attribute and every plain part is escaped."""
    said = {"class": kind, **attributes}
    inside = "".join(f' {key}="{escape(value)}"' for key, value in said.items() if value)
    return joined(Markup(f"<{name}{inside}>"), *parts, Markup(f"</{name}>"))


def _change(change: UnitChange | None) -> Markup:
    """Return a change as a sign and a number, what may be chance marked as such."""
    if change is None:
        return Markup("")
    if not change.amount:
        return joined("＝")
    sign = "▲" if change.amount > 0 else "▼"
    size = f"{abs(change.amount):.0f}" if change.unit == "cases" else f"{abs(change.amount):.1f}"
    text = f"{sign} {size}" + (" %" if change.unit == "percent" else "")
    if change.is_apart:
        return tag("b", text)
    return joined(text + (" ~" if change.is_apart is False else ""))


def _hover(figure: Figure, change: UnitChange | None, language: str) -> str:
    """Return counts, interval, what waits, and the change."""
    sure = figure.remarks[: figure.interval is not None]
    said = [say(figure.text, language), *(say(one, language) for one in sure)]
    if change is not None:
        said.append(say("The period before: {before}.", language, before=change.before))
        if change.is_apart:
            said.append(say("The change is more than chance would make it.", language))
        elif change.is_apart is False:
            said.append(say("The change may be chance.", language))
    return "\n".join(said)
