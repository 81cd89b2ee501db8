"""Who may do what: asked as viewer and action, answered with a reason, refused by default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casework.errors import CaseworkError
from casework.sentence import Sentence
from casework.viewer import (
    ACTION_TERMS,
    DEMONSTRATION_COORDINATOR,
    OPERATOR,
    ROLE_TERMS,
    SYSTEM,
    Action,
    Role,
    Scope,
    Viewer,
)

__all__ = [
    "ACTION_TERMS",
    "DEMONSTRATION_COORDINATOR",
    "MAY",
    "NEEDS_WHOLE_DISTRICT",
    "OPERATOR",
    "ROLE_TERMS",
    "SYSTEM",
    "Action",
    "Role",
    "Scope",
    "Verdict",
    "Viewer",
    "may",
    "require",
    "scope_of",
]

_LOOKING: Final = frozenset(
    {
        Action.VIEW_MAP,
        Action.LOCATE,
        Action.VIEW_CASES,
        Action.LOOK_UP_RECEIPT,
        Action.VIEW_VISITS,
    }
)
_REVIEWING: Final = _LOOKING | {Action.AUDIT_MAP, Action.EXPORT}
_FILING: Final = _REVIEWING | {Action.IMPORT_FILES, Action.UNDO_IMPORT, Action.REGISTER_CASE}
_HANDLING: Final = frozenset({Action.REGISTER_CASE, Action.MOVE_CASE})
_DECIDING: Final = frozenset({Action.APPROVE, Action.HAND_OVER, Action.SUPERVISE})
_COVERING: Final = frozenset(
    {
        Action.PLAN_COVERAGE,
        Action.APPROVE_COVERAGE,
        Action.KEEP_ROSTER,
        Action.REORGANISE,
        Action.CARRY_OUT,
    }
)
# What a worker does on the street.
_WALKING: Final = frozenset(
    {
        Action.VIEW_HOMES,
        Action.RECORD_VISIT,
        Action.CHECK_ROUND,
        Action.CONFIRM_EMERGENCY,
    }
)
_CHECKING: Final = frozenset({Action.DRAW_CHECKS, Action.RECORD_CHECK})
_SERVING: Final = _WALKING | {
    Action.PLAN_VISITS,
    Action.KEEP_PLACES,
    Action.KEEP_SESSIONS,
    Action.OPEN_EMERGENCY,
}

# What is not here is refused.
MAY: Final[dict[Role, frozenset[Action]]] = {
    Role.LEADER: _REVIEWING | {Action.OPEN_EMERGENCY},
    Role.COORDINATOR: _FILING
    | _HANDLING
    | _DECIDING
    | _COVERING
    | _SERVING
    | _CHECKING
    | {Action.VIEW_CONTACTS},
    Role.PRESENTER: _REVIEWING,
    Role.CLERK: _FILING | {Action.KEEP_PLACES},
    Role.SUPERVISOR: _REVIEWING | _CHECKING | {Action.SUPERVISE, Action.APPROVE},
    Role.WORKER: _LOOKING | _HANDLING | _WALKING | {Action.VIEW_CONTACTS},
    Role.AUDITOR: _REVIEWING | {Action.VERIFY_LEDGER},
    Role.ADMINISTRATOR: frozenset(Action),
    Role.SYSTEM: frozenset({Action.ESCALATE, Action.CARRY_OUT}),
}

# A file or a setting is about the whole district, so a part of it is not enough.
NEEDS_WHOLE_DISTRICT: Final = frozenset(
    {
        Action.IMPORT_FILES,
        Action.UNDO_IMPORT,
        Action.ADMINISTER,
        Action.CHANGE_SETTINGS,
        Action.CHANGE_RULES,
        Action.ESCALATE,
        Action.VERIFY_LEDGER,
        Action.REORGANISE,
        Action.CARRY_OUT,
    }
)


@dataclass(frozen=True)
class Verdict:
    """Whether something is allowed, and if not, why not and what to do; truthy when allowed."""

    allowed: bool
    reason: Sentence | None = None

    def __bool__(self) -> bool:
        return self.allowed


def may(viewer: Viewer, action: Action) -> Verdict:
    """Return whether this viewer may do this, with the reason when not.

    Parameters
    ----------
    viewer
        Who asks.
    action
        What for.  An unknown role or action is refused.
    """
    if action not in MAY.get(viewer.role, frozenset()):
        return Verdict(
            False,
            Sentence(
                "{name} ({role}) may not do this: {action}. Ask an administrator.",
                name=viewer.name,
                role=ROLE_TERMS.get(viewer.role, str(viewer.role)),
                action=ACTION_TERMS.get(action, str(action)),
            ),
        )
    if action in NEEDS_WHOLE_DISTRICT and not scope_of(viewer).is_whole:
        return Verdict(
            False,
            Sentence(
                "{name} sees only {scope}, and this concerns the whole district: {action}."
                " Ask somebody who answers for the whole district.",
                name=viewer.name,
                scope=viewer.scope,
                action=ACTION_TERMS[action],
            ),
        )
    return Verdict(True)


def require(viewer: Viewer, action: Action) -> None:
    """Do nothing when the viewer may do this.

    Raises
    ------
    CaseworkError
        With the reason, when he may not.
    """
    verdict = may(viewer, action)
    if verdict.reason is not None:
        raise CaseworkError(verdict.reason.msgid, **verdict.reason.params)


def scope_of(viewer: Viewer) -> Scope:
    """Return the part of the district this viewer sees into."""
    return Scope(viewer.scope)
