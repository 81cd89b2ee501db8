"""A backup put back: into a place of its own first, compared, then given its name."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from data import postgres_copy
from data.backup_file import DATABASES, Manifest, archive_of, photo_members, take_out
from data.backups import check_backup, flush_folder, parts_beside, refuse_damage, spoken_errors
from data.copying import ALWAYS
from data.errors import DataError
from data.migrate import migrate, version_of
from data.photo_store import keep_file, photo_folder, read_file
from data.row_sums import differing, sums_of
from data.sealing import seals_of
from data.store import Store

_ENDS: Final = ("-wal", "-shm", "-journal")
_TAKEN: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


@dataclass(frozen=True)
class Restored:
    """What was put back, where what was there before is kept, and the revision it now has.

    `lacks_key` says whether contacts are sealed with a key that is not in the key file there.
    """

    manifest: Manifest
    kept: Path | None
    revision: str
    lacks_key: bool


def restore(path: Path, target: Store, now: datetime, *, is_replacing: bool = False) -> Restored:
    """Put a backup back, compared row by row with what was backed up, and brought up to date.

    Parameters
    ----------
    target
        Where to.  Its database need not exist, and must not be in use.
    now
        Aware; names what is kept.
    is_replacing
        Whether a place that holds data may be given to the backup.  What it held is kept.

    Raises
    ------
    DataError
        When the backup is damaged or of a newer program, or the place holds data, is in use or
        cannot be written to.
    """
    manifest = check_backup(path)
    kind = target.url.get_backend_name()
    if kind != manifest.kind:
        raise DataError(
            "A backup of {theirs} cannot be put into {ours}: name a database of its kind with"
            " --into.",
            theirs=manifest.kind,
            ours=kind,
        )
    if kind == "postgresql":
        return _into_postgres(path, target, manifest)
    place = Path(str(target.url.database))
    target.engine.dispose()
    if not is_replacing:
        _refuse_data(place)
    with parts_beside(place) as (database, spare), spoken_errors(place):
        _take_database(path, database)
        refuse_damage(database, manifest.tables)
        fresh = Store(str(database))
        try:
            migrate(fresh)
            revision = version_of(fresh) or ""
        finally:
            fresh.engine.dispose()
        _into_one_file(database)
        _put_photos(path, photo_folder(target))
        kept = _switch(place, database, spare, now)
    return Restored(manifest, kept, revision, _lacks_key(target))


def _into_postgres(path: Path, target: Store, manifest: Manifest) -> Restored:
    beside = path.with_name(path.name + ".restore")
    with parts_beside(beside) as (database, _), spoken_errors(beside):
        _take_database(path, database)
        postgres_copy.restore(target, database)
    with target.read() as conn:
        tables = differing(manifest.tables, sums_of(conn))
    if tables:
        raise DataError(
            "The restored database is not what was backed up ({what}): do not use it, and try"
            " again into another one.",
            what=", ".join(tables),
        )
    migrate(target)
    _put_photos(path, photo_folder(target))
    return Restored(manifest, None, version_of(target) or "", _lacks_key(target))


def _lacks_key(target: Store) -> bool:
    with target.read() as conn:
        seals = seals_of(conn)
    return seals.newest is not None and seals.newest not in seals.ciphers


def _refuse_data(place: Path) -> None:
    """Refuse a place that holds rows, or anything that is no database of ours."""
    if not place.exists() or place.stat().st_size == 0:
        return
    engine = sa.create_engine(f"sqlite:///{place}", poolclass=sa.NullPool)
    with suppress(sa.exc.DBAPIError), engine.connect() as conn:
        found = sums_of(conn)
        if not any(one.rows for name, one in found.items() if name not in ALWAYS):
            return
    raise DataError(
        "{path} holds data already: restore into another place with --into, or say --replace,"
        " which keeps what is there beside it.",
        path=str(place),
    )


def _take_database(path: Path, database: Path) -> None:
    handle = os.open(database, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file, archive_of(path) as (archive, manifest):
        name = DATABASES[manifest.kind]
        take_out(archive, name, manifest.sha256, manifest.size, file)
        file.flush()
        os.fsync(file.fileno())


def _put_photos(path: Path, folder: Path) -> None:
    """Add the photographs of a backup to those that are there; damaged ones are put back."""
    with archive_of(path) as (archive, manifest):
        for member, name in photo_members(archive, manifest):
            there = read_file(folder, name)
            if there is not None and sha256(there).hexdigest() != name:
                (folder / name[:2] / f"{name}.jpg").unlink()
            keep_file(folder, name, archive.read(member))


def _into_one_file(database: Path) -> None:
    """Write what the log holds into the database itself, and the database to the disk."""
    with closing(sqlite3.connect(database, isolation_level=None, timeout=0)) as conn:
        conn.execute("PRAGMA journal_mode=DELETE")
    with database.open("rb") as file:
        os.fsync(file.fileno())


def _switch(place: Path, database: Path, spare: Path, now: datetime) -> Path | None:
    """Give the place to the new database in one rename; return where the old one is kept.

    Notes
    -----
    The old log must be gone before: SQLite would play it into the new database.  So the old
    database is made one file first, which fails while anybody has it open.
    """
    kept = None
    if place.exists():
        kept = _free_name(place, now)
        _close_old(place)
        _keep_old(place, kept)
    if spare.exists():
        spare.unlink()
    database.replace(place)
    flush_folder(place.parent)
    return kept


def _close_old(place: Path) -> None:
    try:
        _into_one_file(place)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _TAKEN:
            raise
        raise DataError(
            "{path} is in use: stop the program (and whatever else has it open), then restore.",
            path=str(place),
        ) from error
    except sqlite3.DatabaseError:
        # Damaged, which may be why a backup is put back: it is kept as it is, log and all.
        return


def _keep_old(place: Path, kept: Path) -> None:
    for end in _ENDS:
        beside = place.with_name(place.name + end)
        if beside.exists():
            os.link(beside, kept.with_name(kept.name + end))
    os.link(place, kept)
    flush_folder(place.parent)
    for end in _ENDS:
        place.with_name(place.name + end).unlink(missing_ok=True)


def _free_name(place: Path, now: datetime) -> Path:
    name = f"{place.name}.before-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    kept, number = place.with_name(name), 1
    while kept.exists():
        number += 1
        kept = place.with_name(f"{name}-{number}")
    return kept
