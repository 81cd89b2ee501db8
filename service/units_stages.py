"""The figures in the order of a case's life: each stage has its own (全过程考核)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casework.indicators import INDICATORS
from casework.sentence import Term


@dataclass(frozen=True)
class Stage:
    """A stage of a case's life, with the keys of its figures."""

    name: Term
    keys: tuple[str, ...]


_PLACED: Final = (
    Stage(
        Term("coming in"),
        ("reported", "reported_per_1000", "needs_per_1000", "voiced", "duplicates"),
    ),
    Stage(Term("accepting"), ("accepted", "accepted_on_time")),
    Stage(Term("dispatching"), ("dispatched_right", "bounced", "transfers", "first_handler")),
    Stage(Term("handling"), ("handled", "handled_on_time", "settled_low")),
    Stage(Term("checking"), ("check_passed", "reworked")),
    Stage(
        Term("closing"),
        (
            "closed_count", "closed", "closed_on_time", "urgent_closed", "urgent_closed_on_time",
            "hotline_closed_on_time", "fed_back",
        ),
    ),
    Stage(
        Term("answering and visiting back"),
        (
            "told_on_time", "told_on_time_street", "told_on_time_county", "responded", "resolved",
            "satisfied", "satisfied_of_answers",
        ),
    ),
    Stage(Term("in hand"), ("open_now", "overdue_now", "due_soon")),
    Stage(Term("supervising"), ("supervised_on_time", "mediation_agreed")),
)  # fmt: skip
_KNOWN: Final = frozenset(key for stage in _PLACED for key in stage.keys)
_OTHERS: Final = Stage(Term("other figures"), tuple(key for key in INDICATORS if key not in _KNOWN))

# In the order in which a case goes through them; what no stage names comes last.
STAGES: Final[tuple[Stage, ...]] = tuple(
    Stage(stage.name, tuple(key for key in stage.keys if key in INDICATORS))
    for stage in (*_PLACED, _OTHERS)
    if any(key in INDICATORS for key in stage.keys)
)


def in_order(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys in the order of the stages, each once; what is no figure stays last."""
    order = {key: at for at, key in enumerate(key for stage in STAGES for key in stage.keys)}
    return tuple(sorted(dict.fromkeys(keys), key=lambda key: order.get(key, len(order))))


def stage_of(key: str) -> Stage:
    """Return the stage a figure belongs to."""
    return next(stage for stage in STAGES if key in stage.keys)
