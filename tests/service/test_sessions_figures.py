"""Met of due, notices of sessions held, rooms of all units; the notice to print."""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np
import pytest

from casework.contact_duty import DutyRule, TurnState
from casework.period import Period
from casework.work_calendar import OutsideCover
from data.schema import contact_duties, org_units, places
from data.settings_store import set_setting
from data.store import Store, bump
from service.demonstration_sessions import keep_sessions
from service.errors import ServiceError
from service.sessions.coverage import rooms_layer, rooms_on
from service.sessions.duties import NewDuty, enter_duty
from service.sessions.figures import COUNTS, session_counts
from service.sessions.holding import cancel_session, hold_session, post_notice
from service.sessions.notice import notice_html
from service.sessions.planning import NewSession, plan_session
from service.sessions.seen import session_figures, turns_seen
from tests.dashboard.town import HOSTILE
from tests.service.conftest import NOW
from tests.service.contact_places import contact_place
from tests.service.matters import COORDINATOR, OTHER_PART, PART, found_district

TODAY = date(2026, 6, 1)
DAY = timedelta(days=1)
MAY, JUNE = Period.parse("2026-05"), Period.parse("2026-06")


@pytest.fixture
def town(store: Store) -> Store:
    found_district(store)
    contact_place(store, "P1", "C1")
    contact_place(store, "P2", "C2")
    return store


def duty(store: Store, place: str = "P1", rule: DutyRule = DutyRule.MONTHLY, **said: object) -> int:
    facts = {"since": date(2026, 4, 1)} | said
    return enter_duty(COORDINATOR, store, NewDuty("区长", place, rule, **facts), NOW)


def held(store: Store, day: date, duty_id: int | None, posted: date | None = None) -> int:
    new = NewSession(day, None if duty_id else "P1", duty_id)
    number = plan_session(COORDINATOR, store, new, NOW)
    version = 1
    if posted is not None:
        post_notice(COORDINATOR, store, number, version, posted, NOW)
        version = 2
    hold_session(COORDINATOR, store, number, version, 0, NOW)
    return number


def counts(store: Store, since: date, until: date) -> dict[object, tuple[int, ...]]:
    frame = session_counts(store, since, until)
    return {row[0]: tuple(row[1:]) for row in frame.itertuples(index=False, name=None)}


def test_counts_per_unit_are_known_for_a_small_story(town) -> None:
    assert COUNTS == ("duties_due", "duties_met", "sessions_held", "notices_valid")
    here, there = duty(town), duty(town, "P2")
    held(town, date(2026, 4, 9), here, date(2026, 4, 8))
    held(town, date(2026, 5, 30), here, date(2026, 5, 30))
    held(town, date(2026, 5, 31), None)
    held(town, date(2026, 5, 4), there, date(2026, 5, 1))
    assert counts(town, date(2026, 4, 1), TODAY) == {"C1": (2, 2, 3, 1), "C2": (2, 1, 1, 1)}
    assert counts(town, date(2026, 4, 1), date(2026, 5, 1)) == {
        "C1": (1, 1, 1, 1), "C2": (1, 0, 0, 0),
    }  # fmt: skip


def test_a_month_that_is_not_over_is_not_due_and_nothing_due_is_nothing_counted(town) -> None:
    held(town, date(2026, 5, 4), duty(town))
    assert counts(town, date(2026, 5, 1), date(2026, 5, 31)) == {"C1": (0, 0, 1, 0)}
    assert counts(town, date(2026, 3, 1), date(2026, 4, 1)) == {}
    assert list(session_counts(town, date(2026, 3, 1), date(2026, 4, 1))) == ["unit_code", *COUNTS]


def test_counts_of_parts_of_a_stretch_add_up_to_the_whole(town) -> None:
    weekly = duty(town, rule=DutyRule.WEEKLY, weekday=2)
    monthly = duty(town, "P2")
    for number in range(0, 56, 5):
        held(town, date(2026, 4, 3) + number * DAY, weekly, date(2026, 4, 2))
        held(town, date(2026, 4, 4) + number * DAY, monthly)
    cuts = [date(2026, 4, 1), date(2026, 4, 20), date(2026, 5, 3), TODAY]
    parts = [counts(town, *days) for days in zip(cuts, cuts[1:], strict=False)]
    whole = counts(town, cuts[0], cuts[-1])
    for unit, numbers in whole.items():
        zero = (0, 0, 0, 0)
        assert tuple(map(sum, zip(*(one.get(unit, zero) for one in parts), strict=True))) == numbers


def test_a_week_is_made_good_within_it_even_where_the_month_has_turned(town) -> None:
    number = duty(town, rule=DutyRule.WEEKLY, weekday=5)
    held(town, date(2026, 5, 31), number)
    assert counts(town, date(2026, 5, 30), date(2026, 5, 31)) == {"C1": (1, 1, 0, 0)}


def test_the_calendar_must_cover_the_days_a_weekly_duty_is_asked_about(town) -> None:
    duty(town, rule=DutyRule.WEEKLY, weekday=2)
    with pytest.raises(OutsideCover):
        session_counts(town, date(2027, 1, 1), date(2027, 2, 1))


def test_cancelled_and_planned_sessions_meet_nothing_and_count_nowhere(town) -> None:
    number = duty(town)
    for day in (date(2026, 5, 4), date(2026, 5, 5)):
        plan_session(COORDINATOR, town, NewSession(day, duty_id=number), NOW)
    cancel_session(COORDINATOR, town, 1, 1, "防汛", NOW)
    assert counts(town, date(2026, 5, 1), TODAY) == {"C1": (1, 0, 0, 0)}


def test_month_and_year_of_a_duty_say_met_due_and_what_can_still_be_met(town) -> None:
    number = duty(town)
    held(town, date(2026, 4, 9), number)
    plan_session(COORDINATOR, town, NewSession(date(2026, 6, 20), duty_id=number), NOW)
    (june,) = session_figures(COORDINATOR, town, JUNE, TODAY).duties.to_dict("records")
    assert [june[name] for name in ("month_due", "month_met", "month_open")] == [1, 0, 1]
    assert [june[name] for name in ("year_due", "year_met")] == [2, 1]
    assert (june["last_on"], june["next_on"]) == (date(2026, 4, 9), date(2026, 6, 20))
    (may,) = session_figures(COORDINATOR, town, MAY, TODAY).duties.to_dict("records")
    assert [may[name] for name in ("month_due", "month_met", "month_open")] == [1, 0, 0]
    (turn,) = turns_seen(COORDINATOR, town, *_days(JUNE), TODAY).to_dict("records")
    assert (turn["state"], turn["planned_on"]) == (TurnState.OPEN, date(2026, 6, 20))
    (turn,) = turns_seen(COORDINATOR, town, *_days(MAY), TODAY).to_dict("records")
    assert (turn["state"], turn["planned_on"]) == (TurnState.MISSED, None)


def test_figures_are_those_of_the_viewers_part(town) -> None:
    held(town, date(2026, 5, 4), duty(town), date(2026, 5, 1))
    assert session_figures(PART, town, MAY, TODAY).held == 1
    found = session_figures(OTHER_PART, town, MAY, TODAY)
    assert (found.held, found.valid, len(found.duties)) == (0, 0, 0)
    assert turns_seen(OTHER_PART, town, *_days(MAY), TODAY).empty


def test_every_unit_of_the_level_has_a_room_or_is_listed(town) -> None:
    with town.begin() as conn:
        conn.execute(
            org_units.insert().values(code="C3", name="丙", level="community", parent_code="D")
        )
        conn.execute(
            org_units.insert().values(
                code="C4", name="丁", level="community", parent_code="D", valid_to=TODAY
            )
        )
    contact_place(town, "P5", "D")
    contact_place(town, "P6", "C3", used_for="service")
    contact_place(town, "P7", "C3", valid_to=TODAY)
    found = rooms_on(COORDINATOR, town, TODAY)
    assert (found.met, len(found.units)) == (2, 3)
    assert list(found.without["code"]) == ["C3"]
    assert rooms_on(COORDINATOR, town, TODAY - DAY).met == 3
    assert list(rooms_on(PART, town, TODAY).units["code"]) == ["C1"]


def test_rooms_are_asked_of_the_level_that_is_set(town) -> None:
    with town.begin() as conn:
        set_setting(conn, "room_level", "county")
    found = rooms_on(COORDINATOR, town, TODAY)
    assert (list(found.units["code"]), list(found.units["rooms"])) == (["D"], [2])


def test_the_map_marks_the_grids_of_units_without_a_room(town) -> None:
    with town.begin() as conn:
        conn.execute(places.update().where(places.c.code == "P2").values(valid_to=TODAY))
        bump(conn, "places")
    layer = rooms_layer(COORDINATOR, town, TODAY)
    assert layer.of.tolist() == [0, 1]
    assert [one.grids for one in layer.classes] == [1, 1]
    assert layer.values.tolist() == [1.0, 0.0]
    part = rooms_layer(PART, town, TODAY)
    assert (part.of.tolist(), part.inside.tolist()) == ([0, -1], [True, False])
    assert [one is None for one in part.says] == [False, True]
    assert np.isnan(part.values[1])


def test_the_notice_says_who_where_when_and_fetches_nothing(town) -> None:
    number = plan_session(COORDINATOR, town, NewSession(date(2026, 6, 3), duty_id=duty(town)), NOW)
    for language, told in (("zh", "区长"), ("en", "2026-06-03, Wednesday")):
        text = notice_html(COORDINATOR, town, number, NOW, language)
        assert told in text
        assert "接访室P1" in text
        assert not re.search(r"(?:src|href|url)\s*[=(]", text)
    with pytest.raises(ServiceError):
        notice_html(OTHER_PART, town, number, NOW, "zh")
    cancel_session(COORDINATOR, town, number, 1, "防汛", NOW)
    with pytest.raises(ServiceError):
        notice_html(COORDINATOR, town, number, NOW, "zh")


def test_hostile_text_stays_text_on_the_notice(town) -> None:
    number = duty(town)
    with town.begin() as conn:
        conn.execute(contact_duties.update().values(holder=HOSTILE, starts=HOSTILE))
        conn.execute(places.update().values(name=HOSTILE, address=HOSTILE, kind=HOSTILE))
    new = NewSession(TODAY, duty_id=number, subject=HOSTILE, starts="09:00")
    text = notice_html(COORDINATOR, town, plan_session(COORDINATOR, town, new, NOW), NOW, "en")
    assert "<img" not in text
    assert "<script" not in text
    assert "&lt;img" in text


def test_the_demonstration_needs_no_place_and_is_the_same_again(town) -> None:
    from random import Random

    with town.begin() as conn:
        conn.execute(places.delete())
        assert keep_sessions(conn, NOW, Random(1)) == {"contact_duties": 0, "sessions": 0}
    contact_place(town, "P1", "C1")
    with town.begin() as conn:
        made = keep_sessions(conn, NOW, Random(1))
    assert made["contact_duties"] == 2
    found = session_figures(COORDINATOR, town, MAY, TODAY)
    assert 0 < found.valid <= found.held
    assert found.total("year_met") <= found.total("year_due")


def _days(month: Period) -> tuple[date, date]:
    return month.first, month.last + DAY
