"""Backups written, checked, put back; two databases compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data.backup_file import Manifest
from data.backups import check_backup, dated_name, remove_older, spoken_errors, write_backup
from data.copying import Copied, Progress, copy_district
from data.restoring import Restored, restore
from data.row_compare import TableDifference, compare_rows
from data.store import Store
from service.errors import ServiceError


@dataclass(frozen=True)
class BackupReport:
    """Where a backup is, what it says of itself, and the older ones that were removed."""

    path: Path
    manifest: Manifest
    removed: tuple[Path, ...]


def back_up(
    viewer: Viewer, store: Store, path: Path, now: datetime, keep: int | None = None
) -> BackupReport:
    """Write a backup while others go on working, and return what is in it.

    Parameters
    ----------
    path
        A file.  With `keep` its name gets the time, and it may be a folder.
    keep
        How many of the dated backups of this name stay, this one among them; None for no dates
        and no removing.

    Raises
    ------
    CaseworkError
        When the viewer may not.
    ServiceError
        When none would be kept.
    DataError
        When it cannot be written; an earlier backup is as it was then.
    """
    require(viewer, Action.BACK_UP)
    if keep is None:
        return BackupReport(path, write_backup(store, path, now), ())
    if keep < 1:
        raise ServiceError("{count} backups cannot be kept: say 1 or more.", count=keep)
    dated = dated_name(path, now)
    manifest = write_backup(store, dated, now)
    with spoken_errors(dated):
        removed = remove_older(dated, keep)
    return BackupReport(dated, manifest, tuple(removed))


def verify_backup(viewer: Viewer, path: Path) -> Manifest:
    """Return what a backup says of itself, once every part of it was read and is as written.

    Raises
    ------
    CaseworkError
        When the viewer may not.
    DataError
        When it is none, or damaged.
    """
    require(viewer, Action.BACK_UP)
    return check_backup(path)


def restore_backup(
    viewer: Viewer, target: Store, path: Path, now: datetime, *, is_replacing: bool = False
) -> Restored:
    """Put a backup back and return what it was and where the former database is kept.

    Raises
    ------
    CaseworkError
        When the viewer may not.
    DataError
        When the backup is damaged, or the place holds data, is in use or cannot be written to;
        what is there is as it was then.
    """
    require(viewer, Action.ADMINISTER)
    return restore(path, target, now, is_replacing=is_replacing)


def copy_database(
    viewer: Viewer, source: Store, target: Store, progress: Progress | None = None
) -> Copied:
    """Copy a district into an empty database, of another kind or not, and return what was copied.

    Raises
    ------
    CaseworkError
        When the viewer may not.
    ServiceError
        When there is no such database to copy.
    DataError
        When one is not of this revision or the other not empty; then nothing is in the new one.
    """
    require(viewer, Action.ADMINISTER)
    _refuse_missing(source)
    return copy_district(source, target, progress)


def compare_databases(viewer: Viewer, one: Store, other: Store) -> list[TableDifference]:
    """Return the tables in which two databases differ, with the keys of the first rows.

    Raises
    ------
    CaseworkError
        When the viewer may not.
    ServiceError
        When one of them cannot be read.
    """
    require(viewer, Action.ADMINISTER)
    for store in (one, other):
        _refuse_missing(store)
    try:
        with one.read() as ours, other.read() as theirs:
            return compare_rows(ours, theirs)
    except sa.exc.DBAPIError as error:
        raise ServiceError(
            "The databases cannot be compared ({cause}): one of them is damaged or is none.",
            cause=str(error.orig),
        ) from error


def _refuse_missing(store: Store) -> None:
    """Refuse a file that is not there, rather than make an empty database of that name."""
    named = store.url.database
    if store.url.get_backend_name() == "sqlite" and not (named and Path(named).is_file()):
        raise ServiceError("There is no database {path}: check the name.", path=str(named))
