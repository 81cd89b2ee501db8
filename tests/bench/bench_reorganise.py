"""A county of 1,249 villages into 208 communities: proposed, previewed, approved, settled.

The size of Zhucheng's merger of 1,249 villages; the county itself is made up.  Run it with
``python -m tests.bench.bench_reorganise [villages] [communities] [households]``.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from timeit import default_timer

import numpy as np
import pandas as pd
import shapely

from casework.access import OPERATOR
from data.event_store import insert_cases
from data.grid_store import load_grids, load_org_units
from data.migrate import migrate
from data.rows import insert_rows
from data.schema import cases, grids, households, org_units, postings, workers
from data.store import Store, bump
from geo.metres import area_m2
from geo.tiles import tile16
from service.coverage import index_of
from service.placing import place_cases, place_points
from service.plans.order_paper import OrderPaper
from service.reorganisation import approve_reorganisation
from service.reorganise.merging import MergeAsk, merge_proposal
from service.reorganise.preview import preview
from tests.service.conftest import NOW
from tests.service.district import rows_of

LON, LAT, TOWNS, DAY = 119.2, 35.8, 13, date(2026, 6, 1)
COUNTY = "990701"


def county(villages: int, rng: np.random.Generator) -> tuple[list[shapely.Geometry], np.ndarray]:
    """Return irregular villages inside the outline of a county, and the town of each."""
    turn = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    far = 0.28 + 0.05 * np.sin(3 * turn + 1) + 0.03 * np.cos(5 * turn)
    outline = shapely.Polygon(np.column_stack([LON + far * np.cos(turn), LAT + far * np.sin(turn)]))
    seeds = np.empty((0, 2))
    while len(seeds) < villages:
        more = rng.uniform([LON - 0.4, LAT - 0.4], [LON + 0.4, LAT + 0.4], (villages, 2))
        inside = shapely.contains_xy(outline, *more.T)
        seeds = np.vstack([seeds, more[inside]])[:villages]
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=outline)
    )
    # Cut along the outline with one noder, so that neighbours share every vertex.
    edges = shapely.union_all([shapely.boundary(outline), *shapely.boundary(cells)])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    faces = faces[shapely.contains(outline, shapely.point_on_surface(faces))]
    middle = shapely.get_coordinates(shapely.centroid(faces))
    towns = middle[rng.choice(len(faces), TOWNS, replace=False)]
    town = np.argmin(((middle[:, None] - towns[None]) ** 2).sum(axis=2), axis=1)
    return list(faces), town


def fill(store: Store, villages: int, homes: int, rng: np.random.Generator) -> None:
    """Write the county with one grid for each village, households by a lognormal, cases."""
    shapes, town = county(villages, rng)
    order = [0] * TOWNS
    codes = []
    for one in town:
        order[one] += 1
        codes.append(f"{COUNTY}{100 + one}{199 + order[one]:03d}")
    units = [(COUNTY, "示例市", "county", None)]
    units += [(f"{COUNTY}{100 + n}", f"{n}镇", "street", COUNTY) for n in range(TOWNS)]
    units += [(code, f"{code[-6:]}村", "community", code[:9]) for code in codes]
    cells = pd.DataFrame(
        {
            "code": [code + "001" for code in codes],
            "name": [f"{code[-6:]}村网格" for code in codes],
            "kind": "general",
            "parent_code": codes,
            "shape": shapely.to_wkb(np.array(shapes, dtype=object)),
            "area_m2": area_m2(shapes),
        }
    )
    weight = rng.lognormal(0, 0.5, len(shapes))
    count = rng.multinomial(homes, weight / weight.sum())
    west, south, east, north = shapely.bounds(shapes).T
    owner = np.repeat(np.arange(len(shapes)), count)
    lon, lat = rng.uniform(west[owner], east[owner]), rng.uniform(south[owner], north[owner])
    with store.begin() as conn:
        names = ["code", "name", "level", "parent_code"]
        insert_rows(conn, org_units, pd.DataFrame(units, columns=names, dtype=object))
        insert_rows(conn, grids, cells)
        people = pd.DataFrame({"code": [f"W{n:04d}" for n in range(len(codes))]})
        insert_rows(conn, workers, people.assign(name=people["code"]))
        posted = pd.DataFrame({"worker_code": people["code"], "grid_code": cells["code"]})
        insert_rows(conn, postings, posted.assign(duty="primary", since=date(2026, 1, 1)))
        bump(conn, "grids", "duty")
        index = index_of(conn, DAY)
        placed = place_points(index, lon, lat)
        home = {"code": [f"H{n:06d}" for n in range(homes)], "lon": lon, "lat": lat}
        home |= {"address": "-", "tile16": tile16(lon, lat), "grid_code": placed["grid_code"]}
        insert_rows(conn, households, pd.DataFrame(home))
        some = rng.choice(homes, homes // 20, replace=False)
        reported = [NOW - timedelta(days=9, minutes=int(n)) for n in range(len(some))]
        frame = pd.DataFrame({"code": [f"C{n}" for n in some], "lon": lon[some], "lat": lat[some]})
        frame = frame.assign(category="litter", reported_at=reported, status="handling")
        frame = frame.join(place_cases(conn, frame.assign(is_open=True), DAY, index_of))
        insert_cases(
            conn, frame, acted_by="gege", entered_by="gege", recorded_at=NOW - timedelta(days=1)
        )


def main(villages: int = 1249, into: int = 208, homes: int = 60_000) -> None:
    """Print what each step takes and what it comes to."""
    store = Store(str(Path(tempfile.mkdtemp()) / "county.db"))
    migrate(store)
    fill(store, villages, homes, np.random.default_rng(208))
    for keeps in (True, False):
        ask = MergeAsk(DAY, into, keeps_parents=keeps)
        made = merge_proposal(OPERATOR, store, ask, NOW)
        lines = made.units
        print(
            f"{villages} villages -> {into} communities, towns kept {keeps}: max/mean"
            f" {made.max_over_mean:.3f} (bound {made.bound:.3f}), households"
            f" {lines['households'].min()} to {lines['households'].max()},"
            f" in pieces {(lines['pieces'] > 1).sum()}, compactness"
            f" {lines['compactness'].mean():.2f} (least {lines['compactness'].min():.2f}),"
            f" villages {lines['units'].min()} to {lines['units'].max()}, {made.seconds:.1f} s"
        )
        if keeps:
            plan = made.plan
    began = default_timer()
    seen = preview(OPERATOR, store, plan, NOW)
    print(f"preview {default_timer() - began:.1f} s, differences {len(seen.differences)}")
    print(seen.totals.to_string(index=False))
    began = default_timer()
    paper = OrderPaper("村改1号", DAY, "村改社区", "市政府")
    done = approve_reorganisation(OPERATOR, store, seen.plan, paper, NOW)
    print(f"approved and settled in {default_timer() - began:.1f} s: {done}")
    with store.read() as conn:
        now, units = load_grids(conn, DAY), load_org_units(conn, DAY)
    assert (units["level"] == "community").sum() == into
    assert shapely.coverage_is_valid(now.geometry.to_numpy())
    assert set(rows_of(store, households)["grid_code"].dropna()) <= set(now["code"])
    assert set(rows_of(store, cases)["grid_code"].dropna()) <= set(now["code"])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
