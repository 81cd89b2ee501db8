"""Fills an empty database with the demonstration district, placed like any file's rows."""

from __future__ import annotations

from datetime import date, datetime

import geopandas as gpd
import pandas as pd
import sqlalchemy as sa

from casework.access import SYSTEM, Action, Viewer, require
from casework.contact_consent import EVERY_PURPOSE, Consent
from data.contact_store import sealed_homes
from data.demo.district import District, make_district
from data.grid_store import shapes_as_wkb
from data.rows import Progress, insert_rows
from data.schema import (
    base_features,
    cases,
    grids,
    households,
    leaves,
    org_units,
    postings,
    workers,
)
from data.settings_store import office_zone, set_setting
from data.store import TOPICS, Store, bump
from geo.crs import area_m2
from geo.tiles import tile16
from service.coverage import index_of
from service.demonstration_cases import keep_lived_cases
from service.demonstration_work import keep_work
from service.errors import ServiceError
from service.escalation import escalate
from service.placing import place_cases, place_points


def fill_demonstration(
    viewer: Viewer,
    store: Store,
    now: datetime,
    *,
    households: int = 40_000,
    grids: int = 110,
    cases: int = 4_000,
    seed: int = 2011,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Make the demonstration district in one transaction and return how many rows per table.

    Its cases live fifteen months through the same rules as any other; then what is late goes up.

    Raises
    ------
    CaseworkError
        When the viewer may not.
    ServiceError
        When the database already holds a district.
    DataError
        When the sizes asked for cannot be made.
    """
    require(viewer, Action.ADMINISTER)
    district = make_district(households=households, grids=grids, cases=cases, seed=seed, now=now)
    with store.begin() as conn:
        _refuse_full(conn)
        made = _save_land(conn, district, progress)
        made |= _save_people(conn, district, now, progress)
        made |= _save_cases(conn, district, now, viewer, seed, progress)
        made |= keep_work(conn, now, seed)
        set_setting(conn, "district_name", str(district.org_units["name"].iloc[0]))
        set_setting(conn, "is_demonstration", True)
        bump(conn, *TOPICS)
    escalate(SYSTEM, store, now)
    return made


def _refuse_full(conn: sa.Connection) -> None:
    found = {
        table.name: conn.scalar(sa.select(sa.func.count()).select_from(table))
        for table in (grids, households, cases, workers)
    }
    if any(found.values()):
        raise ServiceError(
            "The demonstration district goes into an empty database only; this one holds {found}:"
            " name another with --database.",
            found=", ".join(f"{name} {count}" for name, count in found.items() if count),
        )


def _save_land(
    conn: sa.Connection, district: District, progress: Progress | None
) -> dict[str, int]:
    insert_rows(conn, org_units, district.org_units)
    shaped = district.grids.assign(area_m2=area_m2(district.grids.geometry.to_numpy()))
    _insert_shapes(conn, grids, shaped, progress)
    _insert_shapes(conn, base_features, district.base_features, progress)
    return {
        "org_units": len(district.org_units),
        "grids": len(district.grids),
        "base_features": len(district.base_features),
    }


def _insert_shapes(
    conn: sa.Connection, table: sa.Table, frame: gpd.GeoDataFrame, progress: Progress | None
) -> None:
    insert_rows(conn, table, shapes_as_wkb(frame), progress)


def _save_people(
    conn: sa.Connection, district: District, now: datetime, progress: Progress | None
) -> dict[str, int]:
    for table, frame in (
        (workers, district.workers),
        (leaves, district.leaves),
        (postings, district.postings),
    ):
        insert_rows(conn, table, frame)
    today = _today(conn, now)
    homes = district.households
    lon, lat = homes["lon"].to_numpy(dtype=float), homes["lat"].to_numpy(dtype=float)
    placed = place_points(index_of(conn, today), lon, lat)
    homes = homes.assign(
        tile16=tile16(lon, lat),
        grid_code=placed["grid_code"].to_numpy(dtype=object),
        why_no_grid=placed["why_no_grid"].to_numpy(dtype=object),
    )
    insert_rows(conn, households, sealed_homes(conn, _agreed(homes)), progress)
    return {
        "workers": len(district.workers),
        "postings": len(district.postings),
        "leaves": len(district.leaves),
        "households": len(homes),
    }


def _agreed(homes: pd.DataFrame) -> pd.DataFrame:
    """Return the households with what they agreed to: to be called for anything."""
    has = homes["contact"].notna()
    purposes = [[*EVERY_PURPOSE] if one else None for one in has]
    consent = [Consent.SPOKEN.value if one else None for one in has]
    return homes.assign(
        contact_purposes=pd.Series(purposes, index=homes.index, dtype=object),
        contact_consent=pd.Series(consent, index=homes.index, dtype=object),
    )


def _save_cases(
    conn: sa.Connection,
    district: District,
    now: datetime,
    viewer: Viewer,
    seed: int,
    progress: Progress | None,
) -> dict[str, int]:
    frame = district.cases
    placed = place_cases(conn, frame.assign(is_open=frame["closed_at"].isna()), _today(conn, now))
    lon, lat = frame["lon"].to_numpy(dtype=float), frame["lat"].to_numpy(dtype=float)
    tiles = pd.Series(tile16(lon, lat), index=frame.index)
    saved = frame.join(placed).assign(tile16=tiles.where(tiles >= 0, None))
    return keep_lived_cases(conn, saved, viewer, now, seed, progress)


def _today(conn: sa.Connection, now: datetime) -> date:
    return now.astimezone(office_zone(conn)).date()
