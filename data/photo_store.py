"""Photographs: the file lies beside the database under the hash of what it holds."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from data.errors import DataError
from data.schema import photos
from data.store import Store

# Beside a database that is no file.
_ELSEWHERE: Final = Path("var")


def photo_folder(store: Store) -> Path:
    """Return the folder of the photographs of a database."""
    url = store.engine.url
    is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return (Path(str(url.database)).parent if is_file else _ELSEWHERE) / "photos"


def keep_file(folder: Path, sha256: str, content: bytes) -> None:
    """Keep the bytes under their hash; all of them are there or none, whenever it is cut off.

    Raises
    ------
    DataError
        When they cannot be written there.
    """
    path = _path(folder, sha256)
    if path.exists():
        return
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise DataError(
            "The photograph cannot be kept in {folder} ({cause}): make room there or let it be"
            " written to.",
            folder=str(folder),
            cause=str(error.strerror),
        ) from error


def read_file(folder: Path, sha256: str) -> bytes | None:
    """Return the bytes under a hash, None when they are gone."""
    path = _path(folder, sha256)
    return path.read_bytes() if path.is_file() else None


def photo_names(conn: sa.Connection) -> list[str]:
    """Return the hashes of all photographs that are noted, in their order."""
    return [str(one) for one in conn.scalars(sa.select(photos.c.sha256).order_by(photos.c.sha256))]


def add_photo(
    conn: sa.Connection, sha256: str, grid_code: str | None, size: tuple[int, int, int], on: date
) -> None:
    """Note a photograph (width, height, bytes); one that is known stays as it was noted first."""
    table = photos.c
    if conn.execute(sa.select(table.id).where(table.sha256 == sha256)).first() is not None:
        return
    width, height, size_bytes = size
    conn.execute(
        photos.insert().values(
            sha256=sha256, grid_code=grid_code, width=width, height=height, size_bytes=size_bytes,
            added_on=on,
        )
    )  # fmt: skip


def grid_of_photo(conn: sa.Connection, sha256: str) -> tuple[str | None] | None:
    """Return the grid a photograph was taken in, as one value; None when there is none such."""
    found = conn.execute(sa.select(photos.c.grid_code).where(photos.c.sha256 == sha256)).first()
    return None if found is None else (found.grid_code,)


def _path(folder: Path, sha256: str) -> Path:
    return folder / sha256[:2] / f"{sha256}.jpg"
