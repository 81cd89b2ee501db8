"""What changed in who covers what, and what nobody covers: grids and units, never workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pandas as pd

from casework.access import Viewer
from casework.sentence import Sentence, Term
from data.map_store import household_counts
from data.rows import records
from service.map_view import MapData
from service.packs.deck import Line, Lines, Slide, Table
from service.packs.order_table import order_table
from service.packs.pages import (
    counted,
    cut,
    most_rows,
    numbers,
    of_the_part,
    part_of,
    told,
    under,
)
from service.packs.section import SectionAsk
from service.packs.section_tables import table_slides, word_column
from service.packs.words import Words
from service.roster.duty import NOBODY, DayPicture, day_picture, duty_on
from service.roster.uncovered import Uncovered, uncovered_days
from service.visits.coverage import groups_of

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Seen:
    """How the grids of the part are answered for: today, and on the days of the period."""

    viewer: Viewer
    duty: pd.DataFrame
    picture: DayPicture
    open_days: Uncovered
    homes: dict[str, int]

    @property
    def nobody(self) -> set[str]:
        """Return the grids for which nobody answers today."""
        return set(self.duty.loc[self.duty["duty"].eq(NOBODY), "grid_code"])

    def households(self, grids: set[str]) -> int:
        return sum(self.homes.get(one, 0) for one in grids)


def coverage(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return who answers today, the grids nobody answered for, and the orders of the period.

    An owner unit covers no grids: a pack about one has no such slides.
    """
    if ask.unit is not None:
        return ()
    seen = _seen(ask)
    first = Slide(
        "coverage",
        "coverage",
        ask.title,
        "halves",
        (_summary(ask, seen), _by_street(ask, seen)),
        subtitle=under(ask),
        link="duty-roster",
    )
    return (first, *_open_grids(ask, seen), *_orders(ask, seen))


def _seen(ask: SectionAsk) -> _Seen:
    viewer = of_the_part(ask)
    duty = duty_on(viewer, ask.store, ask.today)
    until = min(ask.period.last, ask.today) + _DAY
    open_days = uncovered_days(viewer, ask.store, ask.period.first, until)
    with ask.store.read() as conn:
        homes = household_counts(conn)
    return _Seen(viewer, duty, day_picture(duty), open_days, homes)


def _summary(ask: SectionAsk, seen: _Seen) -> Lines:
    picture, open_days = seen.picture, seen.open_days
    share = "-" if open_days.share is None else f"{open_days.share * 100:.1f}\N{NO-BREAK SPACE}%"
    said = (
        Sentence("Grids on {day}: {n:,}", day=ask.today, n=picture.grids),
        Sentence("with their own worker: {n:,}", n=picture.primary),
        Sentence("with a substitute: {n:,}", n=picture.cover),
        Sentence("with a standing backup only: {n:,}", n=picture.backup),
    )
    lines = [Line(Words.of(one)) for one in said]
    nobody = Sentence(
        "with nobody: {n:,}, where {homes:,} households live",
        n=picture.nobody,
        homes=seen.households(seen.nobody),
    )
    lines.append(Line(Words.of(nobody), sense="bad" if picture.nobody else "plain"))
    days = Sentence(
        "Grid-days of the period with nobody: {n:,} of {m:,} ({share})",
        n=open_days.days,
        m=open_days.grid_days,
        share=share,
    )
    lines.append(Line(Words.of(days), sense="bad" if open_days.days else "plain"))
    return Lines("coverage-today", tuple(lines), Words.of(Term("Who answers for the grids")))


def _by_street(ask: SectionAsk, seen: _Seen) -> Table:
    layer = MapData.of(ask.store).grids(ask.today)
    _codes, names, place = groups_of(layer, "street")
    street = dict(zip(layer.codes, place.tolist(), strict=True))
    days = dict(zip(seen.open_days.frame["grid_code"], seen.open_days.frame["days"], strict=True))
    found: dict[int, list[str]] = {}
    for grid in seen.duty["grid_code"]:
        found.setdefault(street.get(grid, len(names)), []).append(grid)
    rows = [
        (
            told(names[at] if at < len(names) else Term("in no street")),
            counted(len(grids)),
            counted(len(seen.nobody.intersection(grids)), is_late=True),
            counted(sum(int(days.get(one, 0)) for one in grids), is_late=True),
            counted(seen.households(seen.nobody.intersection(grids))),
        )
        for at, grids in sorted(found.items())
    ]
    columns = (
        word_column("street", Term("Street"), 1.8),
        numbers("grids", Term("Grids")),
        numbers("nobody", Term("With nobody today"), 1.3),
        numbers("days", Term("Grid-days with nobody"), 1.3),
        numbers("households", Term("Households there today"), 1.3, counts=True),
    )
    return Table("coverage-streets", Words.of(Term("By street")), columns, tuple(rows))


def _open_grids(ask: SectionAsk, seen: _Seen) -> tuple[Slide, ...]:
    frame = seen.open_days.frame
    if frame.empty:
        return ()
    most = most_rows(ask)
    length = (min(ask.period.last, ask.today) - ask.period.first).days + 1
    rows = tuple(_grid_row(seen, row, length) for row in records(frame.head(most)))
    columns = (
        word_column("grid", Term("Grid"), 2.6),
        word_column("community", Term("Community"), 1.8),
        word_column("code", Term("Code"), 2.1),
        numbers("days", Term("Days with nobody, of those of the period"), 2.4),
        word_column("today", Term("Today"), 1.2),
        numbers("households", Term("Households"), counts=True),
    )
    table = Table(
        "coverage-grids", Words.of(Term("Grids nobody answered for on some days")), columns, rows
    )
    slide = Slide(
        "coverage-grids",
        "coverage",
        Words.joined((ask.title, Words.of(Term("Grids with nobody")))),
        "full",
        (),
        subtitle=under(ask),
        notes=cut(len(frame), most),
        link="duty-roster",
    )
    return table_slides(slide, table)


def _grid_row(seen: _Seen, row: dict[Any, Any], length: int) -> tuple[Any, ...]:
    code = str(row["grid_code"])
    return (
        told(row["grid_name"] or code),
        told(row["community"]),
        told(code),
        part_of(int(row["days"]), length),
        told(Term("nobody") if code in seen.nobody else None),
        counted(seen.homes.get(code, 0)),
    )


def _orders(ask: SectionAsk, seen: _Seen) -> tuple[Slide, ...]:
    table, count = order_table(seen.viewer, ask, most_rows(ask))
    if not table.rows:
        return ()
    slide = Slide(
        "coverage-orders",
        "coverage",
        Words.joined((ask.title, Words.of(Term("Orders of the period")))),
        "full",
        (),
        subtitle=under(ask),
        notes=cut(count, most_rows(ask)),
        link="duty-roster?part=question",
    )
    return table_slides(slide, table)
