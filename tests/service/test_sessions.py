"""Contact duties and sessions: planned, announced, held, cancelled; two at once; parts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from casework.access import OPERATOR
from casework.contact_duty import DutyRule
from casework.errors import CaseworkError
from casework.work_calendar import OutsideCover
from data.schema import cases, contact_duties, sessions
from data.store import Store
from service.cases.drafting import NewCase
from service.errors import ServiceError
from service.sessions.duties import NewDuty, duties_of, end_duty, enter_duty, hour_of
from service.sessions.holding import cancel_session, hold_session, post_notice
from service.sessions.places import contact_points
from service.sessions.planning import NewSession, plan_series, plan_session
from service.sessions.seen import notices_to_post, sessions_of
from tests.service.conftest import NOW
from tests.service.contact_places import contact_place, session_row
from tests.service.district import everything, rows_of
from tests.service.matters import COORDINATOR, LEADER, OTHER_PART, PART, found_district, matter

TODAY = date(2026, 6, 1)
DAY = timedelta(days=1)


@pytest.fixture
def town(store: Store) -> Store:
    found_district(store)
    contact_place(store, "P1", "C1", address="甲路1号")
    contact_place(store, "P2", "C2")
    return store


def duty(store: Store, rule: DutyRule = DutyRule.MONTHLY, **said: object) -> int:
    facts = {"holder": "区长", "place_code": "P1", "rule": rule, "since": date(2026, 1, 1)} | said
    return enter_duty(COORDINATOR, store, NewDuty(**facts), NOW)


def session(store: Store, day: date = TODAY, **said: object) -> int:
    facts = {"held_on": day, "place_code": "P1"} | said
    return plan_session(COORDINATOR, store, NewSession(**facts), NOW)


def test_a_session_goes_from_plan_over_notice_to_held_with_a_version_each_time(town) -> None:
    number = session(town, TODAY, duty_id=duty(town, starts="9:00"))
    assert session_row(town, number)["starts"] == "09:00"
    assert post_notice(COORDINATOR, town, number, 1, TODAY - DAY, NOW) is None
    made = hold_session(COORDINATOR, town, number, 2, 3, NOW)
    row = session_row(town, number)
    assert (row["state"], row["request_count"], row["version"]) == ("held", 3, 3)
    assert (row["holder"], row["has_valid_notice"], made.told) == ("区长", True, None)


def test_a_late_notice_is_kept_and_told_at_once_with_the_day_from_which_it_is_valid(town) -> None:
    number = session(town, TODAY)
    said = post_notice(COORDINATOR, town, number, 1, TODAY, NOW)
    assert str(said) == (
        "The notice is too late for 2026-06-01: posted on 2026-06-01, it is valid only from"
        " 2026-06-02 on."
    )
    assert not session_row(town, number)["has_valid_notice"]
    assert str(hold_session(COORDINATOR, town, number, 2, 0, NOW).told) == str(said)


def test_a_notice_ahead_of_its_day_or_after_the_session_is_refused(town) -> None:
    number = session(town, TODAY - 3 * DAY)
    for posted in (TODAY + DAY, TODAY - 2 * DAY):
        with pytest.raises(ServiceError):
            post_notice(COORDINATOR, town, number, 1, posted, NOW)


def test_of_two_at_once_the_second_is_told_to_look_again(town) -> None:
    number = session(town)
    post_notice(COORDINATOR, town, number, 1, TODAY, NOW)
    before = everything(town)
    for act in (
        lambda: post_notice(COORDINATOR, town, number, 1, TODAY, NOW),
        lambda: hold_session(COORDINATOR, town, number, 1, 0, NOW),
        lambda: cancel_session(COORDINATOR, town, number, 1, "下雨", NOW),
    ):
        with pytest.raises(ServiceError, match="meanwhile"):
            act()
    assert everything(town) == before


def test_requests_become_cases_of_the_leaders_contact_in_the_same_act(town) -> None:
    known, number = matter(town), session(town)
    made = hold_session(
        COORDINATOR, town, number, 1, 5, NOW, case_codes=[known, known],
        new_cases=[NewCase("楼道灯不亮"), NewCase("想了解医保")],
    )  # fmt: skip
    assert set(made.cases) == {known, *(one.code for one in made.registered)}
    assert len(made.cases) == 3
    kept = rows_of(town, cases)
    new = kept.loc[kept["code"] != known]
    assert list(new["channel"]) == ["leader_contact"] * 2
    assert new["lon"].isna().all()
    again = hold_session(COORDINATOR, town, number, 2, 6, NOW, case_codes=[known])
    assert again.cases == made.cases


def test_nothing_stands_when_a_case_is_unknown_or_more_cases_came_than_requests(town) -> None:
    number = session(town)
    before = everything(town)
    with pytest.raises(ServiceError, match="no case"):
        hold_session(
            COORDINATOR, town, number, 1, 5, NOW, case_codes=["X"], new_cases=[NewCase("灯")]
        )
    with pytest.raises(ServiceError, match="cannot have been received"):
        hold_session(COORDINATOR, town, number, 1, 0, NOW, new_cases=[NewCase("灯")])
    assert everything(town) == before


def test_a_session_is_not_held_before_its_day_nor_after_it_was_cancelled(town) -> None:
    ahead, other = session(town, TODAY + DAY), session(town, TODAY - DAY)
    with pytest.raises(ServiceError, match="lies ahead"):
        hold_session(COORDINATOR, town, ahead, 1, 0, NOW)
    with pytest.raises(ServiceError, match="Nothing was said"):
        cancel_session(COORDINATOR, town, other, 1, " ", NOW)
    cancel_session(COORDINATOR, town, other, 1, "防汛", NOW)
    for act in (
        lambda: hold_session(COORDINATOR, town, other, 2, 0, NOW),
        lambda: post_notice(COORDINATOR, town, other, 2, TODAY - 5 * DAY, NOW),
        lambda: cancel_session(COORDINATOR, town, other, 2, "再次", NOW),
    ):
        with pytest.raises(ServiceError, match="cancelled"):
            act()


def test_the_day_of_the_office_decides_not_that_of_greenwich(town) -> None:
    evening = datetime.fromisoformat("2026-06-01T23:00:00+08:00")
    number = session(town, TODAY + DAY)
    with pytest.raises(ServiceError):
        hold_session(COORDINATOR, town, number, 1, 0, evening)
    past_midnight = datetime.fromisoformat("2026-06-01T16:30:00+00:00")
    hold_session(COORDINATOR, town, number, 1, 0, past_midnight)


def test_a_series_plans_each_turn_once_and_no_holiday(town) -> None:
    number = duty(town, DutyRule.WEEKLY, weekday=2, starts="19:00")
    taken = session(town, date(2026, 9, 24), duty_id=number)
    made = plan_series(COORDINATOR, town, number, date(2026, 9, 14), date(2026, 10, 15), NOW)
    assert made.planned == (date(2026, 9, 16), date(2026, 9, 30), date(2026, 10, 14))
    assert made.there == 1
    again = plan_series(COORDINATOR, town, number, date(2026, 9, 14), date(2026, 10, 15), NOW)
    assert (again.planned, again.there) == ((), 4)
    cancel_session(COORDINATOR, town, taken, 1, "防汛", NOW)
    third = plan_series(COORDINATOR, town, number, date(2026, 9, 14), date(2026, 10, 15), NOW)
    assert third.planned == (date(2026, 9, 23),)


def test_a_series_into_a_year_without_calendar_or_too_long_plans_nothing(town) -> None:
    number = duty(town, DutyRule.WEEKLY, weekday=2)
    before = everything(town)
    with pytest.raises(OutsideCover):
        plan_series(COORDINATOR, town, number, date(2026, 12, 1), date(2027, 2, 1), NOW)
    for until in (date(2026, 6, 1), date(2028, 6, 1)):
        with pytest.raises(ServiceError, match="cannot be planned"):
            plan_series(COORDINATOR, town, number, TODAY, until, NOW)
    assert everything(town) == before


def test_the_same_session_is_not_planned_twice_nor_outside_its_duty(town) -> None:
    number = duty(town, until=date(2026, 7, 1))
    session(town, TODAY, duty_id=number)
    with pytest.raises(ServiceError, match="already"):
        session(town, TODAY, duty_id=number)
    with pytest.raises(ServiceError, match="not in force"):
        session(town, date(2026, 7, 1), duty_id=number)
    session(town, TODAY)
    session(town, TODAY, starts="14:00")


def test_a_session_takes_place_only_at_a_contact_point_in_use(town) -> None:
    contact_place(town, "S1", used_for="service")
    contact_place(town, "P9", valid_to=TODAY)
    for code in ("S1", "P9", "P0"):
        with pytest.raises(ServiceError, match="no contact point"):
            session(town, TODAY, place_code=code)


def test_a_duty_that_ends_takes_its_planned_sessions_along_and_no_held_one(town) -> None:
    number = duty(town)
    held, ahead = (session(town, day, duty_id=number) for day in (TODAY, TODAY + 9 * DAY))
    hold_session(COORDINATOR, town, held, 1, 0, NOW)
    with pytest.raises(ServiceError, match="was held"):
        end_duty(COORDINATOR, town, number, TODAY, "调动", NOW)
    assert end_duty(COORDINATOR, town, number, TODAY + DAY, "调动", NOW) == 1
    row = session_row(town, ahead)
    assert (row["state"], row["reason"], row["version"]) == ("cancelled", "调动", 2)
    assert session_row(town, held)["state"] == "held"
    assert duties_of(COORDINATOR, town, TODAY + DAY).empty
    assert len(duties_of(COORDINATOR, town, TODAY)) == 1


def test_a_holder_has_one_duty_at_a_place_at_a_time(town) -> None:
    number = duty(town)
    with pytest.raises(ServiceError, match="already"):
        duty(town)
    duty(town, place_code="P2")
    end_duty(COORDINATOR, town, number, TODAY, "轮换", NOW)
    duty(town, since=TODAY)
    assert len(rows_of(town, contact_duties)) == 3


@pytest.mark.parametrize(
    ("said", "kept"), [("19:00", "19:00"), ("9：05", "09:05"), (" ", None), (None, None)]
)
def test_an_announced_hour_is_read_as_it_is_typed(said: str | None, kept: str | None) -> None:
    assert hour_of(said) == kept


@pytest.mark.parametrize("said", ["25:00", "19", "19:00:00", "<b>", "晚上"])
def test_what_is_no_hour_is_refused(said: str) -> None:
    with pytest.raises(ServiceError):
        hour_of(said)


def test_notices_to_post_are_told_with_their_last_day(town) -> None:
    tomorrow, later = (session(town, TODAY + n * DAY) for n in (1, 5))
    posted = session(town, TODAY + 3 * DAY)
    post_notice(COORDINATOR, town, posted, 1, TODAY, NOW)
    held = session(town, TODAY)
    frame = notices_to_post(COORDINATOR, town, TODAY)
    assert dict(zip(frame["id"], frame["post_by"], strict=True)) == {
        held: TODAY - DAY, tomorrow: TODAY, later: TODAY + 4 * DAY,
    }  # fmt: skip


def test_who_sees_a_part_sees_and_changes_only_what_lies_in_it(town) -> None:
    number = session(town)
    month = (TODAY, TODAY + 30 * DAY)
    assert len(sessions_of(PART, town, *month)) == 1
    assert sessions_of(OTHER_PART, town, *month).empty
    assert list(contact_points(OTHER_PART, town, TODAY)) == ["P2"]
    with pytest.raises(ServiceError, match="no session"):
        hold_session(OTHER_PART, town, number, 1, 0, NOW)
    with pytest.raises(ServiceError, match="no contact point"):
        plan_session(OTHER_PART, town, NewSession(TODAY, "P1"), NOW)


def test_a_leader_looks_and_keeps_nothing(town) -> None:
    number = session(town)
    assert len(sessions_of(LEADER, town, TODAY, TODAY + DAY)) == 1
    for act in (
        lambda: plan_session(LEADER, town, NewSession(TODAY, "P1"), NOW),
        lambda: hold_session(LEADER, town, number, 1, 0, NOW),
        lambda: cancel_session(LEADER, town, number, 1, "x", NOW),
        lambda: post_notice(LEADER, town, number, 1, TODAY, NOW),
        lambda: enter_duty(LEADER, town, NewDuty("区长", "P1", DutyRule.MONTHLY, TODAY), NOW),
    ):
        with pytest.raises(CaseworkError):
            act()


def test_a_place_without_a_unit_lies_in_that_of_its_grid(town) -> None:
    contact_place(town, "P3", None, grid_code="G2")
    plan_session(OPERATOR, town, NewSession(TODAY, "P3"), NOW)
    assert len(sessions_of(OTHER_PART, town, TODAY, TODAY + DAY)) == 1
    assert sessions_of(PART, town, TODAY, TODAY + DAY).empty
    assert list(rows_of(town, sessions)["state"]) == ["planned"]
