"""Figures counted in memory and in the database are one and the same, today and on any day."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.access import OPERATOR, Role, Viewer
from casework.case_status import CaseStatus
from casework.indicator import Form, Sheet
from casework.indicators import INDICATORS, REGISTRY
from casework.indicators_work import WORK_FIGURES
from data.array_columns import ArrayColumns, Words
from data.case_arrays import case_arrays
from data.schema import cases
from data.settings_store import office_zone
from data.store import Store, bump
from service import figure_counts
from service.demonstration import fill_demonstration
from service.figure_asked import Part, window_of
from service.figure_counts import in_database
from service.figure_frame import Counts, count_cases, sheet_of
from service.figure_groups import By
from service.figures import figure, figure_table, figure_tables, figures
from service.map_figures import measure_grids
from service.map_filter import CaseFilter
from tests.service.test_map_time import BEFORE, TODAY, merged

__all__ = ["merged"]

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
OF_CASES = [one for one in INDICATORS.values() if one.sheet is Sheet.CASES]
AREAS = ("grid", "community", "street", "county", "city")


@pytest.fixture(scope="module")
def town(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a small demonstration; nothing is written to it."""
    path = tmp_path_factory.mktemp("town") / "district.db"
    shutil.copy(empty_database, path)
    store = Store(str(path))
    fill_demonstration(OPERATOR, store, NOW, households=800, grids=16, cases=500)
    return store


def _both(
    store: Store,
    viewer: Viewer,
    days: Sequence[tuple[date | None, date | None]],
    as_of: datetime,
    by: By | None = None,
    area: str | None = None,
    unit: str | None = None,
    map_of: date | None = None,
) -> tuple[list[Counts], list[Counts]]:
    with store.read() as conn:
        windows = [window_of(one, as_of, office_zone(conn)) for one in days]
        part = Part.of(conn, viewer, area, unit)
    sheet = sheet_of(store)
    assert sheet is not None
    counted = count_cases(store, sheet, part, windows, OF_CASES, by, map_of)
    return counted, in_database(store, part, windows, OF_CASES, by, map_of)


def _areas(store: Store) -> list[str]:
    with store.read() as conn:
        found = conn.execute(sa.text("select code from org_units union select code from grids"))
        return sorted(code for (code,) in found)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_memory_and_the_database_count_the_same(town: Store, data: st.DataObject) -> None:
    first = data.draw(st.none() | st.dates(date(2025, 2, 1), date(2026, 6, 20)))
    length = timedelta(days=data.draw(st.integers(0, 120)))
    last = data.draw(st.sampled_from([None, (first or date(2025, 9, 1)) + length]))
    as_of = NOW - data.draw(st.sampled_from([0, 1, 40, 200, 500, -3])) * DAY
    by = data.draw(st.sampled_from([None, *get_args(By)]))
    area = data.draw(st.sampled_from([None, *_areas(town)]))
    unit = data.draw(st.sampled_from([None, "CG", "SQ"]))
    viewer = data.draw(st.sampled_from([OPERATOR, Viewer("Li", Role.LEADER, _areas(town)[-20])]))
    days = [(first, last), (date(2026, 5, 1), date(2026, 5, 31))]
    counted, told = _both(town, viewer, days, as_of, by, area, unit)
    assert counted == told


@pytest.mark.parametrize("map_of", [None, BEFORE, TODAY])
@pytest.mark.parametrize("by", AREAS)
def test_memory_and_the_database_count_the_same_where_areas_were_others(
    merged: Store, by: By, map_of: date | None
) -> None:
    for as_of in (NOW, datetime(2025, 12, 25, tzinfo=UTC)):
        counted, told = _both(merged, OPERATOR, [(None, None)], as_of, by, map_of=map_of)
        assert counted == told


@pytest.mark.parametrize("map_of", [None, BEFORE, TODAY])
@pytest.mark.parametrize("by", get_args(By))
def test_the_parts_of_an_area_add_up_to_its_figure(
    merged: Store, by: By, map_of: date | None
) -> None:
    for area in (None, "s"):
        whole = figures(OPERATOR, merged, None, None, NOW, area=area)
        tables = figure_tables(
            OPERATOR, merged, list(REGISTRY), by, None, None, NOW, area=area, map_of=map_of
        )
        for one in whole:
            lines = (*tables[one.key].lines, *tables[one.key].nothing_due)
            assert sum(line.figure.n for line in lines) == one.n
            if one.form is not Form.PER_THOUSAND or one.key in WORK_FIGURES:
                assert sum(line.figure.m for line in lines) == one.m
            elif by in AREAS:
                assert sum(line.figure.m for line in lines) == one.m == 4
            else:
                assert {line.figure.m for line in lines} <= {4}


def test_tables_asked_together_are_those_asked_one_by_one(town: Store) -> None:
    keys = ["reported", "overdue_now", "fed_back", "transfers", "handled_on_time"]
    together = figure_tables(OPERATOR, town, keys, "community", None, None, NOW)
    for key in keys:
        assert together[key] == figure_table(OPERATOR, town, key, "community", None, None, NOW)


def test_a_figure_asked_alone_is_that_of_all_of_them(town: Store) -> None:
    for one in figures(OPERATOR, town, date(2026, 4, 1), date(2026, 5, 31), NOW):
        alone = figure(OPERATOR, town, one.key, date(2026, 4, 1), date(2026, 5, 31), NOW)
        assert alone == one


@pytest.mark.parametrize("back", [0, 1, 30, 120, 400])
def test_what_is_in_hand_and_overdue_is_what_the_map_shows_that_day(town: Store, back: int) -> None:
    day = (NOW - back * DAY).date()
    wanted = CaseFilter(status="open")
    totals = measure_grids(OPERATOR, town, "open_cases", wanted, NOW, day).totals
    with town.read() as conn:
        end = window_of((None, day), NOW, office_zone(conn)).end
    as_of = NOW if back == 0 else end
    told = {
        key: figure(OPERATOR, town, key, None, None, as_of).n for key in ("open_now", "overdue_now")
    }
    # The map counts apart what lies in no grid.
    tables = figure_tables(OPERATOR, town, list(told), "grid", None, None, as_of)
    nowhere = sum(line.figure.n for line in tables["open_now"].lines if line.code is None)
    assert told == {"open_now": totals["open_cases"], "overdue_now": totals["overdue"]}
    assert totals["unplaced"] == nowhere


def test_what_is_in_hand_does_not_ask_for_the_period(town: Store) -> None:
    for key in ("open_now", "overdue_now", "due_soon"):
        ever = figure(OPERATOR, town, key, None, None, NOW)
        assert figure(OPERATOR, town, key, date(2020, 1, 1), date(2020, 1, 2), NOW).n == ever.n


def test_due_soon_is_open_not_late_and_due_within_a_day(town: Store) -> None:
    with town.read() as conn:
        rows = conn.execute(sa.select(cases.c.status, cases.c.due_at)).all()
    expected = sum(
        CaseStatus(status).is_open and due is not None and NOW <= due < NOW + DAY
        for status, due in rows
    )
    assert figure(OPERATOR, town, "due_soon", None, None, NOW).n == expected


@pytest.fixture
def own(town: Store, tmp_path: Path) -> Store:
    """Return a copy of the demonstration, to be written to."""
    # The last to leave puts the write-ahead log into the file.
    town.engine.dispose()
    shutil.copy(str(town.url.database), tmp_path / "own.db")
    return Store(str(tmp_path / "own.db"))


def _same(store: Store) -> None:
    """Hold that what is read again only in part is what is read anew."""
    kept = sheet_of(store)
    assert kept is not None
    with store.read() as conn:
        fresh = case_arrays(conn)
    assert kept.cases.ids.tolist() == fresh.ids.tolist()
    assert kept.cases.versions.tolist() == fresh.versions.tolist()
    for name, column in fresh.columns.items():
        known = kept.cases.columns[name]
        if isinstance(column, Words) and isinstance(known, Words):
            assert _told(known) == _told(column), name
        else:
            assert str(known.values.tolist()) == str(column.values.tolist()), name


def _told(column: Words) -> list[object]:
    return [[*column.words, None][place] for place in column.places]


def test_after_a_change_only_what_changed_is_read_again_and_all_is_right(own: Store) -> None:
    _same(own)
    more = {"version": cases.c.version + 1}
    changes = (
        {"status": "closed", "closed_at": NOW, "category": "a new one", **more},
        {"assigned_to": "W-new", "first_handler": None, **more},
        {"due_at": None},
        {"wish": None, "grid_code": None, "bounce_count": 7, **more},
    )
    for number, values in enumerate(changes, 3):
        with own.begin() as conn:
            conn.execute(cases.update().where(cases.c.id == number).values(values))
            bump(conn, "cases")
        _same(own)
    with own.begin() as conn:
        row = dict(conn.execute(sa.select(cases).where(cases.c.id == 9)).mappings().one())
        for name in ("id", "serial"):
            del row[name]
        conn.execute(cases.insert().values(row | {"code": "another", "reported_at": NOW}))
        bump(conn, "cases")
    _same(own)
    with own.begin() as conn:
        conn.execute(cases.update().values(urgency="urgent", **more))
        bump(conn, "cases")
    _same(own)


def test_words_that_two_columns_share_are_compared_by_what_they_say(own: Store) -> None:
    key = "first_handler"
    before = figure(OPERATOR, own, key, None, None, NOW)
    _same(own)
    with own.begin() as conn:
        is_same = cases.c.first_handler == cases.c.assigned_to
        ids = list(conn.scalars(sa.select(cases.c.id).where(is_same, cases.c.closed_at < NOW)))[:4]
        both = {"first_handler": "W-a", "assigned_to": "W-b", "version": cases.c.version + 1}
        conn.execute(cases.update().where(cases.c.id.in_(ids)).values(both))
        bump(conn, "cases")
    _same(own)
    counted, told = _both(own, OPERATOR, [(None, None)], NOW)
    assert counted == told
    assert told[0][None][key].n < before.n


def test_another_database_at_the_same_address_is_read_anew(own: Store) -> None:
    _same(own)
    with own.begin() as conn:
        conn.execute(cases.update().values(reported_at=NOW - 9 * DAY, urgency="very_urgent"))
        bump(conn, "cases")
    _same(own)


def test_few_counts_are_asked_of_the_database_and_many_of_memory(
    own: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[bool] = []

    def noted(store: Store, *, is_built: bool = True) -> object:
        read.append(is_built)
        return sheet_of(store, is_built=is_built)

    monkeypatch.setattr(figure_counts, "sheet_of", noted)
    few = figure(OPERATOR, own, "reported", None, None, NOW)
    assert read == [False] and sheet_of(own, is_built=False) is None
    many = figures(OPERATOR, own, None, None, NOW)
    assert read == [False, True] and sheet_of(own, is_built=False) is not None
    assert few in many


def test_an_empty_district_has_figures_too(store: Store) -> None:
    told = figures(OPERATOR, store, None, None, NOW)
    assert {one.n for one in told} == {0}
    assert len(sheet_of(store).cases.ids) == 0  # type: ignore[union-attr]
    assert isinstance(ArrayColumns(sheet_of(store).cases.columns)["tier"], Words)  # type: ignore[union-attr]
