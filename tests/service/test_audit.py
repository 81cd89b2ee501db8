"""The audit finds every planted fault once, and nothing in a district without faults."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from shapely import Polygon, box, to_wkb

from casework.access import Role, Viewer
from casework.errors import CaseworkError
from data.migrate import migrate
from data.schema import cases, grids, households, leaves, org_units, postings, workers
from data.settings_store import set_setting
from data.store import Store, bump
from service import audit_rows
from service.audit import audit_district, audit_lines, summary
from service.finding import KINDS, Finding

NOW = datetime(2026, 3, 1, 4, tzinfo=UTC)
WHOLE = Viewer("c", Role.COORDINATOR)
COMMUNITY = "990101001001"
KEYS = {
    "kind", "severity", "message", "message_zh", "message_en", "grid_codes", "area_m2",
    "households", "cases", "open_cases", "lon", "lat", "bounds", "case_code",
}  # fmt: skip


def _code(number: int) -> str:
    return f"{COMMUNITY}{number:03}"


def _sound(store: Store) -> None:
    """Four squares of 0.01 degree, each with a worker, ten households and one open case."""
    with store.begin() as conn:
        conn.execute(
            org_units.insert(),
            [
                {"code": "990101", "name": "区", "level": "county", "parent_code": None},
                {"code": "990101001", "name": "街", "level": "street", "parent_code": "990101"},
                {"code": COMMUNITY, "name": "社", "level": "community", "parent_code": "990101001"},
            ],
        )
        for i in range(4):
            conn.execute(
                grids.insert().values(**_grid(i, box(114 + i / 100, 30, 114.01 + i / 100, 30.01)))
            )
            conn.execute(workers.insert().values(code=f"W{i}", name=f"员{i}"))
            conn.execute(
                postings.insert().values(worker_code=f"W{i}", grid_code=_code(i), duty="primary")
            )
            conn.execute(
                households.insert(),
                [
                    _home(f"H{i}-{j}", 114.005 + i / 100, 30.001 + j / 2000, _code(i))
                    for j in range(10)
                ],
            )
            conn.execute(
                cases.insert().values(**_case(f"K{i}", 114.005 + i / 100, 30.005, _code(i)))
            )
        set_setting(conn, "size_band", [5, 20])
        bump(conn, "grids", "duty", "households", "cases")


def _grid(number: int, shape: object, **more: object) -> dict[str, object]:
    return {
        "code": _code(number), "name": f"第{number}网格", "kind": "general", "area_m2": 1.07e6,
        "parent_code": COMMUNITY, "shape": to_wkb(shape),
    } | more  # fmt: skip


def _home(code: str, lon: float, lat: float, grid: str | None, why: str | None = None) -> dict:
    return {
        "code": code, "address": f"街 {code}", "lon": lon, "lat": lat, "tile16": 0,
        "grid_code": grid, "why_no_grid": why,
    }  # fmt: skip


def _case(
    code: str, lon: float | None, lat: float | None, grid: str | None, **more: object
) -> dict:
    return {
        "code": code, "lon": lon, "lat": lat, "grid_code": grid, "status": "handling",
        "reported_at": NOW - timedelta(days=2), "address": "街",
    } | more  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(f"sqlite:///{tmp_path / 'audit.db'}")
    migrate(made)
    _sound(made)
    return made


def _change(store: Store, *statements: sa.Executable) -> None:
    with store.begin() as conn:
        for statement in statements:
            conn.execute(statement)
        bump(conn, "grids", "duty", "households", "cases")


def _found(store: Store, viewer: Viewer = WHOLE, now: datetime = NOW) -> list[Finding]:
    return audit_district(viewer, store, now)


def test_a_sound_district_gives_no_finding_and_says_so(store: Store, monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert _found(store) == []
    assert audit_lines([]) == ["The audit found nothing."]
    assert [line.kind for line in summary(WHOLE, [])] == list(KINDS)


def test_an_empty_database_gives_no_finding(tmp_path: Path) -> None:
    made = Store(f"sqlite:///{tmp_path / 'empty.db'}")
    migrate(made)
    assert _found(made) == []


def _shape(number: int, shape: object) -> sa.Update:
    return grids.update().where(grids.c.code == _code(number)).values(shape=to_wkb(shape))


def test_an_overlap_is_found_with_whom_it_concerns(store: Store) -> None:
    _change(store, _shape(0, box(114, 30, 114.016, 30.01)))
    (finding,) = _found(store)
    assert (finding.kind, finding.severity) == ("overlap", "error")
    assert finding.grid_codes == (_code(0), _code(1))
    assert (finding.households, finding.open_cases) == (10, 1)
    # 0.006 by 0.01 degrees at 30 north: 578.9 m by 1108.6 m.
    assert finding.area_m2 == pytest.approx(641_700, rel=2e-3)
    west, south, east, north = finding.bounds or (0, 0, 0, 0)
    assert west <= finding.lon <= east
    assert south <= finding.lat <= north


def test_an_enclosed_gap_and_what_lies_in_it_is_found(store: Store) -> None:
    hole = box(114.004, 30.004, 114.006, 30.006)
    _change(
        store,
        _shape(0, box(114, 30, 114.01, 30.01).difference(hole)),
        cases.update().where(cases.c.code == "K0").values(grid_code=None, why_no_grid="gap"),
    )
    kinds = {finding.kind: finding for finding in _found(store)}
    assert set(kinds) == {"gap", "case_without_grid"}
    assert kinds["gap"].open_cases == 1
    assert kinds["case_without_grid"].case_code == "K0"
    assert kinds["case_without_grid"].severity == "error"


def test_a_bow_tie_is_an_invalid_shape(store: Store) -> None:
    tie = Polygon([(114.03, 30), (114.04, 30.01), (114.04, 30), (114.03, 30.01)])
    _change(store, _shape(3, tie))
    assert "invalid" in {finding.kind for finding in _found(store)}


def test_a_code_that_names_another_community_is_found(store: Store) -> None:
    other = "990101001002"
    unit = {"code": other, "name": "二社", "level": "community", "parent_code": "990101001"}
    _change(
        store,
        org_units.insert().values(**unit),
        grids.update().where(grids.c.code == _code(2)).values(parent_code=other),
    )
    (finding,) = _found(store)
    assert (finding.kind, finding.grid_codes) == ("wrong_parent", (_code(2),))


def test_a_community_that_is_not_known_is_found_and_one_that_is_not_named_too(store: Store) -> None:
    _change(
        store,
        org_units.delete().where(org_units.c.code == COMMUNITY),
        grids.update().where(grids.c.code == _code(1)).values(parent_code=None),
    )
    found = [finding for finding in _found(store) if finding.kind == "unknown_community"]
    assert sorted(code for finding in found for code in finding.grid_codes) == [
        _code(number) for number in range(4)
    ]


def test_a_grid_without_posting_and_one_whose_worker_is_away_have_nobody(store: Store) -> None:
    away = {"worker_code": "W1", "since": date(2026, 2, 20), "until": date(2026, 3, 2)}
    _change(
        store,
        postings.delete().where(postings.c.grid_code == _code(0)),
        leaves.insert().values(**away),
    )
    found = _found(store)
    assert {finding.kind for finding in found} == {"nobody"}
    assert sorted(finding.grid_codes[0] for finding in found) == [_code(0), _code(1)]
    assert [(finding.households, finding.open_cases) for finding in found] == [(10, 1), (10, 1)]
    back = _found(store, now=NOW + timedelta(days=2))
    assert [finding.grid_codes[0] for finding in back] == [_code(0)]


@pytest.mark.parametrize(("band", "wrong"), [([10, 10], 0), ([11, 20], 4), ([1, 9], 4)])
def test_sizes_outside_the_band_are_warnings_and_the_ends_of_the_band_are_inside(
    store: Store, band: list[int], wrong: int
) -> None:
    with store.begin() as conn:
        set_setting(conn, "size_band", band)
    found = _found(store)
    assert len(found) == wrong
    assert all((one.kind, one.severity) == ("size", "warning") for one in found)
    assert all(f"{band[0]} to {band[1]}" in str(one.sentence) for one in found)


def test_dedicated_grids_and_districts_without_households_have_no_size(store: Store) -> None:
    _change(store, households.delete())
    assert _found(store) == []


def test_every_cause_of_lying_in_no_grid_is_told_apart(store: Store) -> None:
    _change(
        store,
        cases.insert().values(**_case("X1", 115.0, 31.0, None, why_no_grid="outside")),
        cases.insert().values(**_case("X2", None, None, None, why_no_grid="no_coordinate")),
        cases.insert().values(**_case("X3", 115, 31, None, why_no_grid="outside", status="closed")),
        households.insert().values(**_home("HX", 115.0, 31.0, None, "outside")),
    )
    found = _found(store)
    by_case = {finding.case_code: finding for finding in found if finding.case_code}
    assert set(by_case) == {"X1", "X2", "X3"}
    assert by_case["X2"].lon is None
    assert by_case["X2"].bounds is None
    assert by_case["X1"].lon == 115.0
    lines = {line.kind: line for line in summary(WHOLE, found)}
    assert lines["case_without_grid"].cases == 3
    assert lines["case_without_grid"].open_cases == 2
    assert lines["household_without_grid"].households == 1


def test_what_is_not_named_one_by_one_is_still_counted(store: Store, monkeypatch) -> None:
    monkeypatch.setattr(audit_rows, "NAMED", 3)
    lost = [_case(f"X{i}", 115.0, 31.0, None, why_no_grid="outside") for i in range(8)]
    late = [
        _case(
            f"Y{i}", 114.005, 30.005, _code(0), closed_at=NOW - timedelta(days=3), status="closed"
        )
        for i in range(5)
    ]
    _change(store, cases.insert().values(lost), cases.insert().values(late))
    found = _found(store)
    lines = {line.kind: line for line in summary(WHOLE, found)}
    assert (lines["case_without_grid"].findings, lines["case_without_grid"].cases) == (4, 8)
    assert lines["case_without_grid"].open_cases == 8
    assert (lines["implausible_time"].findings, lines["implausible_time"].cases) == (4, 5)


@pytest.mark.parametrize(
    ("times", "odd"),
    [
        ({"reported_at": datetime(1970, 1, 1, tzinfo=UTC)}, True),
        ({"reported_at": NOW + timedelta(hours=1)}, True),
        ({"closed_at": NOW - timedelta(days=3)}, True),
        ({"closed_at": NOW - timedelta(days=2) + timedelta(seconds=30)}, True),
        ({"due_at": NOW - timedelta(days=3)}, True),
        ({"due_at": NOW}, False),
        ({"closed_at": NOW - timedelta(days=1)}, False),
    ],
)
def test_implausible_times_are_found_and_plausible_ones_are_not(store, times, odd) -> None:
    _change(store, cases.update().where(cases.c.code == "K2").values(**times))
    found = [finding.case_code for finding in _found(store) if finding.kind == "implausible_time"]
    assert found == (["K2"] if odd else [])


def test_a_viewer_of_one_community_sees_what_concerns_its_grids(store: Store) -> None:
    other = {"code": "990101001002", "name": "二", "level": "community", "parent_code": "990101001"}
    code = "990101001002001"
    far = _grid(9, box(114.04, 30, 114.05, 30.01), code=code, parent_code=other["code"])
    _change(
        store,
        org_units.insert().values(**other),
        grids.insert().values(**far),
        postings.delete().where(postings.c.grid_code == _code(0)),
        cases.insert().values(**_case("X1", 115.0, 31.0, None, why_no_grid="outside")),
    )
    part = Viewer("s", Role.SUPERVISOR, "990101001002")
    codes = {code for finding in _found(store, part) for code in finding.grid_codes}
    assert codes == {code}
    assert {finding.case_code for finding in _found(store)} >= {"X1"}


def test_who_may_not_audit_is_refused(store: Store) -> None:
    with pytest.raises(CaseworkError):
        _found(store, Viewer("w", Role.WORKER))


def test_the_command_line_gets_stable_keys_in_both_languages(store: Store, monkeypatch) -> None:
    _change(
        store,
        postings.delete().where(postings.c.grid_code == _code(0)),
        cases.insert().values(**_case("X2", None, None, None, why_no_grid="no_coordinate")),
    )
    found = _found(store)
    for finding in json.loads(json.dumps([one.as_json() for one in found])):
        assert set(finding) == KEYS
        assert finding["kind"] in KINDS
        assert finding["message_en"] in finding["message"]
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    lines = audit_lines(found)
    assert lines[0] == "error: 1, warning: 1"
    assert len(lines) == 3
    assert _code(0) in lines[1]
    assert "#X2" in lines[2]


def test_the_audit_is_kept_until_something_changes(store: Store) -> None:
    assert _found(store) == []
    with store.begin() as conn:  # not counted as a change: the kept answer stands
        conn.execute(postings.delete())
    assert _found(store) == []
    with store.begin() as conn:
        bump(conn, "duty")
    assert len(_found(store)) == 4


def test_grids_are_judged_by_the_code_scheme_they_were_taken_in_with(store: Store) -> None:
    _change(store, grids.update().where(grids.c.code == _code(3)).values(code="2B07"))
    assert "wrong_parent" in {finding.kind for finding in _found(store)}
    with store.begin() as conn:
        from data.import_store import open_import

        number = open_import(
            conn, kind="grids", file_name="a", sha256="0", options={"code_scheme": "any"},
            imported_by="c", imported_at=NOW, row_count=1, accepted=1, refused=0, report={},
        )  # fmt: skip
        conn.execute(grids.update().where(grids.c.code == "2B07").values(import_id=number))
        bump(conn, "grids")
    assert "wrong_parent" not in {finding.kind for finding in _found(store)}
