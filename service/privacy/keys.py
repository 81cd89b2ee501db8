"""The keys contacts are sealed with: made, changed, looked after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.access import Action, Viewer, require
from data.key_file import key_path
from data.resealing import is_whole, new_key, reseal, unreadable, use_of_keys
from data.sealing import seals_of, seals_to_write
from data.store import Store
from data.wiping import wipe_free_pages


@dataclass(frozen=True)
class KeyState:
    """How the keys of a database stand.

    Attributes
    ----------
    file
        Where they lie.
    in_force, missing
        Numbers: of the key in force (None before the first contact), and of keys that are
        needed and not there, or not those of this database.
    contacts, unsealed, unreadable
        How many contacts there are, how many of them were never sealed, how many cannot be read.
    """

    file: str
    in_force: int | None
    missing: tuple[int, ...]
    contacts: int
    unsealed: int
    unreadable: int

    @property
    def is_good(self) -> bool:
        """Return whether every contact is sealed and can be read."""
        return not (self.missing or self.unsealed or self.unreadable)


def key_state(viewer: Viewer, store: Store) -> KeyState:
    """Return how the keys stand, after opening every contact once.

    Raises
    ------
    CaseworkError
        When the viewer may not look after privacy.
    """
    require(viewer, Action.KEEP_PRIVACY)
    with store.read() as conn:
        seals, used = seals_of(conn), use_of_keys(conn)
        needed = {number for number in used if number is not None} | {
            number for number in (seals.newest,) if number is not None
        }
        return KeyState(
            str(seals.path),
            seals.newest,
            tuple(sorted(needed - set(seals.ciphers))),
            sum(used.values()),
            used.get(None, 0),
            unreadable(conn),
        )


def make_key(viewer: Viewer, store: Store, now: datetime) -> KeyState:
    """Make the first key if there is none, seal what is not sealed, and return how they stand.

    Raises
    ------
    CaseworkError
        When the viewer may not look after privacy.
    DataError
        When the key in force is missing, or the file cannot be written.
    """
    require(viewer, Action.KEEP_PRIVACY)
    with store.begin() as conn:
        seals_to_write(conn)
    reseal(store, now)
    return key_state(viewer, store)


def rotate_key(viewer: Viewer, store: Store, now: datetime) -> tuple[int, int]:
    """Put a new key in force and seal everything with it; return its number and how many.

    The older keys stay in the file: backups need them.

    Raises
    ------
    CaseworkError
        When the viewer may not look after privacy.
    DataError
        When the key in force is missing, or the file cannot be written.
    """
    require(viewer, Action.KEEP_PRIVACY)
    number = new_key(store)
    done, _unread = reseal(store, now)
    return number, done


def seal_older(viewer: Viewer, store: Store, now: datetime) -> int:
    """Seal the contacts of an older database once, and return how many there were.

    Nothing is done, and nothing fails, where the key is missing: what is there stays as it is.

    Raises
    ------
    CaseworkError
        When the viewer may not look after privacy.
    """
    require(viewer, Action.KEEP_PRIVACY)
    with store.read() as conn:
        seals = seals_of(conn)
        is_missing = seals.newest is not None and seals.newest not in seals.ciphers
        if is_missing or is_whole(conn):
            return 0
    done, _unread = reseal(store, now)
    if done:
        # Nothing unsealed may stay in pages that are free now.
        wipe_free_pages(store)
    return done


def key_file(viewer: Viewer, store: Store) -> str:
    """Return where the keys of a database lie."""
    require(viewer, Action.KEEP_PRIVACY)
    return str(key_path(store.url))
