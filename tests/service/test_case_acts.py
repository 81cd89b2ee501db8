"""Acts on a case: registered, moved, handed over, sent up, told; two at once, one wins."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from casework.access import OPERATOR, Role, Viewer
from casework.case import Case, CaseStatus, Channel
from casework.errors import CaseworkError
from casework.move import Move
from casework.request import RequestKind, Urgency
from casework.tier import Tier
from data.schema import (
    case_clocks,
    case_contacts,
    case_events,
    case_tiers,
    case_units,
    cases,
    ledger_head,
    workers,
)
from data.store import Store
from service.case_query import CaseQuery
from service.casebook import case_record, list_cases
from service.cases.handing import (
    hand_over,
    hand_over_all,
    join_unit,
    leave_unit,
    send_up,
    tell_progress,
)
from service.cases.keeping import CaseChanged, case_of, columns_of
from service.cases.moving import move_case, move_cases, preview_moves
from service.cases.registering import NewCase, foresee_case, register_case
from service.errors import ServiceError
from service.ledger import verify_ledger
from service.map_filter import CaseFilter
from tests.service.conftest import NOW
from tests.service.contacts import case_contacts_of
from tests.service.district import everything, rows_of
from tests.service.matters import (
    COORDINATOR,
    HERE,
    LEADER,
    LITTER,
    PART,
    THERE,
    case_now,
    close,
    events_of,
    found_district,
    go,
    matter,
)

WORKER = Viewer("网格员", Role.WORKER, "D")


@pytest.fixture
def office(store: Store) -> Store:
    found_district(store)
    return store


# ------------------------------------------------------------------------------- registering


def test_a_new_case_has_a_number_a_place_its_people_a_unit_and_clocks(office: Store) -> None:
    new = NewCase(
        " 楼下垃圾没人清 ", Channel.HOTLINE, RequestKind.COMPLAINT, LITTER,
        lon=HERE[0], lat=HERE[1], contact="138 0000 0000", acted_by="坐席甲",
    )  # fmt: skip
    made = register_case(OPERATOR, office, new, NOW)
    # 1 June 2026, a Monday, 12:00 in Shanghai: 4 working hours from 13:30 on end at 17:30.
    assert (made.code, made.serial) == ("20260601-000001", 1)
    assert (made.grid_code, made.worker, made.unit_code) == ("G1", "W1", "HW")
    assert made.warnings == ()
    assert made.due_at == datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
    case = case_now(office, made.code)
    assert (case.summary, case.status) == ("楼下垃圾没人清", CaseStatus.REPORTED)
    assert {case.responsible_at_report, case.first_handler, case.assigned_to} == {"W1"}
    assert case.due_at == made.due_at
    clocks = rows_of(office, case_clocks).set_index("name")
    assert set(clocks.index) == {"reply", "resolve"}
    assert clocks.loc["resolve", "due_at"] == made.due_at
    assert clocks.loc["resolve", "limit_amount"] == 4
    assert rows_of(office, case_tiers)["tier"].tolist() == [int(Tier.STREET)]


def test_a_contact_is_kept_apart_and_is_in_no_event_and_no_text_of_the_case(office: Store) -> None:
    code = matter(office, contact="王某 13812345678")
    assert list(case_contacts_of(office).values()) == ["王某 13812345678"]
    for table, rows in everything(office).items():
        assert "13812345678" not in repr(rows), table
    assert "13812345678" not in repr(case_record(OPERATOR, office, code, NOW))


def test_the_recorder_and_the_time_of_the_report_are_told_beside_who_entered_it(
    office: Store,
) -> None:
    then = NOW - timedelta(days=3)
    matter(office, reported_at=then, acted_by="村主任")
    told = rows_of(office, case_events).iloc[0]
    assert (told["kind"], told["acted_by"], told["entered_by"]) == (
        "reported",
        "村主任",
        "operator",
    )
    assert (told["happened_at"], told["recorded_at"]) == (then, NOW)


def test_numbers_have_no_gap_and_carry_the_district_s_own_day(office: Store) -> None:
    late = datetime(2026, 6, 1, 16, 30, tzinfo=UTC)
    codes = [matter(office), matter(office), matter(office, now=late)]
    assert codes == ["20260601-000001", "20260601-000002", "20260602-000003"]
    with pytest.raises(ServiceError):
        matter(office, "  ")
    assert matter(office, now=late) == "20260602-000004"
    assert rows_of(office, ledger_head)["serial"].tolist() == [4]


def test_ten_clerks_at_once_get_ten_numbers_without_a_gap(office: Store) -> None:
    with ThreadPoolExecutor(5) as pool:
        codes = list(pool.map(lambda i: matter(office, f"第{i}件"), range(10)))
    assert sorted(codes) == [f"20260601-{n:06}" for n in range(1, 11)]
    assert sorted(rows_of(office, cases)["serial"]) == list(range(1, 11))


def test_a_request_is_never_turned_away_for_the_calendar_the_place_or_the_catalogue(
    office: Store,
) -> None:
    far = datetime(2031, 5, 5, 2, tzinfo=UTC)
    new = NewCase("以后的事", kind=RequestKind.COMPLAINT, category="目录外", lon=0.0, lat=0.0)
    made = register_case(OPERATOR, office, new, far)
    said = " | ".join(str(one) for one in made.warnings)
    nowhere = register_case(OPERATOR, office, NewCase("无处"), NOW).warnings
    assert any("No place was given" in str(one) for one in nowhere)
    assert made.due_at is None
    assert "2031" in said
    assert "outside the district" in said
    assert "no category 目录外" in said
    clock = rows_of(office, case_clocks).query("name == 'resolve'").iloc[0]
    assert clock["due_at"] is None
    assert clock["trouble"]["params"]["year"] == 2031
    record = case_record(OPERATOR, office, made.code, far)
    assert "2031" in str(next(line.trouble for line in record.clocks if line.name == "resolve"))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"summary": " "}, "empty"),
        ({"lon": 120.0}, "no position"),
        ({"lon": float("nan"), "lat": 30.0}, "no position"),
        ({"lon": 30.0, "lat": 120.0}, "no position"),
        ({"reported_at": NOW + timedelta(hours=1)}, "future"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(office: Store, said, words) -> None:
    before = everything(office)
    with pytest.raises(ServiceError, match=words):
        register_case(OPERATOR, office, NewCase(**{"summary": "x"} | said), NOW)
    assert everything(office) == before


def test_what_is_foreseen_is_what_registering_does(office: Store) -> None:
    new = NewCase("x", kind=RequestKind.COMPLAINT, category=LITTER, lon=THERE[0], lat=THERE[1])
    before = everything(office)
    told = foresee_case(OPERATOR, office, new, NOW)
    assert everything(office) == before
    made = register_case(OPERATOR, office, new, NOW)
    resolve = next(clock for clock in told.clocks if clock.name == "resolve")
    assert (told.grid_code, told.worker_code, told.unit_code, resolve.due_at) == (
        made.grid_code, made.worker, made.unit_code, made.due_at,
    )  # fmt: skip
    assert (told.grid_name, told.worker_name) == ("第2网格", "员2")
    assert resolve.steps
    assert told.acceptance
    assert told.duplicates == ()
    again = foresee_case(OPERATOR, office, new, NOW + timedelta(hours=1))
    assert [one.code for one in again.duplicates] == [made.code]


def test_a_viewer_who_registers_outside_his_part_is_told_that_he_will_not_see_it(
    office: Store,
) -> None:
    new = NewCase("x", lon=THERE[0], lat=THERE[1])
    made = register_case(PART, office, new, NOW)
    assert any("outside the part" in str(one) for one in made.warnings)
    with pytest.raises(ServiceError, match="no case"):
        tell_progress(PART, office, made.code, 1, "x", NOW)


# ------------------------------------------------------------------------------- row and case


def test_a_case_read_from_its_row_and_written_back_is_the_same_row(office: Store) -> None:
    code = close(office, matter(office, channel=Channel.COUNTER, kind=RequestKind.HELP)).code
    with office.read() as conn:
        row = dict(conn.execute(sa.select(cases).where(cases.c.code == code)).mappings().one())
    again = columns_of(case_of(row))
    assert again == {name: row[name] for name in again}
    assert {type(value) for value in again.values()} <= {
        str, int, float, bool, datetime, type(None)
    }  # fmt: skip


def test_every_field_of_a_case_is_a_column(office: Store) -> None:
    assert set(Case.__dataclass_fields__) <= set(cases.c.keys())


def test_a_channel_that_a_file_named_in_its_own_words_stays_as_it_is(office: Store) -> None:
    code = matter(office)
    with office.begin() as conn:
        conn.execute(cases.update().values(channel="随手拍"))
    assert case_now(office, code).channel == "随手拍"


# ------------------------------------------------------------------------------------ moving


def test_a_case_goes_its_way_and_every_step_is_told(office: Store) -> None:
    case = close(office, matter(office))
    assert (case.status, case.version, case.resolution) == (CaseStatus.CLOSED, 5, "已清理")
    kinds = [row["kind"] for _, row in rows_of(office, case_events).iterrows()]
    assert kinds == ["reported", "accept", "answer", "pass_check", "close"]
    assert rows_of(office, case_tiers)["left_at"].tolist() == [NOW]
    assert verify_ledger(OPERATOR, office).is_whole


def test_a_step_that_is_not_legal_leaves_everything_as_it_was(office: Store) -> None:
    code = matter(office)
    before = everything(office)
    with pytest.raises(CaseworkError, match="no step"):
        move_case(OPERATOR, office, code, 1, Move.CLOSE, {"resolution": "x"}, NOW)
    with pytest.raises(CaseworkError, match="category"):
        move_case(OPERATOR, office, code, 1, Move.ACCEPT, {}, NOW)
    assert everything(office) == before


def test_a_case_is_dispatched_only_to_a_unit_of_the_catalogue(office: Store) -> None:
    code = matter(office)
    go(office, code, (Move.ACCEPT, {"category": LITTER}))
    with pytest.raises(ServiceError, match="no unit ZZ"):
        move_case(OPERATOR, office, code, 2, Move.DISPATCH, {"unit": "ZZ"}, NOW)
    assert go(office, code, (Move.DISPATCH, {"unit": "HW"})).unit_code == "HW"


@pytest.mark.parametrize("move", [Move.EXTEND, Move.SUSPEND, Move.FORCE_CLOSE, Move.VOID])
def test_more_time_and_ending_without_a_check_need_somebody_who_may_approve(
    office: Store, move: Move
) -> None:
    code = matter(office)
    with pytest.raises(CaseworkError, match="may not"):
        move_case(WORKER, office, code, 1, move, {"reason": "x"}, NOW)


def test_who_may_not_move_cases_is_refused_before_anything_is_looked_up(office: Store) -> None:
    for act in (
        lambda: move_case(LEADER, office, "no such", 1, Move.ACCEPT, {}, NOW),
        lambda: move_cases(LEADER, office, {}, Move.ACCEPT, {}, NOW),
        lambda: preview_moves(LEADER, office, [], Move.ACCEPT, {}, NOW),
        lambda: hand_over(WORKER, office, "no such", 1, "W1", "x", NOW),
        lambda: send_up(LEADER, office, "no such", 1, "x", NOW),
        lambda: tell_progress(LEADER, office, "no such", 1, "x", NOW),
        lambda: register_case(LEADER, office, NewCase("x"), NOW),
        lambda: foresee_case(LEADER, office, NewCase("x"), NOW),
    ):
        with pytest.raises(CaseworkError, match="may not"):
            act()


def test_merging_by_a_step_is_merging(office: Store) -> None:
    standing, other = matter(office), matter(office)
    moved = move_case(OPERATOR, office, other, 1, Move.MERGE, {"merged_into": standing}, NOW)
    assert (moved.code, moved.status, moved.merged_into) == (other, CaseStatus.MERGED, standing)
    record = case_record(OPERATOR, office, standing, NOW)
    assert (record.report_count, record.merged) == (2, (other,))
    with pytest.raises(ServiceError, match="no case nobody"):
        move_case(OPERATOR, office, standing, 2, Move.MERGE, {"merged_into": "nobody"}, NOW)


def test_what_another_system_says_of_its_cases_is_no_step_of_a_person(office: Store) -> None:
    with pytest.raises(ServiceError, match="not taken here"):
        move_case(OPERATOR, office, matter(office), 1, Move.MIRROR, {"to": "closed"}, NOW)


def test_a_step_can_be_entered_later_by_somebody_else(office: Store) -> None:
    code = matter(office)
    later = NOW + timedelta(hours=3)
    case = move_case(
        OPERATOR, office, code, 1, Move.ACCEPT, {"category": LITTER}, later,
        acted_by="网格长", happened_at=NOW + timedelta(minutes=5),
    )  # fmt: skip
    told = rows_of(office, case_events).iloc[-1]
    assert (told["acted_by"], told["entered_by"]) == ("网格长", "operator")
    assert case.accepted_at == told["happened_at"] == NOW + timedelta(minutes=5)
    assert told["recorded_at"] == later


# -------------------------------------------------------------------------------------- bulk


def test_a_preview_says_of_each_case_what_the_step_would_do_and_writes_nothing(
    office: Store,
) -> None:
    first, second, closed = matter(office), matter(office), close(office, matter(office)).code
    before = everything(office)
    lines = preview_moves(
        OPERATOR, office, [second, closed, "nobody", first, second], Move.ACCEPT,
        {"category": LITTER}, NOW,
    )  # fmt: skip
    assert everything(office) == before
    assert [line.code for line in lines] == [second, closed, "nobody", first]
    assert [line.is_possible for line in lines] == [True, False, False, True]
    assert lines[0].status_to is CaseStatus.ACCEPTED
    assert "no step" in str(lines[1].reason)
    assert "no case nobody" in str(lines[2].reason)


def test_a_bulk_move_does_what_it_can_and_says_why_not_the_rest(office: Store) -> None:
    codes = [matter(office) for _ in range(3)]
    lines = preview_moves(OPERATOR, office, codes, Move.ACCEPT, {"category": LITTER}, NOW)
    seen = {line.code: line.version or 0 for line in lines}
    tell_progress(OPERATOR, office, codes[1], 1, "已知晓", NOW)
    report = move_cases(OPERATOR, office, seen, Move.ACCEPT, {"category": LITTER}, NOW)
    assert report.done == [codes[0], codes[2]]
    ((refused, why),) = report.refused
    assert refused == codes[1]
    assert "has changed since you saw it" in str(why)
    assert case_now(office, codes[1]).status is CaseStatus.REPORTED


# ------------------------------------------------------------------------ handing, up, telling


def test_a_hand_over_keeps_the_first_handler_and_both_find_the_open_case(office: Store) -> None:
    code = matter(office)
    hand_over(COORDINATOR, office, code, 1, "W2", "换岗", NOW)
    case = case_now(office, code)
    assert (case.first_handler, case.responsible_at_report, case.assigned_to) == ("W1", "W1", "W2")
    assert events_of(office, code, "handed_over") == [{"from": "W1", "to": "W2", "reason": "换岗"}]

    def found(**said: str) -> list[str]:
        query = CaseQuery(CaseFilter(status="all"), **said)
        return list(list_cases(OPERATOR, office, query, NOW).rows["code"])

    assert found(saved="mine", me="W1") == found(saved="mine", me="W2") == [code]
    assert found(handed_from="W1") == [code]
    assert found(worker="W1") == found(handed_from="W2") == []
    close(office, code)
    assert found(saved="mine", me="W1") == found(handed_from="W1") == []


def test_a_worker_who_has_left_takes_no_case(office: Store) -> None:
    with office.begin() as conn:
        left = workers.update().where(workers.c.code == "W2")
        conn.execute(left.values(valid_to=NOW.date()))
    with pytest.raises(ServiceError, match="in service today"):
        hand_over(COORDINATOR, office, matter(office), 1, "W2", "x", NOW)


def test_all_open_cases_of_a_worker_who_leaves_go_to_another_and_no_other_case_does(
    office: Store,
) -> None:
    mine = [matter(office), matter(office)]
    done = close(office, matter(office)).code
    others = matter(office, lon=THERE[0], lat=THERE[1])
    assert hand_over_all(OPERATOR, office, "W1", "W2", "调离", NOW) == mine
    assert [case_now(office, code).assigned_to for code in (*mine, done, others)] == [
        "W2", "W2", "W1", "W2",
    ]  # fmt: skip
    assert all(events_of(office, code, "handed_over") for code in mine)
    assert hand_over_all(PART, office, "W2", "W1", "回来", NOW) == mine
    with pytest.raises(ServiceError, match="no worker"):
        hand_over_all(OPERATOR, office, "W1", "W9", "x", NOW)
    with pytest.raises(CaseworkError, match="may not"):
        hand_over_all(WORKER, office, "W1", "W2", "x", NOW)


@pytest.mark.parametrize(("worker", "words"), [("W9", "no worker W9"), ("W1", "already")])
def test_a_case_is_handed_only_to_another_known_worker(office: Store, worker, words) -> None:
    code = matter(office)
    with pytest.raises(ServiceError, match=words):
        hand_over(COORDINATOR, office, code, 1, worker, "x", NOW)
    with pytest.raises(ServiceError, match="say in a few words"):
        hand_over(COORDINATOR, office, code, 1, "W2", "  ", NOW)


def test_a_case_that_nobody_had_gets_its_first_handler_by_the_first_hand_over(
    office: Store,
) -> None:
    code = matter(office, lon=None, lat=None)
    hand_over(COORDINATOR, office, code, 1, "W2", "无位置", NOW)
    hand_over(COORDINATOR, office, code, 2, "W1", "再转", NOW)
    case = case_now(office, code)
    assert (case.first_handler, case.assigned_to, case.responsible_at_report) == ("W2", "W1", None)


def test_sending_up_opens_the_next_level_with_its_own_clock_and_ends_at_the_city(
    office: Store,
) -> None:
    code = matter(office)
    later = NOW + timedelta(days=2)
    send_up(OPERATOR, office, code, 1, "街道不能解决", later)
    record = case_record(OPERATOR, office, code, later)
    assert record.tier is Tier.COUNTY
    assert [(line.tier, line.left_at) for line in record.tiers] == [(1, later), (2, None)]
    replies = [line for line in record.clocks if line.name == "reply"]
    assert [(line.tier, line.ended_by, line.limit.params["amount"]) for line in replies] == [
        (1, "escalated", 5), (2, None, 15),
    ]  # fmt: skip
    assert next(line for line in record.clocks if line.name == "resolve").started_at == NOW
    send_up(OPERATOR, office, code, 2, "县区不能解决", later)
    # Nothing is stated for the city, so no clock is made up for it.
    running = [line.name for line in case_record(OPERATOR, office, code, later).clocks
               if line.met_at is None]  # fmt: skip
    assert running == ["resolve"]
    with pytest.raises(ServiceError, match="no level above"):
        send_up(OPERATOR, office, code, 3, "x", later)


def test_telling_the_person_meets_the_level_s_clock_and_leaves_the_case_where_it_stands(
    office: Store,
) -> None:
    code = matter(office)
    then = NOW + timedelta(days=1)
    case = tell_progress(
        WORKER, office, code, 1, "已联系物业", NOW + timedelta(days=2), happened_at=then
    )
    clocks = rows_of(office, case_clocks).set_index("name")
    assert (case.status, case.version) == (CaseStatus.REPORTED, 2)
    assert (clocks.loc["reply", "met_at"], clocks.loc["reply", "ended_by"]) == (then, "met")
    assert clocks.loc["resolve", "met_at"] is None


def test_what_was_told_before_a_level_had_the_case_does_not_meet_its_clock(office: Store) -> None:
    code = matter(office)
    send_up(OPERATOR, office, code, 1, "难", NOW + timedelta(days=2))
    early, late = NOW + timedelta(days=1), NOW + timedelta(days=3)
    tell_progress(OPERATOR, office, code, 2, "已转办", late, happened_at=early)
    assert rows_of(office, case_clocks).query("name == 'reply'")["met_at"].tolist()[1] is None
    tell_progress(OPERATOR, office, code, 3, "正在办", late)
    assert rows_of(office, case_clocks).query("name == 'reply'")["met_at"].tolist()[1] == late


def test_a_council_settles_its_own_matter_by_answering_it(office: Store) -> None:
    code = matter(office, tier=Tier.COUNCIL, category=LITTER)
    record = case_record(OPERATOR, office, code, NOW)
    # No limit is stated for telling people on that level, so there is no such clock.
    assert (record.tier, [line.name for line in record.clocks]) == (Tier.COUNCIL, ["resolve"])
    assert close(office, code).tier is Tier.COUNCIL
    other = matter(office, tier=Tier.COUNCIL)
    assert send_up(OPERATOR, office, other, 1, "理事会不能解决", NOW).tier is Tier.STREET


def test_the_steps_offered_are_those_this_viewer_may_take(office: Store) -> None:
    code = matter(office)
    go(office, code, (Move.ACCEPT, {"category": LITTER}), (Move.DISPATCH, {"unit": "HW"}))
    whole = case_record(OPERATOR, office, code, NOW).legal
    assert case_record(WORKER, office, code, NOW).legal == tuple(
        move for move in whole if move not in (Move.SUSPEND, Move.VOID)
    )
    assert case_record(LEADER, office, code, NOW).legal == ()


def test_units_join_and_leave_and_the_owner_unit_leads(office: Store) -> None:
    code = matter(office, category=LITTER)
    join_unit(OPERATOR, office, code, 1, "CG", "联合整治", NOW)
    assert case_record(OPERATOR, office, code, NOW).joint_units == ("CG",)
    for unit, words in (("CG", "already"), ("HW", "already"), ("ZZ", "no unit")):
        with pytest.raises(ServiceError, match=words):
            join_unit(OPERATOR, office, code, 2, unit, "x", NOW)
    query = CaseQuery(CaseFilter(status="all"), unit="CG")
    assert list(list_cases(OPERATOR, office, query, NOW).rows["code"]) == [code]
    leave_unit(OPERATOR, office, code, 2, "CG", "已完成", NOW)
    with pytest.raises(ServiceError, match="had not joined"):
        leave_unit(OPERATOR, office, code, 3, "CG", "x", NOW)
    assert rows_of(office, case_units)["until"].tolist() == [NOW]
    assert list_cases(OPERATOR, office, query, NOW).counts.total == 0


def test_a_case_that_is_done_is_neither_handed_over_nor_sent_up_nor_told(office: Store) -> None:
    code = close(office, matter(office)).code
    for act in (
        lambda: hand_over(OPERATOR, office, code, 5, "W2", "x", NOW),
        lambda: send_up(OPERATOR, office, code, 5, "x", NOW),
        lambda: tell_progress(OPERATOR, office, code, 5, "x", NOW),
        lambda: join_unit(OPERATOR, office, code, 5, "CG", "x", NOW),
    ):
        with pytest.raises(ServiceError, match="Reopen"):
            act()


# ------------------------------------------------------------------------------ two at a time


def test_who_comes_second_is_told_what_changed_by_whom_and_when(office: Store) -> None:
    code = matter(office)
    move_case(COORDINATOR, office, code, 1, Move.ACCEPT, {"category": LITTER}, NOW)
    before = everything(office)
    with pytest.raises(CaseChanged) as refusal:
        move_case(OPERATOR, office, code, 1, Move.REJECT, {"reason": "重复"}, NOW)
    said = str(refusal.value)
    assert all(word in said for word in (code, "Accept", "调度员", str(NOW), "accepted"))
    assert everything(office) == before


def test_of_two_threads_that_move_one_case_one_wins_and_nothing_is_overwritten(
    office: Store,
) -> None:
    code = matter(office)
    ready = Barrier(2)

    def move(step: tuple[Move, dict[str, str]]) -> str:
        own = Store(str(office.url.database))
        ready.wait()
        try:
            return move_case(OPERATOR, own, code, 1, step[0], step[1], NOW).status.value
        except CaseChanged:
            return "changed"
        finally:
            own.engine.dispose()

    steps = [(Move.ACCEPT, {"category": LITTER}), (Move.REJECT, {"reason": "x"})]
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(move, steps))
    case = case_now(office, code)
    assert sorted(said) == sorted(["changed", case.status.value])
    assert case.version == 2
    assert len(rows_of(office, case_events)) == 2


def test_a_version_that_moved_between_reading_and_writing_is_not_overwritten(
    office: Store,
) -> None:
    from casework.lifecycle import Stamp, advance
    from service.cases.keeping import fetch, keep

    code = matter(office)
    with office.read() as conn:
        seen = fetch(conn, OPERATOR, code)
    move_case(COORDINATOR, office, code, 1, Move.ACCEPT, {"category": LITTER}, NOW)
    moved, event = advance(seen.case, Move.VOID, Stamp("a", "a", NOW, NOW), {"reason": "x"})
    with pytest.raises(CaseChanged, match="调度员"), office.begin() as conn:
        keep(conn, seen, moved, event)
    assert case_now(office, code).status is CaseStatus.ACCEPTED


_PROGRAM = """
import sys
from datetime import datetime
from casework.access import OPERATOR
from casework.move import Move
from data.store import Store
from service.cases.keeping import CaseChanged
from service.cases.handing import tell_progress
path, code, now = sys.argv[1], sys.argv[2], datetime.fromisoformat(sys.argv[3])
store = Store(path)
done = 0
for version in range(1, 21):
    try:
        tell_progress(OPERATOR, store, code, version, "进展", now)
        done += 1
    except CaseChanged:
        pass
print(done)
"""


def test_of_two_processes_each_version_is_moved_by_exactly_one(office: Store) -> None:
    code = matter(office)
    root = Path(__file__).parents[2]
    words = [sys.executable, "-c", _PROGRAM, str(office.url.database), code, NOW.isoformat()]
    both = [subprocess.Popen(words, cwd=root, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    done = [int(one.communicate()[0]) for one in both]
    version = case_now(office, code).version
    assert sum(done) == version - 1 == len(events_of(office, code, "told"))
    assert version == 21


def test_every_tag_of_a_request_is_kept(office: Store) -> None:
    code = matter(office, urgency=Urgency.VERY_URGENT, kind=RequestKind.HELP)
    record = case_record(OPERATOR, office, code, NOW)
    assert (record.urgency, record.kind) == (Urgency.VERY_URGENT, RequestKind.HELP)


@pytest.mark.parametrize(
    ("said", "what"),
    [({"summary": "水" * 5001}, "summary"), ({"contact": "1" * 501}, "contact")],
)
def test_a_text_of_a_case_has_an_end(office: Store, said: dict[str, str], what: str) -> None:
    with pytest.raises(ServiceError, match=f"{what} may have"):
        register_case(COORDINATOR, office, NewCase(**{"summary": "积水"} | said), NOW)
    code = matter(office)
    with pytest.raises(ServiceError, match="category may have"):
        go(office, code, (Move.ACCEPT, {"category": "x" * 501}))
    with pytest.raises(ServiceError, match="may have"):
        tell_progress(COORDINATOR, office, code, 1, "好" * 501, NOW)


def test_what_nobody_sees_is_not_kept_of_a_new_case(office: Store) -> None:
    new = NewCase("积\0水\u202e", address="东\ud800门", contact="\u200b", acted_by="\u200b")
    case = case_now(office, register_case(COORDINATOR, office, new, NOW).code)
    assert (case.summary, case.address) == ("积水", "东门")
    assert rows_of(office, case_contacts).empty
    with office.read() as conn:
        assert conn.scalar(sa.select(case_events.c.acted_by)) == COORDINATOR.name


def test_values_of_a_statement_that_fails_stand_in_no_message(office: Store) -> None:
    with pytest.raises(sa.exc.IntegrityError) as failed, office.begin() as conn:
        conn.execute(case_contacts.insert().values(case_id=999, contact="13800001234"))
    assert "13800001234" not in str(failed.value)
