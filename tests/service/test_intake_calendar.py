"""When cases come in: every case once, in the office's hours, holidays apart."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from casework.access import OPERATOR, SYSTEM
from casework.errors import CaseworkError
from casework.period import Period
from data.migrate import migrate
from data.schema import cases
from data.store import Store, bump
from service.charts.calendar import days_chart, hours_chart
from service.charts.look import Look
from service.charts.rendering import to_svg
from service.demonstration import fill_demonstration
from service.figures import figure
from service.intake_calendar import MADE_UP, OFF, intake_calendar

NOW = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
MAY = Period.parse("2026-05")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(str(tmp_path_factory.mktemp("intake") / "gege.db"))
    migrate(store)
    fill_demonstration(OPERATOR, store, NOW, households=2_000, grids=20, cases=1_500)
    return store


def reported(store: Store, first: date, last: date) -> list[datetime]:
    with store.read() as conn:
        wanted = sa.select(cases.c.reported_at).where(cases.c.status.not_in(("void", "merged")))
        moments = [moment.astimezone(ZONE) for moment in conn.scalars(wanted)]
    return [one for one in moments if first <= one.date() <= last and one <= NOW]


@pytest.mark.parametrize("key", ["2026-05", "2026", "2026-06", "2026-W20"])
@pytest.mark.parametrize("area", [None, "990101001"])
def test_all_that_came_in_is_the_figure_of_the_period(
    town: Store, key: str, area: str | None
) -> None:
    found = intake_calendar(OPERATOR, town, Period.parse(key), NOW, area)
    period = found.period
    told = figure(OPERATOR, town, "reported", period.first, period.last, NOW, area)
    assert found.total == told.n == int(found.hours.sum()) + found.hourless


def test_each_hour_holds_what_came_in_then_by_the_office_clock(town: Store) -> None:
    found = intake_calendar(OPERATOR, town, MAY, NOW)
    holidays = {one.day for one in found.days if one.row == OFF}
    made_up = {one.day for one in found.days if one.row == MADE_UP}
    expected: Counter[tuple[int, int]] = Counter()
    for moment in reported(town, MAY.first, MAY.last):
        day = moment.date()
        row = OFF if day in holidays else MADE_UP if day in made_up else day.weekday()
        expected[row, moment.hour] += 1
    assert {
        (row, hour): int(found.hours[row, hour])
        for row in range(9)
        for hour in range(24)
        if found.hours[row, hour]
    } == dict(expected)
    assert sum(found.day_numbers.tolist()) == 31


def test_labour_day_is_no_ordinary_friday(town: Store) -> None:
    found = intake_calendar(OPERATOR, town, MAY, NOW)
    by_day = {one.day: one for one in found.days}
    assert by_day[date(2026, 5, 1)].row == OFF
    assert by_day[date(2026, 5, 1)].holiday == "劳动节"
    assert by_day[date(2026, 5, 8)].row == 4


def test_a_case_with_a_day_and_no_hour_counts_for_its_day_alone(tmp_path: object) -> None:
    store = Store(f"{tmp_path}/gege.db")
    migrate(store)
    at = datetime(2026, 5, 6, 0, 0, tzinfo=ZONE).astimezone(UTC)
    rows = [("A", at), ("B", at + timedelta(seconds=1)), ("C", at - timedelta(seconds=1))]
    with store.begin() as conn:
        conn.execute(
            cases.insert(),
            [
                {"code": code, "category": "x", "status": "reported", "reported_at": when}
                for code, when in rows
            ],
        )
        bump(conn, "cases")
    found = intake_calendar(OPERATOR, store, MAY, NOW)
    assert (found.total, found.hourless, int(found.hours.sum())) == (3, 1, 2)
    assert {one.day.day: one.n for one in found.days if one.n} == {5: 1, 6: 2}
    assert "midnight to the second" in str(found.notes[0])


def test_years_the_calendar_does_not_know_are_named(town: Store) -> None:
    later = datetime(2027, 2, 15, tzinfo=UTC)
    found = intake_calendar(OPERATOR, town, Period.parse("2027-01"), later)
    assert found.uncovered == (2027,)
    assert "2027" in str(found.notes[-1])


def test_the_sentence_names_the_hour_with_most_cases_on_one_such_day(town: Store) -> None:
    found = intake_calendar(OPERATOR, town, Period.parse("2026"), NOW)
    row, hour = found.text.params["weekday"], found.text.params["hour"]
    best = max(
        (found.per_day[place, at], place, at)
        for place in range(7)
        for at in range(24)
    )  # fmt: skip
    assert found.per_day[["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
                          "Sunday"].index(str(row)), hour] == best[0]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_charts_show_every_number_in_both_languages(
    town: Store, language: str, theme: str
) -> None:
    found = intake_calendar(OPERATOR, town, MAY, NOW)
    look = Look(theme, "projector", language)  # type: ignore[arg-type]
    hours = to_svg(hours_chart(found, look, "count"))
    most = int(found.hours[:7].max())
    assert f">{most}<" in hours
    assert ("星期一" if language == "zh" else "Monday") in hours
    year = intake_calendar(OPERATOR, town, Period.parse("2026"), NOW)
    days = to_svg(days_chart(year, look))
    assert ("5月" if language == "zh" else ">May<") in days


def test_who_may_not_see_cases_is_refused(town: Store) -> None:
    with pytest.raises(CaseworkError):
        intake_calendar(SYSTEM, town, MAY, NOW)
