"""Statements about spot checks: draws, and what was found at what was drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from data.case_store import as_frame
from data.schema import spot_checks, spot_draws
from data.store import bump

# What a list of draws needs: all but the frame, which is long.
HEADS: Final = tuple(column.name for column in spot_draws.c if column.name != "frame")
CHECKS: Final = tuple(column.name for column in spot_checks.c)


def load_draws(conn: sa.Connection, *where: sa.ColumnElement[bool]) -> pd.DataFrame:
    """Return draws that meet the conditions, the newest first: `HEADS`."""
    wanted = sa.select(*(spot_draws.c[name] for name in HEADS)).where(*where)
    return as_frame(conn.execute(wanted.order_by(spot_draws.c.id.desc())).all(), HEADS)


def find_draw(conn: sa.Connection, code: str) -> sa.RowMapping | None:
    """Return a draw with its frame."""
    return conn.execute(sa.select(spot_draws).where(spot_draws.c.code == code)).mappings().first()


def load_spot_checks(conn: sa.Connection, draw_ids: Sequence[int]) -> pd.DataFrame:
    """Return what these draws drew, by draw, stratum and position: `CHECKS`."""
    table = spot_checks.c
    wanted = (
        sa.select(*(table[name] for name in CHECKS))
        .where(table.draw_id.in_([int(one) for one in draw_ids]))
        .order_by(table.draw_id, table.stratum, table.position)
    )
    return as_frame(conn.execute(wanted).all(), CHECKS)


def find_spot_check(conn: sa.Connection, draw_id: int, code: str) -> sa.RowMapping | None:
    """Return one place or grid that a draw drew."""
    wanted = sa.select(spot_checks).where(
        spot_checks.c.draw_id == draw_id, spot_checks.c.code == code
    )
    return conn.execute(wanted).mappings().first()


def add_draw(conn: sa.Connection, values: dict[str, Any]) -> None:
    """Save an announced draw."""
    conn.execute(spot_draws.insert().values(values))
    bump(conn, "spot_checks")


def draws_named(conn: sa.Connection, start: str) -> int:
    """Return how many draws have a code that begins so."""
    begins = spot_draws.c.code.startswith(start, autoescape=True)
    return int(conn.scalar(sa.select(sa.func.count()).where(begins)) or 0)


def change_draw(
    conn: sa.Connection, draw_id: int, values: dict[str, Any], *where: sa.ColumnElement[bool]
) -> bool:
    """Change a draw that meets the conditions; return whether it did."""
    changed = conn.execute(
        spot_draws.update().where(spot_draws.c.id == draw_id, *where).values(values)
    )
    bump(conn, "spot_checks")
    return changed.rowcount == 1


def add_sample(conn: sa.Connection, rows: list[dict[str, Any]]) -> None:
    """Save what was drawn."""
    conn.execute(spot_checks.insert(), rows)
    bump(conn, "spot_checks")


def change_spot_check(
    conn: sa.Connection, number: int, version: int, values: dict[str, Any]
) -> bool:
    """Change a check that is still of this version, and count one more; return whether it did."""
    table = spot_checks
    changed = conn.execute(
        table.update()
        .where(table.c.id == number, table.c.version == version)
        .values(values | {"version": version + 1})
    )
    bump(conn, "spot_checks")
    return changed.rowcount == 1
