"""Who may do what."""

from __future__ import annotations

import pytest

from casework.access import (
    ACTION_TERMS,
    MAY,
    OPERATOR,
    ROLE_TERMS,
    SYSTEM,
    Action,
    Role,
    Viewer,
    may,
    require,
    scope_of,
)
from casework.errors import CaseworkError

# Written down by hand a second time, action by action where the code goes role by role: a change
# of the table must be meant.
EVERYBODY = "leader coordinator presenter clerk supervisor worker auditor administrator"
NOT_WORKERS = "leader coordinator presenter clerk supervisor auditor administrator"
WHO = {
    "view_map": EVERYBODY,
    "locate": EVERYBODY,
    "view_cases": EVERYBODY,
    "look_up_receipt": EVERYBODY,
    "audit_map": NOT_WORKERS,
    "export": NOT_WORKERS,
    "view_contacts": "coordinator worker",
    "import_files": "coordinator clerk administrator",
    "undo_import": "coordinator clerk administrator",
    "register_case": "coordinator clerk worker administrator",
    "move_case": "coordinator worker administrator",
    "approve": "coordinator supervisor administrator",
    "hand_over": "coordinator administrator",
    "supervise": "coordinator supervisor administrator",
    "verify_ledger": "auditor administrator",
    "escalate": "administrator system",
    "back_up": "administrator system",
    "change_rules": "administrator",
    "change_settings": "administrator",
    "administer": "administrator",
    "plan_coverage": "coordinator administrator",
    "approve_coverage": "coordinator administrator",
    "keep_roster": "coordinator administrator",
    "reorganise": "coordinator administrator",
    "carry_out": "coordinator administrator system",
    "view_visits": EVERYBODY,
    "view_homes": "coordinator worker administrator",
    "record_visit": "coordinator worker administrator",
    "plan_visits": "coordinator administrator",
    "keep_places": "coordinator clerk administrator",
    "keep_sessions": "coordinator administrator",
    "check_round": "coordinator worker administrator",
    "draw_checks": "coordinator supervisor administrator",
    "record_check": "coordinator supervisor administrator",
    "open_emergency": "leader coordinator administrator",
    "confirm_emergency": "coordinator worker administrator",
    "view_meetings": NOT_WORKERS,
    "prepare_pack": "coordinator presenter administrator",
    "keep_meetings": "coordinator presenter administrator",
    "flag_case": "leader coordinator presenter supervisor administrator",
    "report_progress": "coordinator presenter clerk administrator",
    "keep_promises": "coordinator presenter administrator",
    "put_out_bulletin": "coordinator presenter supervisor administrator",
    "contest_line": "coordinator clerk administrator",
    "publish": "coordinator presenter administrator",
    "keep_accounts": "administrator",
    "keep_privacy": "administrator",
    "view_audit": "auditor",
}
WHOLE_DISTRICT = (
    "import_files undo_import administer change_settings change_rules escalate verify_ledger"
    " reorganise carry_out keep_accounts back_up keep_privacy view_audit"
)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_each_role_may_do_what_the_table_says_and_nothing_else(role: Role, action: Action) -> None:
    verdict = may(Viewer("someone", role), action)
    assert verdict.allowed == bool(verdict) == (role in WHO[action].split())
    assert (verdict.reason is None) == verdict.allowed


def test_every_role_and_action_has_a_word() -> None:
    assert set(ROLE_TERMS) == set(Role) == set(MAY)
    assert set(ACTION_TERMS) == set(Action)


def test_an_unknown_role_or_action_is_refused_with_a_sentence() -> None:
    assert not may(Viewer("x", "god"), Action.VIEW_MAP)  # type: ignore[arg-type]
    verdict = may(OPERATOR, "burn")  # type: ignore[arg-type]
    assert not verdict
    assert "burn" in str(verdict.reason)


@pytest.mark.parametrize("action", Action)
def test_a_part_of_the_district_is_not_enough_for_what_concerns_all_of_it(action: Action) -> None:
    able = (Role.ADMINISTRATOR, Role.AUDITOR, Role.COORDINATOR)
    role = next(role for role in able if action in MAY[role])
    verdict = may(Viewer("Li", role, "360121001"), action)
    assert verdict.allowed == (action not in WHOLE_DISTRICT.split())
    assert verdict.allowed or "360121001" in str(verdict.reason)


def test_the_program_itself_does_its_nightly_work_under_its_own_name_and_no_more() -> None:
    assert MAY[SYSTEM.role] == {Action.ESCALATE, Action.CARRY_OUT, Action.BACK_UP}
    assert SYSTEM.name != OPERATOR.name and SYSTEM.scope is None


def test_nobody_may_do_everything_and_whoever_gives_the_keys_does_not_read_who_used_them() -> None:
    kept_back = {Action.VIEW_AUDIT, Action.VIEW_CONTACTS}
    assert set(Action) - MAY[Role.ADMINISTRATOR] == kept_back
    assert [role for role in Role if Action.VIEW_AUDIT in MAY[role]] == [Role.AUDITOR]


def test_require_raises_the_reason_with_braces_in_a_name_left_alone() -> None:
    require(OPERATOR, Action.ADMINISTER)
    with pytest.raises(CaseworkError, match=r"\{0.__class__\} \(grid worker\)") as raised:
        require(Viewer("{0.__class__}", Role.WORKER), Action.EXPORT)
    assert raised.value.params["name"] == "{0.__class__}"


def test_a_scope_includes_its_own_unit_and_those_below_it() -> None:
    whole, part = scope_of(OPERATOR), scope_of(Viewer("a", Role.WORKER, "360121001"))
    assert whole.is_whole
    assert whole.includes([])
    assert part.includes(["360121001002", "360121001", "360121"])
    assert not part.includes(["360121", "360121002"])
    # Never by the beginning of the code: 36012100 is not a unit above 360121001.
    assert not scope_of(Viewer("a", Role.WORKER, "36012100")).includes(["360121001"])
