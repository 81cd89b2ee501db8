"""A small town for tests: two streets, four communities, sixteen grids, their people and cases."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import shapely

from data.event_store import insert_cases
from data.rows import insert_rows
from data.schema import category_overrides, grids, households, org_units, postings, workers
from data.store import Store, bump
from geo.metres import area_m2
from geo.tiles import tile16
from service.coverage import index_of
from service.placing import place_cases, place_points
from tests.service.conftest import NOW

LON, LAT, STEP = 121.4, 31.2, 0.003
COUNTY = "990101"
STREETS = [COUNTY + "001", COUNTY + "002"]
COMMUNITIES = [STREETS[0] + "001", STREETS[0] + "002", STREETS[1] + "001", STREETS[1] + "002"]
DAY = date(2026, 6, 1)


def at(column: float, row: float) -> tuple[float, float]:
    """Return lon and lat of a place in units of grids from the south-west."""
    return LON + column * STEP, LAT + row * STEP


def square(column: float, row: float, width: float = 1, height: float = 1) -> shapely.Geometry:
    """Return a rectangle in units of grids."""
    return shapely.box(*at(column, row), *at(column + width, row + height))


def code_at(column: int, row: int) -> str:
    """Return the code of the general grid at a place of the 4 x 4 lattice."""
    community = COMMUNITIES[2 * (column // 2) + row // 2]
    return f"{community}{1 + column % 2 + 2 * (row % 2):03d}"


def fill(store: Store, *, homes: int = 400, matters: int = 60, seed: int = 7) -> None:
    """Fill an empty database with the town.

    Each community has one worker, W1 to W4, but grid (3, 3), which is vacant; W5 stands by for all
    of W1's.  A dedicated grid D lies in grid (0, 0); noise in street 001 goes to grid (1, 1).
    """
    rng = np.random.default_rng(seed)
    places = [(c, r) for c in range(4) for r in range(4)]
    cells = pd.DataFrame(
        {
            "code": [*(code_at(*one) for one in places), COMMUNITIES[0] + "009"],
            "kind": ["general"] * 16 + ["dedicated"],
            "shape": [*(square(*one) for one in places), square(0.3, 0.3, 0.2, 0.2)],
        }
    )
    shapes = cells["shape"].to_numpy(dtype=object)
    cells = cells.assign(
        name=[f"第{n}网格" for n in range(1, 18)],
        parent_code=cells["code"].str[:12],
        area_m2=area_m2(shapes),
        shape=shapely.to_wkb(shapes),
    )
    units = [(COUNTY, "示例县", "county", None)]
    units += [(code, f"街{code[-1]}街道", "street", COUNTY) for code in STREETS]
    units += [(code, f"第{code[-4:]}社区", "community", code[:9]) for code in COMMUNITIES]
    posted = [
        (f"W{1 + COMMUNITIES.index(code[:12])}", code, "primary")
        for code in cells["code"]
        if code != code_at(3, 3)
    ]
    posted += [("W5", code, "backup") for code in cells["code"] if code[:12] == COMMUNITIES[0]]
    with store.begin() as conn:
        names = ["code", "name", "level", "parent_code"]
        insert_rows(conn, org_units, pd.DataFrame(units, columns=names, dtype=object))
        insert_rows(conn, grids, cells)
        people = pd.DataFrame({"code": [f"W{n}" for n in range(1, 6)]})
        insert_rows(conn, workers, people.assign(name="员" + people["code"]))
        frame = pd.DataFrame(posted, columns=["worker_code", "grid_code", "duty"])
        insert_rows(conn, postings, frame.assign(since=date(2026, 1, 1)))
        rule = {"category": "noise", "within_code": STREETS[0], "grid_code": code_at(1, 1)}
        insert_rows(conn, category_overrides, pd.DataFrame([rule]))
        bump(conn, "grids", "duty")
        _people(conn, rng, homes, matters)


def _people(conn, rng, homes: int, matters: int) -> None:
    lon, lat = (
        rng.uniform(*at(0, 0)[:1], at(4, 4)[0], homes),
        rng.uniform(at(0, 0)[1], at(4, 4)[1], homes),
    )
    index = index_of(conn, DAY)
    placed = place_points(index, lon, lat)
    insert_rows(
        conn,
        households,
        pd.DataFrame(
            {
                "code": [f"H{n:04d}" for n in range(homes)],
                "address": [f"路{n}号" for n in range(homes)],
                "lon": lon,
                "lat": lat,
                "tile16": tile16(lon, lat),
                "grid_code": placed["grid_code"],
            }
        ),
    )
    lon, lat = (
        rng.uniform(at(0, 0)[0], at(4, 4)[0], matters),
        rng.uniform(at(0, 0)[1], at(4, 4)[1], matters),
    )
    is_closed = np.arange(matters) % 3 == 0
    reported = pd.Series([NOW - timedelta(days=20, hours=n) for n in range(matters)])
    frame = pd.DataFrame(
        {
            "code": [f"C{n:03d}" for n in range(matters)],
            "status": np.where(is_closed, "closed", "handling"),
            "category": np.where(np.arange(matters) % 5 == 0, "noise", "litter"),
            "reported_at": reported,
            "closed_at": reported.where(is_closed, None) + timedelta(hours=2),
            "lon": lon,
            "lat": lat,
            "is_open": ~is_closed,
        }
    )
    frame = frame.join(place_cases(conn, frame, DAY, index_of)).drop(columns="is_open")
    insert_cases(
        conn, frame, acted_by="gege", entered_by="gege", recorded_at=NOW - timedelta(days=1)
    )
