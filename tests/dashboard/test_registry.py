"""The page of figures: all of them with their formulas, and the cases behind one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from casework.access import OPERATOR
from casework.indicators import REGISTRY
from casework.period import Period
from data.migrate import migrate
from data.store import Store, open_store
from service.clock import now
from service.figures import figure
from tests.dashboard.town import HOSTILE, run_page
from tests.service.units_town import found_units, put


def _page() -> None:
    from pages import registry

    registry.render()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'town.db'}")
    made = open_store()
    migrate(made)
    found_units(made)
    day = timedelta(days=1)
    then = {"reported_at": now() - 400 * day, "due_at": now() - 380 * day}
    done = {"status": "closed", "closed_at": now() - 390 * day, "replied_at": now() - 390 * day}
    told = {"category": HOSTILE, "address": HOSTILE}
    put(made, (230, "G1", then | done | told), (20, "G2", then | {"unit_code": HOSTILE}))
    yield made


def _all_years() -> dict[str, Any]:
    return {"period": f"{now() - timedelta(days=450):%Y-%m-%d}..{now():%Y-%m-%d}"}


def _html(at: AppTest) -> str:
    return "".join(str(one.proto.body) for one in at.get("html"))


def test_every_figure_stands_there_with_its_formula_and_whose_it_is(store: Store) -> None:
    page = _html(run_page(_page, **_all_years()))
    for one in REGISTRY.values():
        assert f">{one.chinese}</a>" in page
        assert one.source.split("(")[0] in page
    assert page.count("a local definition") == sum(one.is_local for one in REGISTRY.values())


def test_the_search_leaves_what_has_all_the_words(store: Store) -> None:
    at = run_page(_page, **_all_years())
    at.text_input(key="registry_search").set_value("按期结案率").run()
    assert re.findall(r"figure=(\w+)&", _html(at)) == ["closed_on_time", "urgent_closed_on_time"]
    at.text_input(key="registry_search").set_value("closed HAND-OVERS").run()
    assert re.findall(r"figure=(\w+)&", _html(at)) == ["transfers"]


@pytest.mark.parametrize("side", ["numerator", "denominator"])
def test_a_deep_link_shows_the_rows_of_the_figure(store: Store, side: str) -> None:
    at = run_page(_page, figure="closed_on_time", rows=side, **_all_years())
    period = Period.parse(_all_years()["period"])
    one = figure(OPERATOR, store, "closed_on_time", period.first, period.last, now())
    assert (one.n, one.m) == (230, 250)
    rows = at.dataframe[0].value
    count = one.n if side == "numerator" else one.m
    assert len(rows) == 200
    assert f"{count} rows; page 1 of 2" in [one.value for one in at.caption]
    assert "230 of 250" in _html(at)
    at.query_params["page"] = "2"
    at.run()
    assert len(at.dataframe[0].value) == count - 200


def test_a_figure_unit_or_page_there_is_not_is_said_and_left(store: Store) -> None:
    at = run_page(_page, figure="nonsense", unit="nobody", **_all_years())
    said = [one.value for one in at.warning]
    assert len(said) == 2
    at.query_params["figure"], at.query_params["page"] = "closed", "99999999"
    at.run()
    assert "250 rows; page 1 of 2" in [one.value for one in at.caption]


def test_hostile_texts_stay_texts(store: Store) -> None:
    at = run_page(_page, figure="closed", **_all_years())
    assert "<img src=x" not in _html(at)
    address = at.dataframe[0].value.iloc[0, 0]
    assert address.startswith("case-list?case=K")


def test_links_keep_period_and_area(store: Store) -> None:
    page = _html(run_page(_page, area="C1", **_all_years()))
    links = re.findall(r'href="(\?figure=[^"]*)"', page)
    assert len(links) == len(REGISTRY)
    assert all("area=C1" in one and "period=" in one and "lang=en" in one for one in links)
