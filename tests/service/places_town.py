"""A small district for places and emergencies: two communities of two grids, homes in a row."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from data.schema import org_units, postings, workers
from data.store import Store, bump
from tests.service.conftest import NOW
from tests.service.district import bring

__all__ = ["A", "B", "NOW", "TODAY", "town"]

TODAY = date(2026, 6, 1)
# Two communities of one street; grids of 0.01 degree side by side, from west to east.
A, B = "990101001001", "990101001002"
_GRIDS = {f"{A}001": A, f"{A}002": A, f"{B}001": B, f"{B}002": B}
_SOUTH = 31.0


def town(store: Store, folder: Path, homes: int = 40) -> None:
    """Bring units, four grids, and homes every 0.001 degree of longitude, every fifth empty."""
    with store.begin() as conn:
        conn.execute(
            org_units.insert(),
            [
                {"code": "990101001", "name": "街", "level": "street", "parent_code": None},
                {"code": A, "name": "甲社区", "level": "community", "parent_code": "990101001"},
                {"code": B, "name": "乙社区", "level": "community", "parent_code": "990101001"},
            ],
        )
        bump(conn, "grids")
    bring(store, "grids", _grid_file(folder), parent="parent")
    rows = "".join(
        f"H{n:03},{111.0005 + 0.001 * n:.7f},{_SOUTH + 0.005},路{n:03}号,"
        f"{'否' if n % 5 == 4 else '是'},000-{n:04},{'yes' if n % 2 else 'no'}\n"
        for n in range(homes)
    )
    path = folder / "homes.csv"
    path.write_text("id,lon,lat,address,occupied,contact,consent\n" + rows, encoding="utf-8")
    bring(store, "households", path, crs="CGCS2000", id="id")
    with store.begin() as conn:
        conn.execute(workers.insert(), [{"code": f"W{n}", "name": f"网格员{n}"} for n in (1, 2)])
        conn.execute(
            postings.insert(),
            [
                {"worker_code": "W1", "grid_code": f"{A}001", "duty": "primary"},
                {"worker_code": "W2", "grid_code": f"{A}001", "duty": "backup"},
                {"worker_code": "W2", "grid_code": f"{A}002", "duty": "primary"},
                {"worker_code": "W1", "grid_code": f"{B}001", "duty": "primary"},
            ],
        )
        bump(conn, "duty")


def _grid_file(folder: Path) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "parent": parent, "name": f"网格{number + 1}"},
            "geometry": {"type": "Polygon", "coordinates": [_ring(111 + 0.01 * number)]},
        }
        for number, (code, parent) in enumerate(_GRIDS.items())
    ]
    path = folder / "grids.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def _ring(west: float) -> list[list[float]]:
    east, north = west + 0.01, _SOUTH + 0.01
    return [[west, _SOUTH], [east, _SOUTH], [east, north], [west, north], [west, _SOUTH]]
