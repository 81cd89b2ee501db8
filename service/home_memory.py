"""All households as they were last read, for to-do lists and distances."""

from __future__ import annotations

from functools import lru_cache

from data.household_store import HomeArrays, home_arrays
from data.map_store import token
from data.store import Store
from service.map_kept import Kept


@lru_cache(maxsize=4)
def _kept(store: Store) -> Kept:
    del store
    return Kept(2)


def homes_in_memory(store: Store) -> tuple[str, HomeArrays]:
    """Return the mark of the households' present state, and all of them."""
    with store.read() as conn:
        mark = token(conn, "households")

    def load() -> HomeArrays:
        with store.read() as conn:
            return home_arrays(conn)

    return mark, _kept(store).get(mark, load)
