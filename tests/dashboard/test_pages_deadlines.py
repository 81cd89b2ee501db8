"""The deadlines page shows what the service counts, and says loudly when the calendar ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.rule_store import rules_of
from data.store import Store
from service.clock import now
from service.deadlines import Band, Due, deadline_list, deadlines
from tests.dashboard.town import HOSTILE, html_of, run_page, town_behind_pages
from tests.service.matters import COORDINATOR, LITTER, matter


def _page() -> None:
    from pages import deadlines as page

    page.render()


def _calendar(last: object, today: object) -> None:
    from dashboard.deadline_board import calendar_end

    calendar_end(last, today)  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with town_behind_pages(tmp_path, monkeypatch) as made:
        yield made


def _codes(at: AppTest) -> list[str]:
    addresses = at.dataframe[0].value["Case number"]
    return [address.split("case=")[1].split("&")[0] for address in addresses]


def test_figures_and_lists_are_those_of_the_service(store: Store) -> None:
    for days in (0, 1, 30, 40):
        matter(store, category=LITTER, now=now() - timedelta(days=days))
    moment = now()
    board = deadlines(COORDINATOR, store, moment)
    for due in (Due.REPLY, Due.RESOLVE):
        at = run_page(_page, clock=due.value)
        body = html_of(at)
        for band in (Band.OVERDUE, Band.IN_24_HOURS, Band.NOT_COMPUTED):
            assert f"<b>{board.total(due).shown(band)}</b>" in body
        listed = deadline_list(COORDINATOR, store, moment, due, Band.OVERDUE)
        assert len(listed) >= 2
        assert _codes(at) == list(listed["code"])


def test_with_no_clock_there_is_no_figure_rather_than_zero(store: Store) -> None:
    assert "<b>-</b>" in html_of(run_page(_page))
    assert "<b>0</b>" not in html_of(run_page(_page))


@pytest.mark.parametrize(
    ("last", "today", "loud"),
    [
        (date(2026, 12, 31), date(2026, 3, 1), "warning"),
        (date(2026, 12, 31), date(2026, 12, 1), "error"),
        (date(2026, 12, 31), date(2027, 3, 1), "error"),
        (date(2027, 12, 31), date(2026, 12, 31), ""),
    ],
)
def test_a_calendar_without_next_year_is_said_on_top(last: date, today: date, loud: str) -> None:
    at = AppTest.from_function(_calendar, args=(last, today), default_timeout=30)
    at.query_params["lang"] = "en"
    at.run()
    assert not at.exception
    said = {"error": len(at.error), "warning": len(at.warning)}
    assert said == {name: int(name == loud) for name in said}
    assert all("rules" in one.value for one in [*at.error, *at.warning])


def test_the_page_says_it_of_the_calendar_in_force(store: Store) -> None:
    with store.read() as conn:
        last = rules_of(conn).calendar.last_day
    at = run_page(_page)
    assert bool([*at.error, *at.warning]) is (last.year <= now().year)


@pytest.mark.parametrize("asked", [{"clock": "x"}, {"band": "' OR 1=1"}, {"clock": HOSTILE}])
def test_nonsense_in_the_address_is_taken_for_nothing(store: Store, asked: dict[str, str]) -> None:
    matter(store, category=LITTER, now=now() - timedelta(days=30))
    assert _codes(run_page(_page, **asked)) == _codes(run_page(_page))


def test_hostile_text_stays_text(store: Store) -> None:
    matter(store, HOSTILE, category=HOSTILE, now=now())
    assert "<img" not in html_of(run_page(_page))
