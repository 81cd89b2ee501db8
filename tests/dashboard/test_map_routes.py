"""The map's addresses: right figures, private answers, and a sentence for every bad question."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from casework.access import Role, Viewer
from data.store import Store, open_store
from routes import map_layers, map_questions
from service.map_mercator import WORLD_BITS, to_world
from service.map_view import MapData
from tests.browser import district
from tests.dashboard.asgi import ask


@pytest.fixture
def store(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    made = district.hand_made(tmp_path / "gege.db")
    district.add_base_map(made)
    monkeypatch.setenv("GEGE_DATABASE", str(tmp_path / "gege.db"))
    yield open_store()


def _json(address: str) -> dict[str, object]:
    status, headers, body = ask(address)
    assert status == 200, body
    assert headers["cache-control"].startswith("private")
    return json.loads(body)


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("measure=households", [4, 0, 2, 1]),
        ("measure=open_cases", [3, 1, 0, 0]),
        ("measure=case_rate", [750, None, 0, 0]),
        ("measure=open_cases&status=overdue", [2, 0, 0, 0]),
        ("measure=open_cases&status=all", [3, 2, 0, 0]),
        ("measure=open_cases&status=done", [0, 1, 0, 0]),
        ("measure=open_cases&status=void", [0, 0, 1, 0]),
        ("measure=open_cases&category=路灯不亮", [1, 1, 0, 0]),
        ("measure=open_cases&from=2026-02-21&to=2026-02-27", [1, 1, 0, 0]),
        ("measure=open_cases&area=990101001002", [None, None, 0, 0]),
        ("measure=worker", ["网格员0", "网格员1", "网格员2", None]),
        ("measure=community", ["第1社区", "第1社区", "第2社区", "第2社区"]),
    ],
)
def test_each_measure_is_the_count_made_by_hand(
    store: Store, query: str, values: list[object]
) -> None:
    assert _json(f"/gege/measures.json?{query}")["values"] == values


def test_totals_count_what_lies_in_no_grid(store: Store) -> None:
    totals = _json("/gege/measures.json")["totals"]
    assert totals == {
        "cases": 5,
        "open_cases": 5,
        "overdue": 2,
        "unplaced": 1,
        "grids": 4,
        "households": 7,
    }


def test_the_overdue_are_sent_last_so_that_they_lie_on_top(store: Store) -> None:
    found = _json("/gege/cases.json?zoom=15&bbox=110,30,112,32")
    assert [row[3] for row in found["single"]] == [1, 1, 1, 2, 2]


def test_the_card_names_grid_worker_and_path(store: Store) -> None:
    lon, lat = district.centre(1)
    found = _json(f"/gege/locate.json?lon={lon}&lat={lat}")
    assert (found["grid_code"], found["worker"]) == (district.CODES[1], "网格员1")
    assert found["path"] == ["示例区", "柳岸街道", "第1社区"]


def test_grids_answer_compressed_and_not_twice(store: Store) -> None:
    token = _json("/gege/measures.json")["grids"]
    address = f"/gege/grids/{token}/3.json"
    status, headers, body = ask(address, accept_encoding="gzip")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert "immutable" in headers["cache-control"]
    assert json.loads(ask(address)[2])["codes"] == list(district.CODES)
    assert ask(address, accept_encoding="gzip", if_none_match=headers["etag"])[0] == 304
    assert ask("/gege/grids/of-yesterday/3.json")[1]["cache-control"] == "private, no-store"


def test_household_tiles_show_every_household(store: Store) -> None:
    mark = MapData.of(store).token("households")
    x, y = (
        int(v[0]) >> (WORLD_BITS - 15) for v in to_world(*map(np.array, zip(district.centre(0))))
    )
    status, headers, body = ask(f"/gege/households/{mark}/15/{x}/{y}.png")
    assert (status, headers["content-type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(body)).size == (256, 256)
    assert Image.open(io.BytesIO(ask(f"/gege/households/{mark}/15/0/0.png")[2])).size == (1, 1)


@pytest.mark.parametrize(
    "address",
    [
        "measures.json?measure=<script>",
        "measures.json?status=nobody",
        "measures.json?from=2026-13-01",
        "measures.json?to=0001-01-01",
        "measures.json?theme=pink",
        "measures.json?category=" + "x" * 500,
        "measures.json?area=%00",
        "cases.json",
        "cases.json?zoom=nan&bbox=1,2,3,4",
        "cases.json?zoom=5&bbox=1,2,3",
        "cases.json?zoom=5&bbox=9,2,3,inf",
        "cases.json?zoom=99&bbox=1,2,3,4",
        "locate.json?lon=x&lat=1",
        "locate.json?lon=inf&lat=1",
        "locate.json?lon=111&lat=nan",
        "locate.json?lon=111&lat=31&on=yesterday",
        "grids/x/99.json",
        "households/x/40/1/1.png",
        "base/x/3/9/1.png",
        "find.json?q=" + "y" * 300,
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_bad_question_is_refused_with_a_sentence(
    store: Store, address: str, language: str
) -> None:
    status, headers, body = ask(f"/gege/{address}", accept_language=language)
    assert status == 400
    assert headers["content-type"] == "application/json"
    assert len(json.loads(body)["error"]) > 8
    assert "<script>" not in headers["content-type"]


@pytest.mark.parametrize(
    "address", ["", "secrets", "assets/x/../../app.py", "assets/x/app.py", "tiles/1/0/0"]
)
def test_what_is_not_there_is_not_found(store: Store, address: str) -> None:
    assert ask(f"/gege/{address}")[0] == 404


def test_the_prefix_follows_the_base_path(store: Store) -> None:
    assert ask("/town/gege/measures.json", base_path="/town/")[0] == 200
    assert ask("/gege/measures.json", base_path="town")[0] == 404


@pytest.mark.parametrize("text", ["%", "_", "'", "\\", "[", "(", "*", "' OR 1=1 --"])
def test_a_search_takes_every_letter_for_itself(store: Store, text: str) -> None:
    from urllib.parse import quote

    assert _json(f"/gege/find.json?q={quote(text)}")["found"] == []


def test_a_viewer_of_one_community_sees_no_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = Viewer("甲", Role.WORKER, scope="990101001002")
    for room in (map_layers, map_questions):
        monkeypatch.setattr(room, "viewer_of", lambda request: clerk)
    found = _json("/gege/measures.json?measure=households")
    assert found["values"] == [None, None, 2, 1]
    assert found["totals"]["cases"] == 0
    assert _json("/gege/cases.json?zoom=15&bbox=110,30,112,32")["n"] == 0
    assert _json("/gege/find.json?q=C0")["found"] == []
    assert ask("/gege/households/x/15/1/1.png")[0] == 400


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://a/{z}", "javascript:1"])
def test_a_tile_server_is_only_asked_by_http(store: Store, address: str) -> None:
    from data.settings_store import set_setting

    with store.begin() as conn:
        set_setting(conn, "tile_address", address)
    assert ask("/gege/tiles/1/0/0")[0] == 400
