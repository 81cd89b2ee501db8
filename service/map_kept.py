"""A small store of things built once per revision and read by many threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

T = TypeVar("T")


class Kept:
    """The most recently used things, by key; each is built once however many ask at once.

    Parameters
    ----------
    limit
        How many are kept.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._things: OrderedDict[Hashable, object] = OrderedDict()
        self._building: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, build: Callable[[], T]) -> T:
        """Return the thing under this key, built now if it is not there."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return cast("T", self._things[key])
            turn = self._building.setdefault(key, Lock())
        with turn:
            with self._lock:
                if key in self._things:
                    return cast("T", self._things[key])
            try:
                made = build()
                self._put(key, made)
            finally:
                with self._lock:
                    self._building.pop(key, None)
        return made

    def has(self, key: Hashable) -> bool:
        """Return True when the thing is there."""
        with self._lock:
            return key in self._things

    def peek(self, key: Hashable) -> object | None:
        """Return the thing, or None, without building it."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
            return self._things.get(key)

    def _put(self, key: Hashable, thing: object) -> None:
        with self._lock:
            self._things[key] = thing
            while len(self._things) > self._limit:
                self._things.popitem(last=False)
