"""All valid visits as arrays; read again only where one is new or was made void."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from casework.visit import DayPart, VisitResult
from data.schema import visits

RESULTS: Final = tuple(VisitResult)
PARTS: Final = tuple(DayPart)


@dataclass(frozen=True)
class VisitArrays:
    """The visits that are not void, in order of day, part of the day and number.

    Attributes
    ----------
    ids, household_ids
        Row numbers of the tables.
    days
        ``datetime64[D]``.
    parts, results
        Places in `PARTS` and `RESULTS`, int8.
    last_id, last_uid
        Of the newest row of the table, void or not; 0 and empty when there is none.
    """

    ids: NDArray[np.int64]
    household_ids: NDArray[np.int64]
    days: NDArray[np.datetime64]
    parts: NDArray[np.int8]
    results: NDArray[np.int8]
    last_id: int
    last_uid: str

    def between(self, first: np.datetime64, last: np.datetime64) -> slice:
        """Return where the visits of some days lie, both ends included."""
        low, high = np.searchsorted(self.days, [first, last + np.timedelta64(1, "D")])
        return slice(int(low), int(high))

    def __len__(self) -> int:
        return len(self.ids)


def visit_arrays(conn: sa.Connection, before: VisitArrays | None = None) -> VisitArrays:
    """Return all valid visits as they are now.

    Parameters
    ----------
    before
        What was read earlier: only newer rows are read, and which of the others are void.
    """
    known = before if before is not None and _is_still(conn, before) else _NOTHING
    fresh = _read(conn, known.last_id)
    void = np.array(
        conn.scalars(sa.select(visits.c.id).where(visits.c.voided_on.is_not(None))).all(),
        dtype=np.int64,
    )
    stays = ~np.isin(known.ids, void) if len(void) else np.ones(len(known), dtype=bool)
    return _in_order(_joined(known, stays, fresh))


def _is_still(conn: sa.Connection, before: VisitArrays) -> bool:
    """Return whether the newest visit that is known is still that one, not of another database."""
    uid = conn.scalar(sa.select(visits.c.uid).where(visits.c.id == before.last_id))
    return bool(before.last_id) and uid == before.last_uid


def _read(conn: sa.Connection, after: int) -> VisitArrays:
    table = visits.c
    wanted = (
        sa.select(
            table.id,
            table.household_id,
            sa.type_coerce(table.visited_on, sa.types.NullType()),
            table.day_part,
            table.result,
        )
        .where(table.id > after, table.voided_on.is_(None))
        .order_by(table.id)
    )
    found = conn.execute(wanted)
    rows = found.cursor.fetchall() if found.cursor is not None else []
    found.close()
    newest = conn.execute(sa.select(table.id, table.uid).order_by(table.id.desc()).limit(1)).first()
    ids, homes, days, parts, results = zip(*rows, strict=True) if rows else [()] * 5
    return VisitArrays(
        np.array(ids, dtype=np.int64),
        np.array(homes, dtype=np.int64),
        np.array(days, dtype="datetime64[D]"),
        _places(parts, PARTS),
        _places(results, RESULTS),
        int(newest.id) if newest else 0,
        str(newest.uid) if newest else "",
    )


def _places(words: Sequence[str], among: Sequence[str]) -> NDArray[np.int8]:
    at = {str(word): place for place, word in enumerate(among)}
    return np.fromiter((at[word] for word in words), dtype=np.int8, count=len(words))


def _joined(known: VisitArrays, stays: NDArray[np.bool_], fresh: VisitArrays) -> VisitArrays:
    def both(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(known, name)[stays], getattr(fresh, name)])

    columns = {name: both(name) for name in _COLUMNS}
    return VisitArrays(**columns, last_id=fresh.last_id, last_uid=fresh.last_uid)


def _in_order(found: VisitArrays) -> VisitArrays:
    """Return them in order; what was in order before is sorted in one pass."""
    key = found.days.astype(np.int64) * len(PARTS) + found.parts
    if (np.diff(key) >= 0).all():
        return found
    # Newer rows stand behind older ones, so a stable order leaves equal keys in that of their ids.
    order = np.argsort(key, kind="stable")
    columns = {name: getattr(found, name)[order] for name in _COLUMNS}
    return VisitArrays(**columns, last_id=found.last_id, last_uid=found.last_uid)


_COLUMNS: Final = ("ids", "household_ids", "days", "parts", "results")
_NOTHING: Final = VisitArrays(
    np.zeros(0, dtype=np.int64),
    np.zeros(0, dtype=np.int64),
    np.zeros(0, dtype="datetime64[D]"),
    np.zeros(0, dtype=np.int8),
    np.zeros(0, dtype=np.int8),
    0,
    "",
)
