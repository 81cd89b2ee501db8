"""One step of one case inside a running transaction: the rules, the clocks, the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.lifecycle import Stamp, advance
from casework.move import MOVE_TERMS, Move
from data.rule_store import Rules
from service.cases.effects import Turn, follow
from service.cases.keeping import Kept, keep
from service.errors import ServiceError, unknown_unit

# What somebody has to approve: the clock gets more time, or the case ends without a check.
APPROVALS: Final = frozenset({Move.EXTEND, Move.SUSPEND, Move.FORCE_CLOSE, Move.VOID})


def action_of(move: Move) -> Action:
    """Return what somebody has to be allowed for this step."""
    return Action.APPROVE if move in APPROVALS else Action.MOVE_CASE


def require_move(viewer: Viewer, move: Move) -> None:
    """Do nothing when this viewer may take this step.

    Raises
    ------
    CaseworkError
        When he may not.
    ServiceError
        When it is the step of a file that tells of another system's cases.
    """
    require(viewer, action_of(move))
    if move is Move.MIRROR:
        raise ServiceError(
            "This step is not taken here: {move}. Import the file of the other system.",
            move=MOVE_TERMS[move],
        )


def take_step(
    conn: sa.Connection,
    rules: Rules,
    kept: Kept,
    move: Move,
    stamp: Stamp,
    facts: Mapping[str, Any],
) -> Kept:
    """Return the case after a step, in the running transaction; nobody is asked who may.

    Raises
    ------
    CaseworkError, ServiceError
        As `move_case`.
    """
    refuse_unknown_unit(rules, move, facts)
    moved, event = advance(kept.case, move, stamp, facts)
    turn = Turn(conn, rules, kept.id, kept.case, moved, stamp.happened_at, event.details)
    return keep(conn, kept, replace(moved, due_at=follow(move, turn)), event)


def refuse_unknown_unit(rules: Rules, move: Move, facts: Mapping[str, Any]) -> None:
    """Do nothing unless a case would be dispatched to a unit that the catalogue does not have.

    Raises
    ------
    ServiceError
        With the units there are.
    """
    unit = facts.get("unit")
    if move is Move.DISPATCH and unit and unit not in rules.catalogue.units:
        raise unknown_unit(unit, rules.catalogue.units)
