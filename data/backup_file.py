"""The file of a backup: a zip with the database, the photographs, and a manifest about both."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from data.errors import DataError
from data.row_sums import TableSum

MANIFEST: Final = "manifest.json"
# What a database lies under within the file, by its kind.
DATABASES: Final = {"sqlite": "database.db", "postgresql": "database.pgdump"}
_FORMAT: Final = 1
_PIECE: Final = 1 << 20
# A manifest names every photograph by its hash; a larger one is none of ours.
_MOST_MANIFEST: Final = 64 << 20
_PHOTO: Final = re.compile(r"photos/([0-9a-f]{2})/(\1[0-9a-f]{62})\.jpg")
# Half the time of the usual level for a tenth more bytes.
_LEVEL: Final = 1
_UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    Attributes
    ----------
    made_at
        ISO text in UTC.
    kind
        ``sqlite`` or ``postgresql``.
    revision
        Of the tables; empty for a database without any.
    sha256, size
        Of the database within the file; bytes.
    tables
        Rows of every table.
    photos
        Hashes of the photographs within the file.
    missing_photos
        How many the database names whose files were gone.
    """

    made_at: str
    kind: str
    revision: str
    sha256: str
    size: int
    tables: dict[str, TableSum]
    photos: tuple[str, ...]
    missing_photos: int

    @property
    def rows(self) -> int:
        """Return how many rows all tables have together."""
        return sum(one.rows for one in self.tables.values())

    def as_text(self) -> str:
        """Return the JSON text that is kept."""
        tables = {name: one._asdict() for name, one in self.tables.items()}
        plain = {"format": _FORMAT, **vars(self), "tables": tables}
        return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True)


def photo_name(sha256: str) -> str:
    """Return what a photograph lies under within the file."""
    return f"photos/{sha256[:2]}/{sha256}.jpg"


def write_archive(part: Path, database: Path, manifest: Manifest, photos: Path) -> None:
    """Write the zip and flush it to the disk; only its owner may read it."""
    handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    with os.fdopen(handle, "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
            archive.writestr(MANIFEST, manifest.as_text())
            archive.write(database, DATABASES[manifest.kind])
            for one in manifest.photos:
                path = photos / one[:2] / f"{one}.jpg"
                archive.write(path, photo_name(one), zipfile.ZIP_STORED)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def archive_of(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Give the opened zip of a backup and its manifest.

    Raises
    ------
    DataError
        When it is none, cannot be read, or is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive, _manifest_of(path, archive)
    except OSError as error:
        raise DataError(
            "The backup {path} cannot be read ({cause}): name another one.",
            path=str(path),
            cause=str(error.strerror or error),
        ) from error
    except _UNREADABLE as error:
        raise DataError(
            "{path} is no whole backup ({cause}): name another one.",
            path=str(path),
            cause=str(error),
        ) from error


def _manifest_of(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        if archive.getinfo(MANIFEST).file_size > _MOST_MANIFEST:
            raise ValueError(MANIFEST)
        said = json.loads(archive.read(MANIFEST))
        if said.pop("format") != _FORMAT or said["kind"] not in DATABASES:
            raise ValueError(said)
        tables = {str(name): TableSum(**one) for name, one in said.pop("tables").items()}
        found = Manifest(**said, tables=tables)
        archive.getinfo(DATABASES[found.kind])
        return Manifest(**{**vars(found), "photos": tuple(map(str, found.photos))})
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise DataError(
            "{path} is no backup of Gege: name a file that `manage.py backup` has written.",
            path=str(path),
        ) from error


def take_out(
    archive: zipfile.ZipFile, name: str, sha256: str, size: int | None, to: IO[bytes]
) -> None:
    """Write a part of the file out and check it on the way.

    Parameters
    ----------
    size
        In bytes; None when only the hash is known.

    Raises
    ------
    DataError
        When it is not what the manifest says.
    """
    total, read = hashlib.sha256(), 0
    with archive.open(name) as source:
        while piece := source.read(_PIECE):
            read += len(piece)
            if size is not None and read > size:
                break
            total.update(piece)
            to.write(piece)
    if total.hexdigest() != sha256 or size not in (None, read):
        raise DataError(
            "The backup is damaged: {name} in it is not what was written. Take an older one.",
            name=name,
        )


def photo_members(archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield name and hash of every photograph of the manifest.

    Raises
    ------
    DataError
        When one is missing or its name is none of a photograph.
    """
    there = set(archive.namelist())
    for one in manifest.photos:
        name = photo_name(one)
        if name not in there or not _PHOTO.fullmatch(name):
            raise DataError(
                "The backup is damaged: {name} in it is not what was written. Take an older one.",
                name=name,
            )
        yield name, one


class Nowhere:
    """Takes bytes and keeps none, to read a part of a file only to check it."""

    def write(self, data: Any) -> int:  # noqa: ANN401
        """Return how many bytes were given."""
        return len(data)
