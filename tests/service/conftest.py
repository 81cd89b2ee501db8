"""A fresh database per test, copied from one that was migrated once, and small files to bring."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.migrate import migrate
from data.store import Store

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a migrated, empty database; copy it, never write to it."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    store = Store(str(path))
    migrate(store)
    store.engine.dispose()
    return path


@pytest.fixture
def store(empty_database: Path, tmp_path: Path) -> Store:
    """Return an empty district of its own."""
    path = tmp_path / "district.db"
    shutil.copy(empty_database, path)
    return Store(str(path))


Square = tuple[str, float, float, float, float]


@pytest.fixture
def grid_file(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of GeoJSON files: squares by code and west, south, east, north."""

    def make(*squares: Square, name: str = "grids.geojson", **more: dict[str, object]) -> Path:
        features = [
            {
                "type": "Feature",
                "properties": {"code": code, **{key: of[code] for key, of in more.items()}},
                "geometry": {"type": "Polygon", "coordinates": [_ring(w, s, e, n)]},
            }
            for code, w, s, e, n in squares
        ]
        path = tmp_path / name
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        return path

    return make


@pytest.fixture
def text_file(tmp_path: Path) -> Callable[[str, str], Path]:
    """Return a maker of small text tables."""

    def make(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return make


def _ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def same_salt() -> str:
    """Return what is otherwise drawn by lot, so that two runs can be held side by side."""
    return "0" * 32


@pytest.fixture(scope="module")
def the_same_salt():
    """Let two runs of one act write the same words under the same hash."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("data.event_words.new_salt", same_salt)
        yield
