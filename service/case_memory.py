"""All cases as they were last read, for the map and for figures; read again where they changed."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

from data.case_arrays import CaseArrays, case_arrays
from data.map_store import token
from data.store import Store


class _Latest:
    """What was last read of one store; whoever comes while it is read waits."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: tuple[str, CaseArrays] | None = None

    def has(self, mark: str) -> bool:
        return self._known is not None and self._known[0] == mark

    def at(self, store: Store, mark: str) -> CaseArrays:
        with self._lock:
            known = self._known
            if known is not None and known[0] == mark:
                return known[1]
            with store.read() as conn:
                read = case_arrays(conn, known[1] if known else None)
            self._known = (mark, read)
            return read


@lru_cache(maxsize=4)
def _latest(store: Store) -> _Latest:
    del store
    return _Latest()


def is_in_memory(store: Store) -> bool:
    """Return whether the cases as they are now need not be read."""
    return _latest(store).has(_mark(store))


def cases_in_memory(store: Store) -> tuple[str, CaseArrays]:
    """Return the mark of the cases' present state, and all of them."""
    mark = _mark(store)
    return mark, _latest(store).at(store, mark)


def _mark(store: Store) -> str:
    with store.read() as conn:
        return token(conn, "cases")
