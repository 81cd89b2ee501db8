"""Every role, every act, own part and foreign: allowed exactly where docs/access.md says."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from casework.access import Role, Viewer
from dashboard.allowed import FOR_EVERYBODY, PAGES, may_open
from tests.access.matrix_fixtures import Office, office
from tests.access.matrix_known import ASKS_NOTHING, OPEN
from tests.access.matrix_page import may_do, pages, rights, seen_by
from tests.access.matrix_run import ACTS, found_acts, matrix
from tests.access.matrix_viewers import OF_OWN, WHOLE
from tests.translations import ROOT

__all__ = ["office"]
_DOORS = ("pages", "routes", "commands", "dashboard", "app.py", "manage.py")


def test_every_act_is_in_the_register() -> None:
    found = set(found_acts())
    assert len(found) > 400
    assert found == set(ACTS), "register it in tests/access/matrix_acts_*.py"


def test_the_register_speaks_in_the_words_of_the_page() -> None:
    asked = {action for act in ACTS.values() for action in act.asks}
    assert asked <= set(rights())
    # Asked in the midst of other acts: for a line of what is told, and for one of two audiences.
    midst = {"see contacts of households", "make files for outside the office"}
    assert set(rights()) - asked == midst


def test_a_part_of_acts_that_asks_nothing_is_no_door() -> None:
    inner = {name for name, act in ACTS.items() if act.is_inner}
    assert inner & set(_imported()) == set(ASKS_NOTHING)


def _imported() -> dict[str, str]:
    """Return what is imported of the service by pages, routes, commands and parts of screens."""
    found = {}
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("service."):
                room = str(node.module).removeprefix("service.")
                found |= {f"{room}.{one.name}": str(path) for one in node.names}
    return found


def _sources() -> list[Path]:
    places = [ROOT / name for name in _DOORS]
    return [
        one for place in places for one in ([place] if place.is_file() else place.rglob("*.py"))
    ]


def test_every_role_may_do_what_the_page_says_and_nothing_else(office: Office) -> None:
    rows = list(matrix(office.district, office.people, office.things))
    faults = [row for row in rows if row.fault]
    # What is known tells something; nobody is let do what the page does not let him.
    excused = {row.act for row in faults if row.wanted == "without traces"}
    assert [row for row in faults if row.wanted != "without traces" or row.act not in OPEN] == []
    # What is mended leaves the list.
    assert excused == set(OPEN)
    counted = Counter(row.wanted for row in rows)
    assert len(rows) > 10_000 and min(counted.values()) > 50, counted


@pytest.mark.parametrize("role", list(Role))
def test_a_page_is_shown_to_whom_the_page_of_docs_says(role: Role) -> None:
    assert set(pages()) == set(PAGES) | FOR_EVERYBODY
    for address, action in pages().items():
        for part in (None, "990101001"):
            allowed = not action or may_do(role, part is None, action)
            assert bool(may_open(Viewer("x", role, part), address)) == allowed, address
        if action:
            assert (role in seen_by()[address]) == may_do(role, True, action)


def test_the_page_has_a_line_for_each_role_and_says_one_of_three_words() -> None:
    for action, line in rights().items():
        assert set(line) == set(Role), action
        assert set(line.values()) <= {"", "•", "whole"}


def test_there_is_somebody_of_each_role_and_part(office: Office) -> None:
    assert len(office.people) == 26
    assert office.person(f"{Role.WORKER.value} {OF_OWN}").viewer.worker == "W00001"
    assert office.person(f"{Role.LEADER.value} {WHOLE}").viewer.scope is None
