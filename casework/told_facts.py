"""What the ledger says of a case: its state, when it was closed, who has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from casework.case_status import OPEN_STATUSES, CaseStatus
from casework.move import Move

# Columns of a case that its events answer for.
TOLD: Final = ("code", "serial", "status", "closed_at", "assigned_to")
_BEGINNINGS: Final = frozenset({"reported", "carried_over"})
_MOVES: Final = frozenset(move.value for move in Move)


def tell(facts: dict[str, Any], kind: str, details: Mapping[str, Any], at: str) -> None:
    """Add to what is known of a case what one more event of it tells.

    Parameters
    ----------
    facts
        `TOLD` by name, as far as known; times as ISO texts in UTC.
    kind, details, at
        Of the event; ``at`` is when it happened, as an ISO text in UTC.
    """
    if kind in _BEGINNINGS:
        if "status" in details:
            facts |= {name: details.get(name) for name in TOLD}
    elif kind in _MOVES:
        _step(facts, details, at)
    elif kind == "handed_over":
        facts["assigned_to"] = details.get("to")
    changes = details.get("changes") or {}
    facts |= {name: pair[1] for name, pair in changes.items() if name in TOLD}


def _step(facts: dict[str, Any], details: Mapping[str, Any], at: str) -> None:
    # A step to closed closes when it happened, unless it says another time; opening blanks it.
    target = details.get("to")
    facts["status"] = target
    if "closed_at" in details:
        facts["closed_at"] = details["closed_at"]
    elif target == CaseStatus.CLOSED:
        facts["closed_at"] = at
    elif target in OPEN_STATUSES:
        facts["closed_at"] = None
