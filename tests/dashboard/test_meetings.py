"""The page of meetings: planned, changed, decided, reported, told apart; hostile words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from casework.access import OPERATOR
from data.store import Store
from service.clock import now, today
from service.meetings.agenda import agenda_of
from service.meetings.deciding import NewDecision, decide
from service.meetings.decisions import decisions_of
from service.meetings.flags import flag_case, flagged
from service.meetings.minutes import write_minutes
from service.meetings.ordering import add_topic
from service.meetings.planning import NewMeeting, meeting_of, meetings_of, plan_meeting
from tests.dashboard.asgi import ask
from tests.dashboard.town import HOSTILE, html_of, refusals, run_page, town_behind_pages
from tests.service.matters import matter
from tests.service.meeting_room import DAY


def page() -> None:
    from pages.meetings import render

    render()


def case_page() -> None:
    from pages.cases import render

    render()


def clerk() -> None:
    from casework.access import Role, Viewer
    from dashboard.meetings_board import meetings_board
    from data.store import open_store
    from service.clock import now

    meetings_board(Viewer("录入员", Role.CLERK), open_store(), now())


def of_c1() -> None:
    from casework.access import Role, Viewer
    from dashboard.meetings_board import meetings_board
    from data.store import open_store
    from service.clock import now

    meetings_board(Viewer("甲社区", Role.COORDINATOR, "C1"), open_store(), now())


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    # AppTest words the options outside the session, in the default language.
    monkeypatch.setattr("service.language.DEFAULT_LANGUAGE", "en")
    with town_behind_pages(tmp_path, monkeypatch) as store:
        yield store


@pytest.fixture
def met(town: Store) -> tuple[Store, str]:
    """A meeting of today with a topic and a decision, all in hostile words."""
    case = matter(town, HOSTILE, category=HOSTILE, address=HOSTILE, now=now())
    flag_case(OPERATOR, town, case, "hot", HOSTILE, now())
    new = NewMeeting(HOSTILE, "joint", today(), HOSTILE, None, None, ("C1", "C2"))
    code = plan_meeting(OPERATOR, town, new, now())
    item = add_topic(OPERATOR, town, code, 1, HOSTILE, now())
    write_minutes(OPERATOR, town, code, 2, HOSTILE, now())
    decide(OPERATOR, town, NewDecision(code, HOSTILE, "C1", today() + DAY, item), now())
    return town, code


def labelled(at: AppTest, kind: str, label: str) -> Any:
    return next(one for one in at.get(kind) if one.label == label)


def test_a_meeting_is_planned_from_the_page(town: Store) -> None:
    at = run_page(page, meeting="new")
    labelled(at, "text_input", "Name").set_value("十二月研判会")
    labelled(at, "button", "Plan it").click()
    at.run()
    assert refusals(at) == []
    assert list(meetings_of(OPERATOR, town)["name"]) == ["十二月研判会"]
    assert "agenda proposed" in at.success[0].value


def test_an_agenda_is_changed_and_a_decision_written_down(met: tuple[Store, str]) -> None:
    store, code = met
    at = run_page(page, meeting=code)
    labelled(at, "text_input", "Topic or number").set_value("冬季供暖")
    labelled(at, "button", "Add").click()
    at.run()
    assert agenda_of(OPERATOR, store, code, now()).items[-1].titles["zh"] == "冬季供暖"
    labelled(at, "text_area", "Decision").set_value("月底前检修")
    labelled(at, "selectbox", "Owner unit").set_value("C2")
    labelled(at, "button", "Write it down").click()
    at.run()
    assert refusals(at) == []
    assert set(decisions_of(OPERATOR, store, today())["owner_unit"]) == {"C1", "C2"}


def test_of_two_who_edit_the_second_keeps_what_was_typed_and_goes_through_knowingly(
    met: tuple[Store, str],
) -> None:
    store, code = met
    at = run_page(page, meeting=code)
    labelled(at, "text_input", "Topic or number").set_value("我的议题")
    add_topic(OPERATOR, store, code, meeting_of(OPERATOR, store, code).version, "别人的", now())
    labelled(at, "button", "Add").click()
    at.run()
    assert "Nothing was overwritten" in refusals(at)[0]
    assert labelled(at, "text_input", "Topic or number").value == "我的议题"
    labelled(at, "button", "Add").click()
    at.run()
    assert refusals(at) == []
    said = [one.titles["zh"] for one in agenda_of(OPERATOR, store, code, now()).items]
    assert said[-2:] == ["别人的", "我的议题"]


def test_a_report_from_the_book_shows_in_its_figures(met: tuple[Store, str]) -> None:
    store, _code = met
    at = run_page(page, part="book")
    assert "0 / 1 (0.0 %)" in html_of(at)
    labelled(at, "radio", "What is told").set_value("done")
    at.run()
    labelled(at, "text_area", "What was done about it").set_value("已检修")
    labelled(at, "button", "Report it").click()
    at.run()
    assert refusals(at) == []
    assert "1 / 1 (100.0 %)" in html_of(at)
    assert list(decisions_of(OPERATOR, store, today())["state"]) == ["done"]
    assert "no decision that meets" in run_page(page, part="book", state="overdue").info[0].value


@pytest.mark.parametrize("asked", [{"part": "book"}, {}])
def test_hostile_words_are_only_words(met: tuple[Store, str], asked: dict[str, str]) -> None:
    at = run_page(page, **asked)
    shown = html_of(at) + "".join(one.value for one in at.markdown)
    assert "<img" not in shown and "<script" not in shown
    assert "&lt;img" in shown


def test_a_clerk_reports_but_does_not_move_the_day_or_change_the_meeting(
    met: tuple[Store, str],
) -> None:
    at = run_page(clerk)
    assert not [one for one in at.get("expander") if one.label == "Change the agenda"]
    book = run_page(clerk, part="book")
    assert labelled(book, "radio", "What is told").options == ["Progress", "Reported done"]


def test_a_part_sees_the_meeting_that_names_it_and_keeps_nothing_of_it(
    met: tuple[Store, str],
) -> None:
    at = run_page(of_c1)
    assert not at.get("expander")
    book = run_page(of_c1, part="book")
    assert labelled(book, "radio", "What is told").options == ["Progress", "Reported done"]


def test_an_unknown_meeting_unit_or_day_in_the_address_is_left(met: tuple[Store, str]) -> None:
    assert "0 / 1" in html_of(run_page(page, part="book", unit="X", state="y", on="never"))
    assert labelled(run_page(page, meeting="M1"), "selectbox", "Meeting").value == met[1]


def test_the_minutes_are_a_page_that_nobody_keeps_and_that_runs_nothing(
    met: tuple[Store, str],
) -> None:
    for language in ("zh", "en"):
        status, headers, body = ask(f"/gege/minutes/{met[1]}?lang={language}")
        assert status == 200
        assert headers["cache-control"] == "private, no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        text = body.decode()
        assert "<img" not in text and "<script" not in text and "&lt;img" in text
    assert ask("/gege/minutes/M1?lang=en")[0] == 400


def test_a_case_is_marked_from_its_record_and_the_mark_ended(town: Store) -> None:
    code = matter(town, now=now())
    at = run_page(case_page, case=code, status="all")
    labelled(at, "button", "Mark for a meeting").click()
    at.run()
    labelled(at, "text_area", "Reason (of the matter, not of a person)").set_value("多人反映")
    at.button(key="case_form_send").click()
    at.run()
    assert refusals(at) == []
    assert list(flagged(OPERATOR, town, today())["reason"]) == ["多人反映"]
    labelled(at, "button", "End a mark for a meeting").click()
    at.run()
    labelled(at, "text_area", "Reason (of the matter, not of a person)").set_value("已办")
    at.button(key="case_form_send").click()
    at.run()
    assert flagged(OPERATOR, town, today()).empty
