"""The page of rounds: a check from list to figures, what may be seen, hostile text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.schema import cases, org_units, places, round_checks
from data.store import Store, bump
from service.clock import today
from service.rounds.points import places_seen
from tests.dashboard.town import HOSTILE, html_of, refusals, run_page, town_behind_pages
from tests.service.district import rows_of
from tests.service.rounds_town import COORDINATOR, keep_places

DAY = timedelta(days=1)


def page() -> None:
    from pages.rounds import render

    render()


def leader() -> None:
    from casework.access import Role, Viewer
    from dashboard.rounds_board import rounds_board
    from data.store import open_store
    from service.clock import now

    rounds_board(Viewer("区领导", Role.LEADER), open_store(), now())


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with town_behind_pages(tmp_path, monkeypatch) as store:
        started = today() - 9 * DAY
        keep_places(
            store,
            {"code": "R1", "grid_code": "G1", "valid_from": started, "name": HOSTILE},
            {"code": "R2", "grid_code": "G2", "valid_from": today()},
        )
        yield store


def labelled(at: AppTest, kind: str, label: str) -> object:
    return next(one for one in at.get(kind) if one.label == label)


def check(at: AppTest, result: str, note: str = "", *, is_case: bool = False) -> AppTest:
    labelled(at, "button_group", "Result").set_value(result)  # type: ignore[attr-defined]
    labelled(at, "text_area", "Note (what was found, no names)").set_value(note)  # type: ignore[attr-defined]
    if is_case:
        labelled(at, "checkbox", "Make a case of the note").check()  # type: ignore[attr-defined]
    labelled(at, "button", "Record the check").click()  # type: ignore[attr-defined]
    return at.run()


def test_points_that_wait_are_listed_with_what_they_are_a_part_of(town: Store) -> None:
    at = run_page(page)
    shown = html_of(at)
    assert "<b>2 / 2</b><span>points waiting for a check, of all</span>" in shown
    assert "<b>1 / 2</b><span>of them overdue</span>" in shown
    table = at.dataframe[0].value
    assert list(table["Code"]) == ["R1", "R2"]
    assert list(table["Days"]) == [9, 0]


def test_a_check_is_recorded_from_the_page_with_its_case(town: Store) -> None:
    at = check(run_page(page), "fail", "满溢", is_case=True)
    assert refusals(at) == []
    row = rows_of(town, round_checks).iloc[0]
    assert (row["result"], row["note"], row["checked_on"]) == ("fail", "满溢", today())
    code = rows_of(town, cases).iloc[0]["code"]
    assert code in at.success[0].value.replace("\\", "")
    assert "<b>1 / 2</b><span>points waiting" in html_of(at)


def test_a_failed_check_that_says_nothing_is_refused_in_a_sentence(town: Store) -> None:
    at = check(run_page(page), "fail")
    assert "says what was found" in refusals(at)[0]
    assert rows_of(town, round_checks).empty


def test_what_failed_is_put_right_from_the_page(town: Store) -> None:
    check(run_page(page), "fail", HOSTILE)
    at = run_page(page, part="failed")
    assert "<script>" not in html_of(at)
    labelled(at, "text_area", "What was done").set_value("已清运")  # type: ignore[attr-defined]
    labelled(at, "button", "Put right").click()  # type: ignore[attr-defined]
    at.run()
    assert refusals(at) == []
    assert rows_of(town, round_checks).iloc[0]["rectified_note"] == "已清运"
    assert "Everything that failed is put right" in at.success[-1].value


def test_figures_of_a_period_add_up_on_the_page(town: Store) -> None:
    check(run_page(page), "pass")
    month = today() - 9 * DAY
    at = run_page(page, part="figures", period=f"{month}..{today()}")
    shown = html_of(at)
    # R1: the first due day was missed, the second passed; R2 is open.
    assert "<b>1 / 2 (50.0 %)</b><span>passed of due days that are over</span>" in shown
    assert "<b>1</b><span>missed</span>" in shown
    assert "<b>1</b><span>still open</span>" in shown


def test_who_only_looks_is_offered_no_form(town: Store) -> None:
    at = run_page(leader)
    assert not any(one.label == "Record the check" for one in at.button)


def test_hostile_names_are_shown_as_text(town: Store) -> None:
    with town.begin() as conn:
        conn.execute(org_units.update().where(org_units.c.code == "C1").values(name=HOSTILE))
        conn.execute(places.update().values(kind=HOSTILE))
        bump(conn, "grids", "places")
    for part in ("due", "figures"):
        for by in ("community", "kind"):
            shown = html_of(run_page(page, part=part, by=by))
            assert "<script>" not in shown
            assert "<img src=x" not in shown
    assert HOSTILE in set(places_seen(COORDINATOR, town, "round", today())["kind"])


def test_a_district_without_points_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with town_behind_pages(tmp_path, monkeypatch):
        at = run_page(page)
        assert "No point of a round is in use here" in at.info[0].value
