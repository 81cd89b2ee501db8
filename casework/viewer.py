"""Somebody who asks, what he is to the service, and what can be asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casework.sentence import Term


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


OPERATOR: Final = Viewer("operator", Role.ADMINISTRATOR)
DEMONSTRATION_COORDINATOR: Final = Viewer("demonstration", Role.COORDINATOR)
