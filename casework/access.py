"""Who may do what: asked as viewer and action, answered with a reason, refused by default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casework.errors import NotAllowedError
from casework.sentence import Sentence
from casework.viewer import (
    ACTION_TERMS,
    DEMONSTRATION_COORDINATOR,
    OPERATOR,
    ROLE_TERMS,
    SYSTEM,
    Action,
    OwnGrids,
    Resource,
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
    "OwnGrids",
    "Resource",
    "Role",
    "Scope",
    "Verdict",
    "Viewer",
    "may",
    "require",
    "require_whole",
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
_REVIEWING: Final = _LOOKING | {Action.AUDIT_MAP, Action.EXPORT, Action.VIEW_MEETINGS}
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
_MEETING: Final = frozenset(
    {
        Action.PREPARE_PACK,
        Action.KEEP_MEETINGS,
        Action.FLAG_CASE,
        Action.REPORT_PROGRESS,
        Action.KEEP_PROMISES,
        Action.PUT_OUT_BULLETIN,
        Action.PUBLISH,
    }
)

# What is not here is refused.
MAY: Final[dict[Role, frozenset[Action]]] = {
    Role.LEADER: _REVIEWING | {Action.OPEN_EMERGENCY, Action.FLAG_CASE},
    Role.COORDINATOR: _FILING
    | _HANDLING
    | _DECIDING
    | _COVERING
    | _SERVING
    | _CHECKING
    | _MEETING
    | {Action.VIEW_CONTACTS, Action.CONTEST_LINE},
    Role.PRESENTER: _REVIEWING | _MEETING,
    Role.CLERK: _FILING | {Action.KEEP_PLACES, Action.REPORT_PROGRESS, Action.CONTEST_LINE},
    Role.SUPERVISOR: _REVIEWING
    | _CHECKING
    | {Action.SUPERVISE, Action.APPROVE, Action.FLAG_CASE, Action.PUT_OUT_BULLETIN},
    Role.WORKER: _LOOKING | _HANDLING | _WALKING | {Action.VIEW_CONTACTS},
    Role.AUDITOR: _REVIEWING | {Action.VERIFY_LEDGER, Action.VIEW_AUDIT},
    # Whoever gives the keys does not read who used them, and does not handle cases.
    Role.ADMINISTRATOR: frozenset(Action) - {Action.VIEW_AUDIT, Action.VIEW_CONTACTS},
    Role.SYSTEM: frozenset({Action.ESCALATE, Action.CARRY_OUT, Action.BACK_UP}),
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
        Action.BACK_UP,
        Action.VERIFY_LEDGER,
        Action.REORGANISE,
        Action.CARRY_OUT,
        Action.KEEP_ACCOUNTS,
        Action.KEEP_PRIVACY,
        Action.VIEW_AUDIT,
    }
)


@dataclass(frozen=True)
class Verdict:
    """Whether something is allowed, and if not, why not and what to do; truthy when allowed."""

    allowed: bool
    reason: Sentence | None = None

    def __bool__(self) -> bool:
        return self.allowed


def may(viewer: Viewer, action: Action, resource: Resource | None = None) -> Verdict:
    """Return whether this viewer may do this, with the reason when not.

    Parameters
    ----------
    viewer
        Who asks.
    action
        What for.  An unknown role or action is refused.
    resource
        What it is about; None where that is still to be chosen among what he sees.

    Notes
    -----
    Lists ask the same in the database: `service.scoping`.
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
        return Verdict(False, _concerns_all(viewer, action))
    if resource is not None and not scope_of(viewer).holds(resource):
        return Verdict(
            False,
            Sentence(
                "{name} sees only {scope}, and this lies elsewhere: {action}. Ask who answers"
                " there.",
                name=viewer.name,
                scope=viewer.scope,
                action=ACTION_TERMS[action],
            ),
        )
    return Verdict(True)


def require(viewer: Viewer, action: Action, resource: Resource | None = None) -> None:
    """Do nothing when the viewer may do this.

    Raises
    ------
    NotAllowedError
        With the reason, when he may not.
    """
    verdict = may(viewer, action, resource)
    if verdict.reason is not None:
        raise NotAllowedError(viewer, action, verdict.reason.msgid, **verdict.reason.params)


def require_whole(viewer: Viewer, action: Action) -> None:
    """Do nothing when the viewer may do this and sees the whole district.

    For an act about all of the district where others of the same action are about a part.

    Raises
    ------
    NotAllowedError
        With the reason, when he may not.
    """
    require(viewer, action)
    if not scope_of(viewer).is_whole:
        reason = _concerns_all(viewer, action)
        raise NotAllowedError(viewer, action, reason.msgid, **reason.params)


def _concerns_all(viewer: Viewer, action: Action) -> Sentence:
    return Sentence(
        "{name} sees only {scope}, and this concerns the whole district: {action}."
        " Ask somebody who answers for the whole district.",
        name=viewer.name,
        scope=viewer.scope,
        action=ACTION_TERMS[action],
    )


def scope_of(viewer: Viewer) -> Scope:
    """Return the part of the district this viewer sees into."""
    return Scope(viewer.scope, viewer.worker if viewer.role is Role.WORKER else None)
