"""The studio on a page: acts of the map become steps, the board counts, a plan is decided once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from casework.plan import Change, CoveragePlan, PlanHistory
from dashboard.studio_acts import carry_out, fitting, stale_grids, take_acts
from dashboard.studio_bars import touched_first
from dashboard.studio_map import studio_config
from dashboard.studio_state import MAP_KEY, PART_KEY, Studio
from data.schema import coverage_drafts, grids, orders, postings, workers
from data.settings_store import set_setting
from data.store import Store, bump
from service.clock import now, today
from service.plans.facts import StudioFacts, studio_facts
from service.plans.measures import measure_plan
from tests.dashboard.town import HOSTILE, html_of, run_page, town_behind_pages
from tests.service.district import rows_of
from tests.service.matters import COORDINATOR, PART, matter


def _page() -> None:
    from pages import coverage

    coverage.render()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with town_behind_pages(tmp_path, monkeypatch) as made:
        yield made


def _facts(store: Store, viewer: Any = COORDINATOR) -> StudioFacts:
    return studio_facts(viewer, store, today(), now())


def _give(seq: int, grids: list[str], worker: str | None) -> dict[str, Any]:
    return {"seq": seq, "do": "give", "grids": grids, "worker": worker}


def _told(*acts: dict[str, Any], mount: str = "a", knows: str | None = None) -> dict[str, Any]:
    return {"studio": {"mount": mount, "knows": knows, "acts": list(acts)}, "seq": 1}


def _studio() -> Studio:
    return Studio(PlanHistory.of(CoveragePlan(today())))


def _run(*acts: dict[str, Any], part: str = "balance") -> AppTest:
    at = AppTest.from_function(_page, default_timeout=30)
    at.query_params["lang"] = "en"
    at.session_state[MAP_KEY] = _told(*acts)
    at.session_state[PART_KEY] = part
    at.run()
    assert not at.exception, at.exception
    return at


def _plan(at: AppTest) -> CoveragePlan:
    studio: Studio = at.session_state["studio"]
    return studio.plan


def test_the_map_has_its_page(store: Store) -> None:
    at = run_page(_page)
    assert "员1" in html_of(at)
    assert any("0 grids changed" in one.value for one in at.markdown)


def test_the_day_of_the_plan_is_the_offices(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.begin() as conn:
        set_setting(conn, "time_zone", "America/New_York")
    early = now().replace(hour=2)  # the evening before in New York, the same day in Shanghai
    monkeypatch.setattr("dashboard.studio_board.now", lambda: early)
    assert _plan(run_page(_page)).on == early.date() - timedelta(days=1)


def test_the_size_a_grid_is_meant_to_have_is_the_offices(store: Store) -> None:
    with store.begin() as conn:
        set_setting(conn, "size_band", [120, 340])
    assert "fewer than 120 or more than 340 households" in html_of(run_page(_page))


def test_acts_of_the_map_are_carried_out_once_and_in_order(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio, facts = _studio(), _facts(store)
    acts = [_give(5, ["G1"], "W2"), _give(6, ["G2"], None)]
    told = {MAP_KEY: _told(*acts)}
    monkeypatch.setattr("dashboard.studio_acts.st.session_state", told)
    take_acts(studio, facts)
    take_acts(studio, facts)
    assert len(studio.history.steps) == 3
    assert studio.plan.changes == {"G1": Change("W1", "W2"), "G2": Change("W2", None)}
    # The browser repeats what it has no answer to, and adds to it.
    told[MAP_KEY] = _told(*acts, {"seq": 7, "do": "undo"})
    take_acts(studio, facts)
    assert set(studio.plan.changes) == {"G1"}
    # A frame made anew counts from its own beginning.
    told[MAP_KEY] = _told(_give(2, ["G2"], "W1"), mount="b")
    take_acts(studio, facts)
    assert studio.plan.changes["G2"] == Change("W2", "W1")
    assert (studio.frame, studio.told) == ("b", 2)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (_give(1, ["nowhere"], "W1"), "not in your part"),
        (_give(1, ["G1"], "W9"), "not in service"),
        ({"seq": 1, "do": "lock", "workers": ["W9"]}, "not in service"),
    ],
)
def test_an_act_about_what_is_not_there_is_refused_and_acknowledged(
    store: Store, act: dict[str, Any], said: str
) -> None:
    studio, facts = _studio(), _facts(store)
    carry_out(studio, act, facts)
    assert studio.plan == CoveragePlan(today())
    assert said in str(studio.refused)
    shown = studio_config(studio, facts, "x")
    assert shown["said"]


def test_grids_outside_the_viewers_part_are_pale_and_refused(store: Store) -> None:
    studio, facts = _studio(), _facts(store, PART)
    base: Any = studio_config(studio, facts, "x")["base"]
    assert dict(zip(facts.grids["code"], base["inside"], strict=True)) == {"G1": 1, "G2": 0}
    carry_out(studio, _give(1, ["G2"], "W1"), facts)
    assert not studio.plan.changes
    assert "not in your part" in str(studio.refused)
    carry_out(studio, _give(2, ["G1"], "W2"), facts)
    assert set(studio.plan.changes) == {"G1"}


def test_a_locked_grid_or_worker_refuses(store: Store) -> None:
    studio, facts = _studio(), _facts(store)
    carry_out(studio, {"do": "lock", "grids": ["G1"], "workers": ["W2"]}, facts)
    carry_out(studio, _give(1, ["G1"], None), facts)
    assert "locked" in str(studio.refused)
    carry_out(studio, _give(2, ["G2"], "W1"), facts)
    assert "locked" in str(studio.refused)
    assert not studio.plan.changes
    carry_out(studio, {"do": "lock", "grids": ["G1"], "workers": ["W2"]}, facts)
    carry_out(studio, _give(3, ["G1"], "W2"), facts)
    assert studio.refused is None
    assert set(studio.plan.changes) == {"G1"}


def test_the_duty_is_told_once_and_then_only_what_changes(store: Store) -> None:
    studio, facts = _studio(), _facts(store)
    first: Any = studio_config(studio, facts, "x")
    assert first["base"]["holders"] == [0, 1]
    assert [row[:2] for row in first["base"]["workers"]] == [["W1", "员1"], ["W2", "员2"]]
    studio.knows = facts.token
    carry_out(studio, _give(1, ["G1"], None), facts)
    later: Any = studio_config(studio, facts, "x")
    assert "base" not in later
    assert later["changes"] == [0, -1]


def test_clear_keeps_locks_and_can_be_undone(store: Store) -> None:
    studio, facts = _studio(), _facts(store)
    carry_out(studio, _give(1, ["G1"], "W2"), facts)
    carry_out(studio, {"do": "lock", "workers": ["W2"]}, facts)
    carry_out(studio, {"do": "clear"}, facts)
    assert studio.plan == CoveragePlan(today(), locked_workers=frozenset({"W2"}))
    carry_out(studio, {"do": "undo"}, facts)
    assert set(studio.plan.changes) == {"G1"}


def test_a_plan_whose_start_has_changed_is_told_and_can_be_kept_or_left(store: Store) -> None:
    facts = _facts(store)
    plan = CoveragePlan(today(), {"G1": Change("W9", "W2"), "G2": Change("W2", None)})
    assert stale_grids(plan, facts) == ["G1"]
    studio = Studio(PlanHistory.of(plan))
    carry_out(studio, {"do": "rebase", "found": {"G1": "W1"}}, facts)
    assert studio.plan.changes["G1"] == Change("W1", "W2")
    carry_out(studio, {"do": "rebase", "found": {"G1": "W2"}}, facts)
    assert set(studio.plan.changes) == {"G2"}
    carry_out(studio, {"do": "leave", "grids": ["G2"]}, facts)
    assert not studio.plan.changes


def test_grids_and_workers_that_are_gone_are_taken_out(store: Store) -> None:
    facts = _facts(store)
    changes = {"G1": Change("W1", "W9"), "G9": Change("W1", "W2"), "G2": Change("W2", None)}
    plan, gone = fitting(CoveragePlan(today(), changes), facts)
    assert gone == ["G1", "G9"]
    assert set(plan.changes) == {"G2"}


def test_workers_the_plan_touches_come_first_then_the_load(store: Store) -> None:
    with store.begin() as conn:
        conn.execute(workers.insert().values(code="W3", name="员3"))
        bump(conn, "duty")
    facts = _facts(store)
    before = measure_plan(facts, np.array([0, 1]))
    after = measure_plan(facts, np.array([2, 1]))
    assert set(touched_first(before.lines, after.lines)[:2]) == {0, 2}
    assert len(touched_first(before.lines, after.lines)) == 3


def test_the_board_shows_the_change_and_undo_takes_it_back(store: Store) -> None:
    at = _run(_give(3, ["G1"], "W2"))
    assert any("1 grids changed" in one.value for one in at.markdown)
    assert "no grids" in html_of(at)
    at.button(key="studio_undo").click().run()
    assert not _plan(at).changes
    at.button(key="studio_redo").click().run()
    assert set(_plan(at).changes) == {"G1"}


def test_what_moves_lists_the_open_cases_with_a_link(store: Store) -> None:
    code = matter(store, HOSTILE, now=now())
    at = _run(_give(3, ["G1"], "W2"), part="moves")
    pairs, cases = (one.value for one in at.dataframe)
    assert list(pairs["Worker until then"]) == ["员1"]
    assert list(pairs["Open cases"]) == [1]
    assert cases["Case"].iloc[0].startswith(f"case-list?case={code}")
    assert "<img" not in html_of(at)


def _fill(at: AppTest, number: str = "示〔2026〕1号") -> AppTest:
    turn = at.session_state["once_studio"].turn
    at.text_input(key=f"studio_number_{turn}").set_value(number)
    at.text_input(key=f"studio_who_{turn}").set_value("王主任")
    at.text_area(key=f"studio_reason_{turn}").set_value("员1辞职")
    return at.button(key=f"studio_approve_{turn}").click().run()


def test_an_approved_plan_is_an_order_and_the_page_begins_anew(store: Store) -> None:
    code = matter(store, now=now())
    at = _fill(_run(_give(3, ["G1"], "W2"), part="approve"))
    assert not at.error, [one.value for one in at.error]
    assert "is in force" in at.success[0].value
    kept = rows_of(store, orders)
    assert list(kept["order_no"]) == ["示〔2026〕1号"]
    duty = rows_of(store, postings).sort_values("id")
    assert list(duty["worker_code"]) == ["W1", "W2", "W2"]
    assert list(duty["until"].iloc[:1]) == [today()]
    assert not _plan(at).changes
    assert code


def test_an_order_without_a_number_is_refused_and_nothing_is_written(store: Store) -> None:
    at = _fill(_run(_give(3, ["G1"], "W2"), part="approve"), number=" ")
    assert at.error
    assert rows_of(store, orders).empty
    assert set(_plan(at).changes) == {"G1"}


def test_of_two_coordinators_the_second_is_told_grid_by_grid_and_keeps_the_rest(
    store: Store,
) -> None:
    second = _run(_give(3, ["G1"], None), _give(4, ["G2"], None), part="approve")
    _fill(_run(_give(3, ["G1"], "W2"), part="approve"))
    second = _fill(second, number="示〔2026〕2号")
    assert "Nothing was applied" in second.error[0].value
    table = second.dataframe[0].value
    assert list(table["Found"]) == ["员2"]
    assert list(table["By order"]) == ["示〔2026〕1号"]
    assert len(rows_of(store, orders)) == 1
    second.button(key="studio_conflict_leave").click().run()
    assert set(_plan(second).changes) == {"G2"}


def test_drafts_are_saved_opened_compared_and_discarded(store: Store) -> None:
    at = _run(_give(3, ["G1"], "W2"), part="drafts")
    at.text_input(key="studio_name_0").set_value("甲案")
    at = next(b for b in at.button if b.label == "Save as a new draft").click().run()
    assert not at.error, [one.value for one in at.error]
    assert list(rows_of(store, coverage_drafts)["name"]) == ["甲案"]
    assert "★" in html_of(at)
    at.button(key="studio_undo").click().run()
    at.button(key="studio_undo").click().run()
    assert not _plan(at).changes
    next(b for b in at.button if b.label == "Open").click().run()
    assert set(_plan(at).changes) == {"G1"}
    assert _plan(at).name == "甲案"
    next(b for b in at.button if b.label == "Discard").click().run()
    assert not at.error
    assert rows_of(store, coverage_drafts)["discarded_at"].notna().all()


def test_a_proposal_becomes_a_step_that_undo_takes_back(store: Store) -> None:
    with store.begin() as conn:
        conn.execute(workers.insert().values(code="W3", name="员3"))
        bump(conn, "duty")
    at = _run(part="propose")
    at.selectbox(key="studio_kind").set_value("close").run()
    at.multiselect(key="studio_ask_workers").set_value(["W1"])
    at.multiselect(key="studio_ask_into").set_value(["W2"])
    at.slider(key="studio_ask_share").set_value(100)
    at.select_slider(key="studio_ask_seconds").set_value(2).run()
    at.button(key="studio_propose").click().run()
    assert not at.exception
    assert not at.error, [one.value for one in at.error]
    assert _plan(at).changes == {"G1": Change("W1", "W2")}
    at.button(key="studio_undo").click().run()
    assert not _plan(at).changes


def test_a_proposal_that_cannot_be_is_refused_and_the_page_goes_on(store: Store) -> None:
    at = _run(part="propose")
    at.selectbox(key="studio_kind").set_value("split").run()
    at.button(key="studio_propose").click().run()
    assert not at.exception
    assert at.error
    at.run()
    assert not at.error


@pytest.mark.parametrize("part", ["balance", "hours", "moves", "propose", "drafts", "files"])
def test_a_district_without_workers_or_without_grids_has_a_page(store: Store, part: str) -> None:
    with store.begin() as conn:
        conn.execute(postings.delete())
        conn.execute(workers.delete())
        bump(conn, "duty")
    at = _run(part=part)
    assert not at.error
    assert any("no workers" in one.value for one in at.info)
    with store.begin() as conn:
        conn.execute(grids.delete())
        bump(conn, "grids")
    at = _run(part=part)
    assert any("no grids" in one.value for one in at.info)


def test_a_plan_begun_yesterday_changes_todays_duty(store: Store) -> None:
    at = _run(_give(3, ["G1"], "W2"))
    studio: Studio = at.session_state["studio"]
    studio.begin(replace(studio.plan, on=today() - timedelta(days=1)))
    at.run()
    assert _plan(at).on == today()
    assert set(_plan(at).changes) == {"G1"}


def test_hostile_names_stay_text_on_every_part(store: Store) -> None:
    with store.begin() as conn:
        conn.execute(workers.update().values(name=HOSTILE))
        conn.execute(grids.update().values(name=HOSTILE))
        bump(conn, "duty", "grids")
    for part in ("balance", "hours", "moves", "propose", "drafts", "approve", "files"):
        at = _run(_give(3, ["G1"], "W2"), part=part)
        assert "<img" not in html_of(at), part
