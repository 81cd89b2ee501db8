"""Grids and the organisation tree: dated rows, read as frames."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import pandas as pd
import shapely
import sqlalchemy as sa

from data.schema import crosswalk, grids, org_units

STORE_CRS = "EPSG:4490"


def valid_on(table: sa.Table, on: date) -> sa.ColumnElement[bool]:
    """Return the condition that a dated row is in force on this day."""
    starts = sa.or_(table.c.valid_from.is_(None), table.c.valid_from <= on)
    return sa.and_(starts, sa.or_(table.c.valid_to.is_(None), table.c.valid_to > on))


def load_grids(conn: sa.Connection, on: date | None = None) -> gpd.GeoDataFrame:
    """Return the grids in force on a day, or every version ever kept.

    Returns
    -------
    GeoDataFrame
        ``id, code, name, kind, parent_code, area_m2, valid_from, valid_to, import_id, geometry``
        in EPSG:4490, ordered by code, RangeIndex.
    """
    wanted = sa.select(grids).order_by(grids.c.code, grids.c.valid_from)
    if on is not None:
        wanted = wanted.where(valid_on(grids, on))
    frame = pd.read_sql(wanted, conn)
    shapes = shapely.from_wkb(frame.pop("shape").to_numpy(dtype=object))
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=STORE_CRS)


def grid_dates(conn: sa.Connection) -> list[date]:
    """Return the days, in order, on which the set of grids in force changes."""
    starts = conn.scalars(sa.select(grids.c.valid_from).distinct())
    ends = conn.scalars(sa.select(grids.c.valid_to).distinct())
    return sorted({day for day in [*starts, *ends] if day is not None})


def codes_after(conn: sa.Connection, day: date) -> set[str]:
    """Return the codes of grids of which every version came into force only after this day."""
    starts_by_then = sa.or_(grids.c.valid_from.is_(None), grids.c.valid_from <= day)
    known = set(conn.scalars(sa.select(grids.c.code).where(starts_by_then)))
    return set(conn.scalars(sa.select(grids.c.code).distinct())) - known


def successors(conn: sa.Connection, day: date) -> dict[str, set[str]]:
    """Return which other codes of grids each code had become by this day, step by step."""
    wanted = sa.select(crosswalk.c.old_code, crosswalk.c.new_code).where(
        crosswalk.c.level == "grid",
        crosswalk.c.effective_on <= day,
        crosswalk.c.old_code != crosswalk.c.new_code,
    )
    found: dict[str, set[str]] = {}
    for old, new in conn.execute(wanted):
        found.setdefault(old, set()).add(new)
    return found


def load_org_units(conn: sa.Connection, on: date | None = None) -> pd.DataFrame:
    """Return ``id, code, name, level, parent_code, valid_from, valid_to, import_id``, by code."""
    wanted = sa.select(org_units).order_by(org_units.c.code)
    return pd.read_sql(wanted if on is None else wanted.where(valid_on(org_units, on)), conn)


def shapes_as_wkb(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the frame with its geometry as a ``shape`` column of WKB, ready for the table."""
    plain = pd.DataFrame(frame.drop(columns="geometry"))
    plain["shape"] = shapely.to_wkb(frame.geometry.to_numpy())
    return plain
