"""What one session reorganises: the steps of its plan, what is chosen, what was worked out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal, TypeVar, get_args

import pandas as pd
import streamlit as st

from casework.access import Viewer
from data.store import Store
from service.language import Said
from service.map_view import MapData
from service.reorganise.plan import ReorganisationPlan
from service.reorganise.preview import Preview, preview

MAP_KEY: Final = "cut_map"
_BENCH: Final = "reorganise_bench"
Level = Literal["grid", "community", "street"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
T = TypeVar("T")


@dataclass
class Bench:
    """The plan of one session, changed in place.

    Attributes
    ----------
    steps, at
        The plan after each step, and which of them is looked at.
    level, chosen
        What is chosen on the map, and the codes.
    turn
        How often the choice was changed elsewhere than in its list: the list then begins anew,
        so that what it still says of before changes nothing.
    frame, told
        The map's frame, and the number of its last act that was carried out here.
    refused
        Why the last act was not done.
    kept
        What was worked out last, by name, each with what it was worked out from.
    """

    steps: tuple[ReorganisationPlan, ...]
    at: int = 0
    level: Level = "grid"
    chosen: tuple[str, ...] = ()
    turn: int = 0
    frame: str = ""
    told: int = 0
    refused: Said | None = None
    kept: dict[str, tuple[tuple[object, ...], Any]] = field(default_factory=dict)

    @property
    def plan(self) -> ReorganisationPlan:
        """The plan looked at."""
        return self.steps[self.at]

    def do(self, plan: ReorganisationPlan) -> None:
        """Take a step; what was taken back before is gone."""
        self.steps, self.at = (*self.steps[: self.at + 1], plan), self.at + 1
        self.choose(())

    def walk(self, steps: int) -> None:
        """Go back or on along the steps."""
        self.at = min(max(self.at + steps, 0), len(self.steps) - 1)
        self.choose(())
        self.refused = None

    def begin(self, plan: ReorganisationPlan) -> None:
        """Begin with another plan; the way back to the one before is gone."""
        self.steps, self.at, self.refused = (plan,), 0, None
        self.choose(())

    def choose(self, codes: tuple[str, ...]) -> None:
        """Choose these, from elsewhere than the list."""
        self.chosen = codes
        self.turn += 1

    def once(self, name: str, source: tuple[object, ...], work: Callable[[], T]) -> T:
        """Return what `work` makes of the source, worked out again only for another source."""
        kept = self.kept.get(name)
        if kept is None or kept[0] != source:
            self.kept[name] = kept = (source, work())
        made: T = kept[1]
        return made


@dataclass(frozen=True, eq=False)
class Outlook:
    """Grids and units as they would be (`service.reorganise.preview.Preview`).

    ``told`` is the whole preview; None while nothing is planned.
    """

    grids: pd.DataFrame
    units: pd.DataFrame
    told: Preview | None


@dataclass(frozen=True)
class Desk:
    """Who reorganises, in which store, when; his plan, and what it would come to.

    ``mark`` is the state of the district that the outlook was worked out on.
    """

    viewer: Viewer
    store: Store
    bench: Bench
    now: datetime
    mark: str

    @property
    def seen(self) -> Outlook:
        """Return what the plan would come to."""
        return self.outlook(self.bench.plan)

    def outlook(self, plan: ReorganisationPlan) -> Outlook:
        """Return what a plan would come to, worked out once."""
        kept = self.bench.kept.get("outlook")
        if kept is None or kept[0][0] is not plan or kept[0][1] != self.mark:
            self.bench.kept["outlook"] = kept = ((plan, self.mark), self._look(plan))
        found: Outlook = kept[1]
        return found

    def _look(self, plan: ReorganisationPlan) -> Outlook:
        if plan.operations:
            seen = preview(self.viewer, self.store, plan, self.now)
            return Outlook(seen.grids, seen.units, seen)
        layer = MapData.of(self.store).grids(plan.on)
        grids, units = layer.frame, layer.units.dropna(subset="code")
        own = [(code,) for code in layer.codes]
        return Outlook(grids.assign(origins=own, is_new=False), units.assign(is_new=False), None)

    def try_step(self, plan: ReorganisationPlan) -> bool:
        """Take a step when it can be done; note why not when it cannot."""
        self.bench.refused = None
        try:
            self.outlook(plan)
        except Exception as error:
            if not isinstance(error, Said):
                raise
            self.bench.refused = error
            return False
        self.bench.do(plan)
        return True

    def names(self, level: Level) -> dict[str, str]:
        """Return the names of grids or units by code, as they would be."""
        rows, units = self.seen.grids, self.seen.units
        if level != "grid":
            rows = units[units["level"] == level]
        return dict(zip(rows["code"], rows["name"], strict=True))


def bench_of(on: date) -> Bench:
    """Return this session's bench, with an empty plan at first."""
    empty: Callable[[], Bench] = lambda: Bench((ReorganisationPlan(on),))  # noqa: E731
    if _BENCH not in st.session_state:
        st.session_state[_BENCH] = empty()
    found: Bench = st.session_state[_BENCH]
    return found
