"""Cases settled at the source: only linked ones, only in the own part, by the house's own steps."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from casework.access import OPERATOR, Role, Viewer
from casework.case import CaseStatus
from casework.errors import CaseworkError
from casework.move import Move
from casework.progress import ProgressKind
from data.schema import case_events, cases, project_cases
from data.store import Store
from service.errors import ServiceError
from service.promises.listing import cases_of_project, projects_of
from service.promises.settling import (
    link_cases,
    preview_settling,
    settle_cases,
    unlink_case_of,
)
from tests.service.conftest import NOW
from tests.service.district import rows_of
from tests.service.matters import (
    COORDINATOR,
    LITTER,
    OTHER_PART,
    PART,
    THERE,
    case_now,
    events_of,
    found_district,
    go,
    matter,
)
from tests.service.promise_town import TODAY, day, done, project, tell

PRESENTER = Viewer("汇报人", Role.PRESENTER)
WORDS = "积水点已改造"
ACCEPTED = (Move.ACCEPT, {"category": LITTER})
SENT = (ACCEPTED, (Move.DISPATCH, {"unit": "HW"}))
HANDLED = (*SENT, (Move.START, {}))
REPLIED = (*HANDLED, (Move.REPLY, {"text": "已清"}))
WAYS: dict[str, tuple[Any, ...]] = {
    "reported": (),
    "accepted": (ACCEPTED,),
    "dispatched": SENT,
    "handling": HANDLED,
    "bounced": (*SENT, (Move.BOUNCE, {"reason": "非本单位"})),
    "replied": REPLIED,
    "verified": (*REPLIED, (Move.PASS_CHECK, {})),
    "suspended": (
        *HANDLED,
        (Move.SUSPEND, {"reason": "待改造", "approved_by": "主任", "asked_at": NOW}),
    ),
}
CLOSES = {"accepted", "handling", "replied", "verified", "suspended"}


@pytest.fixture
def town(store: Store) -> Store:
    found_district(store)
    return store


def in_state(store: Store, state: str, **said: Any) -> str:
    code = matter(store, state, **said)
    go(store, code, *WAYS[state])
    assert case_now(store, code).status == state
    return code


def finished(store: Store, *codes: str, area: str | None = None) -> str:
    """Return a work that is done and is to settle these cases."""
    work = project(store, day(7, 1), area=area)
    link_cases(OPERATOR, store, work, codes, NOW)
    done(store, "project", work, TODAY)
    return work


def ready(viewer: Viewer, store: Store, work: str) -> dict[str, int]:
    lines = preview_settling(viewer, store, work, NOW)
    return {one.code: one.version for one in lines if one.reason is None}


def rows_about(store: Store, code: str) -> list[list[Any]]:
    """Return all that is kept of a case and its events."""
    kept = rows_of(store, cases)
    number = kept.loc[kept["code"] == code, "id"].iloc[0]
    told = rows_of(store, case_events)
    return [
        *kept.loc[kept["code"] == code].to_numpy().tolist(),
        *told.loc[told["case_id"] == number].to_numpy().tolist(),
    ]


def test_a_finished_work_closes_what_can_be_closed_and_says_why_the_rest_cannot(
    town: Store,
) -> None:
    codes = {state: in_state(town, state) for state in WAYS}
    work = finished(town, *codes.values())
    lines = {one.code: one for one in preview_settling(OPERATOR, town, work, NOW)}
    closable = {state for state, code in codes.items() if lines[code].reason is None}
    assert closable == CLOSES
    assert all((lines[code].steps == ()) == (lines[code].reason is not None) for code in lines)
    left = {codes[state]: rows_about(town, codes[state]) for state in set(WAYS) - CLOSES}
    versions = {code: one.version for code, one in lines.items()}
    found = settle_cases(OPERATOR, town, work, versions, WORDS, NOW)
    assert set(found.done) == {codes[state] for state in CLOSES}
    assert {code for code, _reason in found.refused} == set(left)
    for state in CLOSES:
        case = case_now(town, codes[state])
        assert case.status is CaseStatus.CLOSED
        assert case.resolution == f"{WORDS} ({work})"
        steps = [one["to"] for one in events_of(town, codes[state]) if "to" in one]
        assert steps[-1] == "closed" and not case.is_closing_forced
    for code, before in left.items():
        assert rows_about(town, code) == before
    one = projects_of(OPERATOR, town, TODAY).iloc[0]
    assert (one["cases_closed"], one["cases_linked"]) == (len(CLOSES), len(WAYS))
    # What is closed is not offered again; what is not stays.
    assert {one.code for one in preview_settling(OPERATOR, town, work, NOW)} == set(left)


def test_a_preview_writes_nothing(town: Store) -> None:
    code = in_state(town, "handling")
    work = finished(town, code)
    before = rows_about(town, code)
    preview_settling(OPERATOR, town, work, NOW)
    assert rows_about(town, code) == before
    assert rows_of(town, project_cases)["closed_on"].isna().all()


@pytest.mark.parametrize("seed", range(5))
def test_no_case_that_is_not_linked_or_lies_in_another_part_is_ever_touched(
    town: Store, seed: int
) -> None:
    draw = Random(seed)
    codes = [
        in_state(
            town,
            draw.choice(sorted(WAYS)),
            **({} if draw.random() < 0.6 else {"lon": THERE[0], "lat": THERE[1]}),
        )
        for _number in range(8)
    ]
    linked = draw.sample(codes, 4)
    work = finished(town, *linked, area="C1")
    in_part = {code for code in codes if case_now(town, code).grid_code == "G1"}
    before = {code: rows_about(town, code) for code in codes}
    # Whoever asks for all of them by name gets no more than those that are offered to him.
    versions = {code: case_now(town, code).version for code in codes}
    found = settle_cases(PART, town, work, versions, WORDS, NOW)
    assert set(found.done) <= in_part & set(linked)
    for code in codes:
        assert (rows_about(town, code) == before[code]) == (code not in found.done)
        may_close = code in in_part and code in linked
        is_ready = before[code][0][list(rows_of(town, cases)).index("status")] in CLOSES
        assert (code in found.done) == (may_close and is_ready)


def test_cases_of_another_part_are_counted_and_not_named(town: Store) -> None:
    here = in_state(town, "handling")
    there = in_state(town, "handling", lon=THERE[0], lat=THERE[1])
    work = finished(town, here, there, area="C1")
    seen, elsewhere = cases_of_project(PART, town, work)
    assert ([one.code for one in seen], elsewhere) == ([here], 1)
    assert set(ready(PART, town, work)) == {here}
    with pytest.raises(ServiceError, match="in the part you see"):
        preview_settling(OTHER_PART, town, work, NOW)


def test_a_case_that_changed_meanwhile_keeps_no_other_from_being_closed(town: Store) -> None:
    first, second = in_state(town, "handling"), in_state(town, "handling")
    work = finished(town, first, second)
    versions = ready(OPERATOR, town, work)
    go(town, first, (Move.REPLY, {"text": "另行处理"}))
    found = settle_cases(OPERATOR, town, work, versions, WORDS, NOW)
    assert found.done == [second]
    assert "has changed since you saw it" in str(found.refused[0][1])
    assert case_now(town, first).status is CaseStatus.REPLIED


def test_a_case_takes_all_its_steps_or_none(town: Store, monkeypatch: Any) -> None:
    code = in_state(town, "handling")
    work = finished(town, code)
    versions = ready(OPERATOR, town, work)

    def broken(*_values: object) -> None:
        raise ServiceError("Nothing can be noted.")

    monkeypatch.setattr("service.promises.settling.note_closed", broken)
    before = rows_about(town, code)
    found = settle_cases(OPERATOR, town, work, versions, WORDS, NOW)
    assert (found.done, len(found.refused)) == ([], 1)
    assert rows_about(town, code) == before


def test_only_a_finished_work_settles_cases(town: Store) -> None:
    code = in_state(town, "handling")
    work = finished(town, code)
    versions = ready(OPERATOR, town, work)
    tell(town, "project", work, ProgressKind.REOPENED, TODAY)
    for act in (
        lambda: preview_settling(OPERATOR, town, work, NOW),
        lambda: settle_cases(OPERATOR, town, work, versions, WORDS, NOW),
    ):
        with pytest.raises(ServiceError, match="is not done"):
            act()
    assert case_now(town, code).status is CaseStatus.HANDLING


def test_whoever_may_not_move_cases_settles_none(town: Store) -> None:
    work = finished(town, in_state(town, "handling"))
    for act in (
        lambda: preview_settling(PRESENTER, town, work, NOW),
        lambda: settle_cases(PRESENTER, town, work, {}, WORDS, NOW),
    ):
        with pytest.raises(CaseworkError, match="may not do this"):
            act()


def test_without_words_nothing_is_closed(town: Store) -> None:
    code = in_state(town, "handling")
    work = finished(town, code)
    with pytest.raises(ServiceError, match="Nothing was said"):
        settle_cases(OPERATOR, town, work, ready(OPERATOR, town, work), " ", NOW)
    assert case_now(town, code).is_open


def test_cases_are_linked_all_or_none_and_each_once(town: Store) -> None:
    code, void = in_state(town, "handling"), matter(town)
    go(town, void, (Move.VOID, {"reason": "重复"}))
    work = project(town, day(7, 1))
    for bad, words in ((void, "is void"), ("X1", "no case X1")):
        with pytest.raises(ServiceError, match=words):
            link_cases(OPERATOR, town, work, [code, bad], NOW)
    assert rows_of(town, project_cases).empty
    assert link_cases(OPERATOR, town, work, [code, code], NOW) == 1
    assert link_cases(OPERATOR, town, work, [code], NOW) == 0
    there = in_state(town, "handling", lon=THERE[0], lat=THERE[1])
    own = project(town, day(7, 1), area="C1")
    with pytest.raises(ServiceError, match="in the part of the district you see"):
        link_cases(PART, town, own, [there], NOW)


def test_a_link_is_taken_back_until_the_work_has_closed_the_case(town: Store) -> None:
    code = in_state(town, "handling")
    work = project(town, day(7, 1))
    link_cases(OPERATOR, town, work, [code], NOW)
    unlink_case_of(OPERATOR, town, work, code)
    assert rows_of(town, project_cases).empty
    with pytest.raises(ServiceError, match="is not linked"):
        unlink_case_of(OPERATOR, town, work, code)
    link_cases(OPERATOR, town, work, [code], NOW)
    done(town, "project", work, TODAY)
    settle_cases(COORDINATOR, town, work, ready(COORDINATOR, town, work), WORDS, NOW)
    with pytest.raises(ServiceError, match="was closed by it"):
        unlink_case_of(OPERATOR, town, work, code)


def test_what_was_closed_counts_from_its_day_on(town: Store) -> None:
    code = in_state(town, "handling")
    work = finished(town, code)
    settle_cases(OPERATOR, town, work, ready(OPERATOR, town, work), WORDS, NOW)
    for on, count in ((TODAY - timedelta(days=1), 0), (TODAY, 1)):
        assert projects_of(OPERATOR, town, on).iloc[0]["cases_closed"] == count
