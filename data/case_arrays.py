"""Every case as arrays, for figures and the map; read again only where something changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from data.array_columns import Numbers, Words
from data.schema import cases

Ints = NDArray[np.int64]
Columns = dict[str, Numbers | Words]

_TIMES: Final = (
    "reported_at", "accepted_at", "replied_at", "moved_at", "due_at", "closed_at",
)  # fmt: skip
_WORDS: Final = (
    "status", "category", "channel", "urgency", "voice", "wish", "tier", "unit_code", "grid_code",
)  # fmt: skip
_PEOPLE: Final = ("first_handler", "assigned_to")
_COUNTS: Final = ("bounce_count", "rework_count")
_PLACE: Final = ("lon", "lat")
_NAMES: Final = (*_TIMES, *_WORDS, *_PEOPLE, *_COUNTS, *_PLACE)
# Of more changed cases all are read again; so many are asked for at once.
_MOST_CHANGED, _PORTION = 0.05, 500


@dataclass(frozen=True)
class CaseArrays:
    """All cases, by id.

    Attributes
    ----------
    ids, versions, codes
        As in the database.
    columns
        By name; times are ``datetime64[us]`` in UTC, ``lon, lat`` NaN where there is no place.
        ``code`` only says that a case has one.
    """

    ids: Ints
    versions: Ints
    codes: NDArray[np.object_]
    columns: Columns

    def times(self, name: str) -> NDArray[Any]:
        """Return a column of times."""
        column = self.columns[name]
        if isinstance(column, Words):
            raise TypeError(name)
        return column.values


def case_frame(known: CaseArrays) -> pd.DataFrame:
    """Return ``id, code, category, status, lon, lat, grid_code`` and four times of every case.

    The words are categories; the times, ``reported_at, due_at, closed_at, moved_at``, are UTC
    without a zone, in whole seconds.  Rows are in the order they were taken in, on a RangeIndex.
    """
    frame = pd.DataFrame({"id": known.ids, "code": pd.array(known.codes, dtype="str")})
    for name in ("category", "status", *_PLACE, "grid_code"):
        column = known.columns[name]
        frame[name] = _category(column) if isinstance(column, Words) else column.values
    for name in ("reported_at", "due_at", "closed_at", "moved_at"):
        frame[name] = known.times(name).astype("datetime64[s]")
    return frame


def _category(column: Words) -> pd.Categorical:
    """Return the words there are now, in order; those of cases that changed since stay unused."""
    used = np.flatnonzero(np.bincount(column.places + 1, minlength=1)[1:])
    order = used[np.argsort([str(column.words[at]) for at in used.tolist()])] if len(used) else used
    at = np.full(len(column.words) + 1, -1)
    at[order] = np.arange(len(order))
    words = pd.Index([column.words[place] for place in order.tolist()], dtype="str")
    return pd.Categorical.from_codes(at[column.places], categories=words)


def case_arrays(conn: sa.Connection, before: CaseArrays | None = None) -> CaseArrays:
    """Return all cases as they are now.

    Parameters
    ----------
    before
        What was read earlier: of it only those cases are read again that are new or have another
        version (it counts every change) or due time.
    """
    if before is None or not len(before.ids):
        return _read(conn)
    named = (cases.c.id, cases.c.version, _raw(cases.c.due_at))
    ids, versions, due = _listed(conn, sa.select(*named).order_by(cases.c.id))
    known = len(before.ids)
    if list(ids[:known]) != before.ids.tolist() or _is_another(conn, before):
        return _read(conn)
    is_same = np.array(versions[:known]) == before.versions
    was, now_due = before.times("due_at"), _times(due[:known])
    is_same &= (was == now_due) | (np.isnat(was) & np.isnat(now_due))
    changed = np.array(ids)[np.append(np.flatnonzero(~is_same), np.arange(known, len(ids)))]
    if len(changed) > _MOST_CHANGED * known:
        return _read(conn)
    return _renewed(conn, before, changed) if len(changed) else before


def _is_another(conn: sa.Connection, before: CaseArrays) -> bool:
    """Return whether the last case that is known is another one: of a database made anew."""
    is_last = cases.c.id == int(before.ids[-1])
    values = _listed(conn, sa.select(_raw(cases.c.reported_at)).where(is_last))[0]
    return bool(_times(values)[0] != before.times("reported_at")[-1])


def _renewed(conn: sa.Connection, before: CaseArrays, changed: Ints) -> CaseArrays:
    parts = [changed[at : at + _PORTION].tolist() for at in range(0, len(changed), _PORTION)]
    fresh = _read(conn, parts)
    ids = np.append(before.ids, fresh.ids[fresh.ids > before.ids[-1]])
    rows = np.searchsorted(ids, fresh.ids)
    versions = _put(before.versions, fresh.versions, rows, len(ids))
    codes = _put(before.codes, fresh.codes, rows, len(ids))
    columns: Columns = {}
    for name, old in before.columns.items():
        new = fresh.columns[name]
        if isinstance(old, Words) and isinstance(new, Words):
            columns[name] = _put_words(old, new, rows, len(ids))
        elif isinstance(old, Numbers) and isinstance(new, Numbers):
            columns[name] = Numbers(_put(old.values, new.values, rows, len(ids)))
    return CaseArrays(ids, versions, codes, columns)


def _put(old: NDArray[Any], new: NDArray[Any], rows: Ints, size: int) -> NDArray[Any]:
    """Return the old values, which are as they were at their places, with the new ones put in."""
    values = np.concatenate([old, np.zeros(size - len(old), dtype=old.dtype)])
    values[rows] = new
    return values


def _put_words(old: Words, new: Words, rows: Ints, size: int) -> Words:
    known = {word: at for at, word in enumerate(old.words)}
    at = [known.setdefault(word, len(known)) for word in new.words]
    places = _put(_small(old.places, len(known)), np.array([*at, -1])[new.places], rows, size)
    return Words(places, list(known))


def _read(conn: sa.Connection, parts: Sequence[Sequence[int]] | None = None) -> CaseArrays:
    """Return cases by id: all, or those of some portions of ids, ascending."""
    named = (cases.c.id, cases.c.version, cases.c.code, *(_raw(cases.c[one]) for one in _NAMES))
    wanted = sa.select(*named).order_by(cases.c.id)
    if parts is None:
        told = _listed(conn, wanted)
    else:
        each = [_listed(conn, wanted.where(cases.c.id.in_(part))) for part in parts]
        told = [list(chain.from_iterable(values)) for values in zip(*each, strict=True)]
    ids, versions, codes, *values = told
    by_name = dict(zip(_NAMES, values, strict=True))
    columns: Columns = {"code": Numbers(np.zeros(len(ids), dtype=np.int8))}
    columns |= {name: Numbers(_times(by_name[name])) for name in _TIMES}
    columns |= {name: _words([by_name[name]])[0] for name in _WORDS}
    columns |= dict(zip(_PEOPLE, _words([by_name[name] for name in _PEOPLE]), strict=True))
    columns |= {name: Numbers(np.array(by_name[name], dtype=np.int32)) for name in _COUNTS}
    columns |= {name: Numbers(np.array(by_name[name], dtype=np.float64)) for name in _PLACE}
    return CaseArrays(
        np.array(ids, np.int64), np.array(versions, np.int64), np.array(codes, object), columns
    )


def _listed(conn: sa.Connection, wanted: sa.Select[Any]) -> list[Sequence[Any]]:
    """Return what a statement finds, column by column, as the driver gives it: in half the time."""
    result = conn.execute(wanted)
    rows = result.cursor.fetchall() if result.cursor is not None else []
    result.close()
    return list(zip(*rows, strict=True)) if rows else [()] * len(wanted.selected_columns)


def _raw(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """Return a time as the database has it: a million of them are read at once, not one by one."""
    if column.name in _TIMES:
        return sa.type_coerce(column, sa.types.NullType()).label(column.name)
    return column


def _times(values: Sequence[Any]) -> NDArray[Any]:
    """Return times, written by the database (in UTC) or as aware moments, as ``datetime64[us]``."""
    if any(isinstance(value, str) for value in values):
        return np.array(["NaT" if value is None else value for value in values], "datetime64[us]")
    times = pd.to_datetime(pd.Series(values, dtype=object), utc=True)
    return np.asarray(times.dt.tz_localize(None), dtype="datetime64[us]")


def _words(columns: Sequence[Sequence[Any]]) -> list[Words]:
    """Return columns that share one list of words."""
    every = np.empty(sum(len(column) for column in columns), dtype=object)
    every[:] = list(chain.from_iterable(columns))
    places, words = pd.factorize(every)
    ends = np.cumsum([len(column) for column in columns])[:-1]
    return [Words(part, list(words)) for part in np.split(_small(places, len(words)), ends)]


def _small(places: NDArray[Any], words: int) -> NDArray[Any]:
    return places.astype(np.min_scalar_type(-words - 1))
