"""What points to photographs, and photographs taken away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from data.schema import photos, progress_events, round_checks, spot_checks, visits

_REFS: Final = (
    visits.c.photo,
    round_checks.c.photo,
    round_checks.c.rectified_photo,
    spot_checks.c.photo,
)


def forget_photos(conn: sa.Connection, hashes: Sequence[str]) -> list[str]:
    """Take photographs out of every row that shows them; return those whose file may go."""
    for sha256 in hashes:
        for column in _REFS:
            changed = sa.update(column.table).where(column == sha256)
            conn.execute(changed.values({column.name: None}))
    return drop_unused(conn, hashes)


def drop_unused(conn: sa.Connection, hashes: Sequence[str]) -> list[str]:
    """Forget those of the photographs that no row shows any more, and return their hashes."""
    gone = [one for one in dict.fromkeys(hashes) if not _is_shown(conn, one)]
    for sha256 in gone:
        conn.execute(photos.delete().where(photos.c.sha256 == sha256))
    return gone


def remove_files(folder: Path, hashes: Sequence[str]) -> None:
    """Remove the files of photographs; one that is gone already is no fault."""
    for sha256 in hashes:
        (folder / sha256[:2] / f"{sha256}.jpg").unlink(missing_ok=True)


def _is_shown(conn: sa.Connection, sha256: str) -> bool:
    columns = (*_REFS, progress_events.c.photo)
    shown = [sa.exists().where(column == sha256) for column in columns]
    return bool(conn.scalar(sa.select(sa.or_(*shown))))
