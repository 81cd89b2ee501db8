"""The command line of places and emergencies, as it is written and answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from commands.emergency import app as emergency_app
from commands.places import app as places_app
from data.migrate import migrate
from data.store import Store, open_store
from service.errors import ServiceError
from tests.service.places_town import A, town


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GEGE_DATABASE", str(tmp_path / "district.db"))
    made = open_store()
    migrate(made)
    town(made, tmp_path)
    yield made


def _run(app: Typer, *words: str):
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout) if done.stdout.strip() else None


def test_a_place_is_added_counted_to_tried_and_ended(store: Store, tmp_path: Path) -> None:
    kept = _run(places_app, "add", "甲站", "医疗", "--at", "111.005", "31.005")
    assert kept == {"code": "S001", "grid_code": f"{A}001", "unit_code": A}
    assert [one["code"] for one in _run(places_app, "list", "--kind", "医疗")] == ["S001"]
    kinds = _run(places_app, "distances", "--far", "700")
    assert [(one["kind"], one["places"]) for one in kinds] == [("医疗", 1), ("*", 1)]
    far = _run(places_app, "far", "--kind", "医疗", "--far", "700", "--by", "grid")
    assert sum(one["far"] for one in far["units"]) == kinds[0]["far"]
    tried = _run(places_app, "far", "--kind", "医疗", "--far", "700", "--try", "111.035", "31.005")
    assert tried["gained"] == tried["within"] > 0
    out = tmp_path / "places.geojson"
    _run(places_app, "list", "--out", str(out))
    assert len(json.loads(out.read_text())["features"]) == 1
    _run(places_app, "change", "S001", "--name", "乙站")
    _run(places_app, "end", "S001")
    assert _run(places_app, "list") == []
    empty = _run(places_app, "far", "--kind", "医疗", "--by", "grid")
    assert {one["median_m"] for one in empty["units"]} == {None}


def test_an_emergency_is_opened_confirmed_printed_and_closed(store: Store, tmp_path: Path) -> None:
    looked = _run(emergency_app, "open", "汛情", "--area", A, "--dry-run")
    assert (looked["households"], "code" in looked) == (20, False)
    wkt = "POLYGON((111 31, 111.04 31, 111.04 31.01, 111 31.01, 111 31))"
    code = _run(emergency_app, "open", "汛情", "--wkt", wkt)["code"]
    assert _run(emergency_app, "confirm", code, "H001", "confirmed")["state"] == "confirmed"
    assert len(_run(emergency_app, "list", code, "--worker", "W2")) == 10
    told = _run(emergency_app, "progress", code)
    assert (told["reached"], told["open"], told["households"]) == (1, 39, 40)
    out = tmp_path / "sheet.html"
    _run(emergency_app, "sheet", code, str(out), "--worker", "W1")
    assert "H001" in out.read_text(encoding="utf-8")
    assert _run(emergency_app, "close", code)["confirmed"] == 1
    assert _run(emergency_app, "list")[0]["closed_at"] is not None
    with pytest.raises(ServiceError, match="one way"):
        _run(emergency_app, "open", "x", "--wkt", wkt, "--area", A)
