"""Meetings: marked cases, a proposed agenda, what is decided, and who sees and keeps what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from casework.access import OPERATOR
from casework.errors import CaseworkError
from casework.move import Move
from data.schema import case_flags
from data.store import Store
from service.cases.merging import merge_cases
from service.errors import ServiceError
from service.meetings.agenda import agenda_of
from service.meetings.decisions import decision_counts, decision_history, decisions_of
from service.meetings.flags import flag_case, flagged, unflag_case
from service.meetings.keeping import MeetingChanged
from service.meetings.minutes import attendance_of, keep_presence, write_minutes, write_outcome
from service.meetings.ordering import add_case_item, add_topic, set_in_order, take_off
from service.meetings.owners import owner_units
from service.meetings.planning import (
    NewMeeting,
    Plan,
    cancel_meeting,
    change_plan,
    hold_meeting,
    meeting_of,
    meetings_of,
    plan_meeting,
)
from service.meetings.proposing import propose_agenda
from service.meetings.reporting import report
from tests.service.conftest import NOW
from tests.service.district import everything, rows_of
from tests.service.matters import (
    COORDINATOR,
    LEADER,
    OTHER_PART,
    PART,
    THERE,
    case_now,
    events_of,
    found_district,
    go,
    matter,
)
from tests.service.meeting_room import CLERK, DAY, TODAY, WORKER, decision, meeting, version

Refused = Callable[[], object]


@pytest.fixture(autouse=True)
def _district(store: Store) -> None:
    found_district(store)


def _flags(store: Store, on: Any = TODAY, viewer: Any = OPERATOR, area: Any = None) -> list[Any]:
    frame = flagged(viewer, store, on, area)
    return list(zip(frame["code"], frame["flag"], strict=True))


def test_a_mark_is_in_the_ledger_and_is_ended_not_deleted(store: Store) -> None:
    code = matter(store)
    flag_case(LEADER, store, code, "hot", "连续三个月多人反映", NOW)
    assert _flags(store) == [(code, "hot")]
    unflag_case(LEADER, store, code, "hot", "已解决", NOW + 2 * DAY)
    assert _flags(store, TODAY + 2 * DAY) == []
    assert _flags(store, TODAY + DAY) == [(code, "hot")]
    assert _flags(store, TODAY - DAY) == []
    assert events_of(store, code, "flagged") == [{"flag": "hot", "reason": "连续三个月多人反映"}]
    assert events_of(store, code, "flag_ended") == [{"flag": "hot", "reason": "已解决"}]
    kept = rows_of(store, case_flags)
    assert list(kept["reason"]) == ["连续三个月多人反映"]
    assert list(kept["ended_by"]) == [LEADER.name]


def test_a_case_has_one_open_mark_of_a_kind_and_may_have_another_of_another_kind(
    store: Store,
) -> None:
    code = matter(store)
    flag_case(OPERATOR, store, code, "hard", "产权不清", NOW)
    flag_case(OPERATOR, store, code, "key", "影响全小区", NOW)
    with pytest.raises(ServiceError, match="has this mark already"):
        flag_case(OPERATOR, store, code, "hard", "再说一次", NOW)
    assert _flags(store) == [(code, "key"), (code, "hard")]
    unflag_case(OPERATOR, store, code, "hard", "已确权", NOW)
    flag_case(OPERATOR, store, code, "hard", "又有争议", NOW)
    with pytest.raises(ServiceError, match="does not have this mark"):
        unflag_case(OPERATOR, store, code, "hot", "没有", NOW)


def test_void_and_merged_cases_and_unknown_marks_are_refused(store: Store) -> None:
    void, first, second = matter(store), matter(store), matter(store)
    go(store, void, (Move.VOID, {"reason": "误报", "approved_by": "主任"}))
    merge_cases(
        OPERATOR, store, first, case_now(store, first).version, second,
        case_now(store, second).version, NOW,
    )  # fmt: skip
    with pytest.raises(ServiceError, match="counts nowhere"):
        flag_case(OPERATOR, store, void, "key", "x", NOW)
    with pytest.raises(ServiceError, match=f"mark {second}"):
        flag_case(OPERATOR, store, first, "key", "x", NOW)
    with pytest.raises(ServiceError, match="no mark red"):
        flag_case(OPERATOR, store, second, "red", "x", NOW)
    with pytest.raises(ServiceError, match="Nothing was said"):
        flag_case(OPERATOR, store, second, "key", "  ", NOW)
    assert rows_of(store, case_flags).empty


def test_marks_are_of_the_viewers_part_and_of_an_area(store: Store) -> None:
    here, there = matter(store), matter(store, lon=THERE[0], lat=THERE[1])
    flag_case(PART, store, here, "key", "x", NOW)
    with pytest.raises(ServiceError, match="no case"):
        flag_case(PART, store, there, "key", "x", NOW)
    with pytest.raises(CaseworkError, match="may not do this"):
        flag_case(WORKER, store, here, "key", "x", NOW)
    flag_case(OPERATOR, store, there, "hot", "x", NOW)
    assert _flags(store, viewer=PART) == [(here, "key")]
    assert _flags(store, area="C2") == [(there, "hot")]


def _kinds(store: Store, code: str) -> list[tuple[str, str | None]]:
    return [(one.kind.value, one.case_code) for one in agenda_of(OPERATOR, store, code, NOW).items]


def test_an_agenda_is_proposed_of_open_decisions_marked_cases_by_mark_and_topics(
    store: Store,
) -> None:
    hot, key, closed = matter(store), matter(store, category="暴露垃圾"), matter(store)
    flag_case(OPERATOR, store, hot, "hot", "x", NOW)
    flag_case(OPERATOR, store, key, "key", "x", NOW)
    flag_case(OPERATOR, store, key, "hard", "x", NOW)
    flag_case(OPERATOR, store, closed, "hard", "x", NOW)
    unflag_case(OPERATOR, store, closed, "hard", "x", NOW)
    code = meeting(store)
    add_topic(OPERATOR, store, code, 1, "冬季供暖", NOW, 15)
    assert _kinds(store, code) == [
        ("decisions", None), ("case", key), ("case", hot), ("topic", None),
    ]  # fmt: skip
    agenda = agenda_of(OPERATOR, store, code, NOW)
    assert [one.value for one in agenda.items[1].flags] == ["key", "hard"]
    assert (agenda.items[3].titles["en"], agenda.minutes) == ("冬季供暖", 10 + 5 + 5 + 15)
    assert propose_agenda(OPERATOR, store, code, 2, NOW) == 0


def test_items_are_put_in_order_timed_and_dropped_but_what_is_open_stays(store: Store) -> None:
    code = meeting(store)
    items = [add_topic(OPERATOR, store, code, at, f"议题{at}", NOW) for at in (1, 2, 3)]
    set_in_order(OPERATOR, store, code, 4, items[2], NOW, position=1, minutes=3)
    take_off(OPERATOR, store, code, 5, items[0], NOW)
    found = agenda_of(OPERATOR, store, code, NOW).items
    assert [(one.titles["zh"], one.position) for one in found][0::2] == [("议题3", 1), ("议题2", 3)]
    assert found[0].minutes == 3
    first = next(one.id for one in found if one.kind.value == "decisions")
    for refused, said in (
        (lambda: take_off(OPERATOR, store, code, 6, first, NOW), "stays on every agenda"),
        (lambda: take_off(OPERATOR, store, code, 6, items[0], NOW), "no item"),
        (lambda: set_in_order(OPERATOR, store, code, 6, items[1], NOW, minutes=0), "0 minutes"),
    ):
        with pytest.raises(ServiceError, match=said):
            refused()
    case = matter(store)
    add_case_item(OPERATOR, store, code, 6, case, NOW)
    with pytest.raises(ServiceError, match="on the agenda already"):
        add_case_item(OPERATOR, store, code, 7, case, NOW)


def test_of_two_who_edit_the_second_is_told_and_nothing_is_lost(store: Store) -> None:
    code = meeting(store)
    seen = version(store, code)
    write_minutes(OPERATOR, store, code, seen, "第一稿", NOW)
    before = everything(store)
    for second in (
        lambda: write_minutes(COORDINATOR, store, code, seen, "第二稿", NOW),
        lambda: add_topic(COORDINATOR, store, code, seen, "议题", NOW),
        lambda: keep_presence(COORDINATOR, store, code, seen, {"C1": "present"}, NOW),
        lambda: hold_meeting(COORDINATOR, store, code, seen, NOW),
        lambda: change_plan(COORDINATOR, store, code, seen, Plan("别的", TODAY), NOW),
    ):
        with pytest.raises(MeetingChanged, match="Nothing was overwritten"):
            second()
    assert everything(store) == before
    write_minutes(COORDINATOR, store, code, seen + 1, "第二稿", NOW)
    assert meeting_of(OPERATOR, store, code).minutes == "第二稿"


def test_once_held_the_agenda_is_as_it_was_and_corrections_are_additions(store: Store) -> None:
    code = meeting(store)
    item = add_topic(OPERATOR, store, code, 1, "供暖", NOW)
    write_outcome(OPERATOR, store, code, 2, item, "十月底前检修", NOW)
    write_outcome(OPERATOR, store, code, 3, item, "十月二十日前检修", NOW)
    keep_presence(OPERATOR, store, code, 4, {"C1": "present", "C2": "invited"}, NOW)
    hold_meeting(OPERATOR, store, code, 5, NOW)
    for frozen in (
        lambda: add_topic(OPERATOR, store, code, 6, "x", NOW),
        lambda: take_off(OPERATOR, store, code, 6, item, NOW),
        lambda: set_in_order(OPERATOR, store, code, 6, item, NOW, position=1),
        lambda: propose_agenda(OPERATOR, store, code, 6, NOW),
        lambda: cancel_meeting(OPERATOR, store, code, 6, NOW),
    ):
        with pytest.raises(ServiceError, match="is as it was"):
            frozen()
    write_outcome(OPERATOR, store, code, 6, item, "应为十五日", NOW + 3 * DAY)
    write_minutes(OPERATOR, store, code, 7, "正文", NOW)
    write_minutes(OPERATOR, store, code, 8, "更正", NOW + 3 * DAY)
    kept = meeting_of(OPERATOR, store, code)
    assert kept.minutes == "正文\n[2026-06-04] 更正"
    said = {one.id: one.outcome for one in agenda_of(OPERATOR, store, code, NOW).items}
    assert said[item] == "十月二十日前检修\n[2026-06-04] 应为十五日"
    keep_presence(OPERATOR, store, code, 9, {"C2": "excused"}, NOW)
    with pytest.raises(ServiceError, match="add the correction"):
        keep_presence(OPERATOR, store, code, 10, {"C1": "absent"}, NOW)
    assert list(attendance_of(OPERATOR, store, code)["state"]) == ["present", "excused"]


def test_what_was_carried_to_a_held_meeting_stays_whatever_is_written_down_later(
    store: Store,
) -> None:
    first = decision(store, meeting(store, TODAY - 20 * DAY))
    second = meeting(store, TODAY - 5 * DAY)
    hold_meeting(OPERATOR, store, second, 1, NOW)
    report(OPERATOR, store, first, "done", "清完了", NOW, on=TODAY - 8 * DAY)
    carried = agenda_of(OPERATOR, store, second, NOW).carried
    assert list(zip(carried["code"], carried["state"], strict=True)) == [(first, "done")]
    assert agenda_of(OPERATOR, store, meeting(store), NOW).carried.empty


def test_a_decision_tells_its_first_day_how_often_it_moved_and_is_late_by_the_day_in_force(
    store: Store,
) -> None:
    code = decision(store, meeting(store, TODAY - 30 * DAY), due_on=TODAY - 10 * DAY)
    for days in (8, 4):
        report(
            OPERATOR, store, code, "due_changed", "等材料", NOW, due_on=TODAY - days * DAY,
            on=TODAY - (days + 4) * DAY,
        )  # fmt: skip
    row = decisions_of(OPERATOR, store, TODAY).iloc[0]
    assert (row["first_due_on"], row["due_on"]) == (TODAY - 10 * DAY, TODAY - 4 * DAY)
    assert (row["moved_count"], row["is_overdue"], row["last_text"]) == (2, True, "等材料")
    before = decisions_of(OPERATOR, store, TODAY - 9 * DAY).iloc[0]
    assert (before["due_on"], before["moved_count"]) == (TODAY - 8 * DAY, 1)
    assert not before["is_overdue"]
    assert decisions_of(OPERATOR, store, TODAY - 31 * DAY).empty
    assert list(decision_history(OPERATOR, store, code)["kind"]) == ["due_changed"] * 2


def test_the_parts_of_the_count_add_up(store: Store) -> None:
    at = meeting(store, TODAY - 30 * DAY)
    codes = [decision(store, at, f"事{n}", due_on=TODAY + (n - 2) * DAY) for n in range(5)]
    report(OPERATOR, store, codes[0], "done", "好了", NOW)
    report(OPERATOR, store, codes[4], "dropped", "并入项目", NOW)
    report(OPERATOR, store, codes[3], "progress", "一半", NOW, percent=50)
    frame = decisions_of(OPERATOR, store, TODAY)
    counts = decision_counts(frame)
    assert (counts.total, counts.done, counts.dropped) == (5, 1, 1)
    assert (counts.overdue, counts.not_due, counts.open, counts.done_late) == (1, 2, 3, 1)
    assert list(frame["code"]) == [codes[1], codes[2], codes[3], codes[4], codes[0]]
    assert decision_counts(decisions_of(OPERATOR, store, TODAY, unit="C2")).total == 0


def test_what_cannot_be_decided_or_reported_is_refused_with_the_way_out(store: Store) -> None:
    at, ahead = meeting(store, TODAY - 5 * DAY), meeting(store, TODAY + DAY)
    code = decision(store, at)
    for refused, said in (
        (lambda: decision(store, ahead), "lies ahead"),
        (lambda: decision(store, at, due_on=TODAY - 6 * DAY), "before it was decided"),
        (lambda: decision(store, at, owner="X9"), "no unit X9"),
        (lambda: decision(store, at, area="X9"), "does not lie within"),
        (lambda: decision(store, at, item=99), "no item 99"),
        (lambda: report(OPERATOR, store, code, "done", "x", NOW, on=TODAY + DAY), "lies ahead"),
        (lambda: report(OPERATOR, store, code, "done", "x", NOW, on=TODAY - 9 * DAY), "before"),
        (lambda: report(OPERATOR, store, code, "done", " ", NOW), "Nothing was said"),
        (lambda: report(OPERATOR, store, code, "praised", "x", NOW), "cannot be reported"),
        (lambda: report(OPERATOR, store, "D1", "done", "x", NOW), "no decision D1"),
        (lambda: hold_meeting(OPERATOR, store, ahead, 1, NOW), "lies ahead"),
        (lambda: cancel_meeting(OPERATOR, store, at, 1, NOW), "held instead"),
        (lambda: change_plan(OPERATOR, store, at, 1, Plan("x", TODAY), NOW), "held instead"),
        (lambda: meeting(store, kind="joint", units=("C1", "C1")), "two units or more"),
        (lambda: meeting(store, kind="party"), "no kind of meeting"),
        (lambda: meeting(store, area="X9"), "not one you keep"),
        (lambda: meeting(store, pack="P1"), "no pack P1"),
    ):
        before = everything(store)
        with pytest.raises(ServiceError, match=said):
            refused()
        assert everything(store) == before
    report(OPERATOR, store, code, "done", "x", NOW)
    with pytest.raises(CaseworkError, match="Open it again first"):
        report(OPERATOR, store, code, "progress", "x", NOW, percent=10)


def test_decisions_are_seen_by_whose_part_holds_the_area_or_the_owner(store: Store) -> None:
    whole, of_c1 = meeting(store), meeting(store, area="C1")
    mine = decision(store, of_c1)
    for_me = decision(store, whole, owner="C1")
    for_other = decision(store, whole, owner="C2")
    bureau = decision(store, whole, owner=sorted(owner_units(CLERK, store, TODAY))[-1])

    def seen(viewer: Any) -> set[str]:
        return set(decisions_of(viewer, store, TODAY)["code"])

    assert seen(COORDINATOR) == {mine, for_me, for_other, bureau}
    assert seen(PART) == {mine, for_me}
    assert seen(OTHER_PART) == {for_other}
    assert set(meetings_of(PART, store)["code"]) == {of_c1}
    with pytest.raises(CaseworkError):
        seen(WORKER)
    report(PART, store, for_me, "progress", "已开工", NOW, percent=10)
    with pytest.raises(ServiceError, match="no decision"):
        report(OTHER_PART, store, for_me, "progress", "x", NOW)
    with pytest.raises(ServiceError, match="are for 六月调度会"):
        report(PART, store, for_me, "due_changed", "x", NOW, due_on=TODAY + 30 * DAY)
    with pytest.raises(CaseworkError, match="may not do this"):
        report(CLERK, store, for_me, "dropped", "x", NOW)
    report(CLERK, store, for_me, "done", "完成", NOW)
    assert decision_history(OTHER_PART, store, for_me).empty


def test_a_meeting_that_names_a_unit_is_seen_by_it_and_kept_by_whoever_called_it(
    store: Store,
) -> None:
    other = matter(store, lon=THERE[0], lat=THERE[1])
    flag_case(OPERATOR, store, other, "key", "x", NOW)
    code = meeting(store, kind="joint", units=("C1", "C2"))
    assert set(meetings_of(PART, store)["code"]) == {code}
    agenda = agenda_of(PART, store, code, NOW)
    assert ([one.kind.value for one in agenda.items], agenda.left_out) == (["decisions"], 1)
    assert len(agenda_of(OTHER_PART, store, code, NOW).items) == 2
    before = everything(store)
    for act in (
        lambda: add_topic(PART, store, code, 1, "x", NOW),
        lambda: write_minutes(PART, store, code, 1, "x", NOW),
        lambda: write_outcome(PART, store, code, 1, agenda.items[0].id, "x", NOW),
        lambda: keep_presence(PART, store, code, 1, {"C1": "present"}, NOW),
        lambda: hold_meeting(PART, store, code, 1, NOW),
        lambda: cancel_meeting(PART, store, code, 1, NOW),
        lambda: change_plan(PART, store, code, 1, Plan("x", TODAY), NOW),
        lambda: propose_agenda(PART, store, code, 1, NOW),
    ):
        with pytest.raises(ServiceError, match="more than the part you keep"):
            act()
    with pytest.raises(ServiceError, match="not one you keep"):
        plan_meeting(PART, store, NewMeeting("x", "review", TODAY), NOW)
    with pytest.raises(ServiceError, match="not one you keep"):
        plan_meeting(PART, store, NewMeeting("x", "review", TODAY, area="C2"), NOW)
    assert everything(store) == before
    mine = plan_meeting(PART, store, NewMeeting("x", "review", TODAY, area="C1"), NOW)
    with pytest.raises(ServiceError, match="no meeting"):
        meeting_of(OTHER_PART, store, mine)


@pytest.mark.parametrize("viewer", [CLERK, LEADER, WORKER])
def test_only_who_keeps_meetings_changes_them(store: Store, viewer: Any) -> None:
    code = meeting(store)
    for act in (
        lambda: plan_meeting(viewer, store, NewMeeting("x", "review", TODAY), NOW),
        lambda: add_topic(viewer, store, code, 1, "x", NOW),
        lambda: write_minutes(viewer, store, code, 1, "x", NOW),
        lambda: hold_meeting(viewer, store, code, 1, NOW),
        lambda: keep_presence(viewer, store, code, 1, {}, NOW),
    ):
        with pytest.raises(CaseworkError, match="may not do this"):
            act()


def test_a_place_is_kept_as_it_is_read(store: Store) -> None:
    assert (
        meeting_of(OPERATOR, store, meeting(store, place=" 三\ud800楼\x00\u202e ")).place == "三楼"
    )
