"""Category overrides on their way in: matters that a named grid answers for, wherever they lie."""

from __future__ import annotations

import sqlalchemy as sa

from data.duty_store import load_overrides
from service.intake.draft import Draft, require_column
from service.intake.duty import drop_known, refuse_backwards, refuse_unknown_grids, take_dates

_COLUMNS = ["category", "within_code", "grid_code", "valid_from", "valid_to"]


def prepare_overrides(conn: sa.Connection, draft: Draft) -> None:
    """Check overrides: category, grid, perhaps the unit within which they hold, and the days."""
    require_column(draft, "category", "--category")
    require_column(draft, "code", "--code")
    draft.frame = draft.frame.assign(
        category=draft.text("category"),
        within_code=draft.text("parent"),
        grid_code=draft.text("code"),
    )
    draft.refuse(
        draft.frame["category"].isna(),
        "override.no_category",
        "category",
        "This row has no category: fill in the column {column}.",
        column=draft.column("category"),
    )
    refuse_unknown_grids(conn, draft)
    for role in ("since", "until"):
        take_dates(draft, role)
    refuse_backwards(draft)
    draft.frame = draft.frame.rename(columns={"since": "valid_from", "until": "valid_to"})
    drop_known(draft, load_overrides(conn), _COLUMNS)
    draft.frame = draft.frame[["row", *_COLUMNS]]
