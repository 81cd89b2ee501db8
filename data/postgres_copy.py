"""PostgreSQL's own programs: `pg_dump` out of one snapshot, `pg_restore` into an empty database."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext

from data.errors import DataError
from data.row_sums import TableSum, shapes_of, sums_of
from data.store import Store


def dump(store: Store, database: Path) -> tuple[str, dict[str, TableSum]]:
    """Write a dump in PostgreSQL's custom format; return the revision and the sums of its rows.

    Raises
    ------
    DataError
        When there is no `pg_dump`, or it fails.
    """
    with store.read() as conn:
        snapshot = str(conn.scalar(sa.text("SELECT pg_export_snapshot()")))
        revision = MigrationContext.configure(conn).get_current_revision() or ""
        sums = sums_of(conn)
        _run(
            store,
            ["pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}"],
            [f"--file={database}"],
        )
    return revision, sums


def restore(store: Store, database: Path) -> None:
    """Read a dump into an empty database: all of it or nothing.

    Raises
    ------
    DataError
        When the database holds tables, there is no `pg_restore`, or it fails.
    """
    with store.read() as conn:
        if shapes_of(conn):
            raise DataError(
                "The database {url} holds tables, and a backup is restored into an empty one:"
                " make one (createdb) and name it with --into.",
                url=str(store.url),
            )
    _run(
        store,
        ["pg_restore", "--no-owner", "--single-transaction", "--exit-on-error"],
        [f"--dbname={store.url.database}", str(database)],
    )


def _run(store: Store, command: list[str], more: list[str]) -> None:
    program = shutil.which(command[0])
    if program is None:
        raise DataError(
            "The program {name} is not on this machine: install PostgreSQL's client programs"
            " (postgresql-client).",
            name=command[0],
        )
    done = subprocess.run(
        [program, *command[1:], *more],
        env=os.environ | _address(store),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise DataError(
            "{name} has failed: {cause}",
            name=command[0],
            cause=" ".join(done.stderr.split())[-300:],
        )


def _address(store: Store) -> dict[str, str]:
    """Return where the database is, as PostgreSQL's programs read it from the environment.

    A password on a command line could be read by everybody on the machine.
    """
    url = store.url
    told = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    return {name: str(value) for name, value in told.items() if value}
