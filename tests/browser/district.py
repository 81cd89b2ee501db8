"""Small districts for the tests of the map: one made by hand, one with hostile text in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import shapely
import sqlalchemy as sa

from casework.access import OPERATOR
from data.migrate import migrate
from data.schema import (
    base_features,
    cases,
    grids,
    households,
    org_units,
    postings,
    settings,
    workers,
)
from data.store import TOPICS, Store, bump
from service.demonstration import fill_demonstration

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
WEST, SOUTH, STEP = 111.0, 31.0, 0.01
CODES = tuple(f"99010100100{part}00{number}" for part in (1, 2) for number in (1, 2))

IMAGE = '<img src=x onerror="window.hacked=1;parent.hacked=1">'
SCRIPT = "</script><script>window.hacked=1;parent.hacked=1</script>"
QUOTES = "\"'`{{ 'x' }} _abc & ${window.hacked=1} \\u003cb\\u003e \u2028"


def hand_made(path: Path) -> Store:
    """Return a district of 2 x 2 square grids in two communities, with known counts.

    Grids, west to east and south to north: households 4, 0, 2, 1; open cases 3, 1, 0, 0 (of the
    three, two are overdue); one case lies outside; the last grid has nobody.
    """
    store = Store(str(path))
    migrate(store)
    with store.begin() as conn:
        conn.execute(org_units.insert(), _units())
        conn.execute(grids.insert(), [_grid(number) for number in range(4)])
        conn.execute(workers.insert(), _workers())
        conn.execute(postings.insert(), _postings())
        conn.execute(households.insert(), _households())
        conn.execute(cases.insert(), _cases())
        bump(conn, *TOPICS)
    return store


def with_a_turn(path: Path, day: date) -> Store:
    """Return the hand-made district in which grid 0 passes to worker 1 on this day."""
    store = hand_made(path)
    of_grid = postings.c.grid_code == CODES[0]
    later = _postings()[1] | {"grid_code": CODES[0], "since": day, "order_no": "示〔2026〕9号"}
    with store.begin() as conn:
        conn.execute(postings.update().where(of_grid).values(until=day))
        conn.execute(postings.insert(), [later])
        bump(conn, "duty")
    return store


def hostile(path: Path) -> Store:
    """Return a small demonstration district in which people's text tries to be a program."""
    store = Store(str(path))
    migrate(store)
    fill_demonstration(OPERATOR, store, datetime.now(UTC), households=900, grids=24, cases=200)
    evil = IMAGE + SCRIPT + QUOTES
    with store.begin() as conn:
        for table, column in (
            (grids, grids.c.name),
            (workers, workers.c.name),
            (workers, workers.c.phone),
            (households, households.c.address),
            (cases, cases.c.address),
            (cases, cases.c.category),
            (cases, cases.c.code),
            (org_units, org_units.c.name),
        ):
            text = sa.literal(evil) + sa.cast(table.c.id, sa.String)
            conn.execute(table.update().values({column.name: text}))
        conn.execute(settings.update().where(settings.c.key == "district_name").values(value=evil))
        bump(conn, *TOPICS)
    return store


def centre(number: int) -> tuple[float, float]:
    """Return lon, lat of the middle of a grid of the hand-made district."""
    return WEST + (number % 2 + 0.5) * STEP, SOUTH + (number // 2 + 0.5) * STEP


def _units() -> list[dict[str, object]]:
    rows = [("990101", "示例区", "county", None), ("990101001", "柳岸街道", "street", "990101")]
    rows += [(f"99010100100{part}", f"第{part}社区", "community", "990101001") for part in (1, 2)]
    return [dict(zip(("code", "name", "level", "parent_code"), row, strict=True)) for row in rows]


def _grid(number: int) -> dict[str, object]:
    lon, lat = centre(number)
    half = STEP / 2
    # Neighbours share their corners to the last digit.
    corners = [round(at, 9) for at in (lon - half, lat - half, lon + half, lat + half)]
    return {
        "code": CODES[number],
        "name": f"第{number + 1}网格",
        "kind": "general",
        "parent_code": CODES[number][:12],
        "shape": shapely.to_wkb(shapely.box(*corners)),
        "area_m2": 1e6,
    }


def _workers() -> list[dict[str, object]]:
    return [{"code": f"W{n}", "name": f"网格员{n}", "phone": f"000-{n}"} for n in range(3)]


def _postings() -> list[dict[str, object]]:
    return [
        {
            "worker_code": f"W{n}",
            "grid_code": CODES[n],
            "duty": "primary",
            "since": date(2025, 1, 1),
            "order_no": f"示〔2025〕{n}号",
        }
        for n in range(3)
    ]


def _households() -> list[dict[str, object]]:
    places = [number for number, count in enumerate((4, 0, 2, 1)) for _ in range(count)]
    return [
        {
            "code": f"H{row}",
            "address": f"柳岸路{row}号",
            "lon": centre(number)[0] + row * 1e-4,
            "lat": centre(number)[1],
            "tile16": 0,
            "grid_code": CODES[number],
        }
        for row, number in enumerate(places)
    ]


def _cases() -> list[dict[str, object]]:
    day = timedelta(days=1)
    # number of the grid, status, reported, due
    rows = [
        (0, "handling", NOW - 20 * day, NOW - 10 * day),
        (0, "reported", NOW - 9 * day, NOW - day),
        (0, "accepted", NOW - 2 * day, NOW + 20_000 * day),
        (1, "handling", NOW - 3 * day, None),
        (1, "closed", NOW - 90 * day, NOW - 80 * day),
        (2, "void", NOW - 50 * day, NOW - 40 * day),
        (None, "reported", NOW - 5 * day, None),
    ]
    return [
        {
            "code": f"C{row}",
            "category": "路灯不亮" if row % 2 else "暴露垃圾",
            "status": status,
            "lon": 111.5 if number is None else centre(number)[0],
            "lat": 31.5 if number is None else centre(number)[1] + row * 1e-4,
            "tile16": 0,
            "grid_code": None if number is None else CODES[number],
            "why_no_grid": "outside" if number is None else None,
            "how": None if number is None else "inside",
            "reported_at": reported,
            "due_at": due,
        }
        for row, (number, status, reported, due) in enumerate(rows)
    ]


def add_base_map(store: Store) -> None:
    """Give a district a lake and a road, so that it has a base map."""
    lon, lat = centre(0)
    lake = shapely.box(lon - 0.002, lat - 0.002, lon + 0.002, lat + 0.002)
    road = shapely.LineString([(WEST, lat), (WEST + 2 * STEP, lat)])
    with store.begin() as conn:
        conn.execute(
            base_features.insert(),
            [
                {"layer": "water", "name": "湖", "rank": 1, "shape": shapely.to_wkb(lake)},
                {"layer": "road", "name": "路", "rank": 1, "shape": shapely.to_wkb(road)},
            ],
        )
        bump(conn, "base")
