"""All valid visits as they were last read; whoever asks pays only for what is new."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

from data.map_store import token
from data.store import Store
from data.visit_arrays import VisitArrays, visit_arrays


class _Latest:
    """What was last read of one store; whoever comes while it is read waits."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: tuple[str, VisitArrays] | None = None

    def at(self, store: Store) -> tuple[str, VisitArrays]:
        with self._lock, store.read() as conn:
            mark = token(conn, "visits")
            known = self._known
            if known is None or known[0] != mark:
                known = self._known = (mark, visit_arrays(conn, known[1] if known else None))
            return known


@lru_cache(maxsize=4)
def _latest(store: Store) -> _Latest:
    del store
    return _Latest()


def visits_in_memory(store: Store) -> tuple[str, VisitArrays]:
    """Return the mark of the visits' present state, and all valid ones."""
    return _latest(store).at(store)
