"""Plans go out as files and come back equal; what is wrong in a file is said row by row."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import geopandas
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.access import Role, Viewer
from casework.errors import CaseworkError
from casework.plan import Change, CoveragePlan
from data.errors import DataError
from data.schema import grids, postings, workers
from service.errors import ServiceError
from service.plans.plan_files import (
    export_coverage,
    export_plan,
    import_plan,
    plan_from_file,
    plan_from_json,
    plan_to_json,
)
from tests.service.conftest import NOW
from tests.service.covered import (
    COORDINATOR,
    GRIDS,
    HELD,
    PART,
    TODAY,
    cover_district,
    plan_of,
)

ENDINGS = ("csv", "xlsx", "gpkg")
LATER = TODAY + timedelta(days=10)


@pytest.fixture
def covered(store):
    cover_district(store)
    return store


def whole_plan() -> CoveragePlan:
    plan = replace(plan_of(LATER, G0="W4", G5="W4", G4=None), name="=夏季, '方案'")
    return plan.lock(grids=["G1"], workers=["W2"])


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_plan_comes_back_equal(covered, tmp_path, ending):
    path = tmp_path / f"plan.{ending}"
    # G0, G4 and G5 change, G1 is locked, G2 and G3 are with the locked worker.
    assert export_plan(COORDINATOR, covered, whole_plan(), path) == 6
    assert import_plan(COORDINATOR, covered, path, NOW).plan == whole_plan()


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_coverage_that_comes_back_as_it_went_changes_nothing(covered, tmp_path, ending):
    path = tmp_path / f"coverage.{ending}"
    assert export_coverage(COORDINATOR, covered, LATER, path) == len(GRIDS)
    read = import_plan(COORDINATOR, covered, path, NOW)
    assert read.plan == CoveragePlan(LATER) and read.issues == ()


@pytest.mark.parametrize("ending", ENDINGS)
def test_hostile_names_are_text_in_every_format_and_come_back(covered, tmp_path, ending):
    with covered.begin() as conn:
        conn.execute(grids.update().values(name="=cmd|' /C calc'!A0"))
        conn.execute(workers.insert().values(code="-0042", name="@SUM(1)"))
    plan = replace(plan_of(G0="-0042"), name="+1")
    path = tmp_path / f"plan.{ending}"
    export_plan(COORDINATOR, covered, plan, path)
    assert import_plan(COORDINATOR, covered, path, NOW).plan == plan


def test_a_file_says_who_has_a_grid_before_and_after_by_code_and_name(covered, tmp_path):
    export_plan(COORDINATOR, covered, plan_of(G0="W4", G5="W1"), tmp_path / "plan.csv")
    rows = pd.read_csv(tmp_path / "plan.csv", dtype=str, keep_default_na=False)
    assert list(rows.iloc[0]) == [
        "G0", "第0网格", "W1", "员1", "W4", "员4", "", TODAY.isoformat(), "",
    ]  # fmt: skip
    assert list(rows.iloc[1, 2:4]) == ["", ""]


def test_a_map_holds_the_polygons_of_the_grids(covered, tmp_path):
    export_coverage(COORDINATOR, covered, TODAY, tmp_path / "coverage.gpkg")
    found = geopandas.read_file(tmp_path / "coverage.gpkg")
    assert found.crs.to_epsg() == 4490
    assert found.geometry.iloc[2].bounds == pytest.approx((120.02, 30.0, 120.03, 30.01))


def read_text(covered, tmp_path, text: str, encoding: str = "utf-8"):
    path = tmp_path / "plan.csv"
    path.write_bytes(text.encode(encoding))
    return import_plan(COORDINATOR, covered, path, NOW)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_table_with_chinese_headers_and_names_is_read_in_either_encoding(
    covered, tmp_path, encoding
):
    text = "网格编码,网格名称,调整后网格员\nG0,第0网格,员4\nG5,第5网格,W2\n"
    read = read_text(covered, tmp_path, text, encoding)
    assert dict(read.plan.changes) == {"G0": Change("W1", "W4"), "G5": Change(None, "W2")}
    assert (read.plan.on, read.issues) == (TODAY, ())


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("G77,W1,", "plan.unknown_grid"),
        (",W1,", "plan.no_grid"),
        ("G0,W77,", "plan.unknown_worker"),
        ("G0,W9,", "plan.not_in_service"),
        ("1.5E+14,W1,", "code.rounded"),
        ("G0,4205.0,", "code.decimal"),
        ("G0,#N/A,", "code.formula_error"),
        ("G0,W4,perhaps", "plan.lock"),
        ("G0,W4,grid", "plan.locked"),
    ],
)
def test_a_bad_row_is_refused_with_its_number_and_the_good_ones_go_in(covered, tmp_path, row, code):
    read = read_text(covered, tmp_path, f"grid_code,worker_after,locked\n{row}\nG1,W4,\n")
    assert [(one.code, one.row, one.is_refused) for one in read.issues] == [(code, 2, True)]
    assert dict(read.plan.changes) == {"G1": Change("W1", "W4")}
    assert read.refused == 1
    for issue in read.issues:
        assert issue.msgid.format(**issue.params)


def test_a_grid_that_stands_twice_counts_once(covered, tmp_path):
    read = read_text(covered, tmp_path, "grid_code,worker_after\nG0,W4\nG0,W3\n")
    assert [(one.code, one.row) for one in read.issues] == [("plan.grid_twice", 3)]
    assert dict(read.plan.changes) == {"G0": Change("W1", "W4")}


def test_a_blank_worker_is_nobody_and_is_remarked_on(covered, tmp_path):
    read = read_text(covered, tmp_path, "grid_code,worker_after\nG0,\nG5,\n")
    assert [(one.code, one.row, one.is_refused) for one in read.issues] == [
        ("plan.vacated", 2, False)
    ]
    assert dict(read.plan.changes) == {"G0": Change("W1", None)}


def test_a_file_made_from_an_older_duty_is_remarked_on_and_starts_from_the_present_one(
    covered, tmp_path
):
    read = read_text(covered, tmp_path, "grid_code,worker_before,worker_after\nG0,W3,W4\n")
    assert [one.code for one in read.issues] == ["plan.other_before"]
    assert read.plan.changes["G0"] == Change("W1", "W4")


def test_a_name_that_is_not_the_name_of_the_code_is_refused(covered, tmp_path):
    head = "grid_code,worker_after,worker_after_name\n"
    read = read_text(covered, tmp_path, head + "G0,W4,员3\nG1,W4,员4\nG2,,员4\n")
    assert [(one.code, one.row) for one in read.issues] == [("plan.two_workers", 2)]
    assert set(read.plan.changes) == {"G1", "G2"}


def test_a_name_that_two_workers_share_is_refused(covered, tmp_path):
    with covered.begin() as conn:
        conn.execute(workers.insert().values(code="W5", name="员4"))
    read = read_text(covered, tmp_path, "grid_code,worker_after\nG0,员4\nG1,W5\n")
    assert [(one.code, one.row) for one in read.issues] == [("plan.unknown_worker", 2)]


def test_a_file_without_the_columns_is_refused_with_those_it_has(covered, tmp_path):
    with pytest.raises(DataError, match="grid_code.*甲, 乙"):
        read_text(covered, tmp_path, "甲,乙\nG0,W4\n")
    with pytest.raises(DataError, match="worker_after"):
        read_text(covered, tmp_path, "grid_code,worker_before\nG0,W4\n")


def test_a_day_that_has_passed_is_taken_as_today(covered, tmp_path):
    read = read_text(covered, tmp_path, "grid_code,worker_after,on\nG0,W4,2026-01-01\n")
    assert read.plan.on == TODAY


def test_a_part_of_the_district_reads_and_writes_only_its_own_grids(covered, tmp_path):
    assert export_coverage(PART, covered, TODAY, tmp_path / "part.csv") == 3
    export_coverage(COORDINATOR, covered, TODAY, tmp_path / "whole.csv")
    read = import_plan(PART, covered, tmp_path / "whole.csv", NOW)
    assert [one.code for one in read.issues] == 3 * ["plan.unknown_grid"]
    with pytest.raises(ServiceError, match="G4"):
        export_plan(PART, covered, plan_of(G4="W1"), tmp_path / "plan.csv")


def test_files_are_for_those_who_may(covered, tmp_path):
    export_coverage(COORDINATOR, covered, TODAY, tmp_path / "whole.csv")
    clerk = Viewer("x", Role.CLERK)
    with pytest.raises(CaseworkError):
        import_plan(clerk, covered, tmp_path / "whole.csv", NOW)
    with pytest.raises(CaseworkError):
        export_plan(clerk, covered, plan_of(G0="W4"), tmp_path / "plan.csv")
    with pytest.raises(CaseworkError):
        export_coverage(Viewer("x", Role.WORKER), covered, TODAY, tmp_path / "w.csv")


def test_a_plan_without_anything_in_it_is_not_written(covered, tmp_path):
    with pytest.raises(ServiceError, match="nothing to write"):
        export_plan(COORDINATOR, covered, plan_of(), tmp_path / "plan.csv")
    assert not (tmp_path / "plan.csv").exists()


codes = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=12)
holders = st.none() | codes


@st.composite
def plans(draw):
    changes = draw(st.dictionaries(codes, st.tuples(holders, holders), max_size=8))
    return CoveragePlan(
        draw(st.dates()),
        {grid: Change(*two) for grid, two in changes.items() if two[0] != two[1]},
        draw(st.frozensets(codes, max_size=3)),
        draw(st.frozensets(codes, max_size=3)),
        draw(codes),
    )


@given(plans())
def test_json_gives_an_equal_plan_back_and_the_same_text_for_it(plan):
    text = plan_to_json(plan, names={"W1": "员"}, measures={"gini": 0.1})
    assert plan_from_json(text) == plan
    assert plan_to_json(plan_from_json(text)) == plan_to_json(plan)


GOOD = json.loads(plan_to_json(plan_of(G0="W4")))
LINE = {"grid": "G0", "before": None, "after": "W1"}


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "null", "[]", "7", "NaN", '"plan"', "[" * 100_000, "{}", "9" * 5000,
        *(
            json.dumps(GOOD | wrong)
            for wrong in (
                {"format": "other"}, {"version": 2}, {"version": None}, {"on": None},
                {"on": "soon"}, {"on": 20260601}, {"name": 7}, {"name": "\ud800"},
                {"name": "x" * 201}, {"changes": None}, {"changes": {"G0": "W1"}},
                {"changes": ["G0"]}, {"changes": [{"grid": "G0"}]}, {"changes": [LINE, LINE]},
                {"changes": [LINE | {"grid": ""}]}, {"changes": [LINE | {"grid": 5}]},
                {"changes": [LINE | {"grid": " G0"}]}, {"changes": [LINE | {"after": None}]},
                {"changes": [LINE | {"after": ["W1"]}]}, {"changes": [LINE | {"after": "\x00"}]},
                {"changes": [LINE | {"after": "\u202eW1"}]},
                {"changes": [LINE | {"grid": "x" * 65}]},
                {"locked_grids": "G0"}, {"locked_grids": [None]}, {"locked_workers": [{}]},
            )
        ),
    ],
)  # fmt: skip
def test_what_is_no_plan_is_refused_with_a_sentence(text):
    with pytest.raises(ServiceError) as refused:
        plan_from_json(text)
    assert len(str(refused.value)) < 400


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: (
    st.lists(inner) | st.dictionaries(
        st.sampled_from([*GOOD, "grid", "before", "after"]), inner
    )
)), st.sampled_from([*GOOD]))  # fmt: skip
def test_whatever_stands_in_a_plan_it_is_read_or_refused(value, place):
    try:
        plan_from_json(json.dumps(GOOD | {place: value}))
    except ServiceError as refused:
        assert str(refused)


def test_a_file_that_cannot_be_read_is_refused_by_its_name(tmp_path):
    (tmp_path / "plan.json").write_bytes(b"\xff\xfe\xff")
    for name in ("plan.json", "none.json", "."):
        with pytest.raises(ServiceError, match="cannot be read"):
            plan_from_file(tmp_path / name)
    (tmp_path / "plan.json").write_text("\ufeff" + plan_to_json(plan_of(G0="W4")), "utf-8")
    assert plan_from_file(tmp_path / "plan.json") == plan_of(G0="W4")


def test_the_duty_of_the_day_asked_for_counts(covered, tmp_path):
    with covered.begin() as conn:
        old = postings.c.grid_code == "G0"
        conn.execute(postings.update().where(old).values(until=LATER))
        conn.execute(
            postings.insert().values(grid_code="G0", worker_code="W3", duty="primary", since=LATER)
        )
    text = "grid_code,worker_after\nG0,W4\n"
    assert read_text(covered, tmp_path, text).plan.changes["G0"].before == HELD["G0"]
    path = tmp_path / "plan.csv"
    for on in (LATER, date(2027, 1, 1)):
        read = import_plan(COORDINATOR, covered, path, NOW, on)
        assert read.plan == CoveragePlan(on, {"G0": Change("W3", "W4")})
