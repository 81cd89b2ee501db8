"""Routes by address, and the panel: what they answer, what they refuse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import Store
from service.clock import now
from tests.dashboard.asgi import ask
from tests.dashboard.town import html_of, run_page
from tests.service.day_town import found_day


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    from data.migrate import migrate
    from data.store import open_store

    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'town.db'}")
    store = open_store()
    migrate(store)
    found_day(store, now())
    yield store


def test_a_route_is_answered_as_gpx_geojson_and_sheet_and_kept_by_nobody(town: Store) -> None:
    for address, kind in (
        ("/gege/route.gpx?worker=W1", "application/gpx+xml"),
        ("/gege/route.json?worker=W1", "application/json"),
        ("/gege/route-sheet?worker=W1", "text/html; charset=utf-8"),
    ):
        status, headers, body = ask(address)
        assert (status, headers["content-type"]) == (200, kind), body
        assert headers["cache-control"] == "private, no-store"
        assert "柳岸路" in body.decode()
    assert "default-src 'none'" in headers["content-security-policy"]


def test_what_is_asked_of_a_route_is_heeded(town: Store) -> None:
    said = "/gege/route.json?worker=W1&lon=120.006&lat=30.005&limit=2&round=yes&kind=visit"
    told = json.loads(ask(said)[2])
    stops = [one["properties"] for one in told["features"] if "code" in one["properties"]]
    assert [one["kind"] for one in stops] == ["visit", "visit"]
    assert told["features"][0]["geometry"]["coordinates"] == [120.006, 30.005]
    assert sum("leg" in one["properties"] for one in told["features"]) == 3


@pytest.mark.parametrize(
    "query",
    ["", "worker=W77", "worker=W1&on=2020-01-01", "worker=W1&limit=0", "worker=W1&limit=many",
     "worker=W1&lon=120", "worker=W1&kind=stroll", "worker=W1&detour=-1", "worker=W1&round=maybe"],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_in_a_sentence(town: Store, query: str) -> None:
    status, _, body = ask(f"/gege/route.json?{query}")
    assert status == 400
    assert json.loads(body)["error"]


def panel() -> None:
    from casework.access import DEMONSTRATION_COORDINATOR
    from dashboard.route_panel import route_panel
    from data.store import open_store
    from service.clock import now

    route_panel(DEMONSTRATION_COORDINATOR, open_store(), "W1", now())


def test_the_panel_lists_the_stops_with_their_numbers_and_how_far_it_is(town: Store) -> None:
    at = run_page(panel)
    html = html_of(at)
    assert "4 stops" in html
    assert html.count('<span class="no') == 4
    at.selectbox(key="route_limit").select(10)
    at.toggle(key="route_round").set_value(True).run()
    assert not at.exception


def stranger() -> None:
    from casework.access import DEMONSTRATION_COORDINATOR
    from dashboard.route_panel import route_panel
    from data.store import open_store
    from service.clock import now

    route_panel(DEMONSTRATION_COORDINATOR, open_store(), "W77", now())


def test_the_panel_says_why_there_is_no_route(town: Store) -> None:
    at = run_page(stranger)
    assert "W77" in at.warning[0].value
