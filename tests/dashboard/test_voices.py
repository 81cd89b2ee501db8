"""The page of what people told us: small numbers hidden from the office too, and it says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.migrate import migrate
from data.store import Store, open_store
from service.clock import now
from service.publication import HIDDEN
from tests.dashboard.town import HOSTILE, run_page
from tests.service.units_town import found_units, put


def _page() -> None:
    from pages import voices

    voices.render()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'town.db'}")
    made = open_store()
    migrate(made)
    found_units(made)
    then = {"reported_at": now() - timedelta(days=3), "summary": HOSTILE, "category": HOSTILE}
    put(
        made,
        (3, "G1", then | {"voice": "fear"}), (10, "G1", then | {"voice": "hope"}),
        (12, "G2", then | {"voice": "fear"}), (20, "G2", then | {"voice": "hope"}),
        (6, "G3", then | {"voice": "fear"}), (9, "G4", then | {"wish": "work"}),
    )  # fmt: skip
    yield made


def _days() -> str:
    return f"{now() - timedelta(days=9):%Y-%m-%d}..{now():%Y-%m-%d}"


def _html(at: AppTest) -> str:
    return "".join(str(one.proto.body) for one in at.get("html"))


def test_small_numbers_are_hidden_and_the_page_says_how_many_and_why(store: Store) -> None:
    at = run_page(_page, period=_days())
    table = at.dataframe[0].value
    assert table["what people fear"].tolist() == [HIDDEN, HIDDEN, "6", "0", "21"]
    page = _html(at)
    assert "Numbers from 1 to 4 are not shown" in page
    assert "Hidden: 4 of 20 numbers" in page
    assert "these are people&#x27;s feelings" in page


def test_streets_and_wishes_are_chosen_by_the_address(store: Store) -> None:
    at = run_page(_page, period=_days(), by="street", of="wish")
    table = at.dataframe[0].value
    assert table["work"].tolist() == ["0", "9", "9"]
    assert "Nothing had to be hidden" in _html(at)


def test_no_text_of_a_request_is_on_the_page(store: Store) -> None:
    at = run_page(_page, period=_days())
    assert "<img src=x" not in _html(at)
    assert "onerror" not in at.dataframe[0].value.to_csv()


def test_the_page_opens_with_what_can_be_read(store: Store) -> None:
    at = run_page(_page)
    # The usual choice needs no word in the address, so no other page is asked for a quarter.
    assert "period" not in at.query_params
    assert at.selectbox(key="voices_kind").value != "month"
    assert at.button_group(key="voices_by").value == "community"


def test_where_communities_are_all_signs_the_page_opens_with_streets(store: Store) -> None:
    then = {"reported_at": now() - timedelta(days=1)}
    places = ("G1", "G2", "G3", "G4")
    put(store, *((4, g, then | {"wish": w}) for g in places for w in ("income", "health")))
    at = run_page(_page, of="wish")
    assert at.button_group(key="voices_by").value == "street"
    at = run_page(_page, of="wish", by="community")
    assert at.button_group(key="voices_by").value == "community"


def test_this_month_can_be_chosen_and_stays(store: Store) -> None:
    at = run_page(_page)
    at.selectbox(key="voices_kind").set_value("month").run()
    assert f"{now():%Y-%m}" in at.query_params["period"]
    assert at.selectbox(key="voices_kind").value == "month"


def test_an_empty_district_has_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'empty.db'}")
    migrate(open_store())
    run_page(_page)
    run_page(_page, of="wish", by="street", grew="voice", lang="zh")
