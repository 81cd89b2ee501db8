"""Backups: one steady copy of the database in a file, checked before it gets its name."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final, cast

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext

from data import postgres_copy
from data.backup_file import (
    DATABASES,
    Manifest,
    Nowhere,
    archive_of,
    photo_members,
    take_out,
    write_archive,
)
from data.errors import DataError
from data.photo_store import photo_folder
from data.row_sums import TableSum, differing, sums_of
from data.store import Store

# Pages copied at a time: 4 MB of the usual 4 KB.
_PAGES: Final = 1024


def write_backup(store: Store, path: Path, now: datetime) -> Manifest:
    """Write a backup of the database as it stands, while others go on, and return its manifest.

    Parameters
    ----------
    path
        A file; an earlier backup there stays until the new one is whole.
    now
        Aware.

    Raises
    ------
    DataError
        When there is no database, the place cannot be written to, the disk is full, or the
        copy is not what it was made of.
    """
    _refuse_other_file(path)
    _refuse_no_database(store)
    with parts_beside(path) as (database, part), spoken_errors(path):
        manifest = _copied(store, database, now)
        write_archive(part, database, manifest, photo_folder(store))
        check_backup(part)
        part.replace(path)
        flush_folder(path.parent)
    return manifest


def check_backup(path: Path) -> Manifest:
    """Return the manifest of a backup whose every part is what was written.

    Raises
    ------
    DataError
        When it is not.
    """
    with archive_of(path) as (archive, manifest):
        nowhere = cast(Any, Nowhere())
        name = DATABASES[manifest.kind]
        take_out(archive, name, manifest.sha256, manifest.size, nowhere)
        for member, sha256 in photo_members(archive, manifest):
            take_out(archive, member, sha256, None, nowhere)
    return manifest


def dated_name(path: Path, now: datetime) -> Path:
    """Return the file a dated backup goes to: ``gege.zip`` becomes ``gege-20260601T040000Z.zip``.

    A folder stands for ``gege.zip`` in it.
    """
    named = path / "gege.zip" if path.is_dir() else path
    return named.with_name(f"{named.stem}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{named.suffix}")


def remove_older(made: Path, keep: int) -> list[Path]:
    """Remove dated backups beside this one until so many are left; return what was removed.

    The one just made stays, whatever the clock said when the others were made.
    """
    stem = re.escape(made.stem[: -len("-20260601T040000Z")])
    dated = re.compile(rf"{stem}-\d{{8}}T\d{{6}}Z{re.escape(made.suffix)}")
    others = [p for p in made.parent.iterdir() if dated.fullmatch(p.name) and p != made]
    gone = sorted(others)[: max(0, len(others) + 1 - keep)]
    for path in gone:
        path.unlink()
    return gone


def _copied(store: Store, database: Path, now: datetime) -> Manifest:
    if store.url.get_backend_name() == "sqlite":
        revision, tables = _copy_sqlite(store, database)
    else:
        revision, tables = postgres_copy.dump(store, database)
    hashes = sorted(_photo_hashes(store)) if "photos" in tables else []
    folder = photo_folder(store)
    there = [one for one in hashes if (folder / one[:2] / f"{one}.jpg").is_file()]
    with database.open("rb") as file:
        sha256 = file_digest(file, "sha256").hexdigest()
    return Manifest(
        now.astimezone(UTC).isoformat(timespec="seconds"),
        store.url.get_backend_name(),
        revision,
        sha256,
        database.stat().st_size,
        tables,
        tuple(there),
        len(hashes) - len(there),
    )


def _photo_hashes(store: Store) -> Iterator[str]:
    with store.read() as conn:
        yield from conn.scalars(sa.text("SELECT DISTINCT sha256 FROM photos"))


def _copy_sqlite(store: Store, database: Path) -> tuple[str, dict[str, TableSum]]:
    """Copy an SQLite database out of one read transaction; return revision and sums."""
    with store.read() as conn:
        # The first statement fixes the moment that both the sums and the copy show.
        revision = MigrationContext.configure(conn).get_current_revision() or ""
        wanted = sums_of(conn)
        source = cast(Any, conn.connection.driver_connection)
        with closing(sqlite3.connect(database)) as copy:
            source.backup(copy, pages=_PAGES, sleep=0)
            copy.execute("PRAGMA journal_mode=DELETE")
    refuse_damage(database, wanted)
    with database.open("rb") as file:
        os.fsync(file.fileno())
    return revision, wanted


def refuse_damage(database: Path, wanted: dict[str, TableSum]) -> None:
    """Do nothing when an SQLite file is sound and holds exactly these rows.

    Raises
    ------
    DataError
        When not, naming what differs.
    """
    engine = sa.create_engine(f"sqlite:///{database}", poolclass=sa.NullPool)
    with engine.connect() as conn:
        said = conn.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        tables = [] if said != "ok" else differing(wanted, sums_of(conn))
    if said != "ok" or tables:
        raise DataError(
            "The copy of the database is not what it was made of ({what}): check the disk, and"
            " try again.",
            what=", ".join(tables) or str(said),
        )


@contextmanager
def parts_beside(path: Path) -> Iterator[tuple[Path, Path]]:
    """Give two names beside a file for its unfinished parts; both are gone at the end.

    Parts that a killed run has left are removed first.
    """
    for old in path.parent.glob(f".{path.name}.*.part*"):
        _remove_orphan(path, old)
    first = path.with_name(f".{path.name}.{os.getpid()}.part.db")
    second = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield first, second
    finally:
        for one in (first, second):
            for end in ("", "-wal", "-shm", "-journal"):
                one.with_name(one.name + end).unlink(missing_ok=True)


def _remove_orphan(path: Path, part: Path) -> None:
    pid = part.name.removeprefix(f".{path.name}.").split(".")[0]
    is_alive = False
    with suppress(OSError, ValueError):
        os.kill(int(pid), 0)
        is_alive = int(pid) != os.getpid()
    if not is_alive:
        part.unlink(missing_ok=True)


def _refuse_other_file(path: Path) -> None:
    if path.is_dir() or not path.parent.is_dir():
        raise DataError(
            "Nothing can be written to {path}: name a file in a folder that is there.",
            path=str(path),
        )
    if path.exists():
        try:
            with archive_of(path):
                return
        except DataError as error:
            raise DataError(
                "{path} is there already and is no backup, so it is left alone: name another file.",
                path=str(path),
            ) from error


def _refuse_no_database(store: Store) -> None:
    named = store.url.database
    if store.url.get_backend_name() == "sqlite" and not (named and Path(named).is_file()):
        raise DataError(
            "There is no database {path} to back up: name it with --database.", path=str(named)
        )


@contextmanager
def spoken_errors(path: Path) -> Iterator[None]:
    """Turn what a disk or a database refuses into a sentence."""
    try:
        yield
    except (OSError, sqlite3.Error, sa.exc.DBAPIError) as error:
        cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        raise DataError(
            "{path} cannot be written ({cause}), and nothing was changed: make room or name"
            " another place.",
            path=str(path),
            cause=str(getattr(cause, "strerror", None) or cause),
        ) from error


def flush_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk, where the system can."""
    with suppress(OSError, PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
