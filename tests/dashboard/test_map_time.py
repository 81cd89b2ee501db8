"""The date on the map page and in the map's addresses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from data.schema import grids, postings
from data.store import Store, bump, open_store
from service.clock import today
from tests.browser import district
from tests.dashboard.asgi import ask
from tests.dashboard.town import refusals, run_page

TURN = date(2026, 1, 10)


@pytest.fixture
def store(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Give the hand-made district: on the turn grid 0 passes from worker 0 to worker 1."""
    made = district.with_a_turn(tmp_path / "gege.db", TURN)
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'gege.db'}")
    assert made is not None
    yield open_store()


def _json(address: str, status: int = 200) -> dict[str, object]:
    found, _headers, body = ask(address, accept_language="en")
    assert found == status, body
    return json.loads(body)


def test_measures_and_grids_of_a_day_belong_together(store: Store) -> None:
    for on, name in (("2026-01-09", "网格员0"), ("2026-01-10", "网格员1")):
        found = _json(f"/gege/measures.json?measure=worker&on={on}")
        assert found["values"][0] == name
        status, headers, body = ask(f"/gege/grids/{found['grids']}/3.json")
        assert (status, "immutable" in headers["cache-control"]) == (200, True)
        assert json.loads(body)["grids"] == found["grids"]


def test_the_address_of_grids_changes_with_the_grids_not_with_the_day(store: Store) -> None:
    def mark(on: date) -> object:
        return _json(f"/gege/measures.json?on={on}")["grids"]

    assert mark(TURN) == mark(TURN - timedelta(days=30)) == _json("/gege/measures.json")["grids"]
    with store.begin() as conn:
        conn.execute(grids.update().where(grids.c.code == district.CODES[3]).values(valid_to=TURN))
        bump(conn, "grids")
    assert mark(TURN) != mark(TURN - timedelta(days=1))
    assert mark(TURN) == mark(TURN + timedelta(days=9))


def test_the_card_of_a_day_names_the_worker_of_that_day(store: Store) -> None:
    lon, lat = district.centre(0)
    where = f"/gege/locate.json?lon={lon}&lat={lat}"
    for on, name in (("2026-01-09", "网格员0"), ("2026-01-10", "网格员1")):
        found = _json(f"{where}&on={on}")
        assert (found["on"], found["worker"]) == (on, name)
    assert _json(f"{where}&on=2026-01-09&map=today")["worker"] == "网格员1"


def test_a_day_to_come_shows_what_was_decided(store: Store) -> None:
    later = today() + timedelta(days=10)
    with store.begin() as conn:
        of_grid = postings.c.grid_code == district.CODES[2]
        conn.execute(postings.update().where(of_grid).values(until=later))
        bump(conn, "duty")
    assert _json("/gege/measures.json?measure=worker")["values"][2] == "网格员2"
    assert _json(f"/gege/measures.json?measure=worker&on={later}")["values"][2] is None


@pytest.mark.parametrize(
    "route", ["measures.json?", "cases.json?zoom=9&bbox=1,2,3,4&", "find.json?"]
)
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("on=2024-12-31", "The records begin on 2025-01-01"),
        ("on=2026-02-30", "give a day as YYYY-MM-DD"),
        ("on=9999-01-01", "give a day as YYYY-MM-DD"),
        ("map=mine", "not one of: as-it-was, today"),
    ],
)
def test_a_day_that_cannot_be_shown_is_refused_in_words(
    store: Store, route: str, query: str, said: str
) -> None:
    assert said in str(_json(f"/gege/{route}{query}", 400)["error"])


def _map() -> None:
    from pages import home

    home.render()


def _page(**address: str) -> AppTest:
    return run_page(_map, **address)


def test_the_page_takes_the_day_from_its_address_and_steps_to_the_next_change(
    store: Store,
) -> None:
    # Once more in the language a run without a browser has, or its boxes are not found again.
    at = run_page(_map, "zh", on="2026-01-05")
    assert at.date_input(key="time_date").value == date(2026, 1, 5)
    at.button(key="time_after").click().run()
    assert at.date_input(key="time_date").value == TURN
    assert at.query_params["on"] in ("2026-01-10", ["2026-01-10"])
    at.button(key="time_before").click().run()
    assert at.date_input(key="time_date").value == date(2025, 1, 1)
    at.button(key="time_today").click().run()
    assert at.date_input(key="time_date").value == today()
    assert "on" not in at.query_params
    assert not at.exception


def test_the_page_says_what_changes_on_the_day(store: Store) -> None:
    assert any("postings" in one.value for one in _page(on=TURN.isoformat()).caption)
    assert any("Nothing changes" in one.value for one in _page(on="2026-01-05").caption)


def test_the_slider_stops_at_the_days_of_change(store: Store) -> None:
    at = run_page(_map, "zh", on="2026-01-05")
    slider = at.select_slider(key="time_slider")
    assert slider.options == [
        "2025-01-01", "2026-01-05", "2026-01-10", today().isoformat()
    ]  # fmt: skip
    slider.set_value(TURN).run()
    assert at.date_input(key="time_date").value == TURN


def test_of_an_earlier_day_no_single_state_can_be_chosen(store: Store) -> None:
    assert len(_page().selectbox(key="map_status").options) > 4
    at = _page(on="2026-01-05", status="handling")
    assert len(at.selectbox(key="map_status").options) == 4
    assert at.selectbox(key="map_status").value == "open"


@pytest.mark.parametrize("on", ["1999-01-01", "0001-01-01", "9999-12-31", "x", "2026-13-01"])
def test_an_address_with_another_day_shows_one_that_is_covered(store: Store, on: str) -> None:
    at = _page(on=on)
    assert refusals(at) == []
    assert at.date_input(key="time_date").value in (date(2025, 1, 1), today())
