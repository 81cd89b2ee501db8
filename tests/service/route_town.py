"""Two communities with streets, and matters of a worker, for tests of routes."""

from __future__ import annotations

from typing import Any

import shapely

from casework.sentence import Sentence
from data.schema import base_features
from data.store import Store, bump
from service.day.matter import Matter
from tests.service.matters import HERE, LAT_M, LON_M, found_district


def at(east_m: float, north_m: float) -> tuple[float, float]:
    """Return the position so many metres from the middle of the first grid."""
    return HERE[0] + east_m * LON_M, HERE[1] + north_m * LAT_M


def found_streets(store: Store, *lines: list[tuple[float, float]]) -> None:
    """Lay the district and its streets: by default a square of 400 m cut every 100 m."""
    found_district(store)
    steps = range(-200, 201, 100)
    usual = [[(x, -200.0), (x, 200.0)] for x in steps] + [[(-200.0, y), (200.0, y)] for y in steps]
    with store.begin() as conn:
        for number, line in enumerate(lines or usual):
            shape = shapely.to_wkb(shapely.LineString([at(*one) for one in line]))
            conn.execute(
                base_features.insert().values(
                    layer="road", name=f"{number}号路", rank=1 + number % 3, shape=shape
                )
            )
        bump(conn, "base")


def stop(code: str, east_m: float | None, north_m: float = 0, **said: Any) -> Matter:
    """Return a matter at so many metres from the middle; without a position for None."""
    lon, lat = (None, None) if east_m is None else at(east_m, north_m)
    usual = {
        "kind": "visit", "title": f"柳岸路{code}号", "detail": "", "urgency": 3, "due_at": None,
        "grid_code": "G1", "why": Sentence("To be visited."),
    }  # fmt: skip
    return Matter(**{**usual, "code": code, "lon": lon, "lat": lat, **said})
