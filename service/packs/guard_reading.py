"""The numbers of a deck's blocks, read as anybody reads them: what each is of, and which add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final, TypeVar

from casework.indicator import Sheet
from casework.indicators import REGISTRY
from service.packs.deck import Cards, Cell, Chart, Column, Deck, Table
from service.packs.guard_numbers import WHOLE, Numbers
from service.packs.guard_relations import bind_alike
from service.packs.words import Words

# Slide, block, and the place within the block.
Spot = tuple[str, int, int, int]
Vector = dict[str, int]
Kind = TypeVar("Kind", Cards, Table, Chart)
# Rows of these sheets are sessions, checks, promises: nobody is counted.
_WORK: Final = frozenset(
    {Sheet.SESSIONS, Sheet.ROOMS, Sheet.ROUNDS, Sheet.DRAWN, Sheet.DECISIONS, Sheet.PROMISES,
     Sheet.RESOLUTIONS, Sheet.PROJECTS, Sheet.PROJECT_AREAS}
)  # fmt: skip
# Tables with more columns of numbers are looked through by pairs only.
_MOST_COLUMNS: Final = 10


@dataclass
class Reading:
    """Where the numbers of a deck stand.

    Attributes
    ----------
    spots
        By slide, block, row and column (of a table), card and 0, series and category, or point
        and -1: the places of its numbers; what stands there is shown when all of them are.
    trends
        Of each card with a count, the numbers of the periods before.
    rows
        By slide, block and row: all numbers of a table's row, for what is worked out from them.
    periods
        Names of periods: hidden numbers of these are told by changes too.
    vectors, beside
        Numbers of each column or series by what they are of; counts of cards beside each other.
    """

    numbers: Numbers = field(default_factory=Numbers)
    spots: dict[Spot, tuple[int, ...]] = field(default_factory=dict)
    trends: dict[Spot, tuple[int, ...]] = field(default_factory=dict)
    rows: dict[tuple[str, int, int], frozenset[int]] = field(default_factory=dict)
    periods: set[str] = field(default_factory=set)
    vectors: list[Vector] = field(default_factory=list)
    beside: list[tuple[int, ...]] = field(default_factory=list)
    _here: frozenset[str] = frozenset()

    def label(self, words: Words | str) -> str:
        """Return what a number is of: the whole where it is this period's."""
        known = (words, words) if isinstance(words, str) else (words.en, words.zh)
        return WHOLE if self._here.intersection(known) else known[0]


def read(deck: Deck) -> Reading:
    """Return the numbers of a deck and what binds them."""
    cards = [card for _at, block in _blocks(deck, Cards) for card in block.cards]
    now = {card.trend[-1][0] for card in cards if card.trend}
    here = frozenset({deck.period, deck.period_name.zh, deck.period_name.en, *now})
    found = Reading(_here=here)
    for at, block in _blocks(deck, Cards):
        _cards(found, at, block)
    for pages in _tables(deck):
        _table(found, pages)
    for at, chart in _blocks(deck, Chart):
        _funnel(found, at, chart) if chart.kind == "funnel" else _chart(found, at, chart)
    bind_alike(found.numbers, found.vectors, is_block=False)
    return found


def is_of_work(key: str) -> bool:
    """Return whether a figure counts the office's own work: no people, households or cases."""
    figure = REGISTRY.get(key)
    return figure is not None and figure.sheet in _WORK


def _blocks(deck: Deck, kind: type[Kind]) -> Iterator[tuple[tuple[str, int], Kind]]:
    for slide in deck.slides:
        for at, block in enumerate(slide.blocks):
            if isinstance(block, kind):
                yield (slide.key, at), block


def _cards(found: Reading, at: tuple[str, int], block: Cards) -> None:
    numbers, counts = found.numbers, []
    for place, card in enumerate(block.cards):
        if is_of_work(card.key):
            continue
        n, m = numbers.of(WHOLE, max(card.n, 0)), numbers.of(WHOLE, max(card.m, 0))
        mine = [n, m]
        if card.is_share and card.n <= card.m:
            mine.append(numbers.of(WHOLE, card.m - card.n))
            numbers.bind(m, [n, mine[2]])
        found.spots[*at, place, 0] = tuple(mine)
        if card.amount == card.n:
            counts.append(n)
        periods = [found.label(name) for name, _amount in card.trend]
        found.periods.update(one for one in periods if one != WHOLE)
        if card.amount is not None and card.amount == card.n:
            found.trends[*at, place, 0] = tuple(
                numbers.of(label, int(amount))
                for label, (_name, amount) in zip(periods, card.trend, strict=True)
                if amount is not None and amount == int(amount) and amount >= 0
            )
    found.beside.append(tuple(counts))


def _tables(deck: Deck) -> list[list[tuple[tuple[str, int], Table]]]:
    pages: dict[tuple[str, tuple[str, ...]], list[tuple[tuple[str, int], Table]]] = {}
    for at, table in _blocks(deck, Table):
        alike = (table.key, tuple(one.key for one in table.columns))
        pages.setdefault(alike, []).append((at, table))
    return list(pages.values())


def _table(found: Reading, pages: Sequence[tuple[tuple[str, int], Table]]) -> None:
    columns = pages[0][1].columns
    labels: Counter[str] = Counter()
    vectors: dict[tuple[int, int], Vector] = {}
    for at, table in pages:
        for place, row in enumerate(table.rows):
            is_total = table.has_total and place == len(table.rows) - 1
            label = WHOLE if is_total else _label(found, row, labels)
            _row(found, (*at, place), label, row, columns, vectors)
    for one in vectors.values():
        _add_up(found.numbers, one)
    bind_alike(found.numbers, list(vectors.values()), is_block=True)
    _bind_columns(found.numbers, list(vectors.values()))
    found.vectors += vectors.values()


def _label(found: Reading, row: Sequence[Cell], labels: Counter[str]) -> str:
    """Return what a row is of: its first texts; told apart where two are called the same."""
    words = Words.joined([cell.text for cell in takewhile(lambda one: one.value is None, row)])
    label = found.label(words or next((one.text for one in row if one.value is None), words))
    labels[label] += 1
    return label if labels[label] == 1 else f"{label} {labels[label]}"


def _row(
    found: Reading,
    at: tuple[str, int, int],
    label: str,
    row: Sequence[Cell],
    columns: Sequence[Column],
    vectors: dict[tuple[int, int], Vector],
) -> None:
    by_key = {column.key: cell for column, cell in zip(columns, row, strict=True)}
    mine: list[int] = []
    for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
        told = _numbers(cell, column, by_key)
        places = tuple(found.numbers.of(label, value) for value in told)
        if len(places) == 3:
            found.numbers.bind(places[1], [places[0], places[2]])
        if places:
            found.spots[*at, place] = places
            mine += places
        for part, one in enumerate(places):
            vectors.setdefault((place, part), {})[label] = one
    found.rows[at] = frozenset(mine)


def _numbers(cell: Cell, column: Column, row: Mapping[str, Cell]) -> tuple[int, ...]:
    """Return the counts a cell tells: itself, or n, m and the rest of a share."""
    if is_of_work(column.key):
        return ()
    if cell.n is not None and cell.m is not None and min(cell.n, cell.m) >= 0:
        rest = (cell.m - cell.n,) if cell.n <= cell.m else ()
        return (cell.n, cell.m, *rest)
    whole = row[column.of].value if column.of and column.of in row else None
    if cell.value is not None and whole is not None and 0 <= cell.value <= 1:
        n, m = round(cell.value * whole), int(whole)
        return (n, m, m - n)
    if column.counts and cell.value is not None and cell.value == int(cell.value) >= 0:
        return (int(cell.value),)
    return ()


def _add_up(numbers: Numbers, vector: Vector) -> None:
    """Bind a column to its sum, whether it is shown here or may be elsewhere."""
    parts = [one for label, one in vector.items() if label != WHOLE]
    numbers.bind(numbers.of(WHOLE, sum(numbers.values[one] for one in parts)), parts)


def _bind_columns(numbers: Numbers, vectors: Sequence[Vector]) -> None:
    """Bind a column to the columns that add up to it in every row."""
    unique = {tuple(sorted(one.items())): one for one in vectors}
    some = [one for one in unique.values() if len(one) > 1][:_MOST_COLUMNS]
    for mask in range(1, 2 ** len(some)):
        parts = [one for at, one in enumerate(some) if mask >> at & 1]
        if len(parts) < 3:
            continue
        for whole in some:
            if whole not in parts and all(set(whole) <= set(one) for one in parts):
                _bind_rows(numbers, whole, parts)


def _bind_rows(numbers: Numbers, whole: Vector, parts: Sequence[Vector]) -> None:
    values = numbers.values
    if all(
        values[one] == sum(values[part[label]] for part in parts) for label, one in whole.items()
    ):
        for label, one in whole.items():
            numbers.bind(one, [part[label] for part in parts])


def _chart(found: Reading, at: tuple[str, int], chart: Chart) -> None:
    labels = [found.label(one) for one in chart.categories]
    if chart.kind == "lines":
        found.periods.update(one for one in labels if one != WHOLE)
    if not chart.counts or chart.as_percent:
        return
    heights: dict[str, list[int]] = {}
    vectors: list[Vector] = []
    for series, one in enumerate(chart.series):
        vector: Vector = {}
        for place, (label, value) in enumerate(zip(labels, one.values, strict=True)):
            if value is not None and value == int(value) >= 0:
                number = found.numbers.of(label, int(value))
                found.spots[*at, series, place] = (number,)
                vector[label] = number
                heights.setdefault(label, []).append(number)
        vectors.append(vector)
    if chart.kind == "stacked":
        vectors.append(_heights(found.numbers, heights))
    for vector in vectors:
        _add_up(found.numbers, vector)
    bind_alike(found.numbers, vectors, is_block=True)
    found.vectors += vectors


def _heights(numbers: Numbers, parts_of: Mapping[str, Sequence[int]]) -> Vector:
    """Return the heights of stacked bars, each bound to its parts."""
    heights: Vector = {}
    for label, parts in parts_of.items():
        heights[label] = numbers.of(label, sum(numbers.values[one] for one in parts))
        numbers.bind(heights[label], parts)
    return heights


def _funnel(found: Reading, at: tuple[str, int], chart: Chart) -> None:
    parts: tuple[Vector, Vector, Vector] = ({}, {}, {})
    for place, point in enumerate(chart.points):
        label = found.label(point.name)
        told = (point.n, point.m, max(point.m - point.n, 0))
        mine = tuple(found.numbers.of(label, one) for one in told)
        found.numbers.bind(mine[1], [mine[0], mine[2]])
        found.spots[*at, place, -1] = mine
        for vector, one in zip(parts, mine, strict=True):
            vector[label] = one
    for vector in parts:
        _add_up(found.numbers, vector)
    found.vectors += parts
