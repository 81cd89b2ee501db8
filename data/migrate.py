"""Brings a database to the tables this version of the program knows, in one transaction."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from data.errors import DataError
from data.store import Store

_SCRIPTS = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", _SCRIPTS.as_posix())
    config.set_main_option("path_separator", "os")
    return config


def wanted_version() -> str:
    """Return the newest revision of the tables."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def version_of(store: Store) -> str | None:
    """Return the revision a database stands at; None for an empty one.

    Raises
    ------
    DataError
        When it cannot be opened as a database.
    """
    try:
        with store.read() as conn:
            return MigrationContext.configure(conn).get_current_revision()
    except sa.exc.DBAPIError as error:
        raise DataError(
            "The database {url} cannot be opened ({cause}): name another one with --database, or"
            " put back a copy of it.",
            url=str(store.url),
            cause=str(error.orig),
        ) from error


def migrate(store: Store) -> bool:
    """Bring the tables up to date and return whether anything was changed.

    Raises
    ------
    DataError
        When the database was made by a newer program than this one.
    """
    found, wanted = version_of(store), wanted_version()
    if found == wanted:
        return False
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is not None and found not in known:
        raise DataError(
            "The database {url} stands at revision {found}, which this program does not know:"
            " start the newer program that made it, or restore an older copy.",
            url=str(store.url),
            found=found,
        )
    # Nobody's act: the program finds its tables too old and makes them anew.
    with store.begin(noted_as=None) as conn:
        upgrade(conn)
    return True


def upgrade(conn: sa.Connection) -> None:
    """Bring the tables up to date in the running transaction."""
    config = _config()
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
