"""Who may do what."""

from __future__ import annotations

import pytest

from casework.access import (
    ACTION_TERMS,
    MAY,
    OPERATOR,
    ROLE_TERMS,
    Action,
    Role,
    Viewer,
    may,
    require,
    scope_of,
)
from casework.errors import CaseworkError

# Written down by hand a second time: a change of the table must be meant.
LOOK = {Action.VIEW_MAP, Action.LOCATE, Action.VIEW_CASES}
REVIEW = LOOK | {Action.AUDIT_MAP, Action.EXPORT}
EXPECTED = {
    Role.LEADER: REVIEW,
    Role.PRESENTER: REVIEW,
    Role.SUPERVISOR: REVIEW,
    Role.AUDITOR: REVIEW,
    Role.WORKER: LOOK | {Action.VIEW_CONTACTS},
    Role.CLERK: REVIEW | {Action.IMPORT_FILES, Action.UNDO_IMPORT},
    Role.COORDINATOR: REVIEW | {Action.IMPORT_FILES, Action.UNDO_IMPORT, Action.VIEW_CONTACTS},
    Role.ADMINISTRATOR: set(Action),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_each_role_may_do_what_the_table_says_and_nothing_else(role: Role, action: Action) -> None:
    verdict = may(Viewer("someone", role), action)
    assert verdict.allowed == bool(verdict) == (action in EXPECTED[role])
    assert (verdict.reason is None) == verdict.allowed


def test_every_role_and_action_has_a_word() -> None:
    assert set(ROLE_TERMS) == set(Role) == set(MAY)
    assert set(ACTION_TERMS) == set(Action)


def test_an_unknown_role_or_action_is_refused_with_a_sentence() -> None:
    assert not may(Viewer("x", "god"), Action.VIEW_MAP)  # type: ignore[arg-type]
    verdict = may(OPERATOR, "burn")  # type: ignore[arg-type]
    assert not verdict
    assert "burn" in str(verdict.reason)


def test_a_part_of_the_district_is_not_enough_for_what_concerns_all_of_it() -> None:
    viewer = Viewer("Li", Role.COORDINATOR, "360121001")
    assert may(viewer, Action.VIEW_CASES)
    verdict = may(viewer, Action.IMPORT_FILES)
    assert not verdict
    assert "360121001" in str(verdict.reason)


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
