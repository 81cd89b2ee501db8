"""The page of two periods and its routes: the same numbers as the acts, refused in a sentence."""

from __future__ import annotations

import gzip
import json
import os
from datetime import UTC, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from casework.access import OPERATOR
from casework.period import Period
from data.migrate import migrate
from data.store import Store
from service.clock import now
from service.clock import today as office_day
from service.demonstration import fill_demonstration
from service.map_difference import differences
from service.map_periods import PeriodAsk
from tests.dashboard.asgi import ask


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("then") / "gege.db")
    store = Store(path)
    migrate(store)
    fill_demonstration(OPERATOR, store, datetime.now(UTC), households=1_500, grids=24, cases=1_500)
    return path


@pytest.fixture(autouse=True)
def _database(town: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEGE_DATABASE", town)


def two_months() -> tuple[Period, Period]:
    """Return the last two whole months."""
    first, second = Period.holding(office_day()).back(2)
    return first, second


def layer(path: str, **headers: str) -> dict[str, Any]:
    status, answered, body = ask(path, accept_encoding="gzip", **headers)
    assert status == 200, body
    assert answered["content-encoding"] == "gzip"
    found: dict[str, Any] = json.loads(gzip.decompress(body))
    return found


def query() -> str:
    first, second = two_months()
    return f"figure=reported&first={first.key}&second={second.key}"


def test_the_difference_by_address_is_that_of_the_act(town: str) -> None:
    told = layer(f"/gege/layers/difference.json?{query()}&lang=en&theme=light")
    found = differences(OPERATOR, Store(town), PeriodAsk("reported", two_months()), now())
    assert told["values"] == found.change.astype(int).tolist()
    assert told["totals"]["cases"] == found.second.in_all[0]
    assert any("Benjamini-Hochberg" in note for note in told["notes"])
    assert told["unit"] == "cases in a grid"


def test_both_sides_answer_in_one_set_of_classes_and_colours() -> None:
    sides = [layer(f"/gege/layers/side.json?{query()}&side={one}") for one in ("first", "second")]
    classes = [
        [(one["low"], one["high"], one["colour"]) for one in side["classes"]] for side in sides
    ]
    assert classes[0] == classes[1]
    assert sides[0]["values"] != sides[1]["values"]


def test_frames_hold_every_period_in_the_same_classes_and_add_up() -> None:
    _first, second = two_months()
    told = layer(
        f"/gege/layers/frames.json?figure=reported&period={second.key}&step=month&frames=6&lang=en"
    )
    assert len(told["frames"]) == 6
    assert told["frames"][-1]["key"] == second.key
    for frame in told["frames"]:
        assert sum(frame["values"]) + frame["totals"]["unplaced"] == frame["totals"]["cases"]
        assert sum(frame["grids"]) == len(frame["values"]) == len(frame["of"])
        for value, mark in zip(frame["values"], frame["of"], strict=True):
            kind = told["classes"][int(mark)]
            assert kind["low"] <= value <= kind["high"]


def test_what_was_sent_once_is_not_sent_again() -> None:
    path = f"/gege/layers/difference.json?{query()}"
    status, headers, _body = ask(path)
    assert status == 200
    assert ask(path, if_none_match=headers["etag"])[0] == 304


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("difference.json?figure=reported&first=2026-13&second=2026-05", "2026-13"),
        ("difference.json?figure=reported&second=2026-05", "first"),
        ("difference.json?figure=nonsense&first=2026-04&second=2026-05", "nonsense"),
        ("side.json?figure=reported&first=2026-04&second=2026-05&side=third", "third"),
        ("frames.json?figure=reported&period=2026-05&frames=1000", "1000"),
        ("frames.json?figure=reported&period=2026-05&step=day&frames=3", "day"),
        ("difference.json?figure=%3Cscript%3E&first=2026-04&second=2026-05", "script"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_was_seen(path: str, said: str) -> None:
    status, _headers, body = ask(f"/gege/layers/{path}&lang=en")
    assert status == 400
    assert said in json.loads(body)["error"]


def _page() -> None:
    from pages import comparison

    comparison.render()


def opened(**address: str) -> AppTest:
    page = AppTest.from_function(_page, default_timeout=60)
    for name, value in {"lang": "en", **address}.items():
        page.query_params[name] = value
    return page.run()


@pytest.mark.parametrize("view", ["side", "difference", "play", "intake"])
def test_every_view_opens_from_its_address(view: str) -> None:
    page = opened(view=view, period=two_months()[1].key)
    assert not page.exception
    assert not page.warning


def test_the_table_of_parts_adds_up_to_the_whole() -> None:
    first, second = two_months()
    page = opened(view="difference", period=second.key)
    frame = page.dataframe[0].value
    found = differences(
        OPERATOR, Store(os.environ["GEGE_DATABASE"]), PeriodAsk("reported", (first, second)), now()
    )
    told = [int(str(one).replace(",", "")) for one in frame.iloc[:, 2]]
    assert sum(told) == found.second.in_all[0]


def test_periods_that_cannot_be_compared_are_said_on_the_page() -> None:
    _first, second = two_months()
    page = opened(view="side", period=second.key, first=second.key)
    assert not page.exception
    assert "share days" in page.warning[0].value
