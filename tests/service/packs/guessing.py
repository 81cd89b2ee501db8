"""A district as numbers, told in a deck in every way a deck has; and somebody who works them out.

The one who guesses has the deck for outside alone: he knows what its figures mean (still open is
accepted less closed, a sum is the sum of its lines), reads each number that is left in it, and
bounds every other one exactly, by integer programs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from service.packs.deck import (
    Beside,
    Card,
    Cards,
    Cell,
    Chart,
    Column,
    Deck,
    FunnelPoint,
    Series,
    Slide,
    Table,
)
from service.packs.funnel_sizes import sizes_around
from service.packs.words import Words
from service.publication import HIDDEN

MONTHS = ("2026-08", "2026-09", "2026-10")
MOST = 100_000


@dataclass(frozen=True)
class Unit:
    """One unit: closed and still open, closed on time, accepted the month before."""

    closed: int
    open: int
    on_time: int
    before: int

    @property
    def accepted(self) -> int:
        """Return closed and open together."""
        return self.closed + self.open


@dataclass(frozen=True)
class Town:
    """The units, two months before, and which blocks the deck has."""

    units: tuple[Unit, ...]
    earlier: int
    has_total: bool
    blocks: frozenset[str]


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """Return a town with many small numbers, told in some of all ways."""
    few = st.integers(0, 9)
    units = []
    for _ in range(draw(st.integers(2, 5))):
        closed = draw(st.one_of(few, st.integers(0, 60)))
        late = draw(st.one_of(st.just(0), few))
        unit = Unit(closed, draw(few), max(0, closed - late), draw(few | st.integers(0, 60)))
        units.append(unit)
    known = ("table", "open table", "cards", "bars", "stacked", "funnel", "lines", "rates")
    blocks = draw(st.sets(st.sampled_from(known), min_size=1))
    return Town(
        tuple(units), draw(few | st.integers(0, 90)), draw(st.booleans()), frozenset(blocks)
    )


def name(at: int) -> Words:
    """Return what a unit is called."""
    return Words(f"{'东西南北中'[at]}街道", f"Street {'ABCDE'[at]}")


def number(value: int) -> Cell:
    """Return a cell of a number."""
    return Cell(Words.same(f"{value:,}"), value)


def told_share(n: int, m: int) -> Cell:
    """Return a cell of a share."""
    if not m:
        return Cell(Words.same("-"))
    return Cell(Words.same(f"{100 * n / m:.1f} %"), n / m, n, m)


def deck_of(town: Town) -> Deck:
    """Return the town as a deck, a slide for each block."""
    made = {
        "table": _table(town), "open table": _open_table(town), "cards": _cards(town),
        "bars": _bars(town, ("open",), "bars"),
        "stacked": _bars(town, ("closed", "open"), "stacked"),
        "funnel": _funnel(town), "lines": _lines(town), "rates": _rates(town),
    }  # fmt: skip
    slides = tuple(
        Slide(key, key, Words.same(key), "full", (made[key],)) for key in sorted(town.blocks)
    )
    return Deck(
        "2026-10", None, None, datetime(2026, 11, 1, tzinfo=UTC), Words.same("d"),
        Words.same("d"), Words("2026年10月", "October 2026"), slides,
    )  # fmt: skip


def _sums(town: Town) -> Unit:
    fields = ("closed", "open", "on_time", "before")
    return Unit(*(sum(getattr(one, field) for one in town.units) for field in fields))


def _change(unit: Unit) -> Cell:
    rise = unit.accepted - unit.before
    arrow = "▲" if rise > 0 else "▼" if rise < 0 else "＝"
    return Cell(Words.same(f"{arrow} {abs(rise)}"), rise)


def _row(called: Words, unit: Unit) -> tuple[Cell, ...]:
    return (
        Cell(called),
        number(unit.accepted),
        _change(unit),
        number(unit.closed),
        told_share(unit.on_time, unit.closed),
        number(unit.open),
    )


def _table(town: Town) -> Table:
    columns = (
        Column("name", Words.same("Unit")),
        Column("accepted", Words.same("Accepted"), counts=True),
        Column("change", Words.same("Change")),
        Column("closed", Words.same("Closed"), counts=True),
        Column("on_time", Words.same("On time"), of="closed"),
        Column("open", Words.same("Open"), counts=True),
    )
    rows = [_row(name(at), unit) for at, unit in enumerate(town.units)]
    if town.has_total:
        rows.append(_row(Words("合计", "All"), _sums(town)))
    return Table("t", Words.same("T"), columns, tuple(rows), has_total=town.has_total)


def _open_table(town: Town) -> Table:
    columns = (
        Column("name", Words.same("Unit")),
        Column("open", Words.same("Open"), counts=True),
    )
    rows = tuple((Cell(name(at)), number(unit.open)) for at, unit in enumerate(town.units))
    return Table("o", Words.same("O"), columns, rows)


def _card(key: str, n: int, m: int, **more: object) -> Card:
    is_share = key == "on_time"
    amount = (n / m if m else None) if is_share else float(n)
    value = "-" if amount is None else f"{100 * amount:.1f} %" if is_share else f"{n:,}"
    said = Words.same(f"{n} of {m}" if is_share else "")
    called = Words.same(key)
    return Card(key, called, value, amount, n, m, said, is_share, **more)  # type: ignore[arg-type]


def _cards(town: Town) -> Cards:
    whole = _sums(town)
    rise = abs(whole.accepted - whole.before)
    amounts = (town.earlier, whole.before, whole.accepted)
    trend = tuple((month, float(n)) for month, n in zip(MONTHS, amounts, strict=True))
    beside = Beside(Words.same("Month before"), Words.same(f"▲ {rise}, from {whole.before}"))
    return Cards(
        (
            _card("accepted", whole.accepted, whole.accepted, beside=(beside,), trend=trend),
            _card("closed", whole.closed, whole.closed),
            _card("open", whole.open, whole.open),
            _card("on_time", whole.on_time, whole.closed),
        )
    )


def _bars(town: Town, fields: tuple[str, ...], kind: str) -> Chart:
    series = tuple(
        Series(Words.same(field), tuple(float(getattr(one, field)) for one in town.units))
        for field in fields
    )
    categories = tuple(name(at) for at in range(len(town.units)))
    return Chart(kind, kind, Words.same(kind), categories=categories, series=series)  # type: ignore[arg-type]


def _rates(town: Town) -> Chart:
    values = tuple(one.on_time / one.closed if one.closed else None for one in town.units)
    categories = tuple(name(at) for at in range(len(town.units)))
    series = (Series(Words.same("on time"), values),)
    rates = Chart("rates", "bars", Words.same("r"), categories=categories, series=series)
    return replace(rates, as_percent=True, counts=False)


def _lines(town: Town) -> Chart:
    whole = _sums(town)
    amounts = (float(town.earlier), float(whole.before), float(whole.accepted))
    categories = tuple(Words(f"{one[-2:]}月", one) for one in MONTHS)
    series = (Series(Words.same("accepted"), amounts),)
    return Chart("lines", "lines", Words.same("l"), categories=categories, series=series)


def _funnel(town: Town) -> Chart:
    whole = _sums(town)
    points = tuple(
        FunnelPoint(name(at), one.on_time, one.closed, "inside")
        for at, one in enumerate(town.units)
        if one.closed
    )
    mean = whole.on_time / whole.closed if whole.closed else None
    sizes = sizes_around([one.m for one in points])
    limits = tuple((float(one), 0.1, 0.9, 0.0, 1.0) for one in sizes)
    return Chart("f", "funnel", Words.same("f"), points=points, mean=mean, limits=limits)


class Guesser:
    """What can be known of a town from a deck of it."""

    def __init__(self, town: Town, deck: Deck) -> None:
        self.size = len(town.units)
        # Accepted, closed, open, on time, late among the closed, before: of each unit and of all.
        self.kinds = ("accepted", "closed", "open", "on_time", "late", "before")
        self.count = len(self.kinds) * (self.size + 1) + 1
        self.least = np.zeros(self.count)
        self.rows: list[np.ndarray] = []
        self.sums: list[tuple[float, float]] = []
        for at in range(self.size + 1):
            self._equal({("accepted", at): 1, ("closed", at): -1, ("open", at): -1}, 0)
            self._equal({("closed", at): 1, ("on_time", at): -1, ("late", at): -1}, 0)
        for kind in self.kinds:
            parts = {(kind, at): 1.0 for at in range(self.size)}
            self._equal({(kind, self.size): -1.0, **parts}, 0)
        # That closed and open are accepted is seen only where these stand beside each other.
        self.knows_accepted = bool({"table", "stacked", "cards"} & town.blocks)
        for slide in deck.slides:
            for block in slide.blocks:
                self._read(slide.key, block)

    def at(self, kind: str, unit: int) -> int:
        """Return the place of a number; the earlier month is the last of all."""
        if kind == "earlier":
            return self.count - 1
        return self.kinds.index(kind) * (self.size + 1) + unit

    def bounds(self, kind: str, unit: int) -> tuple[int, int]:
        """Return the least and the greatest value a number can have."""
        ends = []
        for sign in (1, -1):
            cost = np.zeros(self.count)
            cost[self.at(kind, unit)] = sign
            low, high = zip(*self.sums, strict=True)
            solved = milp(
                cost,
                integrality=np.ones(self.count),
                bounds=Bounds(self.least, MOST),
                constraints=[LinearConstraint(np.array(self.rows), low, high)],
            )
            assert solved.success, solved.message
            ends.append(round(sign * solved.fun))
        return ends[0], ends[1]

    def _equal(
        self, weights: dict[tuple[str, int], float], low: float, high: float | None = None
    ) -> None:
        row = np.zeros(self.count)
        for (kind, unit), weight in weights.items():
            row[self.at(kind, unit)] += weight
        self.rows.append(row)
        self.sums.append((low, low if high is None else high))

    def _known(self, kind: str, unit: int, value: float) -> None:
        self._equal({(kind, unit): 1.0}, value)

    def _counted(self, kind: str, unit: int, cell: Cell) -> None:
        if cell.value is not None:
            self._known(kind, unit, cell.value)
        elif cell.text.en == HIDDEN:
            self.least[self.at(kind, unit)] = 1

    def _share(self, unit: int, n: int | None, m: int | None) -> None:
        if n is not None and m is not None:
            self._known("on_time", unit, n)
            self._known("closed", unit, m)

    def _read(self, key: str, block: object) -> None:
        if isinstance(block, Table):
            for at, row in enumerate(block.rows):
                self._row(key, at if at < self.size else self.size, row)
        elif isinstance(block, Cards):
            self._read_cards(block)
        elif isinstance(block, Chart):
            self._read_chart(key, block)

    def _row(self, key: str, at: int, row: tuple[Cell, ...]) -> None:
        if key == "open table":
            self._counted("open", at, row[1])
            return
        for kind, cell in zip(
            ("accepted", "closed", "open"), (row[1], row[3], row[5]), strict=True
        ):
            self._counted(kind, at, cell)
        self._share(at, row[4].n, row[4].m)
        if row[2].value is not None:
            self._equal({("accepted", at): 1.0, ("before", at): -1.0}, row[2].value)
        if row[2].text.en not in (HIDDEN, row[2].text.zh[:0]) and row[2].value is None:
            raise AssertionError("a change without its number")

    def _read_cards(self, block: Cards) -> None:
        for card in block.cards:
            if card.value == HIDDEN:
                continue
            if card.key == "on_time":
                self._share(self.size, card.n, card.m)
            else:
                self._known(card.key, self.size, card.n)
            for kind, (_month, amount) in zip(
                ("earlier", "before", "accepted"), card.trend, strict=False
            ):
                assert amount is not None
                self._known(kind, self.size, amount)
            for one in card.beside:
                self._known("before", self.size, int(one.text.en.rpartition(" ")[2]))

    def _read_chart(self, key: str, chart: Chart) -> None:
        if key == "funnel":
            for point in chart.points:
                self._share("ABCDE".index(point.name.en[-1]), point.n, point.m)
            return
        for series in chart.series:
            for at, value in enumerate(series.values):
                if value is not None:
                    self._point(key, series.name.en, at, value)

    def _point(self, key: str, called: str, at: int, value: float) -> None:
        if key == "rates":
            self._rate(at, value)
        elif key != "lines":
            self._known(called, at, value)
        elif at < 2 or self.knows_accepted:
            self._known(("earlier", "before", "accepted")[at], self.size, value)

    def _rate(self, at: int, value: float) -> None:
        """Note that a share is as it is shown, as far as it is told."""
        for sign in (1, -1):
            weights = {("on_time", at): sign * 1.0, ("closed", at): -sign * value - 0.0006}
            self._equal(weights, -np.inf, 0)


_TOLD = {
    "table": {"accepted", "closed", "open", "on_time", "late"},
    "cards": {"accepted", "closed", "open", "on_time", "late", "before"},
    "open table": {"open"},
    "bars": {"open"},
    "stacked": {"accepted", "closed", "open"},
    "funnel": {"closed", "on_time", "late"},
    "lines": {"accepted", "before", "earlier"},
    "rates": set[str](),
}


def told_kinds(town: Town) -> set[str]:
    """Return the kinds of numbers a deck of a town tells, or could."""
    return {kind for block in town.blocks for kind in _TOLD[block]}


def small_numbers(town: Town, k: int) -> Iterator[tuple[str, int, int]]:
    """Yield kind, unit and least thinkable value of every small number; the last unit is all.

    What is a sum of several that are 1 or more is never less than they are.
    """
    whole = len(town.units)
    for at in range(whole + 1):
        units = town.units if at == whole else town.units[at : at + 1]
        parts = {
            "open": [one.open for one in units],
            "on_time": [one.on_time for one in units],
            "late": [one.closed - one.on_time for one in units],
            "before": [one.before for one in units],
        }
        parts["closed"] = parts["on_time"] + parts["late"]
        parts["accepted"] = parts["closed"] + parts["open"]
        for kind, values in parts.items():
            if 0 < sum(values) < k:
                yield kind, at, sum(one > 0 for one in values)
    if 0 < town.earlier < k:
        yield "earlier", 0, 1
