"""One sheet of a workbook before it is written: its name, its rows, what is a number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from service.packs.deck import Cell

_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")
# What the format itself allows (Microsoft, "Excel specifications and limits").
_NAME_SIGNS: Final = 31
# The number a text begins with, its decimals, and the sign of percent after it.
_FIRST_NUMBER: Final = re.compile(r"(-?\d[\d,]*(?:\.(\d+))?)(\s*[%\uff05])?")


@dataclass(frozen=True)
class Amount:
    """A number and how it is shown."""

    value: float
    form: str = "#,##0.######"


@dataclass(frozen=True)
class Link:
    """A text that leads to another sheet."""

    text: str
    sheet: str


Content = str | Amount | Link | None
Row = tuple[Content, ...]


@dataclass(frozen=True)
class Page:
    """A sheet: a heading, the names of the columns, rows, and notes under them."""

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    has_total: bool = False


def named(pages: Iterable[Page]) -> list[Page]:
    """Return the pages with names a workbook takes: short, without marks, each its own."""
    taken: set[str] = set()
    found = []
    for page in pages:
        plain = " ".join(_NOT_IN_NAMES.sub(" ", page.name).split()).strip("' ") or "-"
        name, count = plain[:_NAME_SIGNS].strip("' "), 1
        # Excel keeps "History" for itself.
        while name.casefold() in {*taken, "history"}:
            count += 1
            end = f" {count}"
            name = plain[: _NAME_SIGNS - len(end)].strip("' ") + end
        taken.add(name.casefold())
        found.append(
            Page(name, page.title, page.head, page.rows, page.notes, has_total=page.has_total)
        )
    return found


def amount_of(cell: Cell, text: str) -> Content:
    """Return a cell's number, shown as its text shows it; its text where that tells no number.

    A share is kept as a part of one and shown in percent.
    """
    found = _FIRST_NUMBER.search(text)
    if cell.value is None or found is None:
        return text
    return Amount(float(cell.value), form_of(float(cell.value), text))


def form_of(value: float, text: str) -> str:
    """Return the number format that shows a value as a text does: decimals, percent."""
    found = _FIRST_NUMBER.search(text)
    if found is None:
        return "#,##0.######"
    places = "0." + "0" * len(found[2]) if found[2] else "0"
    if not found[3]:
        return f"#,##{places}"
    told = abs(float(found[1].replace(",", "")))
    is_part = abs(abs(value) * 100 - told) <= abs(abs(value) - told)
    return f"{places} %" if is_part else f'{places}" %"'
