"""The parts of an area side by side: the figures of each unit or grid right below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, cast

from casework.access import Viewer
from casework.indicator import Form
from casework.period import Period
from casework.sentence import Sentence
from data.store import Store
from service.areas import GRID, AreaStep, children_of
from service.figure import Figure
from service.figure_groups import By
from service.figure_places import has_history
from service.figures import figure_tables

PLACE_KEYS: Final = ("overdue_now", "due_soon", "reported", "closed_count", "closed_on_time")


@dataclass(frozen=True)
class PlaceLine:
    """One part of the area: a unit or grid and its figures by key.

    ``is_bare`` holds where nothing came in, fell due or is open: neither good nor bad.
    """

    step: AreaStep
    figures: dict[str, Figure]

    @property
    def is_bare(self) -> bool:
        """Return True where there is nothing to say of it."""
        return not any(one.n or one.m for one in self.figures.values())


def place_lines(
    viewer: Viewer, store: Store, area: str | None, period: Period, now: datetime, on: date
) -> tuple[PlaceLine, ...]:
    """Return the parts right below an area, those with most overdue first; none below a grid.

    Notes
    -----
    Where units or grids have changed, a case counts where it lies on the map of today: the lines
    are those of today, and each can be opened.
    """
    steps = children_of(viewer, store, area, on)
    map_of = on if has_history(store) else None
    found: dict[str, dict[str, Figure]] = {}
    for level in dict.fromkeys(step.level for step in steps):
        tables = figure_tables(
            viewer,
            store,
            PLACE_KEYS,
            cast("By", level if level != GRID else "grid"),
            period.first,
            period.last,
            now,
            area=area,
            map_of=map_of,
        )
        for key, table in tables.items():
            for line in (*table.lines, *table.nothing_due):
                found.setdefault(str(line.code), {})[key] = line.figure
    lines = [PlaceLine(step, found[str(step.code)]) for step in steps if str(step.code) in found]
    return tuple(sorted(lines, key=_most_overdue_first))


def in_none(
    whole: Mapping[str, Figure], places: Sequence[PlaceLine]
) -> tuple[dict[str, int], Sentence] | None:
    """Return how many cases of the area lie in none of its parts, and a sentence; None for none.

    They have no position, or one outside every grid: without them the parts do not add up.
    """
    keys = [key for key in PLACE_KEYS if whole[key].form is Form.COUNT]
    left = {key: whole[key].n - sum(line.figures[key].n for line in places) for key in keys}
    if not places or not any(left.values()):
        return None
    said = Sentence(
        "In none of them, for want of a place: received {reported}, closed {closed}, overdue"
        " {overdue}.",
        reported=left["reported"],
        closed=left["closed_count"],
        overdue=left["overdue_now"],
    )
    return left, said


def _most_overdue_first(line: PlaceLine) -> tuple[bool, int, int, str]:
    overdue, reported = line.figures["overdue_now"].n, line.figures["reported"].n
    return line.is_bare, -overdue, -reported, str(line.step.code)
