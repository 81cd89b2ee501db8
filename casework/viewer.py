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
    SYSTEM = "system"


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
    REGISTER_CASE = "register_case"
    MOVE_CASE = "move_case"
    APPROVE = "approve"
    HAND_OVER = "hand_over"
    SUPERVISE = "supervise"
    ESCALATE = "escalate"
    CHANGE_RULES = "change_rules"
    VERIFY_LEDGER = "verify_ledger"
    LOOK_UP_RECEIPT = "look_up_receipt"
    PLAN_COVERAGE = "plan_coverage"
    APPROVE_COVERAGE = "approve_coverage"
    KEEP_ROSTER = "keep_roster"
    REORGANISE = "reorganise"
    CARRY_OUT = "carry_out"
    VIEW_VISITS = "view_visits"
    VIEW_HOMES = "view_homes"
    RECORD_VISIT = "record_visit"
    PLAN_VISITS = "plan_visits"
    KEEP_PLACES = "keep_places"
    KEEP_SESSIONS = "keep_sessions"
    CHECK_ROUND = "check_round"
    DRAW_CHECKS = "draw_checks"
    RECORD_CHECK = "record_check"
    OPEN_EMERGENCY = "open_emergency"
    CONFIRM_EMERGENCY = "confirm_emergency"


ROLE_TERMS: Final = {
    Role.LEADER: Term("district leader"),
    Role.COORDINATOR: Term("grid coordinator"),
    Role.PRESENTER: Term("presenter"),
    Role.CLERK: Term("data clerk"),
    Role.SUPERVISOR: Term("supervisor"),
    Role.WORKER: Term("grid worker"),
    Role.AUDITOR: Term("auditor"),
    Role.ADMINISTRATOR: Term("administrator"),
    Role.SYSTEM: Term("the program itself"),
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
    Action.REGISTER_CASE: Term("register a case"),
    Action.MOVE_CASE: Term("move a case"),
    Action.APPROVE: Term("extend, suspend, void or close without a check"),
    Action.HAND_OVER: Term("hand a case over"),
    Action.SUPERVISE: Term("supervise cases"),
    Action.ESCALATE: Term("raise reminders and send cases up"),
    Action.CHANGE_RULES: Term("change the calendar, the rule book or the catalogue"),
    Action.VERIFY_LEDGER: Term("verify the ledger"),
    Action.LOOK_UP_RECEIPT: Term("look up a case by its number"),
    Action.PLAN_COVERAGE: Term("plan who covers what"),
    Action.APPROVE_COVERAGE: Term("approve who covers what"),
    Action.KEEP_ROSTER: Term("keep the roster: workers, leave, substitutes"),
    Action.REORGANISE: Term("reorganise units and grids"),
    Action.CARRY_OUT: Term("carry out orders whose day has come"),
    Action.VIEW_VISITS: Term("see how far visits, sessions and rounds are"),
    Action.VIEW_HOMES: Term("see which households are still to be visited"),
    Action.RECORD_VISIT: Term("record a visit"),
    Action.PLAN_VISITS: Term("plan visits and campaigns"),
    Action.KEEP_PLACES: Term("keep service points, contact points and round points"),
    Action.KEEP_SESSIONS: Term("keep sessions, contact duties and oversight"),
    Action.CHECK_ROUND: Term("check a point of a round"),
    Action.DRAW_CHECKS: Term("draw spot checks"),
    Action.RECORD_CHECK: Term("record a spot check"),
    Action.OPEN_EMERGENCY: Term("open and close an emergency area"),
    Action.CONFIRM_EMERGENCY: Term("confirm a household in an emergency"),
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
# Who raises reminders at night: never a person's name, and may do nothing else.
SYSTEM: Final = Viewer("SYSTEM", Role.SYSTEM)
DEMONSTRATION_COORDINATOR: Final = Viewer("demonstration", Role.COORDINATOR)
