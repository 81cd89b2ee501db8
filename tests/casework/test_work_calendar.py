"""The work calendar: as published, with a stated cover, every fault of a file told at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.rule_reading import FaultyRules
from casework.work_calendar import OutsideCover, WorkCalendar
from tests.casework.published_calendar import document, shipped

YEARS = (2024, 2025, 2026)

# What the notices of the State Council's General Office say: 放假 ... 共N天, and the days to be
# worked (上班).  New Year and Dragon Boat of 2024 are "1月1日放假", "6月10日放假": one day each.
NOTICES = {
    2024: {
        "off": {"元旦": 1, "春节": 8, "清明节": 3, "劳动节": 5, "端午节": 1, "中秋节": 3,
                "国庆节": 7},
        "worked": "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
        # 全体公民放假的假日: 11 days a year until 2024, 13 from 2025.
        "statutory": 11,
    },
    2025: {
        "off": {"元旦": 1, "春节": 8, "清明节": 3, "劳动节": 5, "端午节": 3, "国庆节、中秋节": 8},
        "worked": "01-26 02-08 04-27 09-28 10-11",
        "statutory": 13,
    },
    2026: {
        "off": {"元旦": 3, "春节": 9, "清明节": 3, "劳动节": 5, "端午节": 3, "中秋节": 3,
                "国庆节": 7},
        "worked": "01-04 02-14 02-28 05-09 09-20 10-10",
        "statutory": 13,
    },
}  # fmt: skip


def _days(year):
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", YEARS)
def test_the_days_off_are_as_many_as_the_notice_of_the_year_says(year):
    (published,) = [one for one in shipped().years if one.year == year]
    assert {one.name: len(one.days) for one in published.holidays} == NOTICES[year]["off"]
    assert f"{year}年部分节假日安排" in published.source


@pytest.mark.parametrize("year", YEARS)
def test_the_make_up_days_are_those_of_the_notice_and_fall_on_weekends(year):
    worked = [day for day in shipped().make_up if day.year == year]
    assert [f"{day:%m-%d}" for day in worked] == NOTICES[year]["worked"].split()
    assert {day.weekday() for day in worked} <= {5, 6}


@pytest.mark.parametrize("year", YEARS)
def test_swapped_days_balance_and_only_statutory_holidays_shorten_the_year(year):
    weekends = sum(day.weekday() >= 5 for day in _days(year))
    worked = sum(shipped().is_workday(day) for day in _days(year))
    # A statutory holiday on a weekend is given on a weekday; every other day off is swapped.
    assert worked == len(_days(year)) - weekends - NOTICES[year]["statutory"]


def test_a_holiday_is_never_a_working_day_and_a_make_up_day_always_is():
    calendar = shipped()
    assert not any(calendar.is_workday(day) for day in calendar.holidays)
    assert all(calendar.is_workday(day) for day in calendar.make_up)


def test_the_eve_of_spring_festival_is_worked_where_the_notice_does_not_give_it_off():
    assert shipped().is_workday(date(2024, 2, 9))
    assert not shipped().is_workday(date(2025, 1, 28))


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2027, 1, 1), date(1970, 1, 1)])
def test_a_day_outside_the_cover_is_refused_with_the_missing_year_and_the_way_out(day):
    with pytest.raises(OutsideCover) as refusal:
        shipped().is_workday(day)
    assert refusal.value.year == day.year
    said = str(refusal.value)
    assert str(day.year) in said and "2024-01-01 to 2026-12-31" in said
    assert "manage.py rules load calendar" in said


@pytest.mark.parametrize(
    "day, said",
    [
        (date(2026, 2, 14), "Saturday 2026-02-14 is a working day made up for Spring Festival."),
        (date(2026, 2, 17), "Tuesday 2026-02-17 is a day off: Spring Festival."),
        (date(2026, 2, 7), "Saturday 2026-02-07 is a weekend day."),
        (date(2026, 2, 13), "Friday 2026-02-13 is a working day."),
    ],
)
def test_a_day_says_what_it_is(day, said):
    assert str(shipped().day_sentence(day)) == said


def _faults(change):
    values = document("calendar_cn.toml")
    change(values)
    with pytest.raises(FaultyRules) as refusal:
        WorkCalendar.from_mapping(values)
    return [str(fault) for fault in refusal.value.faults]


@pytest.mark.parametrize(
    "change, place, wanted",
    [
        (lambda v: v.update(zone="Beijing"), "zone", "Asia/Shanghai"),
        (lambda v: v.update(zone="../../etc/passwd"), "zone", "Asia/Shanghai"),
        (lambda v: v.update(morning=["8.30", "12:00"]), "morning", "08:30"),
        (lambda v: v.update(morning=["12:00", "08:30"]), "morning", "08:30"),
        (lambda v: v.update(morning="08:30-12:00"), "morning", "08:30"),
        (lambda v: v.update(afternoon=["11:00", "17:00"]), "afternoon", "after the morning"),
        (lambda v: v.update(weekend=["saturday", "Sonntag"]), "weekend", "saturday"),
        (lambda v: v.update(day_limit_ends="noon"), "day_limit_ends", "close, midnight"),
        (lambda v: v.update(year=[]), "year", "at least one year"),
        (lambda v: v["year"].pop(1), "year", "2024, 2026"),
        (lambda v: v["year"][0].update(holliday=[]), "year[1].holliday", "unknown"),
        (lambda v: v["year"][2].update(source=" "), "year[3].source", "text"),
        (lambda v: v["year"][2].update(year=10**400), "year[3].year", "1990"),
        (lambda v: v["year"][0].update(holiday=[]), "year[1].holiday", "days off"),
        (lambda v: v["year"][0].update(make_up="x"), "year[1].make_up", "tables"),
        (
            lambda v: v["year"][2]["make_up"][1].update(date=date(2026, 2, 13)),
            "year[3].make_up[2].date cannot be 2026-02-13",
            "weekend",
        ),
        (
            lambda v: v["year"][2]["make_up"][1].update(date="2026-02-14"),
            "year[3].make_up[2].date",
            "without quotation marks",
        ),
        (
            lambda v: v["year"][2]["holiday"][2].update({"from": date(2026, 2, 20)}),
            "year[3].holiday[3].to",
            "15 days",
        ),
        (
            lambda v: v["year"][2]["holiday"][1].update(to=date(2026, 2, 28)),
            "2026-02-28 stands twice",
            "take one of them out",
        ),
        (
            lambda v: v["year"][1]["holiday"][0].update({"from": date(2026, 1, 1)}),
            "year[2].holiday[1].from",
            "2025",
        ),
    ],
)
def test_a_fault_of_a_file_names_its_place_and_the_way_out(change, place, wanted):
    faults = _faults(change)
    assert any(place in fault and wanted in fault for fault in faults), faults


def test_all_faults_of_a_file_are_told_at_once():
    def spoil(values):
        values["zone"] = ""
        del values["afternoon"]
        values["colour"] = "red"
        values["year"][0]["make_up"][0]["for"] = 7

    places = ("zone", "afternoon", "colour", "year[1].make_up[1].for")
    faults = _faults(spoil)
    assert len(faults) == 4
    assert all(any(fault.startswith(place) for fault in faults) for place in places), faults


def test_a_day_off_in_the_december_before_belongs_to_the_notice_that_gives_it():
    values = document("calendar_cn.toml")
    new_year = values["year"][2]["holiday"][0]
    new_year["from"] = date(2025, 12, 31)
    calendar = WorkCalendar.from_mapping(values)
    assert not calendar.is_workday(date(2025, 12, 31))
