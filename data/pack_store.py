"""Packs as they were frozen: their content, pictures and rows, and what was written beside them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.case_store import as_frame
from data.schema import pack_comments, pack_parts, packs

_HEAD = (
    "code", "period", "area", "unit", "as_of", "sha256", "rows_sha256", "built_by", "built_at",
)  # fmt: skip


@dataclass(frozen=True)
class KeptPack:
    """A pack as it was frozen; ``content`` and ``template`` are plain values."""

    id: int
    head: Mapping[str, Any]
    content: bytes
    template: Mapping[str, Any]


def add_pack(conn: sa.Connection, head: Mapping[str, Any], content: bytes, template: object) -> int:
    """Keep a new pack and return its number."""
    values = {**head, "content": zlib.compress(content, 6), "template": template}
    made = conn.execute(packs.insert().values(**values))
    (number,) = made.inserted_primary_key or (0,)
    return int(number)


def next_code(conn: sa.Connection, period: str) -> str:
    """Return the code of the next pack of a period: its key and a running number."""
    known = conn.scalar(sa.select(sa.func.count()).where(packs.c.period == period)) or 0
    return f"P{period.replace('..', '_')}-{known + 1}"


def add_part(conn: sa.Connection, mark: str, kind: str, body: bytes) -> None:
    """Keep a picture or rows under their hash, where they are not kept yet."""
    known = conn.scalar(sa.select(pack_parts.c.kind).where(pack_parts.c.sha256 == mark))
    if known is None:
        packed = zlib.compress(body, 6)
        conn.execute(pack_parts.insert().values(sha256=mark, kind=kind, body=packed))


def parts_of(conn: sa.Connection, marks: Iterable[str]) -> dict[str, bytes]:
    """Return what is kept under these hashes; what is missing is not in it."""
    wanted = sa.select(pack_parts.c.sha256, pack_parts.c.body).where(
        pack_parts.c.sha256.in_(sorted(set(marks)))
    )
    return {mark: zlib.decompress(body) for mark, body in conn.execute(wanted)}


def kept_pack(conn: sa.Connection, code: str) -> KeptPack | None:
    """Return a pack as it was frozen, None where there is none."""
    row = conn.execute(sa.select(packs).where(packs.c.code == code)).mappings().first()
    if row is None:
        return None
    head = {name: row[name] for name in _HEAD}
    return KeptPack(int(row["id"]), head, zlib.decompress(row["content"]), row["template"])


def packs_kept(conn: sa.Connection) -> pd.DataFrame:
    """Return ``code, period, area, unit, as_of, sha256, built_by, built_at``, the newest first."""
    wanted = sa.select(*(packs.c[name] for name in _HEAD)).order_by(packs.c.id.desc())
    return as_frame(conn.execute(wanted).all(), list(_HEAD))


def add_comment(
    conn: sa.Connection, pack_id: int, slide: str, text: str, written_by: str, now: datetime
) -> None:
    """Keep what is written beside a slide from now on."""
    conn.execute(
        pack_comments.insert().values(
            pack_id=pack_id, slide=slide, text=text, written_by=written_by, written_at=now
        )
    )


def comments_of(conn: sa.Connection, pack_id: int) -> dict[str, str]:
    """Return the newest comment of each slide; those taken away are not in it."""
    wanted = (
        sa.select(pack_comments.c.slide, pack_comments.c.text)
        .where(pack_comments.c.pack_id == pack_id)
        .order_by(pack_comments.c.id)
    )
    newest: dict[str, str] = {slide: text for slide, text in conn.execute(wanted)}
    return {slide: text for slide, text in newest.items() if text}


def last_pack_of(
    conn: sa.Connection, period: str, area: str | None, unit: str | None
) -> int | None:
    """Return the number of the newest pack of a period and part."""
    wanted = (
        sa.select(packs.c.id)
        .where(
            packs.c.period == period,
            packs.c.area.is_not_distinct_from(area),
            packs.c.unit.is_not_distinct_from(unit),
        )
        .order_by(packs.c.id.desc())
        .limit(1)
    )
    return conn.scalar(wanted)
