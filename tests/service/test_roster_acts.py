"""The roster: leave, substitutes, workers in and out, and what the past says afterwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.errors import CaseworkError
from casework.plan import Change, CoveragePlan
from data.errors import DataError
from data.schema import leaves, order_changes, orders, postings, workers
from data.store import Store
from service.cases.drafting import NewCase
from service.cases.registering import register_case
from service.coverage import roster_on
from service.errors import ServiceError
from service.plans.approving import approve_plan
from service.roster.answering import orders_about, responsible_on
from service.roster.cover_acts import cover_leave
from service.roster.duty import day_picture, duty_on, vacancies
from service.roster.handing import hand_over_list
from service.roster.leave_acts import end_leave_early, enter_leave
from service.roster.leaves import leaves_of
from service.roster.uncovered import uncovered_days
from service.roster.worker_acts import hire_worker, let_go, set_capacity
from service.roster.workers import workers_on
from tests.service.conftest import NOW
from tests.service.district import bring, codes_of, everything, rows_of
from tests.service.posts import (
    ADMIN,
    KEEPER,
    KEEPER_OF_C1,
    LEADER,
    TODAY,
    day,
    found_posts,
    paper,
)


@pytest.fixture
def posts(store: Store) -> Store:
    found_posts(store)
    return store


def _who(store: Store, grid: str, *days: int) -> list[str | None]:
    roster = roster_on(store)
    found = [roster.responsible_on(grid, day(n)).worker for n in days]
    return [one.code if one else None for one in found]


def test_a_leave_is_entered_without_a_reason_and_recorded_under_a_number_in_turn(posts) -> None:
    kept = enter_leave(KEEPER, posts, "W1", day(3), day(6), NOW)
    other = enter_leave(KEEPER, posts, "W2", day(3), day(6), NOW)
    own = enter_leave(KEEPER, posts, "W3", day(3), day(6), NOW, order_no="请〔2026〕9号")
    assert [kept.order_no, other.order_no] == ["假〔2026〕0001", "假〔2026〕0002"]
    assert own.order_no == "请〔2026〕9号"
    assert set(rows_of(posts, leaves)) == {"id", "worker_code", "since", "until", "import_id"}
    (change, *_rest) = rows_of(posts, order_changes).to_dict("records")
    assert (change["topic"], change["code"], change["before"]) == ("leave", "W1", None)
    assert change["after"] == {"since": "2026-06-04", "until": "2026-06-07"}
    order = rows_of(posts, orders).iloc[0]
    assert (order["reason"], order["entered_by"]) == ("leave", KEEPER.name)
    assert order["carried_out_at"] == NOW


def test_during_a_leave_the_standing_backup_answers_where_there_is_one(posts) -> None:
    enter_leave(KEEPER, posts, "W1", day(3), day(6), NOW)
    assert _who(posts, "G1", 2, 3, 5, 6) == ["W1", "W5", "W5", "W1"]
    assert _who(posts, "G2", 2, 3, 5, 6) == ["W1", None, None, "W1"]


def test_substitutes_answer_on_the_days_of_the_leave_and_no_other(posts) -> None:
    leave = enter_leave(KEEPER, posts, "W1", day(3), day(6), NOW)
    done = cover_leave(KEEPER, posts, leave.id, {"G1": "W2", "G2": "W4"}, paper(), NOW)
    assert _who(posts, "G1", 2, 3, 5, 6) == ["W1", "W2", "W2", "W1"]
    assert _who(posts, "G2", 2, 3, 5, 6) == ["W1", "W4", "W4", "W1"]
    found = responsible_on(LEADER, posts, "G2", day(4))
    assert (found.duty, found.worker.code, found.order_no) == ("cover", "W4", "网〔2026〕1号")
    assert (found.approval.approved_by, found.approval.reason) == ("中心主任", "人员变动")
    assert (found.approval.effective_on, found.approval.until) == (day(3), day(6))
    changes = rows_of(posts, order_changes)
    mine = changes.loc[changes["order_id"] == done.order_id]
    assert list(mine[["topic", "code", "before", "after"]].itertuples(index=False, name=None)) == [
        ("cover", "G1", None, "W2"),
        ("cover", "G2", None, "W4"),
    ]


def test_another_substitute_takes_over_from_the_first_and_both_orders_stand(posts) -> None:
    leave = enter_leave(KEEPER, posts, "W1", day(0), day(9), NOW)
    cover_leave(KEEPER, posts, leave.id, {"G2": "W2"}, paper("1号"), NOW)
    second = paper("2号", day(4), until=day(6))
    cover_leave(KEEPER, posts, leave.id, {"G2": "W4"}, second, NOW)
    assert _who(posts, "G2", 0, 3, 4, 5, 6, 8, 9) == ["W2", "W2", "W4", "W4", "W2", "W2", "W1"]
    kept = rows_of(posts, postings)
    assert list(kept.loc[kept["duty"] == "cover", "until"]) == [day(4), day(6), day(9)]
    assert len(rows_of(posts, orders)) == 3


def test_a_cover_that_never_began_is_gone_when_another_takes_its_place(posts) -> None:
    leave = enter_leave(KEEPER, posts, "W1", day(3), day(6), NOW)
    cover_leave(KEEPER, posts, leave.id, {"G2": "W2"}, paper("1号"), NOW)
    cover_leave(KEEPER, posts, leave.id, {"G2": "W4"}, paper("2号"), NOW)
    kept = rows_of(posts, postings)
    assert list(kept.loc[kept["duty"] == "cover", "worker_code"]) == ["W4"]
    changed = rows_of(posts, order_changes).iloc[-1]
    assert (changed["before"], changed["after"]) == ("W2", "W4")


def test_a_leave_ended_early_ends_its_covers_and_the_primary_answers_again(posts) -> None:
    leave = enter_leave(KEEPER, posts, "W1", day(0), day(9), NOW)
    cover_leave(KEEPER, posts, leave.id, {"G2": "W2"}, paper("1号"), NOW)
    end_leave_early(KEEPER, posts, leave.id, day(4), NOW + timedelta(days=2))
    assert _who(posts, "G2", 0, 3, 4, 8) == ["W2", "W2", "W1", "W1"]
    (posted,) = rows_of(posts, postings).query("duty == 'cover'").to_dict("records")
    assert posted["until"] == day(4)
    assert posted["ended_by"] is not None


def test_a_leave_taken_back_before_it_begins_leaves_no_trace_in_the_roster(posts) -> None:
    leave = enter_leave(KEEPER, posts, "W1", day(5), day(9), NOW)
    cover_leave(KEEPER, posts, leave.id, {"G2": "W2"}, paper("1号", day(5)), NOW)
    end_leave_early(KEEPER, posts, leave.id, day(0), NOW)
    assert _who(posts, "G2", 4, 5, 8, 9) == ["W1"] * 4
    assert leaves_of(KEEPER, posts, TODAY, day(30)) == []
    with pytest.raises(ServiceError, match="There is no leave"):
        end_leave_early(KEEPER, posts, leave.id, day(1), NOW)
    enter_leave(KEEPER, posts, "W1", day(5), day(9), NOW)


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (-1, 3, "lies before today"),
        (3, 3, "would end"),
        (5, 3, "would end"),
        (3, 400_000, "too far off"),
        (8, 11, "is away already"),
    ],
)
def test_days_that_cannot_be_are_refused_and_nothing_is_kept(posts, since, until, said) -> None:
    enter_leave(KEEPER, posts, "W1", day(10), day(12), NOW)
    before = everything(posts)
    with pytest.raises(ServiceError, match=said):
        enter_leave(KEEPER, posts, "W1", day(since), day(until), NOW)
    assert everything(posts) == before


def test_a_substitute_is_there_on_every_day_and_is_somebody_else(posts) -> None:
    leave = enter_leave(KEEPER, posts, "W1", day(3), day(9), NOW)
    enter_leave(KEEPER, posts, "W2", day(8), day(12), NOW)
    let_go(KEEPER, posts, "W4", day(5), paper("走"), NOW)
    before = everything(posts)
    for who, said in (
        ("W1", "the one who is away"),
        ("W2", "is away too"),
        ("W4", "is in service"),
        ("W9", "no worker W9"),
    ):
        with pytest.raises(ServiceError, match=said):
            cover_leave(KEEPER, posts, leave.id, {"G2": who}, paper(), NOW)
    with pytest.raises(ServiceError, match="not one of"):
        cover_leave(KEEPER, posts, leave.id, {"G3": "W5"}, paper(), NOW)
    with pytest.raises(ServiceError, match="No substitute"):
        cover_leave(KEEPER, posts, leave.id, {}, paper(), NOW)
    with pytest.raises(ServiceError, match="no day within"):
        cover_leave(KEEPER, posts, leave.id, {"G2": "W5"}, paper(on=day(9)), NOW)
    with pytest.raises(ServiceError, match="hands no cases over"):
        handing = paper(open_cases="hand_over")
        cover_leave(KEEPER, posts, leave.id, {"G2": "W5"}, handing, NOW)
    assert everything(posts) == before


def test_an_order_number_is_used_once(posts) -> None:
    enter_leave(KEEPER, posts, "W1", day(3), day(9), NOW, order_no="7号")
    before = everything(posts)
    with pytest.raises(DataError, match="entered already"):
        enter_leave(KEEPER, posts, "W2", day(3), day(9), NOW, order_no="7号")
    assert everything(posts) == before


def test_a_resignation_ends_the_postings_and_tells_what_is_left(posts) -> None:
    code = register_case(ADMIN, posts, NewCase("路灯不亮", lon=120.025, lat=30.005), NOW).code
    left = let_go(KEEPER, posts, "W1", day(14), paper("辞1号"), NOW)
    assert left.gone_from == day(15)
    assert left.grids == left.vacant == ("G1", "G2")
    assert left.open_cases == (code,)
    assert _who(posts, "G1", 14, 15) == ["W1", "W5"]
    assert _who(posts, "G2", 14, 15) == ["W1", None]
    kept = rows_of(posts, postings)
    assert list(kept.loc[kept["worker_code"] == "W1", "until"]) == [day(15), day(15)]
    found = responsible_on(KEEPER, posts, "G2", day(20))
    assert (found.worker, found.duty) == (None, "nobody")
    assert found.approval.order_no == "辞1号"
    assert list(vacancies(KEEPER, posts, day(15))["grid_code"]) == ["G2", "G5", "G1"]


def test_a_posting_that_was_to_begin_after_a_resignation_is_off_the_roster(posts) -> None:
    with posts.begin() as conn:
        conn.execute(
            postings.insert().values(
                worker_code="W4", grid_code="G5", duty="primary", since=day(20)
            )
        )
    left = let_go(KEEPER, posts, "W4", day(10), paper("辞2号"), NOW)
    assert left.vacant == ("G5",)
    assert "W4" not in set(rows_of(posts, postings)["worker_code"])
    assert responsible_on(KEEPER, posts, "G5", day(30)).duty == "nobody"


def test_a_grid_another_order_has_given_away_is_not_vacant(posts) -> None:
    with posts.begin() as conn:
        is_it = (postings.c.grid_code == "G2") & (postings.c.duty == "primary")
        conn.execute(postings.update().where(is_it).values(until=day(15)))
        new = {"worker_code": "W2", "grid_code": "G2", "duty": "primary", "since": day(15)}
        conn.execute(postings.insert().values(new))
    left = let_go(KEEPER, posts, "W1", day(14), paper("辞1号"), NOW)
    assert (left.grids, left.vacant) == (("G1",), ("G1",))
    assert _who(posts, "G2", 14, 15) == ["W1", "W2"]


def test_a_last_day_can_be_brought_forward_but_not_put_off(posts) -> None:
    let_go(KEEPER, posts, "W1", day(14), paper("辞1号"), NOW)
    with pytest.raises(ServiceError, match="already"):
        let_go(KEEPER, posts, "W1", day(20), paper("辞2号"), NOW)
    with pytest.raises(ServiceError, match="lies before today"):
        let_go(KEEPER, posts, "W1", day(-2), paper("辞2号"), NOW)
    let_go(KEEPER, posts, "W1", day(5), paper("辞3号"), NOW)
    assert _who(posts, "G2", 5, 6) == ["W1", None]


def test_who_has_left_is_acted_on_no_more(posts) -> None:
    let_go(KEEPER, posts, "W1", TODAY, paper("辞1号"), NOW)
    with pytest.raises(ServiceError, match="left the service"):
        enter_leave(KEEPER, posts, "W1", day(3), day(5), NOW + timedelta(days=2))


def test_a_new_worker_has_a_code_of_his_own_and_a_record(posts) -> None:
    number = hire_worker(KEEPER, posts, " W9 ", "新员", " 000-1 ", 0.5, day(1), NOW)
    assert number == "员〔2026〕0001"
    row = rows_of(posts, workers).set_index("code").loc["W9"]
    assert (row["name"], row["phone"], row["capacity"], row["valid_from"]) == (
        "新员", "000-1", 0.5, day(1),
    )  # fmt: skip
    change = rows_of(posts, order_changes).iloc[-1]
    assert change["after"] == {"name": "新员", "capacity": 0.5, "valid_from": "2026-06-02"}
    let_go(KEEPER, posts, "W9", day(2), paper("辞"), NOW)
    with pytest.raises(ServiceError, match="never given twice"):
        hire_worker(KEEPER, posts, "W9", "又来", None, 1.0, day(9), NOW)
    with pytest.raises(ServiceError, match="lies before today"):
        hire_worker(KEEPER, posts, "W8", "又来", None, 1.0, day(-1), NOW)
    with pytest.raises(ServiceError, match="Nothing was said"):
        hire_worker(KEEPER, posts, "\u200b", "又来", None, 1.0, day(1), NOW)


def test_a_capacity_is_a_part_of_a_full_post(posts) -> None:
    set_capacity(KEEPER, posts, "W1", 0.5, NOW)
    frame = workers_on(KEEPER, posts, TODAY).set_index("code")
    assert (frame.at["W1", "capacity"], frame.at["W1", "grids"]) == (0.5, 2)
    change = rows_of(posts, order_changes).iloc[-1]
    assert (change["before"], change["after"]) == ({"capacity": 1.0}, {"capacity": 0.5})
    for bad in (0, -1, 1.5, float("nan"), "半", None):
        with pytest.raises(ServiceError, match="cannot be"):
            set_capacity(KEEPER, posts, "W1", bad, NOW)
    with pytest.raises(ServiceError, match="already"):
        set_capacity(KEEPER, posts, "W1", 0.5, NOW)


def test_the_keeper_of_a_part_acts_on_the_workers_of_his_part_only(posts) -> None:
    before = everything(posts)
    for act in (
        lambda: enter_leave(KEEPER_OF_C1, posts, "W3", day(3), day(5), NOW),
        lambda: set_capacity(KEEPER_OF_C1, posts, "W3", 0.5, NOW),
        lambda: let_go(KEEPER_OF_C1, posts, "W3", day(3), paper(), NOW),
    ):
        with pytest.raises(ServiceError, match="outside the part"):
            act()
    assert everything(posts) == before
    leave = enter_leave(KEEPER_OF_C1, posts, "W1", day(3), day(5), NOW)
    with pytest.raises(ServiceError, match="outside the part"):
        cover_leave(KEEPER_OF_C1, posts, leave.id, {"G2": "W3"}, paper(), NOW)
    foreign = enter_leave(KEEPER, posts, "W3", day(3), day(5), NOW)
    with pytest.raises(ServiceError, match="outside the part"):
        end_leave_early(KEEPER_OF_C1, posts, foreign.id, day(4), NOW)


def test_what_is_read_keeps_to_the_viewers_part(posts) -> None:
    enter_leave(KEEPER, posts, "W1", day(0), day(5), NOW)
    enter_leave(KEEPER, posts, "W3", day(0), day(5), NOW)
    assert [one.worker for one in leaves_of(KEEPER_OF_C1, posts, TODAY, day(9))] == ["W1"]
    assert list(vacancies(KEEPER_OF_C1, posts, TODAY)["grid_code"]) == ["G2", "G1"]
    assert list(duty_on(KEEPER_OF_C1, posts, TODAY)["grid_code"]) == ["G1", "G2", "G3"]
    assert "W3" not in set(workers_on(KEEPER_OF_C1, posts, TODAY)["code"])
    assert uncovered_days(KEEPER_OF_C1, posts, TODAY, day(9)).grid_days == 27
    own = hand_over_list(KEEPER_OF_C1, posts, NOW, worker="W3")
    assert own.grids.empty


def test_only_who_keeps_the_roster_changes_it_or_sees_who_is_away(posts) -> None:
    for act in (
        lambda: enter_leave(LEADER, posts, "W1", day(3), day(5), NOW),
        lambda: end_leave_early(LEADER, posts, 1, day(3), NOW),
        lambda: cover_leave(LEADER, posts, 1, {}, paper(), NOW),
        lambda: hire_worker(LEADER, posts, "W9", "n", None, 1, day(1), NOW),
        lambda: let_go(LEADER, posts, "W1", day(1), paper(), NOW),
        lambda: set_capacity(LEADER, posts, "W1", 0.5, NOW),
        lambda: leaves_of(LEADER, posts, TODAY, day(3)),
        lambda: workers_on(LEADER, posts, TODAY),
        lambda: hand_over_list(LEADER, posts, NOW, worker="W1"),
    ):
        with pytest.raises(CaseworkError, match="may not"):
            act()


def test_the_picture_of_a_day_adds_up(posts) -> None:
    leave = enter_leave(KEEPER, posts, "W1", day(0), day(5), NOW)
    enter_leave(KEEPER, posts, "W2", day(0), day(5), NOW)
    cover_leave(KEEPER, posts, leave.id, {"G2": "W4"}, paper(), NOW)
    frame = duty_on(KEEPER, posts, TODAY).set_index("grid_code")
    assert list(frame["duty"]) == ["backup", "cover", "nobody", "primary", "nobody"]
    assert list(frame["why"]) == ["leave", "leave", "leave", None, "vacancy"]
    picture = day_picture(frame)
    assert (picture.grids, picture.primary, picture.cover) == (5, 1, 1)
    assert (picture.backup, picture.nobody) == (1, 2)


def test_a_leave_tells_who_answers_for_each_grid_meanwhile(posts) -> None:
    leave = enter_leave(KEEPER, posts, "W1", day(0), day(6), NOW)
    cover_leave(KEEPER, posts, leave.id, {"G2": "W4"}, paper("1号", until=day(4)), NOW)
    (line,) = leaves_of(KEEPER, posts, TODAY, day(30))
    told = [(s.grid_code, s.since, s.until, s.worker, s.duty) for s in line.stand_ins]
    assert told == [
        ("G1", day(0), day(6), "W5", "backup"),
        ("G2", day(0), day(4), "W4", "cover"),
        ("G2", day(4), day(6), None, "nobody"),
    ]
    assert (line.uncovered_days, line.backup_days, line.grids) == (2, 6, ("G1", "G2"))


def test_a_hand_over_list_holds_grids_cases_and_clocks_and_no_contact(posts) -> None:
    new = NewCase("路灯不亮", lon=120.025, lat=30.005, contact="13900000000")
    code = register_case(ADMIN, posts, new, NOW).code
    with posts.begin() as conn:
        is_it = (postings.c.grid_code == "G2") & (postings.c.duty == "primary")
        conn.execute(postings.update().where(is_it).values(until=day(15)))
        new_one = {"worker_code": "W2", "grid_code": "G2", "duty": "primary", "since": day(15)}
        conn.execute(postings.insert().values(new_one))
    found = hand_over_list(KEEPER, posts, NOW, worker="W1")
    rows = found.grids.set_index("grid_code")
    assert list(rows.index) == ["G1", "G2"]
    assert list(rows["takes"]) == [None, "W2"]
    assert (rows.at["G2", "from_on"], rows.at["G2", "open_cases"]) == (day(15), 1)
    assert list(found.cases["code"]) == [code]
    assert set(found.clocks["case_code"]) == {code}
    assert list(found.stand_ins["worker"]) == ["W5"]
    assert "13900000000" not in str(vars(found))


def test_a_hand_over_list_of_an_order_says_who_gives_and_who_takes(posts) -> None:
    leave = enter_leave(KEEPER, posts, "W1", day(3), day(6), NOW)
    cover_leave(KEEPER, posts, leave.id, {"G2": "W4"}, paper("1号"), NOW)
    let_go(KEEPER, posts, "W2", day(9), paper("2号"), NOW)
    (row,) = hand_over_list(KEEPER, posts, NOW, order_no="1号").grids.to_dict("records")
    assert (row["grid_code"], row["takes"], row["from_on"]) == ("G2", "W4", day(3))
    (row,) = hand_over_list(KEEPER, posts, NOW, order_no="2号").grids.to_dict("records")
    assert (row["grid_code"], row["gives"], row["takes"]) == ("G3", "W2", None)
    for nothing in ({"order_no": "3号"}, {"worker": "W9"}, {}):
        with pytest.raises(ServiceError):
            hand_over_list(KEEPER, posts, NOW, **nothing)


def test_the_past_answers_as_before_whatever_is_entered(posts) -> None:
    grids, days = ("G1", "G2", "G3", "G4", "G5"), range(-400, 0)
    before = {grid: _who(posts, grid, *days) for grid in grids}
    leave = enter_leave(KEEPER, posts, "W1", day(0), day(6), NOW)
    cover_leave(KEEPER, posts, leave.id, {"G1": "W2", "G2": "W4"}, paper("1号"), NOW)
    end_leave_early(KEEPER, posts, leave.id, day(2), NOW)
    let_go(KEEPER, posts, "W1", day(0), paper("2号"), NOW)
    let_go(KEEPER, posts, "W3", day(0), paper("3号"), NOW)
    hire_worker(KEEPER, posts, "W8", "新", None, 1, day(0), NOW)
    assert {grid: _who(posts, grid, *days) for grid in grids} == before


def test_a_grid_that_was_not_there_yet_or_never_is_told_so(posts) -> None:
    early = responsible_on(LEADER, posts, "G1", date(2020, 1, 1))
    assert (early.is_in_force, early.worker, early.successors) == (False, None, ())
    with pytest.raises(ServiceError, match="There never was a grid"):
        responsible_on(LEADER, posts, "G99", TODAY)


def test_a_list_of_workers_may_say_the_capacity_of_each_post(store, text_file) -> None:
    path = text_file(
        "w.csv", "工号,姓名,岗位系数\n01,甲,0.5\n02,乙,80%\n03,丙,\n04,丁,2\n05,戊,半\n"
    )
    report = bring(store, "workers", path)
    assert set(codes_of(report)) == {"worker.capacity"}
    assert (report["added"], report["refused"]) == (3, 2)
    kept = rows_of(store, workers).set_index("code")["capacity"].to_dict()
    assert kept == {"01": 0.5, "02": 0.8, "03": 1.0}
    path = text_file("w2.csv", "工号,姓名,岗位系数\n01,甲,1\n02,乙,0.8\n")
    assert (lambda r: (r["updated"], r["unchanged"]))(bring(store, "workers", path)) == (1, 1)
    bring(store, "workers", text_file("w3.csv", "工号,姓名,电话\n02,乙,000-1\n"))
    assert rows_of(store, workers).set_index("code").at["02", "capacity"] == 0.8


def test_nobody_because_of_a_leave_names_the_record_of_the_leave(posts) -> None:
    kept = enter_leave(KEEPER, posts, "W1", day(3), day(6), NOW)
    found = responsible_on(LEADER, posts, "G2", day(4))
    assert (found.duty, found.order_no) == ("nobody", None)
    assert found.approval.order_no == kept.order_no
    assert responsible_on(LEADER, posts, "G5", day(4)).approval is None
    assert responsible_on(LEADER, posts, "G2", day(2)).approval is None


def test_a_file_of_leaves_read_again_does_not_bring_back_one_that_ended_early(
    posts, text_file
) -> None:
    path = text_file(
        "l.csv", f"工号,开始日期,结束日期\nW1,{day(3)},{day(9)}\nW2,{day(3)},{day(9)}\n"
    )
    assert bring(posts, "leaves", path)["added"] == 2
    (first, _second) = leaves_of(KEEPER, posts, TODAY, day(20))
    end_leave_early(KEEPER, posts, first.id, day(5), NOW)
    again = bring(posts, "leaves", path)
    assert (again["added"], again["unchanged"]) == (0, 2)
    assert _who(posts, "G2", 4, 5) == [None, "W1"]


def test_the_orders_about_a_grid_are_told_the_newest_first(posts) -> None:
    leave = enter_leave(KEEPER, posts, "W1", day(3), day(6), NOW)
    cover_leave(KEEPER, posts, leave.id, {"G2": "W4"}, paper("1号"), NOW)
    let_go(KEEPER, posts, "W1", day(9), paper("2号"), NOW)
    frame = orders_about(LEADER, posts, "G2")
    columns = ["topic", "before_name", "after_name", "order_no", "effective_on", "until"]
    assert list(frame[columns].itertuples(index=False, name=None)) == [
        ("primary", "员1", None, "2号", day(10), None),
        ("cover", None, "员4", "1号", day(3), day(6)),
    ]
    assert orders_about(LEADER, posts, "G4").empty


def test_a_leave_ended_early_leaves_the_covers_of_another_s_leave(posts) -> None:
    change = CoveragePlan(day(10), {"G2": Change("W1", "W2")})
    approve_plan(ADMIN, posts, change, paper("0号", day(10)), NOW)
    first = enter_leave(KEEPER, posts, "W1", day(1), day(20), NOW)
    second = enter_leave(KEEPER, posts, "W2", day(1), day(20), NOW)
    cover_leave(KEEPER, posts, first.id, {"G2": "W3"}, paper("1号", day(1)), NOW)
    cover_leave(KEEPER, posts, second.id, {"G2": "W4"}, paper("2号", day(1)), NOW)
    end_leave_early(KEEPER, posts, first.id, day(5), NOW)
    assert _who(posts, "G2", 1, 4, 5, 9, 10, 19) == ["W3", "W3", "W1", "W1", "W4", "W4"]
