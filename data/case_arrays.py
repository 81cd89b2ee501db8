"""The columns of every case that figures ask for, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from data.array_columns import Numbers, Words
from data.schema import cases

_TIMES: Final = (
    "reported_at", "accepted_at", "replied_at", "moved_at", "due_at", "closed_at",
)  # fmt: skip
_WORDS: Final = (
    "status", "category", "channel", "urgency", "voice", "wish", "tier", "unit_code", "grid_code",
)  # fmt: skip
_PEOPLE: Final = ("first_handler", "assigned_to")
_COUNTS: Final = ("bounce_count", "rework_count")


def case_arrays(conn: sa.Connection) -> tuple[NDArray[np.int64], dict[str, Numbers | Words]]:
    """Return the ids of all cases, ascending, and their columns by name.

    Times are ``datetime64[us]`` in UTC.  ``code`` only says that a case has one.
    """
    names = (*_TIMES, *_WORDS, *_PEOPLE, *_COUNTS)
    wanted = sa.select(cases.c.id, *(_raw(cases.c[name]) for name in names)).order_by(cases.c.id)
    rows = conn.execute(wanted).all()
    ids, *values = zip(*rows, strict=True) if rows else [()] * (len(names) + 1)
    told = dict(zip(names, values, strict=True))
    columns: dict[str, Numbers | Words] = {"code": Numbers(np.zeros(len(ids), dtype=np.int8))}
    columns |= {name: Numbers(_times(told[name])) for name in _TIMES}
    columns |= {name: _words([told[name]])[0] for name in _WORDS}
    columns |= dict(zip(_PEOPLE, _words([told[name] for name in _PEOPLE]), strict=True))
    columns |= {name: Numbers(np.array(told[name], dtype=np.int32)) for name in _COUNTS}
    return np.array(ids, dtype=np.int64), columns


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
    return times.dt.tz_localize(None).to_numpy("datetime64[us]")


def _words(columns: Sequence[Sequence[Any]]) -> list[Words]:
    """Return columns that share one list of words."""
    every = np.empty(sum(len(column) for column in columns), dtype=object)
    every[:] = list(chain.from_iterable(columns))
    places, words = pd.factorize(every)
    small = places.astype(np.min_scalar_type(-len(words) - 1))
    ends = np.cumsum([len(column) for column in columns])[:-1]
    return [Words(part, list(words)) for part in np.split(small, ends)]
