"""What a pack holds: slides of figures, tables, charts, maps, lines; texts in both languages.

A deck is complete in itself: whoever writes a file of it asks nothing else.  Numbers stand in it
beside the text that shows them, so that every format carries the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from service.packs.words import NONE, Words

Sense = Literal["good", "bad", "plain"]
Align = Literal["left", "right"]
ChartKind = Literal["bars", "lines", "stacked", "funnel"]
Shape = Literal["cover", "full", "halves", "map", "stack", "cards"]


@dataclass(frozen=True)
class Beside:
    """What a figure is beside another period's: against what, in words, and whether it is good."""

    against: Words
    text: Words
    sense: Sense = "plain"


@dataclass(frozen=True)
class Card:
    """One figure of the registry as a card.

    Attributes
    ----------
    key
        Of the registry (`casework.indicators.REGISTRY`).
    value
        As it is shown (92.3 %, 208, -); ``amount`` is the number behind it, None for none.
    n, m
        Of the figure; ``said`` tells them in words (36 of 39, 3 not yet due).
    is_share
        Whether it is a share of ``m``: a count, and not only the rest, tells something small.
    trend
        Name of each period and its amount, the last one this; no trend for nothing.
    is_late
        Whether it counts what is late, and there is some.
    """

    key: str
    name: Words
    value: str
    amount: float | None
    n: int
    m: int
    said: Words
    is_share: bool
    beside: tuple[Beside, ...] = ()
    trend: tuple[tuple[str, float | None], ...] = ()
    formula: Words = NONE
    source: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Cards:
    """Figures beside each other, at most eight; ``is_hidden`` ones are told by `Card.value`."""

    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    key
        Of a registry figure where it is one.
    share
        Of the table's width, in parts of the sum of all.
    unit
        As written under the name: %, 户, h; nothing for none.
    formula
        How it is made, for the sheet of formulas; nothing for what is no figure.
    counts
        Whether its numbers count people, households or cases, and are hidden for outside where
        they are small; ``of`` names the column that holds the denominator of a share.
    """

    key: str
    name: Words
    share: float = 1.0
    align: Align = "left"
    unit: Words = NONE
    formula: Words = NONE
    counts: bool = False
    of: str | None = None


@dataclass(frozen=True)
class Cell:
    """What stands in a table: the text, and the number where it is one.

    ``n, m`` are told where it is a share.
    """

    text: Words
    value: float | int | None = None
    n: int | None = None
    m: int | None = None
    is_late: bool = False


@dataclass(frozen=True)
class Table:
    """A table, or one page of one.

    Attributes
    ----------
    key
        Of the whole table: pages of one table share it, and the sheet of a workbook is named by
        ``title``.
    page, pages
        Both from 1.
    has_total
        Whether the last row (of the last page) is the sum of the others.
    is_of_cases
        Whether its rows are single cases or places: not for outside.
    """

    key: str
    title: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Words, ...] = ()
    page: int = 1
    pages: int = 1
    has_total: bool = False
    is_of_cases: bool = False


@dataclass(frozen=True)
class Series:
    """One series of a chart: a value per category, None where there is none."""

    name: Words
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class FunnelPoint:
    """A unit in a funnel plot: its share (0 to 1) of ``m``, and whether it lies outside."""

    name: Words
    n: int
    m: int
    place: Literal["inside", "above", "below"]


@dataclass(frozen=True)
class Chart:
    """A chart as numbers.

    Attributes
    ----------
    kind
        ``bars`` and ``stacked`` lie along the categories; ``lines`` run over periods; ``funnel``
        is a scatter of `points` within the `limits`.
    as_percent
        Whether values are shares (0 to 1), shown in percent.
    mean, limits
        Of a funnel: the mean share, and rows of ``m, low 95, high 95, low 99.8, high 99.8``.
    counts
        Whether its values count people, households or cases (see `Column.counts`).
    """

    key: str
    kind: ChartKind
    title: Words
    x_name: Words = NONE
    y_name: Words = NONE
    categories: tuple[Words, ...] = ()
    series: tuple[Series, ...] = ()
    points: tuple[FunnelPoint, ...] = ()
    mean: float | None = None
    limits: tuple[tuple[float, float, float, float, float], ...] = ()
    as_percent: bool = False
    counts: bool = True


@dataclass(frozen=True)
class Picture:
    """A map: SHA-256 of its SVG by language, for the meeting and for outside.

    ``alt`` says what it shows.  Without ``outside`` it is not shown outside.
    """

    key: str
    alt: Words
    inside: dict[str, str]
    outside: dict[str, str] = field(default_factory=dict)
    # Width by height.
    ratio: float = 16 / 9


@dataclass(frozen=True)
class Line:
    """One line of a list: when (or which), what, and in which mood it is to be read."""

    text: Words
    when: Words = NONE
    sense: Sense = "plain"


@dataclass(frozen=True)
class Lines:
    """Lines under each other: a course of events, decisions, open questions."""

    key: str
    lines: tuple[Line, ...]
    title: Words = NONE
    is_of_cases: bool = False


Block = Cards | Table | Chart | Picture | Lines


@dataclass(frozen=True)
class Slide:
    """One slide.

    Attributes
    ----------
    key
        Unique in the deck, the same in the next pack: ``headline``, ``matter-1``, ``late-2``.
    section
        Key of the template's section it belongs to.
    shape
        How the blocks stand (`service.packs.layout`): ``cover`` none or lines; ``cards`` cards
        and, below, one more block; ``full`` one block; ``halves`` two; ``map`` a wide one and one
        or two at its right; ``stack`` under each other.
    notes
        Small, at the foot: what was counted, what was left out.
    link
        Address of the live page with the same period and part, relative to the app, without a
        leading slash: ``by-unit?period=2026-10``.
    only_inside
        Whether it is left out of files for outside as a whole.
    """

    key: str
    section: str
    title: Words
    shape: Shape
    blocks: tuple[Block, ...]
    subtitle: Words = NONE
    notes: tuple[Words, ...] = ()
    link: str = ""
    only_inside: bool = False


@dataclass(frozen=True)
class Deck:
    """All slides of one period and part, as of a moment.

    Attributes
    ----------
    period
        Key of the period; ``area`` and ``unit`` are codes, None for the whole district.
    place
        Name of the district and of the part.
    """

    period: str
    area: str | None
    unit: str | None
    as_of: datetime
    title: Words
    place: Words
    period_name: Words
    slides: tuple[Slide, ...]

    def slide(self, key: str) -> Slide | None:
        """Return a slide by its key."""
        return next((one for one in self.slides if one.key == key), None)
