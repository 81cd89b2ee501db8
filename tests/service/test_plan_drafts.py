"""Drafts of plans: kept under a name, never overwritten unseen, never real."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from casework.access import Role, Viewer
from casework.errors import CaseworkError
from data.schema import coverage_drafts
from service.errors import ServiceError
from service.plans.drafts import (
    DraftChanged,
    discard_draft,
    draft,
    drafts,
    save_draft,
)
from tests.service.conftest import NOW
from tests.service.covered import COORDINATOR, PART, cover_district, plan_of
from tests.service.district import all_but_the_log, rows_of

OTHER = Viewer("另一位", Role.COORDINATOR)
SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def covered(store):
    cover_district(store)
    return store


def named(name: str, **after: str | None):
    return replace(plan_of(**after), name=name)


def test_a_draft_comes_back_as_it_was_saved_and_nothing_else_changes(covered):
    before = all_but_the_log(covered)
    plan = named("夏季", G0="W4", G5="W4", G4=None).lock(grids=["G1"], workers=["W2"])
    kept = save_draft(COORDINATOR, covered, plan, NOW)
    assert draft(COORDINATOR, covered, kept.id) == kept
    assert (kept.plan, kept.version, kept.order_id) == (plan, 1, None)
    assert (kept.changed_by, kept.changed_at) == (COORDINATOR.name, NOW)
    after = all_but_the_log(covered)
    assert len(after.pop("coverage_drafts")) == 1
    assert after == {name: rows for name, rows in before.items() if name != "coverage_drafts"}


def test_whoever_saves_over_what_another_saved_is_told_who_and_when(covered):
    kept = save_draft(COORDINATOR, covered, named("夏季", G0="W4"), NOW)
    theirs = named("夏季", G1="W4")
    save_draft(OTHER, covered, theirs, SOON, draft_id=kept.id, version=kept.version)
    with pytest.raises(DraftChanged) as told:
        mine = named("夏季", G2="W4")
        save_draft(COORDINATOR, covered, mine, SOON, draft_id=kept.id, version=kept.version)
    assert (told.value.params["who"], told.value.params["at"]) == (OTHER.name, SOON)
    assert draft(COORDINATOR, covered, kept.id).plan == theirs
    with pytest.raises(DraftChanged):
        discard_draft(COORDINATOR, covered, kept.id, kept.version, SOON)
    discard_draft(COORDINATOR, covered, kept.id, 2, SOON)


def test_what_was_discarded_is_gone_from_the_list_and_cannot_be_saved_over(covered):
    kept = save_draft(COORDINATOR, covered, named("夏季", G0="W4"), NOW)
    discard_draft(OTHER, covered, kept.id, 1, SOON)
    assert drafts(COORDINATOR, covered) == []
    with pytest.raises(DraftChanged) as told:
        save_draft(COORDINATOR, covered, kept.plan, SOON, draft_id=kept.id, version=1)
    assert told.value.params["who"] == OTHER.name
    again = save_draft(COORDINATOR, covered, kept.plan, SOON)
    assert again.id != kept.id


def test_a_name_serves_one_draft_at_a_time(covered):
    kept = save_draft(COORDINATOR, covered, named("夏季", G0="W4"), NOW)
    with pytest.raises(ServiceError, match=COORDINATOR.name):
        save_draft(OTHER, covered, named(" 夏季 ", G0="W3"), SOON)
    other = save_draft(OTHER, covered, named("秋季", G0="W3"), SOON)
    with pytest.raises(ServiceError, match=COORDINATOR.name):
        save_draft(OTHER, covered, named("夏季"), SOON, draft_id=other.id, version=1)
    renamed = named("新夏季", G0="W4")
    save_draft(COORDINATOR, covered, renamed, SOON, draft_id=kept.id, version=1)
    assert {one.name for one in drafts(COORDINATOR, covered)} == {"新夏季", "秋季"}


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 201])
def test_a_draft_needs_a_name_that_can_be_read(covered, name):
    with pytest.raises(ServiceError):
        save_draft(COORDINATOR, covered, named(name, G0="W4"), NOW)
    assert rows_of(covered, coverage_drafts).empty


def test_a_draft_about_another_part_of_the_district_is_not_seen_from_here(covered):
    whole = save_draft(COORDINATOR, covered, named("全区", G0="W4", G4="W1"), NOW)
    locks = save_draft(COORDINATOR, covered, named("锁").lock(grids=["G4"]), NOW)
    part = save_draft(PART, covered, named("甲", G0="W4"), SOON)
    assert [one.id for one in drafts(PART, covered)] == [part.id]
    assert {one.id for one in drafts(COORDINATOR, covered)} == {whole.id, locks.id, part.id}
    for hidden in (whole.id, locks.id, 77):
        with pytest.raises(ServiceError, match="no draft"):
            draft(PART, covered, hidden)
        with pytest.raises(ServiceError, match="no draft"):
            discard_draft(PART, covered, hidden, 1, SOON)
    with pytest.raises(ServiceError, match="G4"):
        save_draft(PART, covered, named("乙", G4="W1"), SOON)
    with pytest.raises(ServiceError, match="G4"):
        save_draft(PART, covered, named("甲", G4="W1"), SOON, draft_id=part.id, version=1)


def test_drafts_are_for_those_who_plan(covered):
    kept = save_draft(COORDINATOR, covered, named("夏季", G0="W4"), NOW)
    for role in set(Role) - {Role.COORDINATOR, Role.ADMINISTRATOR}:
        viewer = Viewer("x", role)
        for act in (
            lambda who: drafts(who, covered),
            lambda who: draft(who, covered, kept.id),
            lambda who: save_draft(who, covered, named("x"), NOW),
            lambda who: discard_draft(who, covered, kept.id, 1, NOW),
        ):
            with pytest.raises(CaseworkError):
                act(viewer)


def test_a_draft_changed_past_the_program_is_refused_with_a_sentence(covered):
    kept = save_draft(COORDINATOR, covered, named("夏季", G0="W4"), NOW)
    with covered.begin() as conn:
        conn.execute(coverage_drafts.update().values(document={"format": "other"}))
    with pytest.raises(ServiceError, match="no plan of coverage"):
        draft(COORDINATOR, covered, kept.id)
