"""The page of spot checks: announce, draw, check, results, repetition, who may know what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.schema import places, spot_checks, spot_draws
from data.store import Store, bump
from service.clock import now, today
from service.spot_checks.announcing import NewDraw, announce_draw
from service.spot_checks.drawing import draw_sample
from tests.dashboard.town import HOSTILE, html_of, refusals, run_page, town_behind_pages
from tests.service.district import rows_of
from tests.service.rounds_town import COORDINATOR, keep_places

DAY = timedelta(days=1)
NEW = NewDraw(
    HOSTILE, "contact", "none", {"all": 3}, HOSTILE, today(), today(), today() + 9 * DAY, (HOSTILE,)
)


def page() -> None:
    from pages.spot_checks import render

    render()


def leader() -> None:
    from casework.access import Role, Viewer
    from dashboard.spot_checks_board import spot_checks_board
    from data.store import open_store
    from service.clock import now

    spot_checks_board(Viewer("区领导", Role.LEADER), open_store(), now())


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with town_behind_pages(tmp_path, monkeypatch) as store:
        rows: list[dict[str, Any]] = [
            {"code": f"P{n}", "used_for": "contact", "grid_code": "G1"} for n in range(6)
        ]
        rows[5]["kind"] = "领导联系点"
        keep_places(store, *rows)
        yield store


@pytest.fixture
def announced(town: Store) -> tuple[Store, str]:
    """A draw announced yesterday."""
    return town, announce_draw(COORDINATOR, town, NEW, now() - DAY)


@pytest.fixture
def drawn(announced: tuple[Store, str]) -> tuple[Store, str]:
    store, code = announced
    draw_sample(COORDINATOR, store, code, now(), "4056.12")
    return store, code


def labelled(at: AppTest, kind: str, label: str) -> Any:
    return next(one for one in at.get(kind) if one.label == label)


def test_a_draw_is_announced_from_the_page(town: Store) -> None:
    at = run_page(page, draw="new")
    table = at.dataframe[0].value
    assert (list(table["In the frame"]), list(table["Drawn"])) == ([6], [6])
    labelled(at, "number_input", "In all").set_value(2)
    at.run()
    assert list(at.dataframe[0].value["Drawn"]) == [2]
    labelled(at, "text_input", "Name").set_value("六月抽查")
    labelled(at, "text_area", "Where the seed will come from").set_value("明日收盘数")
    labelled(at, "button", "Announce").click()
    at.run()
    assert refusals(at) == []
    row = rows_of(town, spot_draws).iloc[0]
    assert (row["name"], row["seed_on"], sum(row["sizes"].values())) == (
        "六月抽查", today() + DAY, 2,
    )  # fmt: skip
    assert row["drawn_on"] is None


def test_more_than_a_stratum_has_is_said_and_not_announced(town: Store) -> None:
    at = run_page(page, draw="new")
    labelled(at, "number_input", "In all").set_value(2)
    labelled(at, "button_group", "How many").set_value("same")
    at.run()
    labelled(at, "number_input", "Of each").set_value(6)
    labelled(at, "selectbox", "Divided").select("kind")
    at.run()
    assert "6 cannot be drawn from" in at.warning[0].value
    assert labelled(at, "button", "Announce").disabled


def test_it_is_drawn_with_the_seed_from_the_page_and_repeated(announced: tuple[Store, str]) -> None:
    store, code = announced
    at = run_page(page, draw=code)
    labelled(at, "text_input", "Seed, as it was published").set_value("4056.12")
    labelled(at, "button", "Draw").click()
    at.run()
    assert refusals(at) == []
    assert len(rows_of(store, spot_checks)) == 3
    at = run_page(page, draw=code, part="draw")
    labelled(at, "button", "Repeat the draw").click()
    at.run()
    assert "comes out equal" in at.success[0].value
    with store.begin() as conn:
        conn.execute(spot_checks.update().where(spot_checks.c.position == 1).values(code="other"))
        bump(conn, "spot_checks")
    labelled(at, "button", "Repeat the draw").click()
    at.run()
    assert "does not come out equal" in at.error[0].value


def test_a_place_is_checked_and_put_right_from_the_page(drawn: tuple[Store, str]) -> None:
    store, code = drawn
    at = run_page(page, draw=code)
    button = "Record what was found"
    labelled(at, "button", button).click()
    at.run()
    assert "Every question is answered" in refusals(at)[0]
    at = run_page(page, draw=code)
    at.get("button_group")[1].set_value("no")
    labelled(at, "button_group", "Was the place staffed?").set_value(False)
    labelled(at, "text_area", "Problem, if there is one (no names)").set_value(HOSTILE)
    labelled(at, "button", button).click()
    at.run()
    assert refusals(at) == []
    kept = rows_of(store, spot_checks)
    row = kept[kept["checked_on"].notna()].iloc[0]
    assert (row["answers"], row["is_staffed"], row["due_on"]) == (
        {"q1": "no"}, False, today() + 7 * DAY,
    )  # fmt: skip
    at = run_page(page, draw=code)
    labelled(at, "selectbox", "Place").select(row["code"])
    at.run()
    labelled(at, "button", "Put right").click()
    at.run()
    assert refusals(at) == []
    assert rows_of(store, spot_checks)["rectified_on"].notna().sum() == 1
    shown = html_of(run_page(page, draw=code, part="results"))
    assert "<b>1 / 3 (33.3 %)</b><span>checked of drawn</span>" in shown
    assert "<b>0 / 1 (0.0 %)</b><span>staffed of those asked</span>" in shown
    assert "<b>1 / 1 (100.0 %)</b><span>put right of problems</span>" in shown


def test_hostile_words_are_shown_as_text_on_every_part(drawn: tuple[Store, str]) -> None:
    store, code = drawn
    with store.begin() as conn:
        conn.execute(places.update().values(name=HOSTILE, address=HOSTILE))
        bump(conn, "places")
    for part in ("list", "results", "draw"):
        at = run_page(page, draw=code, part=part)
        shown = html_of(at) + "".join(one.value for one in at.markdown)
        assert "<script>" not in shown
        assert "<img src=x" not in shown


def test_who_does_not_check_reads_no_place_before_it_is_checked(drawn: tuple[Store, str]) -> None:
    store, code = drawn
    at = run_page(leader, draw=code)
    shown = html_of(at)
    assert not any(f"P{n}" in shown for n in range(6))
    assert "3 more were drawn" in at.info[0].value.replace("\\", "")
    assert not any(one.label == "New draw …" for one in at.selectbox)
    at = run_page(leader, draw=code, part="draw")
    labelled(at, "button", "Repeat the draw").click()
    at.run()
    assert "may not" in at.error[0].value
    assert not at.dataframe[1:]


def test_a_district_without_draws_says_so(town: Store) -> None:
    assert "no draw so far" in run_page(leader).info[0].value
