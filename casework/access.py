"""Who may do what: asked as viewer and action, answered with a reason, refused by default."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casework.errors import CaseworkError
from casework.sentence import Sentence, Term


class Role(StrEnum):
    """What somebody is to the service."""

    LEADER = "leader"
    COORDINATOR = "coordinator"
    PRESENTER = "presenter"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    WORKER = "worker"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What can be asked for."""

    VIEW_MAP = "view_map"
    LOCATE = "locate"
    VIEW_CASES = "view_cases"
    VIEW_CONTACTS = "view_contacts"
    IMPORT_FILES = "import_files"
    UNDO_IMPORT = "undo_import"
    EXPORT = "export"
    AUDIT_MAP = "audit_map"
    ADMINISTER = "administer"
    CHANGE_SETTINGS = "change_settings"


ROLE_TERMS: Final = {
    Role.LEADER: Term("district leader"),
    Role.COORDINATOR: Term("grid coordinator"),
    Role.PRESENTER: Term("presenter"),
    Role.CLERK: Term("data clerk"),
    Role.SUPERVISOR: Term("supervisor"),
    Role.WORKER: Term("grid worker"),
    Role.AUDITOR: Term("auditor"),
    Role.ADMINISTRATOR: Term("administrator"),
}

ACTION_TERMS: Final = {
    Action.VIEW_MAP: Term("see the map"),
    Action.LOCATE: Term("ask who answers for a place"),
    Action.VIEW_CASES: Term("see cases"),
    Action.VIEW_CONTACTS: Term("see contacts of households"),
    Action.IMPORT_FILES: Term("import files"),
    Action.UNDO_IMPORT: Term("undo an import"),
    Action.EXPORT: Term("export"),
    Action.AUDIT_MAP: Term("audit the map"),
    Action.ADMINISTER: Term("administer"),
    Action.CHANGE_SETTINGS: Term("change settings"),
}

_LOOKING: Final = frozenset({Action.VIEW_MAP, Action.LOCATE, Action.VIEW_CASES})
_REVIEWING: Final = _LOOKING | {Action.AUDIT_MAP, Action.EXPORT}
_FILING: Final = _REVIEWING | {Action.IMPORT_FILES, Action.UNDO_IMPORT}

# What is not here is refused.
MAY: Final[dict[Role, frozenset[Action]]] = {
    Role.LEADER: _REVIEWING,
    Role.COORDINATOR: _FILING | {Action.VIEW_CONTACTS},
    Role.PRESENTER: _REVIEWING,
    Role.CLERK: _FILING,
    Role.SUPERVISOR: _REVIEWING,
    Role.WORKER: _LOOKING | {Action.VIEW_CONTACTS},
    Role.AUDITOR: _REVIEWING,
    Role.ADMINISTRATOR: frozenset(Action),
}

# A file or a setting is about the whole district, so a part of it is not enough.
NEEDS_WHOLE_DISTRICT: Final = frozenset(
    {Action.IMPORT_FILES, Action.UNDO_IMPORT, Action.ADMINISTER, Action.CHANGE_SETTINGS}
)


@dataclass(frozen=True)
class Viewer:
    """Somebody who asks.

    Attributes
    ----------
    name
        As written in records of who did what.
    role
        What he is to the service.
    scope
        Code of the organisation unit he may see into; None for the whole district.
    """

    name: str
    role: Role
    scope: str | None = None


@dataclass(frozen=True)
class Scope:
    """The part of the district a viewer sees into; `code` None is all of it."""

    code: str | None

    @property
    def is_whole(self) -> bool:
        """Return True when nothing is left out."""
        return self.code is None

    def includes(self, path: Collection[str]) -> bool:
        """Return True when one of these codes (a unit and those above it) is the scope's own."""
        return self.code is None or self.code in path


@dataclass(frozen=True)
class Verdict:
    """Whether something is allowed, and if not, why not and what to do; truthy when allowed."""

    allowed: bool
    reason: Sentence | None = None

    def __bool__(self) -> bool:
        return self.allowed


OPERATOR: Final = Viewer("operator", Role.ADMINISTRATOR)
DEMONSTRATION_COORDINATOR: Final = Viewer("demonstration", Role.COORDINATOR)


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
