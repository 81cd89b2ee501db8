"""Somebody who asks, what he is to the service, and what can be asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
    BACK_UP = "back_up"
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
    VIEW_MEETINGS = "view_meetings"
    PREPARE_PACK = "prepare_pack"
    KEEP_MEETINGS = "keep_meetings"
    FLAG_CASE = "flag_case"
    REPORT_PROGRESS = "report_progress"
    KEEP_PROMISES = "keep_promises"
    PUT_OUT_BULLETIN = "put_out_bulletin"
    CONTEST_LINE = "contest_line"
    PUBLISH = "publish"
    KEEP_ACCOUNTS = "keep_accounts"
    KEEP_PRIVACY = "keep_privacy"
    VIEW_AUDIT = "view_audit"


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
    Action.BACK_UP: Term("back up the database and verify backups"),
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
    Action.VIEW_MEETINGS: Term("see packs, meetings, decisions and promises"),
    Action.PREPARE_PACK: Term("prepare a pack for a meeting"),
    Action.KEEP_MEETINGS: Term("keep meetings: agenda, decisions, minutes"),
    Action.FLAG_CASE: Term("mark a case for a meeting"),
    Action.REPORT_PROGRESS: Term("report how far a decision or promise is"),
    Action.KEEP_PROMISES: Term("keep promises, resolutions and public works"),
    Action.PUT_OUT_BULLETIN: Term("put out a bulletin and answer appeals"),
    Action.CONTEST_LINE: Term("contest a line of a bulletin"),
    Action.PUBLISH: Term("make files for outside the office"),
    Action.KEEP_ACCOUNTS: Term("keep accounts: who may sign in, as what"),
    Action.KEEP_PRIVACY: Term("hand out and erase what is kept about a household or a case"),
    Action.VIEW_AUDIT: Term("read who saw, took or changed what"),
}


class OwnGrids(str):
    """The part of the district that is some grids and no whole unit: a grid worker's own.

    As a text it is what a sentence says of it.  It equals no code of a unit and no other set of
    grids, so that it can stand wherever the code of a part stands, also as the key of a cache.

    Parameters
    ----------
    codes
        Of the grids; none of them is a part in which nothing lies.
    """

    codes: frozenset[str]

    def __new__(cls, codes: Iterable[str]) -> OwnGrids:
        """Return the part of these grids."""
        held = frozenset(codes)
        made = super().__new__(cls, ", ".join(sorted(held)) or "—")
        made.codes = held
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OwnGrids) and other.codes == self.codes

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(("own grids", self.codes))

    def __reduce__(self) -> tuple[type[OwnGrids], tuple[frozenset[str]]]:
        return OwnGrids, (self.codes,)


def codes_of(part: str) -> frozenset[str]:
    """Return the codes a part of the district begins with: of its unit or grid, or of its grids."""
    return part.codes if isinstance(part, OwnGrids) else frozenset((part,))


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
        Code of the organisation unit he may see into, or `OwnGrids`; None for the whole district.
        A grid worker never sees the whole district: without a scope he sees into no grid.
    worker
        Code of the grid worker he is; None for everybody else.
    """

    name: str
    role: Role
    scope: str | None = None
    worker: str | None = None

    def __post_init__(self) -> None:
        if self.role is Role.WORKER and self.scope is None:
            object.__setattr__(self, "scope", OwnGrids(()))


@dataclass(frozen=True)
class Resource:
    """What an action is about.

    Attributes
    ----------
    path
        Codes of the grid or unit it lies in and of all units above; empty where it lies in none.
    handlers
        Codes of the grid workers it was given to, wherever it lies.
    """

    path: frozenset[str] = frozenset()
    handlers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Scope:
    """The part of the district a viewer sees into; `code` None is all of it.

    ``worker`` is his code where he is a grid worker, who also sees what was given to him.
    """

    code: str | None
    worker: str | None = None

    @property
    def is_whole(self) -> bool:
        """Return True when nothing is left out."""
        return self.code is None

    def includes(self, path: Collection[str]) -> bool:
        """Return True when one of these codes (a unit and those above it) is the scope's own."""
        return self.code is None or not codes_of(self.code).isdisjoint(path)

    def holds(self, resource: Resource) -> bool:
        """Return True when a thing lies in the scope or was given to its worker."""
        return self.includes(resource.path) or self.worker in resource.handlers


OPERATOR: Final = Viewer("operator", Role.ADMINISTRATOR)
# Who raises reminders at night: never a person's name, and may do nothing else.
SYSTEM: Final = Viewer("SYSTEM", Role.SYSTEM)
DEMONSTRATION_COORDINATOR: Final = Viewer("demonstration", Role.COORDINATOR)
