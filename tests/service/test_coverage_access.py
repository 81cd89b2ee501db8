"""Every public act about coverage asks first who may do it; a new act has to be put on a list."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from unittest.mock import MagicMock

import pytest

import service.plans
import service.reorganise
import service.roster
from casework.access import Role, Viewer
from casework.errors import CaseworkError
from tests.service.district import everything

# Who changes who covers what, or sees the desks where that is prepared.
COVERING = {Role.COORDINATOR, Role.ADMINISTRATOR}
OTHERS = sorted(set(Role) - COVERING - {Role.SYSTEM})
# Acts that answer questions, for whoever may look at the map, and what they ask of the viewer.
LOOKING = {
    "crosswalk_rows", "duty_on", "export_coverage",
    "grid_names_seen", "orders_about", "responsible_on", "translate", "uncovered_days",
    "vacancies", "write_crosswalk_file",
}  # fmt: skip
# Parts of an act whose caller has asked.
INNER = {"read_plan"}
WHOLE_DISTRICT = {"approve_reorganisation", "preview", "merge_proposal", "carry_out_due"}


def acts() -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield the public functions of the rooms that take a viewer first, by name."""
    names = ["service.reorganisation"]
    for room in (service.plans, service.roster, service.reorganise):
        names += [f"{room.__name__}.{one.name}" for one in pkgutil.iter_modules(room.__path__)]
    for name in names:
        for word, act in vars(importlib.import_module(name)).items():
            is_own = inspect.isfunction(act) and act.__module__ == name
            if is_own and not word.startswith("_") and next(_parameters(act), None) == "viewer":
                yield word, act


def _parameters(act: Callable[..., object]) -> Iterator[str]:
    return iter(inspect.signature(act).parameters)


def _call(act: Callable[..., object], viewer: Viewer, store: object) -> None:
    needed = [
        name
        for name, one in inspect.signature(act).parameters.items()
        if one.default is inspect.Parameter.empty and one.kind is one.POSITIONAL_OR_KEYWORD
    ]
    given = {"viewer": viewer, "store": store}
    act(*(given.get(name, MagicMock()) for name in needed))


ACTS = dict(acts())
ASKED = sorted(set(ACTS) - LOOKING - INNER)


def test_the_walk_finds_the_acts() -> None:
    known = {"approve_plan", "save_draft", "let_go", "cover_leave", "approve_reorganisation"}
    assert known <= set(ASKED)
    assert set(ASKED) >= WHOLE_DISTRICT


@pytest.mark.parametrize("name", ASKED)
def test_who_does_not_answer_for_coverage_is_refused_before_anything_is_read(store, name) -> None:
    before = everything(store)
    for role in OTHERS:
        with pytest.raises(CaseworkError, match="may not do this"):
            _call(ACTS[name], Viewer("某人", role), store)
    assert everything(store) == before


@pytest.mark.parametrize("name", sorted(WHOLE_DISTRICT))
def test_what_concerns_the_whole_district_is_refused_to_the_keeper_of_a_part(store, name) -> None:
    with pytest.raises(CaseworkError, match="concerns the whole district"):
        _call(ACTS[name], Viewer("甲社区", Role.COORDINATOR, "C1"), store)


@pytest.mark.parametrize("name", sorted(LOOKING & set(ACTS)))
def test_even_a_question_is_refused_to_a_role_that_may_not_look(store, name) -> None:
    with pytest.raises(CaseworkError, match="may not do this"):
        _call(ACTS[name], Viewer("SYSTEM", Role.SYSTEM), store)
