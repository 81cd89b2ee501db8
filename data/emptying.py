"""A database made as new, in one transaction: all or nothing of it goes."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from data.errors import DataError
from data.migrate import upgrade
from data.schema import metadata, revisions
from data.store import Store

# Who may sign in, what contacts were sealed with and who saw what outlive what the district holds;
# so do the counters, which others know their copies by.
OUTLIVING: Final = (
    "accounts",
    "sign_in_sessions",
    "directory_groups",
    "seal_keys",
    "revisions",
    "access_log",
    "access_log_head",
)


def make_as_new(store: Store) -> None:
    """Take every table away and make it anew, in one transaction; see `OUTLIVING`.

    Raises
    ------
    DataError
        For another database than SQLite: its functions and rights are the owner's business.
    """
    if store.url.get_backend_name() != "sqlite":
        raise DataError(
            "Only a database in a file is made as new here, this one is {kind}: make an empty"
            " database and name it in GEGE_DATABASE.",
            kind=store.url.get_backend_name(),
        )
    with store.begin() as conn:
        kept = {name: _rows(conn, name) for name in OUTLIVING}
        found = sa.MetaData()
        found.reflect(conn)
        found.drop_all(conn)
        upgrade(conn)
        for name, rows in kept.items():
            conn.execute(metadata.tables[name].delete())
            if rows:
                conn.execute(metadata.tables[name].insert(), rows)
        conn.execute(revisions.update().values(number=revisions.c.number + 1))


def _rows(conn: sa.Connection, name: str) -> list[dict[str, Any]]:
    return [dict(row) for row in conn.execute(sa.select(metadata.tables[name])).mappings()]
