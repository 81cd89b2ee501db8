"""What the ledger says of a case: its state, when and how it was closed, who has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from casework.case_status import OPEN_STATUSES, CaseStatus
from casework.move import Move

# Columns of a case that its events answer for: from the beginning, and once one told of them.
_FIRST: Final = ("code", "serial", "status", "closed_at", "assigned_to")
TOLD: Final = (*_FIRST, "resolution", "satisfaction", "tier")
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
            facts |= {name: details.get(name) for name in _FIRST}
    elif kind in _MOVES:
        _step(facts, details, at)
    elif kind == "handed_over":
        facts["assigned_to"] = details.get("to")
    elif kind == "sent_up" and "tier_to" in details:
        facts["tier"] = details["tier_to"]
    _corrected(facts, details.get("texts"), details.get("changes"))


def _corrected(facts: dict[str, Any], texts: object, changes: object) -> None:
    # A row changed past the program may hold anything, and still has to be read to be named.
    if isinstance(texts, list) and "resolution" in texts:
        facts.pop("resolution", None)
    if isinstance(changes, Mapping):
        pairs = {name: pair for name, pair in changes.items() if name in TOLD}
        facts |= {n: pair[-1] for n, pair in pairs.items() if isinstance(pair, list) and pair}


def _step(facts: dict[str, Any], details: Mapping[str, Any], at: str) -> None:
    # A step to closed closes when it happened, unless it says another time; opening blanks it.
    target = details.get("to")
    facts["status"] = target
    if target == CaseStatus.CLOSED and "resolution" in details:
        facts["resolution"] = details["resolution"]
    if target == CaseStatus.VISITED_BACK and "satisfied" in details:
        facts["satisfaction"] = details["satisfied"]
    if "closed_at" in details:
        facts["closed_at"] = details["closed_at"]
    elif target == CaseStatus.CLOSED:
        facts["closed_at"] = at
    elif target in OPEN_STATUSES:
        facts["closed_at"] = None
