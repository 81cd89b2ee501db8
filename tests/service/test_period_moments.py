"""The one rule of when the period before is looked at: cards, pages, tables and tests alike."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import shapely

from casework.access import OPERATOR
from casework.indicators import INDICATORS
from casework.period import Period
from data.schema import grids
from data.store import TOPICS, Store, bump
from service.figure_changes import compare
from service.map_difference import differences
from service.map_period_layers import period_classes
from service.map_periods import PeriodAsk
from service.period_changes import whole_change
from service.period_moments import is_beside, like_moment, name_at
from service.units_table import UnitsAsk, units_table
from service.voices_growth import growth
from tests.service.test_figure_changes import _day, _put, _reported, _settled

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
KEYS = ("reported", "closed_count", "overdue_now", "fed_back", "closed_on_time")


@pytest.mark.parametrize(
    ("other", "period", "as_of", "moment"),
    [
        # Not over: the same days up to the same time; all days where there are fewer.
        ("2026-05-01..2026-05-10", "2026-06..2026-06-10", "2026-06-10 12:00", "2026-05-10 12:00"),
        ("2026-02", "2026-03..2026-03-30", "2026-03-30 12:00", "2026-03-01 00:00"),
        # On the last day: up to the same time of the last day.
        ("2026-08", "2026-09", "2026-09-30 10:00", "2026-08-31 10:00"),
        # Over: as long after the end; no day is missing after a shorter month, none is won.
        ("2026-08", "2026-09", "2026-10-01 00:00", "2026-09-01 00:00"),
        ("2026-02", "2026-03", "2026-04-01 00:00", "2026-03-01 00:00"),
        ("2026-09", "2026-10", "2026-11-04 09:00", "2026-10-04 09:00"),
        ("2025-10", "2026-10", "2026-11-04 09:00", "2025-11-04 09:00"),
        ("2026-09..2026-09-15", "2026-10..2026-10-15", "2026-11-01 00:00", "2026-10-02 00:00"),
    ],
)
def test_the_other_period_is_looked_at_when_it_had_the_same_time(
    other: str, period: str, as_of: str, moment: str
) -> None:
    at = datetime.fromisoformat(as_of).replace(tzinfo=SHANGHAI).astimezone(UTC)
    found = like_moment(Period.parse(other), Period.parse(period), at, SHANGHAI)
    assert f"{found:%Y-%m-%d %H:%M}" == moment


def test_the_same_time_of_day_is_that_of_the_clock_on_the_wall() -> None:
    # Between the two lies the change to winter time.
    at = datetime(2026, 11, 10, 9, tzinfo=NEW_YORK)
    period = Period.parse("2026-11..2026-11-10")
    found = like_moment(period.previous(), period, at.astimezone(UTC), NEW_YORK)
    assert (found.day, found.hour) == (10, 9)


def test_a_name_says_until_when_and_of_what_stands_at_a_moment_when() -> None:
    may = Period.parse("2026-05..2026-05-10")
    cut = str(name_at(may, _day(5, 10, 12), SHANGHAI))
    assert cut == "2026-05-01 to 2026-05-10 (10 days) until 05-10 12:00"
    assert str(name_at(may, _day(5, 11, 0), SHANGHAI)) == str(may.name)
    stood = str(name_at(Period.parse("2026-05"), _day(6, 4, 9), SHANGHAI, is_stock=True))
    assert stood == "2026-05 (as it stood on 2026-06-04 09:00)"
    june = Period.parse("2026-06..2026-06-10")
    assert is_beside(may, june) and is_beside(Period.parse("2025-06..2025-06-10"), june)
    assert not is_beside(Period.parse("2026-05"), june)


def _town(store: Store) -> Store:
    """Return a town in which every day of four months, and every hour of some, makes a change."""
    rows = _reported(1, 1, 1)
    for month in (3, 4, 5, 6):
        rows += _settled(month, 30, 20 + month)
        for day in (1, 9, 10, 28, 30):
            rows += _reported(month, day, month, 9, category="noise", due_at=_day(month, day, 11))
            rows += _reported(month, day, day % 7 + 1, 20, category="noise")
        rows += [
            {"reported_at": _day(month, 20, hour), "due_at": _day(month, 21, hour),
             "status": "closed", "replied_at": _day(month, 29, hour),
             "closed_at": _day(month, 30, hour)}
            for hour in range(1, 23)
        ]  # fmt: skip
    rows += _reported(5, 31, 5, 15) + _reported(3, 31, 4, 15)
    _put(store, rows)
    square = shapely.to_wkb(shapely.box(111.0, 31.0, 111.01, 31.01))
    with store.begin() as conn:
        conn.execute(grids.update().values(shape=square))
        bump(conn, *TOPICS)
    return store


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("written", "now"),
    [
        ("2026-06", _day(6, 10, 12)),
        ("2026-06", _day(6, 10, 21)),
        ("2026-06", _day(6, 30, 12)),
        ("2026-04", _day(6, 10, 12)),
        ("2026-06-04..2026-06-10", _day(6, 10, 12)),
    ],
)
def test_one_number_for_the_period_before_wherever_it_is_told(
    store: Store, key: str, written: str, now: datetime
) -> None:
    _town(store)
    period = Period.parse(written).until(now.date())
    ask = PeriodAsk(key, (period.previous(), period))
    found = differences(OPERATOR, store, ask, now)
    whole = whole_change(OPERATOR, found)
    # The page of two periods: its first side, and the headline right below it.
    (told,) = compare(OPERATOR, store, [key], found.second.period, found.second.as_of)
    assert told.previous is not None
    assert (told.now.n, told.previous.n) == (whole.second[0], whole.first[0])
    assert told.previous.as_of == found.first.as_of
    sides = period_classes(OPERATOR, store, ask, now).figures
    assert [one.in_all[0] for one in sides] == [whole.first[0], whole.second[0]]
    # The card, and the table of units, both as of now.
    (card,) = compare(OPERATOR, store, [key], period, now)
    table = units_table(OPERATOR, store, UnitsAsk("street", period, KEYS), now)
    change, line = table.whole.changes[key], table.lines[0].changes[key]
    assert card.previous is not None and change is not None and line is not None
    assert change.before == line.before == card.previous.value
    is_over = now >= found.second.as_of and not INDICATORS[key].depends_on_moment
    if found.second.as_of == now or is_over:
        assert (card.now.n, card.previous.n) == (whole.second[0], whole.first[0])


def test_the_growth_of_what_people_told_us_counts_the_same_hours(store: Store) -> None:
    _town(store)
    now = _day(6, 10, 12)
    (line,) = growth(OPERATOR, store, "category", Period.parse("2026-06"), now).lines
    # Of May: the 1st and 9th whole, of the 10th only the morning.
    assert line.previous is not None and line.previous.before == 5 * 3 + 2 + 3
    late = growth(OPERATOR, store, "category", Period.parse("2026-06"), _day(6, 10, 22))
    assert late.lines[0].previous is not None
    assert late.lines[0].previous.before == 5 * 3 + 2 + 3 + 4


def test_a_whole_month_is_compared_with_all_days_of_a_longer_one(store: Store) -> None:
    """Of August the 31st was missing where September was told as of its end."""
    _put(store, _reported(1, 1, 1) + _reported(8, 31, 7) + _reported(8, 2, 3) + _reported(9, 2, 4))
    (told,) = compare(OPERATOR, store, ["reported"], Period.parse("2026-09"), _day(10, 1, 0))
    assert told.previous is not None and told.previous.n == 10


def test_what_was_overdue_a_month_before_is_read_at_the_end_of_that_month(store: Store) -> None:
    """September was read on the 2nd of October, beside October as of its end."""
    rows = _reported(1, 1, 1, status="closed", closed_at=_day(1, 2))
    rows += _reported(9, 1, 3, due_at=_day(10, 1, 12))
    rows += _reported(9, 1, 2, due_at=_day(9, 20, 12))
    _put(store, rows)
    (told,) = compare(OPERATOR, store, ["overdue_now"], Period.parse("2026-10"), _day(11, 1, 0))
    assert told.previous is not None and told.change is not None
    assert (told.now.n, told.previous.n) == (5, 2)
    assert str(told.change.text) == (
        "Up 150.0 % from 2 in 2026-09 (as it stood on 2026-10-01 00:00)."
    )
