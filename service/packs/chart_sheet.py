"""The sheet a chart of a pack is drawn on: its head (title, notes, legend) and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from service.charts.look import Look
from service.packs.chart_words import distinct, number_text, shortened, wrapped
from service.packs.deck import Chart
from service.packs.text_width import width_in

TYPE_PT: Final = 12
TITLE_PT: Final = 14
SMALL_PT: Final = 10
LINE: Final = 1.25
# What ticks, their numbers and the name of an axis take, in points.
_AXIS_PT: Final = 36
SIGN_IN: Final = 0.24
_BETWEEN_IN: Final = 0.25


@dataclass(frozen=True)
class Mark:
    """One entry of a legend: its name, colour and the shape its points have."""

    name: str
    colour: str
    shape: str = "square"


@dataclass(frozen=True)
class Sheet:
    """A chart with the room it has, in inches, and how it looks.

    Attributes
    ----------
    notes
        Lines under the title, in small type.
    marks
        Of the legend; one alone needs none.
    """

    chart: Chart
    w_in: float
    h_in: float
    look: Look
    notes: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = field(default=())

    @property
    def language(self) -> str:
        """Return the language of the words."""
        return self.look.language

    @property
    def title(self) -> list[str]:
        """Return the lines of the title."""
        told = self.chart.title.told(self.language)
        return wrapped(told, self.w_in * 0.98, TITLE_PT) if told else []

    @property
    def small(self) -> list[str]:
        """Return the lines of the notes."""
        room = self.w_in * 0.98
        return [line for note in self.notes for line in wrapped(note, room, SMALL_PT, most=3)]

    @property
    def legend(self) -> list[list[Mark]]:
        """Return the rows of the legend."""
        rows: list[list[Mark]] = [[]]
        left = self.w_in
        for mark in self.marks if len(self.marks) > 1 else ():
            need = mark_in(mark)
            if rows[-1] and need > left:
                rows.append([])
                left = self.w_in
            rows[-1].append(mark)
            left -= need
        return [row for row in rows if row]

    @property
    def head_pt(self) -> float:
        """Return how high title, notes and legend are, in points."""
        lines = len(self.title) * TITLE_PT + len(self.small) * SMALL_PT
        return lines * LINE + len(self.legend) * TYPE_PT * 1.45 + (6 if self.title else 0)

    @property
    def plot_pt(self) -> float:
        """Return about how high the plot is, in points."""
        return max(24.0, self.h_in * 72 - self.head_pt - _AXIS_PT)

    @property
    def series(self) -> list[str]:
        """Return the names of the series, each its own, as the legend shows them."""
        room = self.w_in - SIGN_IN - _BETWEEN_IN
        told = [one.name.told(self.language) for one in self.chart.series]
        return distinct([shortened(name, room, TYPE_PT) for name in told])

    @property
    def colours(self) -> list[str]:
        """Return a colour for each series."""
        return cycled(self.look.series, len(self.chart.series))

    def number(self, value: float | None) -> str:
        """Return a value as it is read."""
        return number_text(value, as_percent=self.chart.as_percent)

    def axis_title(self, told: str, room_in: float) -> list[str] | None:
        """Return the name of an axis as lines, None for none."""
        return wrapped(told, room_in, TYPE_PT) if told else None

    def value_axis(self, *, is_upright: bool = True) -> dict[str, Any]:
        """Return the settings of the axis of values."""
        long_in = self.plot_pt / 72 if is_upright else self.w_in * 0.6
        return {
            "title": self.axis_title(self.chart.y_name.told(self.language), long_in),
            "format": ".0%" if self.chart.as_percent else ",~f",
            "tickCount": max(2, min(6, int(long_in * (2.2 if is_upright else 1.2)))),
            "labelFlush": not is_upright,
        }


def cycled(of: Sequence[str], count: int) -> list[str]:
    """Return as many as are asked for, from the first again where there are no more."""
    return [of[at % len(of)] for at in range(count)]


def mark_in(mark: Mark) -> float:
    """Return how wide an entry of a legend is, in inches."""
    return SIGN_IN + width_in(mark.name, TYPE_PT) + _BETWEEN_IN
