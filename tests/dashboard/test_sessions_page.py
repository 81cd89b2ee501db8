"""The page of contact points: figures with what they are of, the calendar, forms that act once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from casework.contact_duty import DutyRule
from casework.period import Period
from data.schema import cases, contact_duties, places, sessions
from data.store import Store
from service.clock import now, today
from service.sessions.duties import NewDuty, enter_duty
from service.sessions.holding import hold_session
from service.sessions.planning import NewSession, plan_session
from tests.dashboard.asgi import ask
from tests.dashboard.town import HOSTILE, html_of, refusals, run_page, town_behind_pages
from tests.service.contact_places import contact_place
from tests.service.district import rows_of
from tests.service.matters import COORDINATOR

DAY = timedelta(days=1)


def _page() -> None:
    from pages import sessions

    sessions.render()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with town_behind_pages(tmp_path, monkeypatch) as made:
        contact_place(made, "P1", "C1")
        yield made


def _duty(store: Store, since: date | None = None, holder: str = "区长") -> int:
    since = since or Period.holding(today()).first
    return enter_duty(COORDINATOR, store, NewDuty(holder, "P1", DutyRule.MONTHLY, since), now())


def _session(store: Store, day: date, duty: int | None = None) -> int:
    place = None if duty else "P1"
    return plan_session(COORDINATOR, store, NewSession(day, place, duty, "09:00"), now())


def _press(at: AppTest, label: str) -> AppTest:
    next(one for one in at.button if one.label == label).click().run()
    assert not at.exception, at.exception
    return at


def test_each_figure_stands_with_what_it_is_of_and_a_dash_where_nothing_was_due(
    store: Store,
) -> None:
    body = html_of(run_page(_page))
    assert "<b>1 / 2</b><span>communities and villages with a contact point" in body
    assert body.count("<b>–</b>") == 3
    hold_session(COORDINATOR, store, _session(store, today(), _duty(store)), 1, 0, now())
    body = html_of(run_page(_page))
    month = Period.holding(today()).key
    assert f"<b>1 / 1</b><span>came in {month}, of times due" in body
    assert "<b>0 / 1 (0.0 %)</b><span>sessions held" in body


def test_a_leader_is_told_whether_he_has_been_there_this_month(store: Store) -> None:
    duty, month = _duty(store), Period.holding(today()).key
    body = html_of(run_page(_page, who="区长"))
    assert f"not yet in {month}" in body
    assert "nothing is planned yet" in body
    hold_session(COORDINATOR, store, _session(store, today(), duty), 1, 0, now())
    assert f"yes, has come in {month}" in html_of(run_page(_page, who="区长"))


def test_the_calendar_shows_planned_held_cancelled_and_what_is_due(store: Store) -> None:
    _duty(store)
    body = html_of(run_page(_page))
    assert '<p class="open">△ 区长</p>' in body
    _session(store, today(), 1)
    body = html_of(run_page(_page))
    assert '<p class="open">' not in body
    assert '<p class="planned">○ 09:00 区长<b> !</b></p>' in body


def test_a_planned_session_whose_day_has_passed_is_marked(store: Store) -> None:
    day = today() - DAY
    _session(store, day)
    body = html_of(run_page(_page, month=Period.holding(day).key))
    assert '<p class="planned">○ 09:00 接访室P1<b> ?!</b></p>' in body


def test_a_month_whose_year_has_no_calendar_is_said_and_its_sessions_are_shown(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = NewDuty("街道书记", "P1", DutyRule.WEEKLY, date(2026, 1, 1), weekday=2)
    enter_duty(COORDINATOR, store, new, now())
    _session(store, date(2027, 1, 8))
    from dashboard import sessions_board

    monkeypatch.setattr(sessions_board, "_month", lambda _today: Period.parse("2027-01"))
    at = run_page(_page)
    assert "has no year 2027" in at.warning[0].value.replace("\\", "")
    assert '<p class="planned">○ 09:00 接访室P1' in html_of(at)


def test_a_session_is_planned_announced_and_held_once(store: Store) -> None:
    at = run_page(_page)
    at.selectbox(key="sessions_plan_place_0").set_value("P1")
    at.date_input(key="sessions_plan_day_0").set_value(today())
    at.text_input(key="sessions_plan_at_0").set_value("19:00")
    _press(at, "Plan it")
    assert refusals(at) == []
    (kept,) = rows_of(store, sessions).to_dict("records")
    assert (kept["held_on"], kept["starts"], kept["state"]) == (today(), "19:00", "planned")
    number = kept["id"]
    at.date_input(key=f"sessions_posted_{number}_1").set_value(today())
    _press(at, "Enter the notice")
    said = at.success[0].value.replace("\\", "")
    assert f"valid only from {today() + DAY} on" in said
    at.number_input(key=f"sessions_count_{number}_2").set_value(4)
    at.text_area(key=f"sessions_texts_{number}_2").set_value("楼道灯不亮\n\n想了解医保")
    _press(at, "Enter the session")
    assert refusals(at) == []
    (kept,) = rows_of(store, sessions).to_dict("records")
    assert (kept["state"], kept["request_count"]) == ("held", 4)
    assert list(rows_of(store, cases)["summary"]) == ["楼道灯不亮", "想了解医保"]


def test_a_refusal_keeps_what_was_typed_and_writes_nothing(store: Store) -> None:
    _session(store, today())
    at = run_page(_page)
    at.text_area(key="sessions_texts_1_0").set_value("楼道灯不亮")
    _press(at, "Enter the session")
    assert "cannot have been received" in at.error[0].value.replace("\\", "")
    assert at.text_area(key="sessions_texts_1_0").value == "楼道灯不亮"
    assert rows_of(store, cases).empty


def test_a_duty_is_entered_its_series_planned_and_ended(store: Store) -> None:
    at = run_page(_page, part="duties")
    at.text_input(key="sessions_holder_0").set_value("区委书记")
    at.selectbox(key="sessions_duty_place_0").set_value("P1")
    _press(at, "Enter the duty")
    assert refusals(at) == []
    at.selectbox(key="sessions_series_duty_1").set_value(1)
    at.date_input(key="sessions_series_from_1").set_value(date(2026, 3, 1))
    at.date_input(key="sessions_series_to_1").set_value(date(2026, 3, 2))
    _press(at, "Plan them")
    assert "0 sessions are planned" in at.success[0].value.replace("\\", "")
    at.selectbox(key="sessions_ended_2").set_value(1)
    at.text_input(key="sessions_ended_why_2").set_value("轮换")
    _press(at, "End it")
    assert refusals(at) == []
    assert list(rows_of(store, contact_duties)["until"]) == [today() + DAY]


def test_duties_stand_in_the_order_of_names_and_not_of_what_was_met(store: Store) -> None:
    for holder in ("丙", "甲", "乙"):
        _duty(store, holder=holder)
    hold_session(COORDINATOR, store, _session(store, today(), 2), 1, 0, now())
    shown = run_page(_page, part="duties").dataframe[0].value
    assert list(shown["Who comes"]) == sorted("丙甲乙")


def test_units_without_a_room_are_listed(store: Store) -> None:
    at = run_page(_page, part="rooms")
    assert list(at.dataframe[0].value["Unit"]) == ["乙"]
    assert "Without a contact point: 1" in html_of(at)


def test_hostile_text_stays_text_on_every_part(store: Store) -> None:
    number = _session(store, today(), _duty(store))
    hold_session(COORDINATOR, store, number, 1, 0, now())
    _session(store, today() + DAY, 1)
    with store.begin() as conn:
        conn.execute(contact_duties.update().values(holder=HOSTILE))
        conn.execute(places.update().values(name=HOSTILE, address=HOSTILE))
        conn.execute(sessions.update().values(subject=HOSTILE, reason=HOSTILE, starts=HOSTILE))
    for part in ("calendar", "duties", "rooms"):
        for who in ({}, {"who": HOSTILE}):
            assert "<img" not in html_of(run_page(_page, part=part, **who))
    status, headers, body = ask(f"/gege/session-notice/{number}?lang=en")
    assert status == 200
    assert "default-src 'none'" in headers["content-security-policy"]
    assert b"<img" not in body
    assert b"&lt;img" in body
    assert ask("/gege/session-notice/99?lang=en")[0] == 400
    assert ask(f"/gege/session-notice/{10**30}?lang=en")[0] == 404


def test_the_map_of_rooms_answers_classes_with_their_words(store: Store) -> None:
    import json

    answer = json.loads(ask(f"/gege/layers/rooms.json?on={today()}&lang=en")[2])
    assert answer["of"] == [0, 1]
    assert [one["label"] for one in answer["classes"]] == ["has a room", "has no room"]
    assert "1 of 2 communities and villages" in answer["notes"][0]
