"""Blocks of a deck with what has to be hidden taken out: no number is left behind its sign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from service.packs.deck import (
    Block,
    Cards,
    Cell,
    Chart,
    FunnelPoint,
    Lines,
    Picture,
    Series,
    Table,
)
from service.packs.deck_texts import with_texts
from service.packs.funnel_sizes import limits_for
from service.packs.guard_cards import CardGuard, rounded
from service.packs.guard_changes import before_of, is_change
from service.packs.guard_reading import Reading, Spot
from service.packs.guard_relations import bind_beside
from service.packs.guard_shares import Shares
from service.packs.guard_texts import text_guard
from service.packs.words import Words
from service.publication import HIDDEN

_HIDDEN: Final = Cell(Words.same(HIDDEN))


@dataclass(frozen=True)
class Guard:
    """What of a deck is hidden.

    Attributes
    ----------
    shares
        Which numbers are hidden, and what shares tell of them.
    change
        What hides numbers in texts.
    """

    shares: Shares
    change: Callable[[str], tuple[str, int]]

    @classmethod
    def of(cls, reading: Reading, k: int) -> Guard:
        """Return what has to be hidden of what was read."""
        hidden = reading.numbers.hidden(k)
        while bind_beside(reading.numbers, reading.beside, hidden):
            hidden = reading.numbers.hidden(k)
        values = reading.numbers.values
        shares = {
            share
            for places in reading.spots.values()
            if len(places) == 3 and hidden.intersection(places)
            for share in _percentages(values[places[0]], values[places[1]])
        }
        change = text_guard(k, {values[one] for one in hidden}, shares)
        return cls(Shares(reading, hidden, k), change)

    def words(self, words: Words) -> tuple[Words, int]:
        """Return a text without hidden numbers, and 1 where there were any."""
        return with_texts(words, self.change)

    def block(self, slide: str, at: int, block: Block) -> tuple[Block, int, int]:
        """Return a block, how many numbers were hidden in it, and in how many texts."""
        if isinstance(block, Cards):
            return self._cards(slide, at, block)
        if isinstance(block, Table):
            return self._table(slide, at, block)
        if isinstance(block, Chart):
            return self._chart(slide, at, block)
        if isinstance(block, Picture):
            alt, n = self.words(block.alt)
            return replace(block, alt=alt, inside={}), 0, n
        assert isinstance(block, Lines)
        told, n = with_texts(block, self.change)
        return told, 0, n

    def _is_hidden(self, spot: Spot) -> bool:
        return bool(self.shares.hidden.intersection(self.shares.reading.spots.get(spot, ())))

    def _cards(self, slide: str, at: int, block: Cards) -> tuple[Cards, int, int]:
        guard = CardGuard(self.shares, self.words)
        told = [guard.told((slide, at, place, 0), one) for place, one in enumerate(block.cards)]
        cards = Cards(tuple(card for card, _n, _texts in told))
        return cards, sum(n for _card, n, _texts in told), sum(n for *_card, n in told)

    def _table(self, slide: str, at: int, block: Table) -> tuple[Table, int, int]:
        closed = self._closed(slide, at, block)
        told = [self._row((slide, at, place), row, closed) for place, row in enumerate(block.rows)]
        title, n_title = self.words(block.title)
        notes = [self.words(one) for one in block.notes]
        table = replace(
            block,
            title=title,
            rows=tuple(row for row, _n, _texts in told),
            notes=tuple(one for one, _n in notes),
        )
        texts = n_title + sum(n for _one, n in notes) + sum(n for *_row, n in told)
        return table, sum(n for _row, n, _texts in told), texts

    def _row(
        self, at: tuple[str, int, int], row: tuple[Cell, ...], closed: set[int]
    ) -> tuple[tuple[Cell, ...], int, int]:
        """Return a row, how many of its numbers were hidden, and in how many texts.

        What is worked out from its counts is hidden where one of them is.
        """
        tells = bool(self.shares.hidden.intersection(self.shares.reading.rows[at]))
        cells: list[Cell] = []
        count = texts = 0
        for column, cell in enumerate(row):
            if self._hides_cell((*at, column), cell, tells=tells or column in closed):
                cells.append(_HIDDEN)
                count += 1
            elif cell.value is None and column and cell.n is None:
                text, n = self.words(cell.text)
                cells.append(replace(cell, text=text))
                texts += n
            else:
                is_long = isinstance(cell.value, float)
                cells.append(replace(cell, value=rounded(cell.value)) if is_long else cell)
        return tuple(cells), count, texts

    def _hides_cell(self, spot: Spot, cell: Cell, *, tells: bool) -> bool:
        if spot in self.shares.reading.spots:
            return self._is_hidden(spot)
        return tells and (cell.value is not None or is_change(cell.text.en))

    def _closed(self, slide: str, at: int, block: Table) -> set[int]:
        """Return the columns of changes in which one would tell a small number of before."""
        reading, k = self.shares.reading, self.shares.k
        return {
            column
            for place, row in enumerate(block.rows)
            for column, cell in enumerate(row)
            if (slide, at, place, column) not in reading.spots and is_change(cell.text.en)
            for n in reading.rows[slide, at, place]
            if any(0 < one < k for one in before_of(reading.numbers.values[n], cell.text.en, k))
        }

    def _chart(self, slide: str, at: int, block: Chart) -> tuple[Chart, int, int]:
        title, n = self.words(block.title)
        told = replace(block, title=title)
        if block.kind == "funnel":
            return *self._funnel(slide, at, told), n
        labels = [self.shares.reading.label(one) for one in block.categories]
        series, count = [], 0
        for which, one in enumerate(block.series):
            values = tuple(
                None
                if value is None
                or self._hides_point(block, (slide, at, which, place), label, value)
                else rounded(value)
                for place, (label, value) in enumerate(zip(labels, one.values, strict=True))
            )
            count += values.count(None) - one.values.count(None)
            series.append(Series(one.name, values))
        return replace(told, series=tuple(series)), count, n

    def _hides_point(self, chart: Chart, spot: Spot, label: str, value: float | None) -> bool:
        """Return whether a point of a chart is hidden.

        A share of a unit stays only where both of its numbers are shown: from these it can be seen
        that none is small.
        What is worked out from counts, as a median, is hidden where one of them is, as in a table.
        """
        if spot in self.shares.reading.spots:
            return self._is_hidden(spot)
        if value is None:
            return False
        if chart.as_percent and chart.kind != "lines":
            return not self.shares.is_told(label, value)
        mine = self.shares.at(label)
        if not chart.counts and self.shares.hidden.intersection(mine):
            return True
        return self.shares.tells(value, mine)

    def _funnel(self, slide: str, at: int, block: Chart) -> tuple[Chart, int]:
        shown: list[FunnelPoint] = [
            point
            for place, point in enumerate(block.points)
            if not self._is_hidden((slide, at, place, -1))
        ]
        # Where they begin, end or leave one out would tell the m of a hidden unit.
        units = [one.m for one in block.points]
        limits = limits_for(block.limits, units, [one.m for one in shown])
        kept = replace(block, points=tuple(shown), limits=limits, mean=rounded(block.mean))
        return kept, len(block.points) - len(shown)


def _percentages(n: int, m: int) -> set[str]:
    """Return a share as it may be written: rounded or cut, with a tenth or without."""
    share = 100 * n / m if m else 0
    cut = int(share * 10) / 10
    return {f"{share:.1f}", f"{share:.0f}", f"{cut:.1f}", f"{int(share)}", f"{share:.2f}"}
