"""Short words for what service tests do again and again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from casework.access import OPERATOR
from data.schema import case_clocks, case_tiers, cases
from data.store import Store
from service.intake.acts import import_file
from service.intake.options import ImportOptions, Kind
from tests.service.conftest import NOW

COLUMNS = {"code", "name", "parent", "worker", "id", "lon", "lat", "category", "address"}


def bring(
    store: Store, kind: str, path: Path, *, now: datetime = NOW, **said: Any
) -> dict[str, Any]:
    """Import a file and return the report; options by name, columns by role."""
    named = {
        key: said.pop(key)
        for key in list(said)
        if key in COLUMNS | {"reported_at", "closed_at", "replied_at"}
    }
    said.setdefault("code_scheme", "any")
    options = ImportOptions(columns=named, **said)
    return import_file(OPERATOR, store, Kind(kind), path, options, now)


def rows_of(store: Store, table: sa.Table) -> pd.DataFrame:
    """Return a whole table, None where nothing is kept."""
    with store.read() as conn:
        rows = conn.execute(sa.select(table)).mappings().all()
    return pd.DataFrame([dict(row) for row in rows], columns=list(table.c.keys()), dtype=object)


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables but the counters of changes: to see that nothing changed.

    The log of who did what is told without its moments, which the clock of the machine gives it,
    and without the hashes over them: the same acts leave the same entries.
    """
    from data.schema import metadata

    with store.read() as conn:
        return {
            table.name: [
                tuple(row)
                for row in conn.execute(
                    sa.select(*(one for one in table.c if not _is_of_the_clock(one)))
                )
            ]
            for table in metadata.sorted_tables
            if table.name != "revisions"
        }


def _is_of_the_clock(column: sa.Column[Any]) -> bool:
    is_log = column.table.name.startswith("access_log")
    return is_log and (column.name == "noted_at" or "hash" in column.name)


def all_but_the_log(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return everything but the log of who did what, which grows with each act."""
    return {
        name: rows for name, rows in everything(store).items() if not name.startswith("access_log")
    }


def as_it_stands(store: Store) -> dict[str, Any]:
    """Return what stands in a district: without the diary, the ledger, the log and what is void.

    What an undo has to put back: a case has its version and its events for ever.
    """
    left_out = {"imports", "case_events", "ledger_head", "cases", "case_clocks", "case_tiers"}
    left_out |= {"case_event_words", "access_log", "access_log_head"}
    kept: dict[str, Any] = {
        name: rows for name, rows in everything(store).items() if name not in left_out
    }
    frame = rows_of(store, cases)
    standing = frame.loc[frame["status"] != "void"].drop(columns=["version"])
    kept["cases"] = standing.to_dict("records")
    for table in (case_clocks, case_tiers):
        rows = rows_of(store, table)
        kept[table.name] = rows.loc[rows["case_id"].isin(standing["id"])].to_dict("records")
    return kept


def codes_of(report: dict[str, Any]) -> list[str]:
    """Return the names of the problems in a report."""
    return [issue["code"] for issue in report["issues"]]
