"""The heat surface and the map's pictures by address."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from casework.access import Role, Viewer
from data.store import Store, open_store
from routes import heat_layers, map_pictures
from service.map_mercator import WORLD_BITS, to_world
from tests.browser import district
from tests.dashboard.asgi import ask


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    district.hand_made(tmp_path / "gege.db")
    monkeypatch.setenv("GEGE_DATABASE", str(tmp_path / "gege.db"))
    yield open_store()


def _tile(mark: str, query: str, zoom: int = 14) -> str:
    lon, lat = district.centre(0)
    x, y = (
        int(one[0]) >> (WORLD_BITS - zoom) for one in to_world(np.array([lon]), np.array([lat]))
    )
    return f"/gege/heat/{mark}/{zoom}/{x}/{y}.png?{query}"


def test_the_legend_gives_the_mark_under_which_the_tiles_are_kept() -> None:
    status, headers, body = ask("/gege/heat.json?what=open&bandwidth=300")
    legend = json.loads(body)
    assert status == 200 and headers["cache-control"].startswith("private")
    # of the hand-made district's five open cases one lies far outside
    assert (legend["counted"], legend["left_out"], legend["bandwidth_m"]) == (4, 1, 300)
    assert all(one["colour"].startswith("rgba(") for one in legend["classes"])
    status, headers, png = ask(_tile(legend["mark"], "what=open&bandwidth=300"))
    assert status == 200 and "immutable" in headers["cache-control"]
    assert np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))[..., 3].any()
    again = ask(_tile(legend["mark"], "what=open&bandwidth=300"), if_none_match=headers["etag"])
    assert again[0] == 304 and not again[2]
    _status, headers, _png = ask(_tile("old", "what=open&bandwidth=300"))
    assert headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    "query",
    ["what=worst", "bandwidth=20", "bandwidth=x", "per=head", "from=yesterday", "on=1200-01-01"],
)
def test_what_cannot_be_asked_of_the_surface_is_refused_with_a_sentence(query: str) -> None:
    for address in ("/gege/heat.json?" + query, _tile("x", query), "/gege/map.svg?heat=1&" + query):
        status, _headers, body = ask(address)
        assert status == 400
        assert json.loads(body)["error"]


@pytest.mark.parametrize("layer", ["layer=figure&figure=reported", "layer=rate", "heat=1", ""])
def test_a_map_is_a_file_that_runs_nothing(layer: str) -> None:
    query = f"{layer}&period=2026-02&what=open"
    status, headers, body = ask(f"/gege/map.svg?{query}")
    assert status == 200, body
    assert headers["content-type"].startswith("image/svg+xml")
    assert headers["content-disposition"] == 'attachment; filename="map.svg"'
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert ElementTree.fromstring(body).tag.endswith("svg")  # noqa: S314
    status, headers, body = ask(f"/gege/map.png?{query}&size=screen")
    assert status == 200 and headers["content-type"] == "image/png"
    # Below the map a line says who took it, and when.
    assert Image.open(io.BytesIO(body)).size == (2560, 1624)


def test_a_difference_is_drawn_as_well() -> None:
    query = "layer=difference&first=2026-01&second=2026-02&figure=reported"
    status, _headers, body = ask(f"/gege/map.svg?{query}")
    assert status == 200, body


@pytest.mark.parametrize("query", ["layer=nothing", "size=wall", "theme=pink", "outside=maybe"])
def test_a_picture_that_cannot_be_drawn_is_refused(query: str) -> None:
    status, _headers, body = ask(f"/gege/map.png?{query}")
    assert status == 400 and json.loads(body)["error"]


def test_who_may_not_see_or_take_gets_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = Viewer("王五", Role.SYSTEM, None)
    worker = Viewer("李四", Role.WORKER, None)
    monkeypatch.setattr(heat_layers, "viewer_of", lambda _request: nobody)
    assert ask("/gege/heat.json")[0] == 403
    assert ask(_tile("x", ""))[0] == 403
    monkeypatch.setattr(map_pictures, "viewer_of", lambda _request: worker)
    assert ask("/gege/map.svg")[0] == 403
