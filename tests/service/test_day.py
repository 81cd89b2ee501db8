"""A worker's day: his own matters, the most pressing first, in plain values for his phone."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from casework.visit import PlanKind
from data.schema import order_changes, orders, postings
from data.store import Store, bump
from service.campaigns.notices import deliver_notice
from service.day.day import day_of, worker_choices
from service.day.day_json import day_json
from service.day.matters import matters_of
from service.emergency.lines import lines_of
from service.emergency.opening import open_emergency
from service.errors import ServiceError
from service.visits.plans import NewPlan, plan_visits
from tests.service.conftest import NOW
from tests.service.day_town import TODAY, WORKER, case_at_work, found_day, message, sent
from tests.service.late_cases import Laid, lay
from tests.service.matters import (
    COORDINATOR,
    HERE,
    OTHER_PART,
    PART,
    THERE,
    case_now,
    matter,
)


@pytest.fixture
def town(store: Store) -> Store:
    found_day(store)
    return store


def _codes(store: Store, worker: str = WORKER) -> list[str]:
    return [one.code for one in matters_of(COORDINATOR, store, worker, NOW)]


def test_overdue_comes_first_then_what_is_due_today_then_the_rest_then_households(
    town: Store,
) -> None:
    hour = timedelta(hours=1)
    lay(
        town,
        [
            Laid("later", {"resolve": NOW + 50 * hour}, grid="G1", worker=WORKER),
            Laid("tonight", {"resolve": NOW + 2 * hour}, grid="G1", worker=WORKER),
            Laid("late", {"resolve": NOW - hour}, grid="G1", worker=WORKER),
            Laid("never", {}, grid="G1", worker=WORKER),
            Laid("reply", {"reply": NOW - 2 * hour, "resolve": NOW + 90 * hour}, worker=WORKER),
            Laid("still", {"resolve": NOW - hour}, grid="G1", worker=WORKER, paused=True),
            Laid("other", {"resolve": NOW - hour}, grid="G2", worker="W2"),
            Laid("done", {"resolve": NOW - hour}, worker=WORKER, status="closed"),
        ],
    )
    found = matters_of(COORDINATOR, town, WORKER, NOW)
    cases = [(one.code, one.urgency) for one in found if one.kind == "case"]
    assert cases[:2] == [("reply", 0), ("late", 0)]
    assert ("tonight", 1) in cases and ("later", 2) in cases and ("never", 2) in cases
    assert {"other", "done"}.isdisjoint(code for code, _ in cases)
    assert [one.urgency for one in found] == sorted(one.urgency for one in found)
    assert [one.code for one in found if one.urgency == 3] == ["H1", "H2", "H3"]


def test_a_household_that_was_met_is_on_no_list_and_one_not_home_says_when_to_come(
    town: Store,
) -> None:
    sent(town, "a", "visit", {"household": "H1", "result": "met"})
    sent(town, "b", "visit", {"household": "H2", "result": "not_home"})
    found = {one.code: one for one in matters_of(COORDINATOR, town, WORKER, NOW)}
    assert "H1" not in found
    assert "1 times" in str(found["H2"].why) and found["H2"].more["tries"] == 1


def test_a_point_that_was_passed_waits_no_more(town: Store) -> None:
    assert "R1" in _codes(town)
    sent(town, "a", "check", {"place": "R1", "result": "pass"})
    assert "R1" not in _codes(town)


def test_an_emergency_comes_before_all_else_and_leaves_once_everybody_is_reached(
    town: Store,
) -> None:
    from shapely import box

    west, south = HERE
    area = box(west - 0.001, south - 0.001, west + 0.00015, south + 0.001)
    code = open_emergency(COORDINATOR, town, "涨水", area, NOW)
    first, second, *_rest = matters_of(COORDINATOR, town, WORKER, NOW)
    assert [first.kind, second.kind] == ["emergency", "emergency"]
    assert first.urgency == 0
    said = {"emergency": code, "household": "H1", "state": "confirmed"}
    assert sent(town, "a", "emergency", said)["state"] == "done"
    assert sent(town, "b", "emergency", said | {"household": "H2", "state": "needs_help"})
    left = [one for one in matters_of(COORDINATOR, town, WORKER, NOW) if one.kind == "emergency"]
    assert [one.more["household"] for one in left] == ["H2"]
    assert dict(lines_of(COORDINATOR, town, code)[["code", "state"]].itertuples(index=False)) == {
        "H1": "confirmed",
        "H2": "needs_help",
    }


def test_own_figures_are_met_of_lived_in_and_of_nobody_else(town: Store) -> None:
    sent(town, "a", "visit", {"household": "H1", "result": "met"})
    sent(town, "b", "visit", {"household": "H2", "result": "declined"})
    case_at_work(town)
    own = day_of(COORDINATOR, town, WORKER, NOW).own
    assert [(plan.met, plan.declined, plan.occupied) for plan in own.plans] == [(1, 1, 3)]
    assert own.waiting_on_others == 1
    other = day_of(COORDINATOR, town, "W2", NOW).own
    assert (other.plans, other.waiting_on_others) == ((), 0)


def test_grids_that_came_by_an_order_are_told_for_two_weeks(town: Store) -> None:
    with town.begin() as conn:
        for number, days in enumerate((0, 13, 14, -1)):
            order = orders.insert().values(
                kind="coverage",
                order_no=f"示〔2026〕{number}号",
                effective_on=TODAY - timedelta(days=days),
                reason="调整",
                approved_by="区网格中心",
                entered_by="operator",
                approved_at=NOW,
                summary={},
            )
            made = conn.execute(order.returning(orders.c.id)).scalar_one()
            # G2 came to him too, and is with another by now.
            for grid, after in (("G1", WORKER), ("G2", "W2"), ("G2", WORKER)):
                conn.execute(
                    order_changes.insert().values(
                        order_id=made, topic="primary", code=grid, before="W9", after=after
                    )
                )
    came = day_of(COORDINATOR, town, WORKER, NOW).came.grids
    assert [(one.grid_code, one.order_no, one.gave) for one in came] == [
        ("G1", "示〔2026〕0号", "W9"),
        ("G1", "示〔2026〕1号", "W9"),
    ]
    # A viewer of the other part, where he helps out, is not told of grids here.
    with town.begin() as conn:
        posted = {"worker_code": WORKER, "grid_code": "G2", "duty": "backup"}
        conn.execute(postings.insert().values(posted))
        bump(conn, "duty")
    assert day_of(OTHER_PART, town, WORKER, NOW).came.grids == ()
    assert len(day_of(PART, town, WORKER, NOW).came.grids) == 2


def test_a_campaign_is_offered_and_a_notice_delivered_once(town: Store) -> None:
    plan = plan_visits(
        COORDINATOR,
        town,
        NewPlan("防汛告知", "送通知", TODAY, TODAY + timedelta(days=9), PlanKind.CAMPAIGN),
        NOW,
    )
    for uid in ("a", "b"):
        assert sent(town, uid, "notice", {"household": "H1", "plan": plan.code})["state"] == "done"
    deliver_notice(COORDINATOR, town, plan.code, ["H2"], TODAY, NOW)
    told = day_json(day_of(COORDINATOR, town, WORKER, NOW), "en")["campaigns"]
    assert told == [{"code": plan.code, "name": "防汛告知", "had": ["H1", "H2"]}]


def test_what_the_phone_gets_is_the_same_to_the_letter_until_something_changes(
    town: Store,
) -> None:
    case_at_work(town)

    def told(now=NOW) -> str:
        return json.dumps(day_json(day_of(COORDINATOR, town, WORKER, now), "zh"), allow_nan=False)

    first = told()
    assert told(NOW + timedelta(minutes=3)) == first
    sent(town, "a", "visit", {"household": "H1", "result": "met"})
    assert told() != first


def test_no_contact_of_a_household_and_nobody_elses_matters_are_in_it(town: Store) -> None:
    matter(town, contact="13800000000")
    matter(town, lon=THERE[0], lat=THERE[1], summary="别人的事")
    told = json.dumps(day_json(day_of(COORDINATOR, town, WORKER, NOW), "zh"), ensure_ascii=False)
    assert "13800000000" not in told and "别人的事" not in told


def test_only_the_viewers_part_is_told(town: Store) -> None:
    matter(town)
    for ask in (matters_of, day_of):
        with pytest.raises(ServiceError, match="no worker W1 with a grid in the part"):
            ask(OTHER_PART, town, WORKER, NOW)
    # He helps out there from today on: his day is told, and only what lies in that part.
    with town.begin() as conn:
        posted = {"worker_code": WORKER, "grid_code": "G2", "duty": "backup", "since": TODAY}
        conn.execute(postings.insert().values(posted))
        bump(conn, "duty")
    assert matters_of(OTHER_PART, town, WORKER, NOW) == ()


def test_of_the_workers_only_those_with_a_duty_in_his_part_today_can_be_chosen(
    town: Store,
) -> None:
    def told() -> list[str]:
        return [code for code, _name in worker_choices(OTHER_PART, town, NOW)]

    assert [code for code, _name in worker_choices(COORDINATOR, town, NOW)] == ["W1", "W2"]
    assert told() == ["W2"]
    day = timedelta(days=1)
    for duty, since, until, seen in (
        ("cover", TODAY + day, None, ["W2"]),
        ("cover", TODAY - day, TODAY, ["W2"]),
        ("backup", None, TODAY + day, ["W1", "W2"]),
    ):
        posted = {"worker_code": WORKER, "grid_code": "G2", "duty": duty}
        with town.begin() as conn:
            conn.execute(postings.insert().values(posted | {"since": since, "until": until}))
        assert told() == seen


def test_who_may_not_see_households_sees_no_day(town: Store) -> None:
    for ask in (
        lambda viewer: day_of(viewer, town, WORKER, NOW),
        lambda viewer: matters_of(viewer, town, WORKER, NOW),
        lambda viewer: worker_choices(viewer, town, NOW),
    ):
        with pytest.raises(CaseworkError):
            ask(Viewer("x", Role.LEADER))


def test_a_worker_nobody_knows_is_refused(town: Store) -> None:
    for code in ("", "W9", "' OR 1=1"):
        with pytest.raises(ServiceError, match="no worker"):
            day_of(OPERATOR, town, code, NOW)


def test_a_message_knows_its_worker(town: Store) -> None:
    assert message("u", "visit", {})["worker"] == WORKER
    assert case_now(town, matter(town)).assigned_to == WORKER
