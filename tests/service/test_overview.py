"""The overview says what stands in the records, part by part, and nothing else."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as some

from casework.access import OPERATOR, Role, Viewer
from casework.case_status import OPEN_STATUSES
from casework.errors import CaseworkError
from casework.period import Period
from data.migrate import migrate
from data.schema import cases
from data.store import Store, bump
from service.areas import child_rows
from service.demonstration import fill_demonstration
from service.errors import ServiceError
from service.language import say
from service.overview.glance import CARDS, Overview, overview
from service.overview.late import LONG_LATE, SHOWN
from service.overview.plain_values import as_values
from service.overview.slide import slide_html
from service.overview.sparkline import sparkline
from tests.service.district import rows_of
from tests.service.matters import LITTER, OTHER_PART, PART, close, found_district, matter

NOW = datetime(2026, 6, 16, 4, 0, tzinfo=UTC)
JUNE = Period.parse("2026-06")
HOSTILE = "</b><script>alert(1)</script><img src=x onerror=alert(1)>{z}"


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a small demonstration district; never written to."""
    store = Store(str(tmp_path_factory.mktemp("overview") / "district.db"))
    migrate(store)
    fill_demonstration(OPERATOR, store, NOW, households=600, grids=24, cases=500)
    return store


def _areas(store: Store) -> list[str | None]:
    steps, _part = child_rows(OPERATOR, store, None, NOW.date())
    return [None, steps[0].code]


@pytest.mark.parametrize("number", [0, 1])
def test_cards_are_what_a_plain_count_of_the_rows_gives(district: Store, number: int) -> None:
    area = _areas(district)[number]
    shown = overview(OPERATOR, district, JUNE, area, NOW)
    frame = rows_of(district, cases)
    if area is not None:
        frame = frame[frame["grid_code"].fillna("").str.startswith(area)]
    start = datetime(2026, 5, 31, 16, tzinfo=UTC)
    is_open = frame["status"].isin([one.value for one in OPEN_STATUSES])
    due = frame["due_at"]
    real = ~frame["status"].isin(["void", "merged"])
    came = real & (frame["reported_at"] >= start) & (frame["reported_at"] < NOW)
    closed = frame["closed_at"].notna() & (frame["closed_at"] >= start)
    closed &= real & ~frame["status"].isin(["rejected"])
    expected = {
        "overdue_now": (is_open & (due < NOW)).sum(),
        "due_soon": (is_open & (due >= NOW) & (due < NOW + timedelta(hours=24))).sum(),
        "reported": came.sum(),
        "closed_count": closed.sum(),
    }
    assert {key: shown.cards[key].now.n for key in expected} == expected
    assert shown.cards["fed_back"].now.m == expected["reported"]
    assert sum(expected.values()) > 0


def test_the_parts_of_an_area_add_up_to_it(district: Store) -> None:
    street = _areas(district)[1]
    (community, *_), _part = child_rows(OPERATOR, district, street, NOW.date())
    shown = overview(OPERATOR, district, JUNE, community.code, NOW)
    assert len(shown.places) > 1
    for key in ("overdue_now", "due_soon", "reported", "closed_count", "closed_on_time"):
        assert sum(one.figures[key].n for one in shown.places) == shown.cards[key].now.n
        assert sum(one.figures[key].m for one in shown.places) == shown.cards[key].now.m


def test_cases_without_a_place_are_told_beside_the_parts_so_that_all_adds_up(
    district: Store,
) -> None:
    # The demonstration has a few: without a position, or outside the district.
    shown = overview(OPERATOR, district, Period.parse("2026"), None, NOW)
    assert shown.in_none is not None
    left, said = shown.in_none
    parts = sum(one.figures["reported"].n for one in shown.places)
    with district.read() as conn:
        placeless = sa.select(sa.func.count()).where(
            cases.c.grid_code.is_(None),
            cases.c.status.not_in(("void", "merged")),
            cases.c.reported_at >= datetime(2025, 12, 31, 16, tzinfo=UTC),
        )
        assert left["reported"] == conn.scalar(placeless) > 0
    assert parts + left["reported"] == shown.cards["reported"].now.n
    assert f"received {left['reported']}" in say(said, "en")
    assert say(said, "zh") in slide_html(OPERATOR, district, Period.parse("2026"), None, NOW, "zh")
    below = overview(OPERATOR, district, Period.parse("2026"), _areas(district)[1], NOW)
    assert below.in_none is None


def test_the_parts_with_most_overdue_come_first_and_bare_ones_last(district: Store) -> None:
    for area in _areas(district):
        places = overview(OPERATOR, district, JUNE, area, NOW).places
        marks = [(one.is_bare, -one.figures["overdue_now"].n) for one in places]
        assert marks == sorted(marks)


def test_what_is_late_is_counted_as_the_card_counts_it(district: Store) -> None:
    for area in _areas(district):
        shown = overview(OPERATOR, district, JUNE, area, NOW)
        assert shown.late.number == shown.cards["overdue_now"].now.n
        assert len(shown.late.oldest) == min(SHOWN, shown.late.number)
        days = [one.days_late for one in shown.late.oldest]
        assert days == sorted(days, reverse=True)


def test_a_line_ends_with_the_card_and_reaches_as_far_as_the_records(district: Store) -> None:
    shown = overview(OPERATOR, district, JUNE, None, NOW)
    for key in CARDS:
        assert shown.trends[key][-1].value == shown.cards[key].now.value
        assert len(shown.trends[key]) == 12


def test_a_period_that_has_not_ended_ends_today(district: Store) -> None:
    shown = overview(OPERATOR, district, JUNE, None, NOW)
    assert shown.period == JUNE.until(date(2026, 6, 16))


def test_each_viewer_sees_his_part_alone_whoever_asked_before(store: Store) -> None:
    found_district(store)
    matter(store, category=LITTER, now=NOW - timedelta(days=40))
    assert overview(OPERATOR, store, JUNE, None, NOW).late.number == 1
    assert overview(PART, store, JUNE, None, NOW).late.number == 1
    other = overview(OTHER_PART, store, JUNE, None, NOW)
    assert (other.late.number, other.late.oldest, other.cards["overdue_now"].now.n) == (0, (), 0)
    with pytest.raises(ServiceError, match="outside"):
        overview(OTHER_PART, store, JUNE, "C1", NOW)


def test_whoever_may_not_see_cases_gets_no_overview_and_no_slide(store: Store) -> None:
    found_district(store)
    nobody, worker = Viewer("x", Role.SYSTEM), Viewer("w", Role.WORKER)
    with pytest.raises(CaseworkError):
        overview(nobody, store, JUNE, None, NOW)
    with pytest.raises(CaseworkError):
        slide_html(worker, store, JUNE, None, NOW)


def test_what_is_kept_is_asked_anew_when_a_case_comes_in(store: Store) -> None:
    found_district(store)
    assert overview(OPERATOR, store, JUNE, None, NOW).cards["reported"].now.n == 0
    matter(store, category=LITTER, now=NOW - timedelta(hours=1))
    assert overview(OPERATOR, store, JUNE, None, NOW).cards["reported"].now.n == 1


def _told(shown: Overview) -> str:
    return " ".join(say(one, "en") for one in shown.sentences)


def test_sentences_say_what_was_counted_and_no_more(store: Store) -> None:
    found_district(store)
    assert _told(overview(OPERATOR, store, JUNE, None, NOW)).startswith("Nothing is overdue.")
    for days in (40, 5):
        matter(store, category=LITTER, now=NOW - timedelta(days=days))
    close(store, matter(store, category=LITTER, now=NOW - timedelta(days=2)), now=NOW)
    shown = overview(OPERATOR, store, JUNE, None, NOW + timedelta(minutes=1))
    told = _told(shown)
    overdue = shown.late.number
    assert overdue == 2
    assert f"Overdue: {overdue}, in 甲." in told
    assert f"Due more than {LONG_LATE.days} days ago: 1." in told
    assert f"Most often about {LITTER}: 2." in told
    assert "2 came in, 1 closed." in told


def test_two_places_with_equally_many_are_not_told_apart(store: Store) -> None:
    found_district(store)
    matter(store, category=LITTER, now=NOW - timedelta(days=40))
    matter(store, category=LITTER, now=NOW - timedelta(days=40), lon=120.015)
    shown = overview(OPERATOR, store, JUNE, None, NOW)
    assert [one.figures["overdue_now"].n for one in shown.places] == [1, 1]
    assert _told(shown).startswith("Overdue: 2. ")


def test_at_a_grid_it_says_who_answers_and_nothing_lies_below(store: Store) -> None:
    found_district(store)
    shown = overview(OPERATOR, store, JUNE, "G1", NOW)
    assert shown.answering is not None and shown.answering.worker == "员1"
    assert shown.places == ()
    assert overview(OPERATOR, store, JUNE, "C1", NOW).answering is None
    assert "员1" not in str(as_values(shown, "zh"))


def test_nothing_due_is_a_dash_never_a_percentage(store: Store) -> None:
    found_district(store)
    shown = overview(OPERATOR, store, JUNE, None, NOW)
    assert shown.cards["closed_on_time"].now.value == "-"
    assert all(one.is_bare for one in shown.places)
    slide = slide_html(OPERATOR, store, JUNE, None, NOW, "en")
    assert re.search(r'data-figure="closed_on_time">-<', slide)
    assert "0.0 %" not in slide and "100.0 %" not in slide


def test_where_records_do_not_reach_there_is_a_reason(store: Store) -> None:
    found_district(store)
    matter(store, category=LITTER, now=NOW - timedelta(days=1))
    for one in overview(OPERATOR, store, JUNE, None, NOW).cards.values():
        assert (one.change, one.previous) == (None, None)
        assert one.reason is not None and one.reason_year is not None


def test_a_slide_asks_for_nothing_and_holds_every_card(district: Store) -> None:
    for language in ("zh", "en"):
        shown = overview(OPERATOR, district, JUNE, None, NOW)
        slide = slide_html(OPERATOR, district, JUNE, None, NOW, language)
        told = dict(re.findall(r'<b data-figure="(\w+)">([^<]*)</b>', slide))
        assert told == {key: shown.cards[key].now.value for key in CARDS}
        without_names = slide.replace("http://www.w3.org/2000/svg", "")
        assert "http" not in without_names and "<script" not in slide
        assert "url(" not in slide and " src=" not in slide


def test_text_of_people_stays_text_on_the_slide(store: Store) -> None:
    found_district(store)
    from data.schema import grids, org_units, settings

    with store.begin() as conn:
        for column in (org_units.c.name, grids.c.name):
            conn.execute(column.table.update().values({column.name: HOSTILE}))
        conn.execute(settings.insert().values(key="district_name", value=HOSTILE))
        bump(conn, "grids")
    matter(store, category=HOSTILE, now=NOW - timedelta(days=40))
    with store.begin() as conn:
        conn.execute(sa.update(cases).values(category=HOSTILE))
        bump(conn, "cases")
    slide = slide_html(OPERATOR, store, JUNE, None, NOW)
    assert "<script>" not in slide and "<img" not in slide
    assert "&lt;script&gt;" in slide


numbers = some.lists(some.none() | some.floats(0, 1e6), max_size=14)


@given(values=numbers, is_share=some.booleans(), is_unfinished=some.booleans())
def test_a_line_stays_inside_its_picture_and_a_gap_stays_open(
    values: list[float | None], is_share: bool, is_unfinished: bool
) -> None:
    drawn = sparkline(values, HOSTILE, '"red', is_share=is_share, is_unfinished=is_unfinished)
    assert "<script>" not in drawn and '"red' not in drawn
    lines = [one.split() for one in re.findall(r'points="([^"]*)"', drawn)]
    for line in lines:
        for x, y in (map(float, point.split(",")) for point in line):
            assert 0 <= x <= 160 and 0 <= y <= 36
    done = values[:-1] if is_unfinished else values
    pieces = sum(known for known, _ in groupby(value is not None for value in done))
    last = values[-2:] if is_unfinished else []
    pieces += sum(known for known, _ in groupby(value is not None for value in last))
    assert len(lines) == pieces


@given(some.lists(some.integers(-1, 4), max_size=60))
def test_runs_are_the_rows_they_were_made_of(part: list[int]) -> None:
    from dashboard.overview_map import runs_of

    laid = np.full(len(part), -1)
    for first, count, number in runs_of(np.array(part, dtype=np.int64)):
        laid[first : first + count] = number
    assert laid.tolist() == part
