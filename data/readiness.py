"""Whether the database can do its work: there, at this program's tables, writable, with room."""

from __future__ import annotations

import os
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from data.engines import WRITES, is_held, waiting
from data.errors import DataError
from data.migrate import version_of, wanted_version
from data.schema import revisions
from data.store import Store

WELL: Final = frozenset({"ok", "busy"})
# Room for a week of a district's cases, visits and photographs.
_FLOOR_MB: Final = 500
# Long enough for any act that is not a large import, short enough for who asks every few seconds.
_PATIENCE_MS: Final = 1_000


def readiness(store: Store) -> dict[str, str]:
    """Return one word for each thing that must be so; `WELL` holds the good words.

    Returns
    -------
    dict
        ``database`` (ok, unreachable), ``schema`` (ok, absent, other), ``write`` (ok, busy,
        refused), ``disk`` (ok, low, unknown).  What cannot be asked because of an earlier answer
        is left out.
    """
    try:
        found = version_of(store)
    except (DataError, sa.exc.SQLAlchemyError):
        return {"database": "unreachable", "disk": _disk(store)}
    said = {"database": "ok", "schema": _schema(found)}
    if said["schema"] == "ok":
        said["write"] = _write(store)
    return said | {"disk": _disk(store)}


@lru_cache(maxsize=1)
def _wanted() -> str:
    return wanted_version()


def _schema(found: str | None) -> str:
    if found is None:
        return "absent"
    return "ok" if found == _wanted() else "other"


def _write(store: Store) -> str:
    """Return whether a write transaction can begin; it changes nothing."""
    nothing = revisions.update().where(sa.false()).values(number=0)
    with store.engine.connect().execution_options(**{WRITES: True}) as conn:
        try:
            with waiting(conn, _PATIENCE_MS), conn.begin() as transaction:
                conn.execute(nothing)
                transaction.rollback()
        except sa.exc.DBAPIError as error:
            return "busy" if is_held(error) else "refused"
    return "ok"


def _disk(store: Store) -> str:
    try:
        floor = int(os.environ.get("GEGE_DISK_FLOOR_MB") or _FLOOR_MB)
        free = shutil.disk_usage(_folder(store)).free
    except (ValueError, OSError):
        return "unknown"
    return "ok" if free >= floor * 1_000_000 else "low"


def _folder(store: Store) -> Path:
    """Return the folder that fills up: the database file's, else where the program runs."""
    name = store.url.database or ""
    is_file = store.url.get_backend_name() == "sqlite" and name not in ("", ":memory:")
    return Path(name.removeprefix("file:").split("?")[0]).parent if is_file else Path()
