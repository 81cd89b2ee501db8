"""What one session plans: the steps of its plan, what the map told, what was worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, TypeVar

import streamlit as st

from casework.access import Viewer
from casework.plan import CoveragePlan, PlanHistory
from dashboard.i18n import _
from data.store import Store
from service.language import Said
from service.plans.conflict import ConflictLine
from service.plans.facts import StudioFacts
from service.plans.measures import PlanMeasures, measure_plan
from service.plans.proposing import Ask, PlanProposal

MAP_KEY: Final = "studio_map"
# Widgets the map may set: which part stands beside it, and the workers of a proposal.
PART_KEY: Final = "studio_part"
WORKERS_KEY: Final = "studio_ask_workers"
_STUDIO: Final = "studio"
T = TypeVar("T")


@dataclass
class Studio:
    """The plan of one session, changed in place.

    Attributes
    ----------
    history
        The plan with the way back.
    frame, told
        The map's frame, and the number of its last act that was carried out here.
    knows
        Mark of the duty that frame holds.
    waiting
        Acts of buttons, carried out after those of the map that came before them.
    refused
        Why the last act was not done.
    draft
        Number and version of the draft the plan was opened from or saved as.
    asks, proposed
        The proposal that is being worked out, and what came of the last one.
    conflicts
        What stood in the way of the last approval.
    kept
        What was worked out last, by name, each with what it was worked out from.

    Notes
    -----
    Every access to the session's state may end the run in favour of a newer one, a plain
    attribute cannot: an act is never noted without being done.
    """

    history: PlanHistory
    frame: str = ""
    told: int = 0
    knows: str | None = None
    waiting: list[Mapping[str, Any]] = field(default_factory=list)
    refused: Said | None = None
    draft: tuple[int, int] | None = None
    asks: Ask | None = None
    proposed: PlanProposal | None = None
    conflicts: tuple[ConflictLine, ...] = ()
    kept: dict[str, tuple[tuple[object, ...], Any]] = field(default_factory=dict)

    @property
    def plan(self) -> CoveragePlan:
        """The plan looked at."""
        return self.history.plan

    def do(self, plan: CoveragePlan) -> None:
        """Take a step."""
        self.history = self.history.do(plan)

    def begin(self, plan: CoveragePlan, draft: tuple[int, int] | None = None) -> None:
        """Begin with another plan; the way back to the one before is gone."""
        self.history, self.draft = PlanHistory.of(plan), draft
        self.proposed, self.conflicts = None, ()

    def ask(self, what: str, **said: object) -> None:
        """Note an act of a button, to be carried out when the page runs."""
        self.waiting.append({"do": what, **said})

    def once(self, name: str, source: tuple[object, ...], work: Callable[[], T]) -> T:
        """Return what `work` makes of the source, worked out again only for another source."""
        kept = self.kept.get(name)
        if kept is None or not _same(kept[0], source):
            self.kept[name] = kept = (source, work())
        made: T = kept[1]
        return made


@dataclass(frozen=True)
class Desk:
    """Who plans, in which store, when; his plan, and the facts it is made from."""

    viewer: Viewer
    store: Store
    studio: Studio
    facts: StudioFacts
    now: datetime

    def measured(self) -> tuple[PlanMeasures, PlanMeasures]:
        """Return the measures of the duty as it is and as planned."""
        facts, plan = self.facts, self.studio.plan
        return (
            self.studio.once("before", (facts.token,), lambda: measure_plan(facts, facts.holders)),
            self.studio.once(
                "after", (facts.token, plan), lambda: measure_plan(facts, facts.areas_of(plan))
            ),
        )

    def worker_names(self) -> dict[str | None, str]:
        """Return the names of the workers by code, and what nobody is called."""
        names = dict(zip(self.facts.workers["code"], self.facts.workers["name"], strict=True))
        return {**names, None: _("nobody")}


@lru_cache(maxsize=4)
def holders_of(facts: StudioFacts) -> dict[str, str | None]:
    """Return who has each grid on the day, by codes; put together once for the same facts."""
    return facts.holder_codes()


def studio_of(on: date) -> Studio:
    """Return this session's plan; one begun on an earlier day changes today's duty from now on."""
    studio: Studio = st.session_state.setdefault(_STUDIO, Studio(PlanHistory.of(_none(on))))
    if studio.plan.on != on:
        studio.begin(replace(studio.plan, on=on), studio.draft)
    return studio


def _none(on: date) -> CoveragePlan:
    return CoveragePlan(on)


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return len(one) == len(other) and all(
        a is b or (isinstance(a, str) and a == b) for a, b in zip(one, other, strict=True)
    )
