"""All texts inside whatever an act gives back, to look through for what it must not hold."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.store import Store
from service.map_view import GridLayer, MapData

_PLAIN = (int, float, bool, type(None))
# The ground all answers stand on, the same for everybody: no door gives it away.
_GROUND = (Store, GridLayer, MapData)
_DEEPEST = 12


def told(value: Any) -> str:
    """Return the texts of a value, one below the other."""
    return "\n".join(_texts(value, set(), 0))


def _texts(value: Any, seen: set[int], depth: int) -> Iterator[str]:
    if isinstance(value, _PLAIN + _GROUND) or depth > _DEEPEST or id(value) in seen:
        return
    whole = _whole(value)
    if whole is not None:
        yield whole
        return
    seen.add(id(value))
    for one in _inside(value):
        yield from _texts(one, seen, depth + 1)


def _whole(value: Any) -> str | None:
    """Return the text of what is one, None of what holds others."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bytes):
        return of_bytes(value)
    if isinstance(value, Path):
        return of_bytes(value.read_bytes()) if value.is_file() else str(value)
    if isinstance(value, pd.DataFrame):
        return str(value.to_csv())
    return None


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, pd.Series | pd.Index | np.ndarray):
        return list(value) if value.dtype.kind in "OUT" else ()
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        return value
    if dataclasses.is_dataclass(value):
        return [getattr(value, one.name, None) for one in dataclasses.fields(value)]
    return [dict(value.params)] if hasattr(value, "params") else ()


def of_bytes(content: bytes) -> str:
    """Return the texts of a file: those inside it, where it is a folder in one file."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "\n".join(of_bytes(packed.read(name)) for name in packed.namelist())
    return content.decode("utf-8", "ignore")
