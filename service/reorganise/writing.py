"""The dated rows of a reorganisation: old versions end on its day, new ones begin."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.duty_store import load_overrides
from data.grid_store import shapes_as_wkb
from data.order_store import OrderChange, end_postings, open_postings
from data.rows import insert_rows, records, update_rows
from data.schema import category_overrides, crosswalk, grids, org_units, postings
from data.store import bump
from service.reorganise.covering import Covering
from service.reorganise.district import District, Grid, Unit
from service.reorganise.outlook import Outlook
from service.reorganise.plan import LEVELS


def changes_of(before: District, after: District) -> list[OrderChange]:
    """Return what an order changes about each unit and grid: what it was and what it becomes."""
    sorts: tuple[tuple[Any, dict[str, Any], dict[str, Any]], ...] = (
        ("unit", before.units, after.units),
        ("grid", before.grids, after.grids),
    )
    return [
        OrderChange(topic, code, _told(then.get(code)), _told(now.get(code)))
        for topic, then, now in sorts
        for code in sorted(then.keys() | now.keys())
        if then.get(code) != now.get(code)
    ]


def write_map(conn: sa.Connection, before: District, after: District, day: date) -> None:
    """End the versions of units and grids that a plan changes, and begin the new ones."""
    for table, then, now in (
        (org_units, before.units, after.units),
        (grids, before.grids, after.grids),
    ):
        ended = [one.row for code, one in then.items() if now.get(code) != one]
        update_rows(conn, table, pd.DataFrame({"id": ended}).assign(valid_to=day))
        begun = {code for code, one in now.items() if then.get(code) != one}
        frame = _grid_rows(after, begun) if table is grids else _unit_rows(after, begun)
        insert_rows(conn, table, frame.assign(valid_from=day))
    bump(conn, "grids")


def write_crosswalk(conn: sa.Connection, walk: pd.DataFrame, order_id: int, day: date) -> None:
    """Keep the table of codes of an order."""
    rows = walk.drop(columns=["old_name", "new_name"])
    insert_rows(conn, crosswalk, rows.assign(order_id=order_id, effective_on=day))


def write_postings(
    conn: sa.Connection, cover: Covering, order_id: int, order_no: str, day: date
) -> None:
    """End the postings of the grids given up and begin those of the new ones.

    A posting that would have begun later stays as it was written, marked with the order that
    overtook it: its grid is no more.
    """
    end_postings(conn, cover.ended[["id"]].assign(until=day, ended_by=order_id))
    update_rows(conn, postings, cover.left.assign(ended_by=order_id))
    open_postings(conn, cover.opened.assign(order_no=order_no, order_id=order_id))


def write_overrides(conn: sa.Connection, seen: Outlook, day: date) -> None:
    """Point the categories that a grid given up answers for to its heir, from the day on."""
    rules = load_overrides(conn)
    is_current = rules["valid_to"].isna() | (rules["valid_to"] > day)
    gone = ~rules["grid_code"].isin(list(seen.after.grids))
    within = _units_now(seen.walk)
    moved = rules["within_code"].map(lambda code: within.get(code, [code]) != [code])
    gone &= rules["grid_code"].isin(list(seen.heirs))
    rows = records(rules.loc[is_current & (gone | moved)])
    ended = [{"id": row["id"], "valid_to": max(row["valid_from"] or day, day)} for row in rows]
    new = [
        {
            "category": row["category"],
            "within_code": unit,
            "grid_code": seen.heirs.get(row["grid_code"], row["grid_code"]),
            "valid_from": max(row["valid_from"] or day, day),
            "valid_to": row["valid_to"],
        }
        for row in rows
        for unit in within.get(row["within_code"], [row["within_code"]])
    ]
    if rows:
        update_rows(conn, category_overrides, pd.DataFrame(ended))
        insert_rows(conn, category_overrides, pd.DataFrame(new, dtype=object).drop_duplicates())


def _units_now(walk: pd.DataFrame) -> dict[Any, list[str]]:
    """Return for each old unit those that go on with its ground: itself, if it goes on."""
    units = walk.loc[walk["level"].isin(LEVELS)]
    kept = set(units.loc[units["kind"] == "same", "old_code"])
    found: dict[Any, list[str]] = {}
    for row in records(units[["old_code", "new_code"]]):
        if row["old_code"] not in kept:
            found.setdefault(row["old_code"], []).append(row["new_code"])
    return found


def _grid_rows(after: District, codes: set[str]) -> pd.DataFrame:
    frame = after.shapes()
    chosen = frame.loc[frame["code"].isin(codes)].drop(columns="origins")
    return shapes_as_wkb(chosen)


def _unit_rows(after: District, codes: set[str]) -> pd.DataFrame:
    frame = after.unit_rows()
    return frame.loc[frame["code"].isin(codes)].drop(columns="origins")


def _told(one: Unit | Grid | None) -> dict[str, Any] | None:
    if one is None:
        return None
    sort = {"kind": one.kind} if isinstance(one, Grid) else {"level": one.level}
    return {"name": one.name, "parent_code": one.parent, **sort}
