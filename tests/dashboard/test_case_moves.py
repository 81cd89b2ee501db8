"""A case is moved on its page: legal steps, exactly their facts, nothing lost or overwritten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from shapely import box, to_wkb
from streamlit.testing.v1 import AppTest

from casework.access import DEMONSTRATION_COORDINATOR as VIEWER
from casework.access import Role, Viewer
from casework.case import CaseStatus
from casework.move import Move, legal_moves
from casework.request import RequestKind
from data.migrate import migrate
from data.schema import case_events, cases, grids, org_units, workers
from data.store import Store, bump, open_store
from service.case_query import CaseQuery
from service.case_record import CaseRecord
from service.casebook import case_record, saved_counts
from service.cases.moving import move_case
from service.cases.registering import NewCase, register_case
from service.clock import now
from service.map_filter import CaseFilter

HOSTILE = "<img src=x onerror=alert(1)><script>x</script> **b** [a](http://b) $x$ :red[y] {z} '\""
CATEGORY = "路灯不亮"


def _page() -> None:
    from pages import cases as page

    page.render()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'moves.db'}")
    # AppTest words the options outside the session, in the default language.
    monkeypatch.setattr("service.language.DEFAULT_LANGUAGE", "en")
    made = open_store()
    migrate(made)
    with made.begin() as conn:
        conn.execute(org_units.insert().values(code="C", name="社区", level="community"))
        conn.execute(workers.insert(), [{"code": c, "name": HOSTILE + c} for c in ("W1", "W2")])
        conn.execute(
            grids.insert().values(
                code="G", name="网格", kind="general", parent_code="C", area_m2=1.0,
                shape=to_wkb(box(114, 30, 114.01, 30.01)),
            )
        )  # fmt: skip
        bump(conn, "grids", "duty")
    yield made


@pytest.fixture
def code(store: Store) -> str:
    """Return the number of a case that came in an hour ago."""
    return _registered(store)


def _registered(store: Store, category: str | None = CATEGORY, **more: object) -> str:
    then = now() - timedelta(hours=1)
    new = NewCase(summary=HOSTILE, category=category, lon=114.005, lat=30.005, **more)
    return register_case(VIEWER, store, new, then).code


def _record(store: Store, code: str) -> CaseRecord:
    return case_record(VIEWER, store, code, now())


def _move(store: Store, code: str, move: Move, **facts: object) -> None:
    version = _record(store, code).version
    move_case(VIEWER, store, code, version, move, facts, now())


def _to_handling(store: Store, code: str) -> None:
    _move(store, code, Move.ACCEPT, category=CATEGORY)
    _move(store, code, Move.DISPATCH, unit="SZ")
    _move(store, code, Move.START)


def _open(code: str, **asked: str) -> AppTest:
    at = AppTest.from_function(_page, default_timeout=30)
    for name, value in ({"lang": "en", "case": code, "status": "all"} | asked).items():
        at.query_params[name] = value
    return _fine(at.run())


def _fine(at: AppTest) -> AppTest:
    assert not at.exception
    return at


def _press(at: AppTest, key: str) -> AppTest:
    return _fine(at.button(key=key).click().run())


def _field(at: AppTest, kind: str, name: str) -> object:
    return next(one for one in at.get(kind) if str(one.key).endswith(name))


def _html(at: AppTest) -> str:
    return "\n".join(str(one.proto.body) for one in at.get("html"))


def _steps(at: AppTest) -> set[str]:
    keys = {str(one.key).removeprefix("case_do_") for one in at.button}
    return keys & {move.value for move in Move}


@pytest.mark.parametrize("status", list(CaseStatus))
def test_the_buttons_are_the_legal_steps_and_no_others(
    store: Store, code: str, status: CaseStatus
) -> None:
    with store.begin() as conn:
        conn.execute(cases.update().values(status=status.value))
        bump(conn, "cases")
    assert _steps(_open(code)) == {move.value for move in legal_moves(status)}


def test_who_may_not_approve_is_offered_no_step_that_needs_it(
    store: Store, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _to_handling(store, code)
    monkeypatch.setattr("pages.cases.visitor", lambda: Viewer("张三", Role.WORKER, "C"))
    at = _open(code)
    assert _steps(at) == {"bounce", "reply", "merge"}
    assert not [one for one in at.button if one.key == "case_do_hand_over"]


def test_a_step_is_done_with_its_fact_and_the_record_is_fresh_at_the_same_place(
    store: Store, code: str
) -> None:
    at = _press(_press(_open(code), "case_do_accept"), "case_form_send")
    assert [one.value for one in at.success] == [r"Done\: Accept\."]
    assert _record(store, code).status is CaseStatus.ACCEPTED
    assert at.query_params["case"] == code
    assert "● accepted" in _html(at)
    assert not at.get("form")
    assert "dispatch" in _steps(at)


def test_the_unit_that_settles_such_cases_is_suggested(store: Store, code: str) -> None:
    _move(store, code, Move.ACCEPT, category=CATEGORY)
    at = _press(_open(code), "case_do_dispatch")
    assert _field(at, "selectbox", "_unit").value == "SZ"
    _press(at, "case_form_send")
    assert _record(store, code).unit_code == "SZ"


def test_a_step_without_its_fact_is_refused_by_name_and_writes_nothing(
    store: Store, code: str
) -> None:
    at = _press(_press(_open(code), "case_do_reject"), "case_form_send")
    assert at.error[0].value.startswith(r"Something is missing\: Reason")
    assert _record(store, code).version == 1


def test_a_refusal_of_the_rules_is_a_sentence_and_what_was_typed_stays(
    store: Store, code: str
) -> None:
    _to_handling(store, code)
    at = _press(_open(code), "case_do_force_close")
    _field(at, "text_area", "_reason").set_value(HOSTILE)
    _field(at, "text_area", "_resolution").set_value("done")
    _field(at, "text_input", "_approved_by").set_value(VIEWER.name)
    at = _press(at, "case_form_send")
    assert "cannot approve what" in at.error[0].value
    assert _field(at, "text_area", "_reason").value == HOSTILE
    assert _record(store, code).status is CaseStatus.HANDLING


def test_who_was_slower_is_told_what_changed_and_may_decide_again_without_typing_again(
    store: Store, code: str
) -> None:
    at = _press(_open(code), "case_do_reject")
    _field(at, "text_area", "_reason").set_value(HOSTILE)
    _move(store, code, Move.ACCEPT, category=CATEGORY)
    at = _press(at, "case_form_send")
    assert "has changed since you saw it" in at.warning[0].value
    assert "● accepted" in _html(at)
    assert _field(at, "text_area", "_reason").value == HOSTILE
    assert _record(store, code).status is CaseStatus.ACCEPTED
    _press(at, "case_form_send")
    assert _record(store, code).status is CaseStatus.REJECTED


def test_a_step_that_has_become_impossible_says_so_and_keeps_what_was_typed(
    store: Store, code: str
) -> None:
    at = _press(_open(code), "case_do_reject")
    _field(at, "text_area", "_reason").set_value(HOSTILE)
    _to_handling(store, code)
    at = _press(at, "case_form_send")
    assert any("no longer possible" in one.value for one in at.warning)
    assert _field(at, "text_area", "_reason").value == HOSTILE
    at = _press(at, "case_form_send")
    assert "this is no step" in at.error[0].value
    assert _record(store, code).status is CaseStatus.HANDLING
    at = _press(at, "case_form_leave")
    assert "reply" in _steps(at)


def test_a_hand_over_of_a_case_that_was_closed_meanwhile_keeps_what_was_typed(
    store: Store, code: str
) -> None:
    _to_handling(store, code)
    at = _press(_open(code), "case_do_hand_over")
    _field(at, "text_area", "_reason").set_value(HOSTILE)
    _field(at, "selectbox", "_worker").set_value("W2")
    _move(store, code, Move.VOID, reason="重复录入")
    at = _press(at, "case_form_send")
    assert _field(at, "text_area", "_reason").value == HOSTILE
    assert _record(store, code).status is CaseStatus.VOID
    assert not [one for one in _record(store, code).events if one.kind == "handed_over"]


def test_who_acted_and_when_are_kept_apart_from_who_entered_it(store: Store, code: str) -> None:
    happened = (now() - timedelta(minutes=20)).replace(second=0, microsecond=0)
    at = _press(_open(code), "case_do_accept")
    _field(at, "text_input", "_acted_by").set_value("李四")
    local = happened.astimezone(datetime.now(UTC).tzinfo) + timedelta(hours=8)
    _field(at, "datetime_input", "_happened_at").set_value(local.replace(tzinfo=None))
    _press(at, "case_form_send")
    last = _record(store, code).events[-1]
    assert (last.acted_by, last.entered_by, last.happened_at) == ("李四", VIEWER.name, happened)


def test_who_said_who_he_is_acts_and_the_form_shows_him_by_name(store: Store, code: str) -> None:
    at = _open(code)
    at.selectbox(key="cases_me").set_value("W1").run()
    at = _press(at, "case_do_accept")
    field = _field(at, "text_input", "_acted_by")
    assert field.value == ""
    assert field.placeholder.endswith("(W1)")
    _press(at, "case_form_send")
    assert _record(store, code).events[-1].acted_by == "W1"


def test_a_time_to_come_is_refused(store: Store, code: str) -> None:
    at = _press(_open(code), "case_do_accept")
    later = (now() + timedelta(days=2)).replace(tzinfo=None, second=0, microsecond=0)
    _field(at, "datetime_input", "_happened_at").set_value(later)
    at = _press(at, "case_form_send")
    assert "lies in the future" in at.error[0].value
    assert _record(store, code).version == 1


def test_handing_over_sending_up_and_telling_leave_their_words_in_the_record(
    store: Store, code: str
) -> None:
    at = _press(_open(code), "case_do_hand_over")
    _field(at, "selectbox", "_worker").set_value("W2")
    _field(at, "text_area", "_reason").set_value("轮岗")
    at = _press(_press(at, "case_form_send"), "case_do_send_up")
    _field(at, "text_area", "_reason").set_value("管线")
    at = _press(_press(at, "case_form_send"), "case_do_tell_progress")
    _field(at, "text_area", "_text").set_value("已告知")
    body = _html(_press(at, "case_form_send"))
    for told in ("Handed over", "轮岗", "Sent up", "street → county", "管线", "was told", "已告知"):
        assert told in body
    assert _record(store, code).assigned_to.code == "W2"


def test_a_case_is_merged_into_the_one_that_is_named(store: Store, code: str) -> None:
    other = _registered(store)
    at = _press(_open(other), "case_do_merge")
    _field(at, "text_input", "_merged_into").set_value(code)
    at = _press(at, "case_form_send")
    assert _record(store, other).merged_into == code
    assert "2 reports" in _html(_open(code))
    assert other in _html(_open(code))


def test_a_report_of_the_same_place_is_offered_for_merging(store: Store, code: str) -> None:
    other = _registered(store)
    at = _press(_open(other), "case_do_merge")
    offered = _field(at, "radio", "_alike")
    assert [one.split(" ")[0] for one in offered.options] == [code.replace("-", r"\-")]
    offered.set_value(code)
    _press(at, "case_form_send")
    assert _record(store, other).merged_into == code


def test_merging_into_a_case_that_is_not_there_is_refused(store: Store, code: str) -> None:
    at = _press(_open(code), "case_do_merge")
    _field(at, "text_input", "_merged_into").set_value("nowhere")
    at = _press(at, "case_form_send")
    assert "There is no case nowhere" in at.error[0].value


def test_an_errand_is_ticked_off_step_by_step(store: Store) -> None:
    code = _registered(store, kind=RequestKind.AGENT_SERVICE)
    at = _press(_open(code), "case_do_set_steps")
    _field(at, "text_area", "_steps").set_value(f"材料\n\n{HOSTILE}")
    at = _press(_press(at, "case_form_send"), "case_do_check_step")
    _field(at, "selectbox", "_pick").set_value(1)
    at = _press(at, "case_form_send")
    steps = _record(store, code).steps
    assert [(step.text, step.done_at is not None) for step in steps] == [
        ("材料", True),
        (HOSTILE, False),
    ]


def test_each_clock_explains_its_due_date_and_names_its_rule(store: Store, code: str) -> None:
    body = _html(_open(code))
    assert body.count("How this date comes about") == len(_record(store, code).clocks) >= 2
    assert "The clock starts" in body
    assert "Rule: catalogue." in body


def test_hostile_text_of_events_clocks_and_people_stays_text(store: Store, code: str) -> None:
    _to_handling(store, code)
    _move(store, code, Move.BOUNCE, reason=HOSTILE)
    with store.begin() as conn:
        conn.execute(sa.insert(case_events).values(_unknown_event(conn, code)))
        bump(conn, "cases")
    at = _press(_open(code), "case_do_hand_over")
    body = _html(at)
    assert "<img" not in body
    assert "<script" not in body
    assert body.count("&lt;script&gt;") >= 5
    for one in at.markdown:
        assert "<img" not in one.value.replace("\\<", "")


def _unknown_event(conn: sa.Connection, code: str) -> dict[str, object]:
    case_id = conn.scalar(sa.select(cases.c.id).where(cases.c.code == code))
    return {
        "case_id": case_id, "kind": HOSTILE, "acted_by": HOSTILE, "entered_by": HOSTILE,
        "happened_at": now(), "recorded_at": now(),
        "details": {HOSTILE: HOSTILE, "from": HOSTILE, "to": [HOSTILE], "asked_at": HOSTILE},
    }  # fmt: skip


@pytest.mark.parametrize("saved", ["due_today", "overdue", "waiting", "supervised", "all"])
def test_a_saved_filter_lists_as_many_as_it_counts_and_stays_in_the_address(
    store: Store, code: str, saved: str
) -> None:
    _to_handling(store, _registered(store))
    with store.begin() as conn:
        conn.execute(cases.update().where(cases.c.code == code).values(due_at=now()))
        bump(conn, "cases")
    at = _open(code)
    query = CaseQuery(CaseFilter(status="all"))
    counts = saved_counts(VIEWER, store, query, now())
    pills = at.get("button_group")[0]
    assert sorted(int(one.split()[-1]) for one in pills.options[1:]) == sorted(
        counts[name] for name in counts if name != "mine"
    )
    at = _fine(pills.set_value(saved).run())
    assert at.query_params.get("saved") == (None if saved == "all" else saved)
    listed = len(at.dataframe[0].value) if at.dataframe else 0
    assert listed == counts[saved]


def test_my_cases_need_me_and_are_those_i_have(store: Store, code: str) -> None:
    with store.begin() as conn:
        conn.execute(cases.update().values(assigned_to="W1"))
        bump(conn, "cases")
    nobody = _open("", saved="mine")
    assert "Say above who you are" in nobody.info[0].value
    assert not nobody.dataframe
    assert list(_open("", saved="mine", me="W1").dataframe[0].value["Case number"]) == [code]
    assert not _open("", saved="mine", me="W2").dataframe
    assert not _open("", saved="<x>", me="' OR 1=1").exception


def _bulk() -> None:
    import pandas as pd
    import streamlit as st

    from casework.access import DEMONSTRATION_COORDINATOR
    from dashboard.case_acts import Seen
    from dashboard.case_bulk import bulk_moves
    from dashboard.case_offer import offered_in
    from data.store import open_store
    from service.clock import now

    store = open_store()
    rows = pd.DataFrame(st.session_state["rows"], columns=["code", "category", "unit_code"])
    offered = offered_in(DEMONSTRATION_COORDINATOR, store, {}, None, "Asia/Shanghai")
    bulk_moves(rows, offered, Seen(DEMONSTRATION_COORDINATOR, store, now()))


def _bulk_page(rows: list[tuple[str, str | None, str | None]]) -> AppTest:
    at = AppTest.from_function(_bulk, default_timeout=30)
    at.session_state["rows"] = rows
    at.query_params["lang"] = "en"
    return _fine(at.run())


def test_several_cases_take_a_step_after_a_preview_each_with_its_own_category(
    store: Store, code: str
) -> None:
    other, done = _registered(store, "暴露垃圾"), _registered(store)
    _move(store, done, Move.ACCEPT, category=CATEGORY)
    at = _bulk_page([(code, CATEGORY, None), (other, "暴露垃圾", None), (done, CATEGORY, None)])
    _fine(at.selectbox(key="case_bulk_move").set_value(Move.ACCEPT).run())
    at = _press(at, "case_bulk_ask")
    assert {_record(store, one).version for one in (code, other)} == {1}
    body = _html(at)
    assert body.count("<td") == 3 * 4
    at = _press(at, "case_bulk_do")
    assert [_record(store, one).status for one in (code, other)] == [CaseStatus.ACCEPTED] * 2
    assert _record(store, other).category == "暴露垃圾"
    assert "2" in at.success[0].value
    assert not [one for one in at.button if one.key == "case_bulk_do"]


def test_a_case_that_changed_after_the_preview_is_left_alone_and_named(
    store: Store, code: str
) -> None:
    other = _registered(store)
    at = _bulk_page([(code, CATEGORY, None), (other, CATEGORY, None)])
    _fine(at.selectbox(key="case_bulk_move").set_value(Move.VOID).run())
    _field(at, "text_area", "_reason").set_value(HOSTILE)
    at = _press(at, "case_bulk_ask")
    _move(store, code, Move.ACCEPT, category=CATEGORY)
    at = _press(at, "case_bulk_do")
    assert _record(store, code).status is CaseStatus.ACCEPTED
    assert _record(store, other).status is CaseStatus.VOID
    assert code in _html(at)
    assert len(at.warning) == 1
    assert "<img" not in _html(at)
