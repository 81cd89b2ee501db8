"""The list of cases and the record of one: counted by hand, overdue first, within the scope."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import sqlalchemy as sa
from shapely import box, to_wkb

from casework.access import Role, Viewer
from casework.case import OPEN_STATUSES, CaseStatus
from casework.errors import CaseworkError
from casework.move import legal_moves
from data.migrate import migrate
from data.schema import (
    case_events,
    case_units,
    cases,
    grids,
    org_units,
    supervisions,
    workers,
)
from data.store import Store, bump
from service.case_query import CaseQuery, saved_condition
from service.case_record import why_there
from service.casebook import case_choices, case_record, list_cases, page_of, saved_counts
from service.errors import ServiceError
from service.map_filter import CaseFilter

NOW = datetime(2026, 3, 1, 4, tzinfo=UTC)
WHOLE = Viewer("c", Role.COORDINATOR)
PART = Viewer("s", Role.SUPERVISOR, "S1")
EVERY = CaseFilter(status="all")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = Store(f"sqlite:///{tmp_path_factory.mktemp('book') / 'book.db'}")
    migrate(made)
    chance = Random(7)
    statuses = [status.value for status in CaseStatus]
    rows = [
        {
            "code": f"K{i:03}",
            "category": chance.choice(["噪声", "垃圾", "<b>x</b>"]),
            "summary": "50% _ off" if i % 7 == 0 else None,
            "address": f"柳岸街 {i} 号",
            "lon": 114.0 + (i % 4) * 0.01 + 0.005,
            "lat": 30.005,
            "status": chance.choice(statuses),
            "reported_at": NOW - timedelta(hours=i * 7),
            "due_at": None if i % 5 == 0 else NOW + timedelta(hours=chance.randint(-50, 50)),
            "grid_code": None if i % 11 == 0 else f"G{i % 4}",
            "how": None if i % 11 == 0 else "inside",
            "why_no_grid": ("gap" if i % 2 else "outside") if i % 11 == 0 else None,
            "border_distance_m": 12.34,
            "runner_up": "G1",
            "responsible_at_report": "W0",
            "first_handler": "W0",
            "assigned_to": f"W{i % 3}",
            "unit_code": ("HW", "CG", None)[i % 3],
        }
        for i in range(230)
    ]
    units = [
        ("D", "区", "county", None),
        ("S1", "一街", "street", "D"),
        ("S2", "二街", "street", "D"),
    ]
    units += [("C1", "甲社区", "community", "S1"), ("C2", "乙社区", "community", "S2")]
    with made.begin() as conn:
        conn.execute(
            org_units.insert(),
            [dict(zip(("code", "name", "level", "parent_code"), u, strict=True)) for u in units],
        )
        for i in range(4):
            shape = to_wkb(box(114 + i * 0.01, 30, 114.01 + i * 0.01, 30.01))
            conn.execute(
                grids.insert().values(
                    code=f"G{i}", name=f"第{i}网格", kind="general", shape=shape, area_m2=1.0,
                    parent_code="C1" if i < 2 else "C2",
                )
            )  # fmt: skip
        conn.execute(
            workers.insert(), [{"code": f"W{i}", "name": f"员{i}", "phone": "0"} for i in range(3)]
        )
        conn.execute(cases.insert(), rows)
        conn.execute(
            case_events.insert().values(
                case_id=1, kind="reported", acted_by="file", entered_by="c", details={},
                happened_at=NOW - timedelta(days=1), recorded_at=NOW,
            )
        )  # fmt: skip
        conn.execute(
            supervisions.insert(),
            [
                {"case_id": 1 + i, "supervisor": "督查室", "filing_no": f"督{i}", "reason": "x",
                 "opened_at": NOW, "ended_at": NOW if i % 2 else None}
                for i in range(0, 60, 3)
            ],
        )  # fmt: skip
        conn.execute(
            case_units.insert(),
            [
                {"case_id": 1 + i, "unit_code": "CG", "since": NOW, "until": NOW if i % 2 else None}
                for i in range(10)
            ],
        )
        conn.execute(
            case_events.insert(),
            [
                {"case_id": 1 + i, "kind": "placed" if i > 50 else "handed_over",
                 "acted_by": "c", "entered_by": "c", "happened_at": NOW, "recorded_at": NOW,
                 "details": {"changes": {"assigned_to": [f"W{i % 2}", "W2"]}} if i > 50
                 else {"from": f"W{i % 2}", "to": "W2"}}
                for i in range(0, 100, 9)
            ],
        )  # fmt: skip
        bump(conn, "grids", "cases", "duty")
    for i, row in enumerate(rows):
        row["is_supervised"] = i < 60 and i % 6 == 0
        row["is_joint"] = i < 10 and i % 2 == 0
        row["handed_from"] = f"W{i % 2}" if i < 100 and i % 9 == 0 else None
    made.rows = rows  # type: ignore[attr-defined]
    return made


def _is_open(row: dict) -> bool:
    return CaseStatus(row["status"]) in OPEN_STATUSES


def _stands(row: dict) -> bool:
    """A void case is in no list but that of void cases."""
    return row["status"] != "void"


def _is_overdue(row: dict) -> bool:
    return _is_open(row) and row["due_at"] is not None and row["due_at"] < NOW


def _is_his(row: dict, worker: str) -> bool:
    return _is_open(row) and worker in (row["assigned_to"], row["handed_from"])


# 1 March 2026 ends at 16:00 UTC in Shanghai.
TONIGHT = datetime(2026, 3, 1, 16, tzinfo=UTC)
LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)
SAVED = {
    "mine": lambda r: _is_his(r, "W1"),
    "due_today": lambda r: _is_open(r) and NOW <= (r["due_at"] or LONG_AGO) <= TONIGHT,
    "overdue": _is_overdue,
    "waiting": lambda r: r["status"] in ("dispatched", "handling", "extended", "suspended"),
    "supervised": lambda r: r["is_supervised"],
}


def _listed(store: Store, query: CaseQuery, viewer: Viewer = WHOLE) -> list[str]:
    first = list_cases(viewer, store, query, NOW, page_rows=37)
    rest = [
        list_cases(viewer, store, query, NOW, page=number, page_rows=37)
        for number in range(2, first.page_count + 1)
    ]
    return [code for page in (first, *rest) for code in page.rows["code"]]


@pytest.mark.parametrize(
    ("query", "keeps"),
    [
        (CaseQuery(EVERY), lambda r: True),
        (CaseQuery(), _is_open),
        (CaseQuery(CaseFilter(status="overdue")), _is_overdue),
        (CaseQuery(CaseFilter(status="done")), lambda r: not _is_open(r)),
        (CaseQuery(CaseFilter(status="handling")), lambda r: r["status"] == "handling"),
        (CaseQuery(CaseFilter(status="all", area="S1")), lambda r: r["grid_code"] in {"G0", "G1"}),
        (CaseQuery(CaseFilter(status="all", area="C2")), lambda r: r["grid_code"] in {"G2", "G3"}),
        (CaseQuery(CaseFilter(status="all", area="D")), lambda r: r["grid_code"] is not None),
        (CaseQuery(CaseFilter(status="all", area="x")), lambda r: False),
        (CaseQuery(CaseFilter(status="all", category="垃圾")), lambda r: r["category"] == "垃圾"),
        (CaseQuery(EVERY, grid="G3"), lambda r: r["grid_code"] == "G3"),
        (CaseQuery(EVERY, worker="W2"), lambda r: r["assigned_to"] == "W2"),
        (CaseQuery(EVERY, text="号"), lambda r: True),
        (CaseQuery(EVERY, text="k01"), lambda r: r["code"].startswith("K01")),
        (CaseQuery(EVERY, text="50% _"), lambda r: r["summary"] is not None),
        (CaseQuery(EVERY, text="%"), lambda r: r["summary"] is not None),
        (CaseQuery(EVERY, text="' OR 1=1 --"), lambda r: False),
        (CaseQuery(EVERY, without_grid="any"), lambda r: r["grid_code"] is None),
        (CaseQuery(EVERY, without_grid="gap"), lambda r: r["why_no_grid"] == "gap"),
        (CaseQuery(EVERY, unit="HW"), lambda r: r["unit_code"] == "HW"),
        (CaseQuery(EVERY, unit="CG"), lambda r: r["unit_code"] == "CG" or r["is_joint"]),
        (CaseQuery(EVERY, handed_from="W0"), lambda r: _is_open(r) and r["handed_from"] == "W0"),
        (CaseQuery(EVERY, saved="mine"), lambda r: False),
        (CaseQuery(EVERY, saved="mine", worker="W1"), lambda r: _is_his(r, "W1")),
        (
            CaseQuery(EVERY, saved="mine", me="W1", worker="W2"),
            lambda r: _is_his(r, "W1") and r["assigned_to"] == "W2",
        ),
        *((CaseQuery(EVERY, saved=name, me="W1"), keeps) for name, keeps in SAVED.items()),
    ],
)
def test_the_list_and_its_counts_equal_a_count_by_hand(store: Store, query, keeps) -> None:
    wanted = [row for row in store.rows if keeps(row) and _stands(row)]
    counts = list_cases(WHOLE, store, query, NOW).counts
    assert sorted(_listed(store, query)) == sorted(row["code"] for row in wanted)
    assert counts.total == len(wanted)
    assert counts.open == sum(map(_is_open, wanted))
    assert counts.overdue == sum(map(_is_overdue, wanted))
    assert counts.without_grid == sum(row["grid_code"] is None for row in wanted)


@pytest.mark.parametrize("viewer", [WHOLE, PART])
def test_the_counts_of_the_saved_filters_are_those_of_their_lists(store: Store, viewer) -> None:
    query = CaseQuery(CaseFilter(status="all"), me="W1", text="号")
    counts = saved_counts(viewer, store, query, NOW)
    stand = [row for row in store.rows if _stands(row)]
    inside = [r for r in stand if viewer is WHOLE or r["grid_code"] in {"G0", "G1"}]
    assert counts.pop("all") == len(inside)
    assert counts == {name: sum(map(keeps, inside)) for name, keeps in SAVED.items()}
    assert min(counts.values()) > 0


def test_what_is_due_at_midnight_is_due_today_and_a_second_later_is_not(store: Store) -> None:
    with store.begin() as conn:
        for seconds, is_today in ((0, True), (1, False)):
            due = TONIGHT + timedelta(seconds=seconds)
            conn.execute(cases.update().where(cases.c.code == "K001").values(
                status="handling", due_at=due))  # fmt: skip
            condition = saved_condition(conn, "due_today", CaseQuery(), NOW)
            found = set(conn.scalars(sa.select(cases.c.code).where(condition)))
            assert ("K001" in found) is is_today
        conn.rollback()


def test_days_are_those_of_the_district_and_both_ends_count(store: Store) -> None:
    day = date(2026, 2, 27)
    query = CaseQuery(CaseFilter(status="all", reported_from=day, reported_to=day))
    # 27 February in Shanghai is 26 February 16:00 to 27 February 16:00 in UTC.
    start = datetime(2026, 2, 26, 16, tzinfo=UTC)
    wanted = [
        row
        for row in store.rows
        if start <= row["reported_at"] < start + timedelta(days=1) and _stands(row)
    ]
    assert wanted
    assert sorted(_listed(store, query)) == sorted(row["code"] for row in wanted)


def test_overdue_ones_come_first_the_longest_overdue_at_the_top(store: Store) -> None:
    by_code = {row["code"]: row for row in store.rows}
    listed = [by_code[code] for code in _listed(store, CaseQuery(EVERY))]
    groups = [0 if _is_overdue(row) else 1 if _is_open(row) else 2 for row in listed]
    assert groups == sorted(groups)
    due = [row["due_at"] for row in listed if _is_overdue(row)]
    assert due == sorted(due)
    done = [row["reported_at"] for row in listed if not _is_open(row)]
    assert done == sorted(done, reverse=True)


def test_every_case_is_found_on_the_page_that_is_said(store: Store) -> None:
    for code in ("K000", "K120", "K229"):
        page = page_of(WHOLE, store, CaseQuery(EVERY), code, NOW, page_rows=20)
        rows = list_cases(WHOLE, store, CaseQuery(EVERY), NOW, page=page, page_rows=20).rows
        assert code in set(rows["code"])
    assert page_of(WHOLE, store, CaseQuery(EVERY), "nobody", NOW) is None


@pytest.mark.parametrize("asked", [-3, 0, 99, 10**9])
def test_a_page_that_does_not_exist_is_answered_with_one_that_does(store: Store, asked) -> None:
    page = list_cases(WHOLE, store, CaseQuery(EVERY), NOW, page=asked)
    assert 1 <= page.page <= page.page_count
    assert len(page.rows)


def test_a_viewer_of_one_street_sees_its_cases_and_nothing_else(store: Store) -> None:
    own = {r["code"] for r in store.rows if r["grid_code"] in {"G0", "G1"} and _stands(r)}
    assert set(_listed(store, CaseQuery(EVERY), PART)) == own
    assert _listed(store, CaseQuery(CaseFilter(status="all", area="S2")), PART) == []
    assert _listed(store, CaseQuery(EVERY, without_grid="any"), PART) == []
    choices = case_choices(PART, store)
    assert set(choices.grids) == {"G0", "G1"}
    assert set(choices.areas) == {"S1", "C1"}
    assert sum(choices.categories.values()) == len(own)
    stranger = next(row["code"] for row in store.rows if row["grid_code"] == "G2")
    with pytest.raises(ServiceError, match="no case"):
        case_record(PART, store, stranger, NOW)


def test_who_may_not_see_cases_is_refused(store: Store) -> None:
    nobody = Viewer("x", "visitor")  # type: ignore[arg-type]
    for act in (
        lambda: list_cases(nobody, store, CaseQuery(), NOW),
        lambda: case_choices(nobody, store),
        lambda: case_record(nobody, store, "K001", NOW),
        lambda: page_of(nobody, store, CaseQuery(), "K001", NOW),
    ):
        with pytest.raises(CaseworkError):
            act()


def test_a_record_holds_what_is_stored_and_how_long_it_is_overdue(store: Store) -> None:
    row = next(row for row in store.rows if _is_overdue(row) and row["grid_code"] == "G2")
    record = case_record(WHOLE, store, row["code"], NOW)
    assert record.overdue_by == NOW - row["due_at"]
    assert record.place.path == ("区", "二街", "乙社区")
    assert (record.place.name, record.place.runner_up_name) == ("第2网格", "第1网格")
    assert record.assigned_to and record.assigned_to.code == row["assigned_to"]
    assert "12.3 m" in str(why_there(record.place, record.category))
    done = next(row for row in store.rows if not _is_open(row))
    assert case_record(WHOLE, store, done["code"], NOW).overdue_by is None
    kinds = [line.kind for line in case_record(WHOLE, store, "K000", NOW).events]
    assert kinds == ["reported", "handed_over"]


def test_a_record_tells_the_steps_that_are_possible_and_what_hangs_on_the_case(
    store: Store,
) -> None:
    for row in store.rows[:40]:
        record = case_record(WHOLE, store, row["code"], NOW)
        assert record.legal == legal_moves(CaseStatus(row["status"]))
        assert record.joint_units == (("CG",) if row["is_joint"] else ())
        assert record.unit_code == row["unit_code"]
        is_supervised = any(line.ended_at is None for line in record.supervision)
        assert is_supervised is row["is_supervised"]
    unknown = next(row for row in store.rows if row["unit_code"] == "CG")
    unit = case_record(WHOLE, store, unknown["code"], NOW).unit
    assert unit is not None
    assert (unit.code, unit.name != unit.code) == ("CG", True)


def test_the_database_is_asked_as_often_for_a_long_page_as_for_a_short_one(store: Store) -> None:
    asked: list[str] = []

    def count(_conn, _cursor, statement, *_more) -> None:
        asked.append(statement)

    def often(page_rows: int) -> int:
        asked.clear()
        list_cases(PART, store, CaseQuery(EVERY, unit="HW"), NOW, page_rows=page_rows)
        return len(asked)

    sa.event.listen(store.engine, "before_cursor_execute", count)
    try:
        assert often(2) == often(200) <= 10
    finally:
        sa.event.remove(store.engine, "before_cursor_execute", count)


def test_a_case_in_no_grid_says_why(store: Store) -> None:
    row = next(row for row in store.rows if row["why_no_grid"] == "gap")
    record = case_record(WHOLE, store, row["code"], NOW)
    assert "gap between the grids" in str(why_there(record.place, record.category))
