"""Figures of spot checks by street: drawn, checked, staffed, problems, put right."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, Literal

import pandas as pd

from data.rows import records
from data.schema import spot_draws
from data.spot_store import load_draws, load_spot_checks
from data.store import Store
from service.map_view import MapData
from service.spot_checks.frame import elements_of

By = Literal["county", "street", "community"]
COUNTS: Final = ("drawn", "checked", "asked", "staffed", "problems", "rectified", "late")


def spot_check_counts(
    store: Store,
    day_from: date,
    day_until: date,
    on: date,
    by: By = "street",
    area: str | None = None,
) -> pd.DataFrame:
    """Return what became of the draws made from one day to before another, by unit.

    Parameters
    ----------
    on
        As of this day: what was written down of later days is left out.

    Returns
    -------
    DataFrame
        ``code, name, drawn, checked, asked, staffed, problems, rectified, late``, by code; code
        and name None for what belongs to no such unit.  ``asked`` is at how many it was seen
        whether they were staffed, ``late`` how many problems are past their day.
    """
    drawn_on = spot_draws.c.drawn_on
    with store.read() as conn:
        heads = load_draws(conn, drawn_on >= day_from, drawn_on < day_until, drawn_on <= on)
        checks = load_spot_checks(conn, list(heads["id"]))
    parts = [
        checks[checks["draw_id"] == head["id"]].merge(
            elements_of(store, head["subject"], None, area, at=head["announced_on"]),
            on="code",
            how="left" if area is None else "inner",
        )
        for head in records(heads)
    ]
    found = pd.concat(parts, ignore_index=True) if parts else checks.assign(**{by: None})
    return counts_by(found, by, MapData.of(store).grids(on).unit_names, on)


def counts_by(checks: pd.DataFrame, by: str, names: dict[str, str], on: date) -> pd.DataFrame:
    """Return the counts of checks (columns of the table, and ``by``), as of a day, by unit."""
    marked = pd.DataFrame([_marks(row, on) for row in records(checks)], columns=list(COUNTS))
    codes = [None if pd.isna(code) else str(code) for code in checks[by]]
    order = sorted(set(codes), key=lambda code: (code is None, code or ""))
    rows = [
        {
            "code": code,
            "name": code and names.get(code, code),
            **marked[[one == code for one in codes]].sum().to_dict(),
        }
        for code in order
    ]
    return pd.DataFrame(rows, columns=["code", "name", *COUNTS], dtype=object)


def _marks(row: dict[str, Any], on: date) -> dict[str, int]:
    is_checked = row["checked_on"] is not None and row["checked_on"] <= on
    is_problem = is_checked and row["problem"] is not None
    is_righted = is_problem and row["rectified_on"] is not None and row["rectified_on"] <= on
    is_late = is_problem and not is_righted and row["due_on"] is not None and row["due_on"] < on
    marks = {
        "drawn": True,
        "checked": is_checked,
        "asked": is_checked and row["is_staffed"] is not None,
        "staffed": is_checked and bool(row["is_staffed"]),
        "problems": is_problem,
        "rectified": is_righted,
        "late": is_late,
    }
    return {name: int(value) for name, value in marks.items()}
