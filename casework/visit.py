"""Home visits: results and states, plans and their turns, when to come again."""

from __future__ import annotations

from casework.visit_plan import (
    EVERY_TERMS,
    PLAN_TERMS,
    Every,
    PlanKind,
    Turn,
    VisitPlan,
)
from casework.visit_retry import Retry, next_part, next_try
from casework.visit_state import (
    PART_TERMS,
    RESULT_TERMS,
    STATE_TERMS,
    DayPart,
    HomeState,
    Try,
    VisitResult,
    counting,
    part_of,
    state_of,
)

__all__ = [
    "EVERY_TERMS",
    "PART_TERMS",
    "PLAN_TERMS",
    "RESULT_TERMS",
    "STATE_TERMS",
    "DayPart",
    "Every",
    "HomeState",
    "PlanKind",
    "Retry",
    "Try",
    "Turn",
    "VisitPlan",
    "VisitResult",
    "counting",
    "next_part",
    "next_try",
    "part_of",
    "state_of",
]
