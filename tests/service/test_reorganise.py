"""Reorganising: nothing and nobody is lost, the past stays, all of it happens or nothing."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from casework.plan import Change, CoveragePlan
from data.errors import DataError
from data.grid_store import load_grids, load_org_units
from data.schema import (
    case_events,
    cases,
    category_overrides,
    crosswalk,
    grids,
    households,
    orders,
    org_units,
    postings,
)
from data.settings_store import set_setting
from data.store import Store
from service.cases.drafting import NewCase
from service.cases.registering import register_case
from service.coverage import roster_on
from service.errors import ServiceError
from service.ledger import verify_ledger
from service.plans.approving import approve_plan
from service.plans.carrying_out import carry_out_due
from service.plans.held import held_by, holders_on
from service.plans.order_paper import OrderPaper
from service.reorganisation import ReorganisationConflict, approve_reorganisation
from service.reorganise.plan import (
    ExtractUnit,
    MergeGrids,
    MergeUnits,
    MoveGrid,
    MoveUnit,
    ReorganisationPlan,
    SplitGrid,
    SplitUnit,
    plan_from_json,
    plan_to_json,
)
from service.reorganise.preview import preview
from service.roster.handing import hand_over_list
from service.roster.worker_acts import let_go
from service.roster.workers import workers_on
from tests.service.conftest import NOW
from tests.service.district import everything, rows_of
from tests.service.reorganise_town import (
    COMMUNITIES,
    COUNTY,
    DAY,
    STREETS,
    at,
    code_at,
    fill,
)

LATER = DAY + timedelta(days=30)
MERGE_COMMUNITIES = MergeUnits((COMMUNITIES[0], COMMUNITIES[1]), "并社区", "community")
CUT = SplitGrid(code_at(2, 1), ((at(1.9, 1.5), at(3.1, 1.6)),))
MERGE = MergeGrids((code_at(2, 2), code_at(3, 2), code_at(3, 3)), "合并网格")


def paper(day: date = DAY, number: str = "区发1号", **more) -> OrderPaper:
    return OrderPaper(number, day, "撤并", "区长", **more)


def plan(*operations, on: date = DAY) -> ReorganisationPlan:
    return ReorganisationPlan(on, operations)


def decide(store: Store, *operations, on: date = DAY, number: str = "区发1号", **more):
    seen = preview(OPERATOR, store, plan(*operations, on=on), NOW)
    return approve_reorganisation(OPERATOR, store, seen.plan, paper(on, number, **more), NOW)


def pairs(seen, level: str) -> dict[tuple[str, str], str]:
    walk = seen.crosswalk.loc[seen.crosswalk["level"] == level]
    return {(row.old_code, row.new_code): row.kind for row in walk.itertuples()}


@pytest.fixture(scope="module")
def filled(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("town") / "town.db"
    shutil.copy(empty_database, path)
    store = Store(str(path))
    fill(store)
    store.engine.dispose()
    return path


@pytest.fixture
def town(filled: Path, tmp_path: Path) -> Store:
    path = tmp_path / "town.db"
    shutil.copy(filled, path)
    return Store(str(path))


EVERYTHING = (
    CUT,
    MERGE,
    MoveGrid(code_at(0, 3), COMMUNITIES[0]),
    MERGE_COMMUNITIES,
    MoveUnit(COMMUNITIES[2], STREETS[0]),
)


def test_a_preview_maps_every_old_code_and_keeps_all_ground_and_people(town) -> None:
    before = everything(town)
    seen = preview(OPERATOR, town, plan(*EVERYTHING), NOW)
    assert everything(town) == before
    assert seen.differences == ()
    kept = seen.totals.set_index("what")
    for what in ("households in grids", "open cases in grids"):
        assert kept.loc[what, "before"] == kept.loc[what, "after"] > 0
    assert kept.loc["area of general grids, m2", "before"] == pytest.approx(
        kept.loc["area of general grids, m2", "after"], rel=1e-11
    )
    with town.read() as conn:
        old_grids, old_units = load_grids(conn), load_org_units(conn)
    by_level = seen.crosswalk.groupby("level")
    assert set(by_level.get_group("grid")["old_code"]) == set(old_grids["code"])
    for level, units in old_units.groupby("level"):
        assert set(by_level.get_group(level)["old_code"]) == set(units["code"])
    for _, of_level in by_level:
        assert of_level["households"].sum() == 400
        assert of_level["open_cases"].sum() == 40
        assert of_level["area_m2"].sum() == pytest.approx(old_grids["area_m2"].sum(), rel=1e-9)
    assert set(by_level.get_group("grid")["new_code"]) == set(seen.grids["code"])
    assert list(by_level.groups) == ["community", "county", "grid", "street"]


def test_the_kinds_of_the_crosswalk(town) -> None:
    seen = preview(OPERATOR, town, plan(CUT, MERGE, MERGE_COMMUNITIES), NOW)
    cells = pairs(seen, "grid")
    new = {one.code: one for one in seen.grids.itertuples() if one.is_new}
    halves = [code for code, one in new.items() if one.origins == (CUT.code,)]
    assert {cells[CUT.code, half] for half in halves} == {"split"}
    assert len(halves) == 2
    whole = next(code for code, one in new.items() if len(one.origins) == 3)
    assert {cells[old, whole] for old in MERGE.codes} == {"merged"}
    assert cells[code_at(2, 0), code_at(2, 0)] == "same"
    units = pairs(seen, "community")
    merged = STREETS[0] + "003"
    assert units[COMMUNITIES[0], merged] == units[COMMUNITIES[1], merged] == "merged"
    assert units[COMMUNITIES[3], COMMUNITIES[3]] == "same"


def test_a_unit_that_moves_takes_codes_that_begin_with_its_new_parent_s(town) -> None:
    seen = preview(OPERATOR, town, plan(MoveUnit(COMMUNITIES[2], STREETS[0])), NOW)
    new = STREETS[0] + "003"
    assert pairs(seen, "community")[COMMUNITIES[2], new] == "moved"
    below = seen.grids.loc[seen.grids["parent_code"] == new, "code"]
    assert list(below) == [f"{new}{n:03d}" for n in range(1, 5)]
    # Numbered like a page: the north-western grid is the first.
    assert pairs(seen, "grid")[code_at(2, 1), new + "001"] == "moved"
    assert any("begins with that of the unit above" in str(line) for line in seen.remarks)


def test_under_the_free_scheme_a_moved_unit_and_grid_keep_their_codes(town) -> None:
    with town.begin() as conn:
        set_setting(conn, "code_scheme", "any")
    asked = plan(MoveUnit(COMMUNITIES[2], STREETS[0]), MoveGrid(code_at(3, 3), COMMUNITIES[0]))
    seen = preview(OPERATOR, town, asked, NOW)
    assert not seen.grids["is_new"].any()
    assert pairs(seen, "community")[COMMUNITIES[2], COMMUNITIES[2]] == "same"
    assert pairs(seen, "street")[STREETS[1], STREETS[0]] == "moved"


def test_a_merged_grid_goes_to_the_worker_with_most_households_and_the_others_are_named(
    town,
) -> None:
    move = MoveGrid(code_at(1, 2), COMMUNITIES[3])
    moved = COMMUNITIES[3] + "005"
    asked = plan(move, MergeGrids((moved, code_at(2, 2), code_at(3, 2)), "大网格"))
    seen = preview(OPERATOR, town, asked, NOW)
    line = seen.duty.set_index("grid_name").loc["大网格"]
    assert (line["worker_code"], line["how"], line["others"]) == (
        "W4",
        "most_households",
        ("员W2 (W2)",),
    )


def test_pieces_inherit_their_worker_and_his_backup_and_a_vacancy_stays_one(town) -> None:
    decide(town, SplitGrid(code_at(1, 0), ((at(1.5, -1), at(1.5, 2)),), ("西", "东")))
    pieces = [f"{COMMUNITIES[0]}{n:03d}" for n in (10, 11)]
    roster = roster_on(town)
    for piece in pieces:
        answer = roster.responsible_on(piece, DAY)
        assert (answer.worker.code, answer.backup.code, answer.since) == ("W1", "W5", DAY)
        assert answer.order_no == "区发1号"
        assert roster.responsible_on(piece, DAY - timedelta(days=1)).worker is None
    old = roster.responsible_on(code_at(1, 0), DAY - timedelta(days=1))
    assert (old.worker.code, old.until) == ("W1", DAY)
    assert roster.responsible_on(code_at(1, 0), DAY).worker is None
    seen = preview(OPERATOR, town, plan(MoveGrid(code_at(3, 3), COMMUNITIES[2])), NOW)
    assert list(seen.duty["how"]) == ["vacant"]


def test_approval_writes_versions_and_leaves_the_past_as_it_was(town) -> None:
    with town.read() as conn:
        then = load_grids(conn, DAY - timedelta(days=1)).drop(columns=["valid_to"])
    done = decide(town, *EVERYTHING)
    assert (done.grids, done.units) == (1 + 3 + 9 + 3, 3)
    with town.read() as conn:
        still = load_grids(conn, DAY - timedelta(days=1)).drop(columns=["valid_to"])
        now = load_grids(conn, DAY)
    pd.testing.assert_frame_equal(pd.DataFrame(then), pd.DataFrame(still))
    assert now["area_m2"].sum() == pytest.approx(then["area_m2"].sum(), rel=1e-11)
    assert not now["code"].duplicated().any()
    assert now["parent_code"].equals(now["code"].str[:12].rename("parent_code"))
    assert set(rows_of(town, crosswalk)["effective_on"]) == {DAY}


def test_the_day_is_settled_with_the_approval_when_it_is_today(town) -> None:
    before = rows_of(town, cases).set_index("code")
    done = decide(town, *EVERYTHING)
    after = rows_of(town, cases).set_index("code")
    with town.read() as conn:
        codes = set(load_grids(conn, DAY)["code"])
    is_open = before["status"] != "closed"
    assert set(after.loc[is_open, "grid_code"]) <= codes
    pd.testing.assert_frame_equal(before.loc[~is_open], after.loc[~is_open])
    for name in ("first_handler", "responsible_at_report", "assigned_to", "status"):
        assert after[name].equals(before[name])
    moved = is_open & (after["grid_code"] != before["grid_code"])
    assert done.settled["cases"] == moved.sum() > 0
    events = rows_of(town, case_events)
    told = events.loc[events["kind"] == "placed"]
    assert len(told) == moved.sum()
    assert {one["order"] for one in told["details"]} == {"区发1号"}
    assert set(told["acted_by"]) == {"区长"}
    assert set(rows_of(town, households)["grid_code"]) <= codes
    assert verify_ledger(OPERATOR, town).is_whole


def test_a_case_is_where_a_fresh_placement_would_put_it(town) -> None:
    decide(town, *EVERYTHING)
    with town.read() as conn:
        now = load_grids(conn, DAY).set_index("code")
    rows = rows_of(town, cases)
    for row in rows.loc[(rows["status"] != "closed") & (rows["how"] == "inside")].itertuples():
        west, south, east, north = now.geometry[row.grid_code].bounds
        assert west <= row.lon <= east
        assert south <= row.lat <= north


def test_what_a_category_gave_to_a_grid_goes_to_its_heir(town) -> None:
    noise = code_at(1, 1)
    before = rows_of(town, cases)
    his = before.loc[(before["how"] == "override") & (before["status"] != "closed"), "code"]
    assert len(his) > 0
    decide(town, SplitGrid(noise, ((at(1.3, 0.5), at(1.3, 2.5)),)), MERGE_COMMUNITIES)
    rules = rows_of(town, category_overrides)
    old, new = rules.to_dict("records")
    assert (old["grid_code"], old["valid_to"]) == (noise, DAY)
    assert new["within_code"] == STREETS[0]
    now = rows_of(town, cases).set_index("code").loc[his]
    assert set(now["grid_code"]) == {new["grid_code"]}
    assert set(now["how"]) == {"override"}


def test_an_order_for_a_later_day_waits_for_its_day(town) -> None:
    done = decide(town, *EVERYTHING, on=LATER)
    assert done.settled == {}
    with town.read() as conn:
        assert len(load_grids(conn, DAY)) == 17
    assert rows_of(town, case_events)["kind"].eq("placed").sum() == 0
    carried = carry_out_due(OPERATOR, town, NOW + timedelta(days=29))
    assert carried.orders == ()
    carried = carry_out_due(OPERATOR, town, NOW + timedelta(days=30))
    assert carried.orders[0].settled["cases"] > 0
    assert rows_of(town, orders)["carried_out_at"].notna().all()
    assert carry_out_due(OPERATOR, town, NOW + timedelta(days=31)).orders == ()


def test_two_orders_of_one_day_are_settled_one_after_the_other(town) -> None:
    noise = code_at(1, 1)
    decide(town, MERGE_COMMUNITIES, on=LATER)
    with town.read() as conn:
        codes = load_grids(conn, LATER)["code"]
    mid = next(code for code in codes if code.startswith(STREETS[0] + "003"))
    decide(town, MoveUnit(STREETS[0] + "003", STREETS[1]), on=LATER, number="区发2号")
    assert mid != noise
    carry_out_due(OPERATOR, town, NOW + timedelta(days=30))
    with town.read() as conn:
        now = set(load_grids(conn, LATER)["code"])
    rows = rows_of(town, cases)
    assert set(rows.loc[rows["status"] != "closed", "grid_code"]) <= now
    assert set(rows_of(town, households)["grid_code"]) <= now


def test_cases_are_handed_over_only_when_the_order_says_so(town) -> None:
    move = MoveGrid(code_at(1, 2), COMMUNITIES[3])
    moved = COMMUNITIES[3] + "005"
    both = (move, MergeGrids((moved, code_at(2, 2), code_at(3, 2)), "大网格"))
    done = decide(town, *both, open_cases="hand_over")
    rows = rows_of(town, cases)
    in_it = rows.loc[(rows["grid_code"].str[12:] == "006") & (rows["status"] != "closed")]
    assert done.settled["handed_over"] > 0
    assert set(in_it["assigned_to"]) == {"W4"}
    assert "W2" in set(in_it["first_handler"])
    assert rows_of(town, case_events)["kind"].eq("handed_over").sum() == done.settled["handed_over"]


def test_a_code_given_up_is_never_given_again(town) -> None:
    decide(town, MoveGrid(code_at(1, 1), COMMUNITIES[1]))
    decide(town, MoveGrid(COMMUNITIES[1] + "005", COMMUNITIES[0]), number="区发2号")
    all_codes = rows_of(town, grids)
    back = all_codes.loc[
        all_codes["valid_to"].isna() & (all_codes["parent_code"] == COMMUNITIES[0])
    ]
    assert COMMUNITIES[0] + "010" in set(back["code"])
    assert code_at(1, 1) not in set(back["code"])


def test_two_plans_for_the_same_grids_the_second_is_told_which_and_nothing_is_done(town) -> None:
    first = preview(OPERATOR, town, plan(CUT), NOW).plan
    second = preview(OPERATOR, town, plan(MoveUnit(COMMUNITIES[2], STREETS[0])), NOW).plan
    approve_reorganisation(OPERATOR, town, first, paper(), NOW)
    before = everything(town)
    with pytest.raises(ReorganisationConflict) as told:
        approve_reorganisation(OPERATOR, town, second, paper(number="区发2号"), NOW)
    lines = [str(line) for line in told.value.lines]
    assert any(line.startswith(f"{CUT.code} is no longer in force") for line in lines)
    assert all("order 区发1号" in line for line in lines)
    assert everything(town) == before


def test_a_grid_that_came_since_stops_a_plan_that_would_sweep_it_along(town) -> None:
    seen = preview(OPERATOR, town, plan(MERGE_COMMUNITIES), NOW).plan
    with town.begin() as conn:
        row = conn.execute(sa.select(grids).where(grids.c.code == code_at(0, 0))).mappings().one()
        new = {**row, "id": None, "code": COMMUNITIES[0] + "050", "kind": "dedicated"}
        conn.execute(grids.insert().values({k: v for k, v in new.items() if k != "id"}))
    with pytest.raises(ReorganisationConflict, match="was not there when the plan was made"):
        approve_reorganisation(OPERATOR, town, seen, paper(), NOW)


def test_what_is_decided_for_later_is_named(town) -> None:
    decide(town, CUT, on=LATER)
    asked = preview(OPERATOR, town, plan(MoveUnit(COMMUNITIES[2], STREETS[0])), NOW).plan
    before = everything(town)
    with pytest.raises(ReorganisationConflict, match="order 区发1号"):
        approve_reorganisation(OPERATOR, town, asked, paper(number="区发2号"), NOW)
    assert everything(town) == before


@pytest.mark.parametrize(
    "operation",
    [
        MoveGrid(code_at(2, 0), COMMUNITIES[0]),
        ExtractUnit((code_at(2, 0), code_at(2, 1)), "新社区", STREETS[0]),
    ],
)
def test_nothing_is_put_into_a_unit_that_is_given_up_later(town, operation) -> None:
    merge = MERGE_COMMUNITIES
    if isinstance(operation, ExtractUnit):
        merge = MergeUnits((STREETS[0], "990101003"), "合并街道", "street")
        with town.begin() as conn:
            conn.execute(
                org_units.insert().values(
                    code="990101003", name="街", level="street", parent_code=COUNTY
                )
            )
    decide(town, merge, on=LATER)
    before = everything(town)
    with pytest.raises(ReorganisationConflict, match="given up on .*by order 区发1号"):
        decide(town, operation, number="区发2号")
    assert everything(town) == before


def test_a_unit_that_gets_something_later_is_not_given_up_before(town) -> None:
    decide(town, MoveGrid(code_at(2, 0), COMMUNITIES[0]), on=LATER)
    before = everything(town)
    with pytest.raises(ReorganisationConflict, match=f"{COMMUNITIES[0]} gets .*order 区发1号"):
        decide(town, MERGE_COMMUNITIES, number="区发2号")
    assert everything(town) == before
    decide(town, MERGE_COMMUNITIES, number="区发2号", on=LATER)


def test_an_order_number_is_used_once_and_nothing_is_half_done(town) -> None:
    decide(town, CUT)
    before = everything(town)
    with pytest.raises(DataError, match="was entered already"):
        decide(town, MERGE)
    assert everything(town) == before


def test_a_failure_at_the_end_leaves_nothing(town, monkeypatch) -> None:
    before = everything(town)

    def fail(*_):
        raise RuntimeError("pulled the plug")

    monkeypatch.setattr("service.reorganisation.carry_out_order", fail)
    with pytest.raises(RuntimeError):
        decide(town, *EVERYTHING)
    assert everything(town) == before


def test_a_plan_is_approved_only_for_the_day_it_was_looked_at(town) -> None:
    seen = preview(OPERATOR, town, plan(CUT), NOW).plan
    with pytest.raises(ServiceError, match="look at the preview for that day"):
        approve_reorganisation(OPERATOR, town, seen, paper(LATER), NOW)
    past = plan(CUT, on=DAY - timedelta(days=1))
    with pytest.raises(ServiceError, match="the past never changes"):
        approve_reorganisation(OPERATOR, town, past, paper(past.on), NOW)


def test_a_coverage_plan_after_a_reorganisation_is_about_the_new_grids(town) -> None:
    decide(town, CUT)
    asked = CoveragePlan(LATER, {COMMUNITIES[2] + "005": Change("W3", "W4")})
    approve_plan(OPERATOR, town, asked, paper(LATER, "区发2号"), NOW)
    roster = roster_on(town)
    days = (DAY, LATER)
    answers = [roster.responsible_on(COMMUNITIES[2] + "005", day).worker.code for day in days]
    assert answers == ["W3", "W4"]


def test_later_postings_of_a_grid_go_over_to_its_pieces(town) -> None:
    asked = CoveragePlan(LATER, {code_at(1, 0): Change("W1", "W2")})
    approve_plan(OPERATOR, town, asked, paper(LATER, "区发2号"), NOW)
    decide(town, SplitGrid(code_at(1, 0), ((at(1.5, -1), at(1.5, 2)),)))
    roster = roster_on(town)
    piece = COMMUNITIES[0] + "010"
    assert roster.responsible_on(piece, LATER - timedelta(days=1)).worker.code == "W1"
    assert roster.responsible_on(piece, LATER).worker.code == "W2"
    assert len(rows_of(town, postings)) > 0


@pytest.mark.parametrize(
    ("operation", "match"),
    [
        (MoveUnit("nowhere", STREETS[0]), "no unit nowhere"),
        (MoveUnit(COMMUNITIES[0], STREETS[0]), "belongs to .* already"),
        (MoveUnit(STREETS[0], COMMUNITIES[3]), "cannot belong to"),
        (MoveUnit(COMMUNITIES[0], COMMUNITIES[1]), "cannot belong to"),
        (MergeUnits((COMMUNITIES[0],), "x", "community"), "at least two"),
        (MergeUnits((COMMUNITIES[0], COMMUNITIES[0]), "x", "community"), "at least two"),
        (MergeUnits((COMMUNITIES[0], STREETS[1]), "x", "community"), "merge units of one level"),
        (MergeUnits((COMMUNITIES[0], COMMUNITIES[2]), "x", "community"), "to which the new one"),
        (MergeUnits(COMMUNITIES[:2], "  ", "community"), "Nothing was said for this: name"),
        (MergeUnits(tuple(STREETS), "x", "street", new_code="990102001"), "does not begin with"),
        (MergeUnits(tuple(COMMUNITIES[:2]), "x", "community", None, COMMUNITIES[2]), "begin with"),
        (SplitUnit(COMMUNITIES[0], {"a": (code_at(0, 0),), "b": (code_at(0, 1),)}), "exactly one"),
        (SplitUnit(STREETS[0], {"a": tuple(COMMUNITIES[:2])}), "at least two"),
        (SplitUnit(STREETS[0], {"a": (COMMUNITIES[0],) * 2, "b": (COMMUNITIES[1],)}), "one part"),
        (ExtractUnit((), "x", STREETS[0]), "made of nothing"),
        (ExtractUnit((STREETS[0],), "x", COUNTY), "cannot belong to"),
        (ExtractUnit((COMMUNITIES[0], code_at(2, 2)), "x", COUNTY), "not of one level"),
        (ExtractUnit(tuple(COMMUNITIES[:2]), "x", COUNTY), "Nothing would be left"),
        (MoveGrid(code_at(0, 0), STREETS[1]), "belongs to a community"),
        (MoveGrid("nowhere", COMMUNITIES[0]), "no grid nowhere"),
        (SplitGrid(code_at(0, 0), ()), "no line"),
        (SplitGrid(code_at(0, 0), ((at(0, 0),),)), "usable|line"),
        (SplitGrid(code_at(2, 1), CUT.lines, ("one",)), "2 pieces .* 1 names"),
        (SplitGrid(code_at(0, 0), ((at(2, 0), at(2, 4)),)), "does not divide"),
        (MergeGrids((code_at(0, 0), code_at(3, 3)), "x"), "different communities"),
        (MergeGrids((code_at(0, 0), code_at(1, 1)), "x"), "shares no border"),
        (MergeGrids((code_at(0, 0), COMMUNITIES[0] + "009"), "x"), "one kind"),
        (MergeGrids((code_at(0, 0),), "x"), "at least two"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_number_and_why(town, operation, match) -> None:
    with pytest.raises(ServiceError, match=f"^Operation 2 of the plan cannot be done: .*({match})"):
        first = MergeGrids((code_at(2, 0), code_at(3, 0)), "先")
        preview(OPERATOR, town, plan(first, operation), NOW)


def test_a_plan_that_does_nothing_is_refused(town) -> None:
    with pytest.raises(ServiceError, match="does nothing yet"):
        preview(OPERATOR, town, plan(), NOW)


@pytest.mark.parametrize(
    "viewer",
    [Viewer("w", Role.WORKER), Viewer("c", Role.COORDINATOR, STREETS[0]), Viewer("l", Role.LEADER)],
)
def test_only_who_answers_for_the_whole_district_reorganises(town, viewer) -> None:
    with pytest.raises(CaseworkError):
        preview(viewer, town, plan(CUT), NOW)
    with pytest.raises(CaseworkError):
        approve_reorganisation(viewer, town, plan(CUT), paper(), NOW)


def test_units_are_split_and_extracted_and_a_unit_without_grids_merges_too(town) -> None:
    with town.begin() as conn:
        conn.execute(
            org_units.insert().values(
                code=STREETS[0] + "003", name="空社区", level="community", parent_code=STREETS[0]
            )
        )
    empty = STREETS[0] + "003"
    seen = preview(
        OPERATOR,
        town,
        plan(
            ExtractUnit((code_at(2, 2), code_at(2, 3)), "西社区", STREETS[1]),
            SplitUnit(
                STREETS[0], {"东街道": tuple(COMMUNITIES[:1]), "西镇": (COMMUNITIES[1], empty)}
            ),
        ),
        NOW,
    )
    assert pairs(seen, "community")[COMMUNITIES[3], STREETS[1] + "003"] == "extracted"
    assert pairs(seen, "community")[COMMUNITIES[3], COMMUNITIES[3]] == "same"
    assert pairs(seen, "street")[STREETS[0], COUNTY + "003"] == "split"
    assert pairs(seen, "street")[STREETS[0], COUNTY + "100"] == "split"
    assert (STREETS[0] + "003", COUNTY + "100002") in pairs(seen, "community")
    merged = preview(
        OPERATOR,
        town,
        plan(MergeUnits((COMMUNITIES[0], STREETS[0] + "003"), "x社区", "community")),
        NOW,
    )
    assert pairs(merged, "community")[STREETS[0] + "003", STREETS[0] + "004"] == "merged"


def test_a_unit_may_go_on_under_its_code_with_the_others_ground(town) -> None:
    asked = MergeUnits(tuple(COMMUNITIES[:2]), "一社区", "community", new_code=COMMUNITIES[0])
    seen = preview(OPERATOR, town, plan(asked), NOW)
    units = pairs(seen, "community")
    assert units[COMMUNITIES[0], COMMUNITIES[0]] == "same"
    assert units[COMMUNITIES[1], COMMUNITIES[0]] == "merged"
    assert pairs(seen, "grid")[code_at(0, 0), code_at(0, 0)] == "same"


def test_a_dedicated_grid_inside_a_grid_that_is_cut_stays_whole(town) -> None:
    inside = COMMUNITIES[0] + "009"
    seen = preview(
        OPERATOR, town, plan(SplitGrid(code_at(0, 0), ((at(0.4, -1), at(0.4, 2)),))), NOW
    )
    assert pairs(seen, "grid")[inside, inside] == "same"
    assert seen.findings == ()
    assert seen.differences == ()


def test_a_piece_shared_by_two_new_grids_is_measured(town) -> None:
    halves = SplitGrid(code_at(0, 0), ((at(0.5, -1), at(0.5, 2)),))
    east = COMMUNITIES[0] + "011"
    seen = preview(OPERATOR, town, plan(halves, MergeGrids((east, code_at(1, 0)), "m")), NOW)
    walk = seen.crosswalk.loc[seen.crosswalk["old_code"] == code_at(0, 0)]
    with town.read() as conn:
        whole = load_grids(conn).set_index("code").loc[code_at(0, 0), "area_m2"]
    assert walk["area_m2"].tolist() == pytest.approx([whole / 2] * 2, rel=1e-9)
    assert set(walk["kind"]) == {"split"}


texts = st.text(max_size=6)
codes = st.lists(texts, max_size=3).map(tuple)
maybe = st.none() | texts
numbers = st.floats(-180, 180)
lines = st.lists(st.tuples(numbers, numbers), max_size=4).map(tuple)
operations = st.one_of(
    st.builds(MoveUnit, texts, texts),
    st.builds(MergeUnits, codes, texts, st.sampled_from(["community", "street"]), maybe, maybe),
    st.builds(SplitUnit, texts, st.dictionaries(texts, codes, max_size=3)),
    st.builds(ExtractUnit, codes, texts, texts),
    st.builds(MoveGrid, texts, texts),
    st.builds(
        SplitGrid,
        texts,
        st.lists(lines, max_size=2).map(tuple),
        codes,
    ),
    st.builds(MergeGrids, codes, texts),
)


@given(
    st.builds(
        ReorganisationPlan,
        st.dates(),
        st.lists(operations, max_size=5).map(tuple),
        texts,
        st.none() | st.dictionaries(texts, st.integers(), max_size=3),
    )
)
def test_a_plan_goes_into_a_file_and_comes_back_equal(one) -> None:
    assert plan_from_json(plan_to_json(one)) == one


HEAD = '{"gege":"reorganisation","on":"2026-01-01","operations":'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        '{"gege":"coverage"}',
        HEAD + "3}",
        HEAD + "[3]}",
        HEAD + '[{"do":["move_unit"]}]}',
        HEAD + '[{"do":"drop_tables"}]}',
        HEAD + '[{"do":"move_grid","code":1,"to_community":"x"}]}',
        HEAD + '[{"do":"move_grid","code":"1"}]}',
        HEAD + '[{"do":"move_grid","code":"1","to_community":"x","more":"y"}]}',
        HEAD + '[{"do":"split_grid","code":"1","lines":[[["a","b"]]]}]}',
        HEAD + '[{"do":"split_grid","code":"1","lines":{"a":1}}]}',
        HEAD + '[{"do":"split_unit","code":"1","parts":["a"]}]}',
        HEAD + '[],"seen":[1]}',
        HEAD.replace("2026-01-01", "2026-13-01") + "[]}",
        "[" * 100_000,
    ],
)
def test_what_is_no_plan_is_refused_in_a_sentence(text) -> None:
    with pytest.raises(ServiceError, match="plan"):
        plan_from_json(text)


HALVES = SplitGrid(code_at(0, 1), ((at(0.5, 1), at(0.5, 2)),))


def test_an_order_of_a_later_day_hands_over_the_cases_of_the_heirs_of_its_grid(town) -> None:
    asked = CoveragePlan(LATER, {HALVES.code: Change("W1", "W2")})
    approve_plan(OPERATOR, town, asked, paper(LATER, "区发1号", open_cases="hand_over"), NOW)
    decide(town, HALVES, number="区发2号")
    pieces = [COMMUNITIES[0] + "010", COMMUNITIES[0] + "011"]

    def held() -> list[str]:
        frame = rows_of(town, cases)
        inside = frame["grid_code"].isin(pieces) & frame["status"].eq("handling")
        return sorted(set(frame.loc[inside, "assigned_to"]))

    assert held() == ["W1"]
    carry_out_due(OPERATOR, town, NOW + timedelta(days=30))
    assert held() == ["W2"]


def test_an_open_case_that_comes_in_late_lies_in_a_grid_of_today(town) -> None:
    decide(town, HALVES)
    lon, lat = at(0.25, 1.5)
    said = NewCase(summary="路灯不亮", lon=lon, lat=lat, reported_at=NOW - timedelta(days=1))
    made = register_case(OPERATOR, town, said, NOW)
    assert made.grid_code in {COMMUNITIES[0] + "010", COMMUNITIES[0] + "011"}
    row = rows_of(town, cases).iloc[-1]
    assert (row["responsible_at_report"], row["assigned_to"]) == ("W1", "W1")


def test_a_posting_to_a_grid_given_up_on_its_first_day_counts_no_more(town) -> None:
    asked = CoveragePlan(DAY, {HALVES.code: Change("W1", "W2")})
    approve_plan(OPERATOR, town, asked, paper(DAY, "区发1号"), NOW)
    decide(town, HALVES, number="区发2号")
    with town.read() as conn:
        assert HALVES.code not in holders_on(conn, DAY)
        assert held_by(conn, ["W2"], DAY).keys() == {
            code for code, who in holders_on(conn, DAY).items() if who == "W2"
        }
    people = workers_on(OPERATOR, town, DAY).set_index("code")["grids"]
    assert dict(people) == {"W1": 4, "W2": 6, "W3": 4, "W4": 3, "W5": 0}
    sheet = hand_over_list(OPERATOR, town, NOW, worker="W2")
    assert HALVES.code not in set(sheet.grids["grid_code"])
    left = let_go(OPERATOR, town, "W2", DAY, paper(LATER, "区发3号"), NOW)
    assert len(left.grids) == len(left.vacant) == 6
    assert HALVES.code not in left.grids


def test_a_plan_that_names_more_grids_than_there_can_be_is_refused() -> None:
    text = plan_to_json(
        ReorganisationPlan(DAY, (CUT,), seen={f"grid:{n}": n for n in range(50_001)})
    )
    with pytest.raises(ServiceError, match="50001: look at its preview again"):
        plan_from_json(text)
