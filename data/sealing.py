"""Contacts sealed (AES-256-GCM) under a key that is not in the database."""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from data.errors import DataError
from data.key_file import add_key, key_path, mark_of, read_keys
from data.schema import seal_keys

# What every sealed text begins with; then the number of its key and the bytes in base 64.
SEALED: Final = "sealed:"
# The length of a nonce that GCM is meant for (NIST SP 800-38D, 8.2.2: random, 96 bits).
_NONCE: Final = 12


class Unreadable(Exception):
    """A sealed text that cannot be opened here; only ever caught, never told."""


@dataclass(frozen=True)
class Place:
    """What a text is sealed for: table, column and the row's own key."""

    table: str
    column: str
    key: str

    @property
    def tied(self) -> bytes:
        """Return the bytes that are sealed along (associated data)."""
        return "\x1f".join((self.table, self.column, self.key)).encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Seals:
    """The keys of one database.

    Attributes
    ----------
    path
        Of the file of keys.
    newest
        Number of the key in force; None before the first contact.
    ciphers
        By number; a key that is missing, or is another than it was, is not among them.
    """

    path: Path
    newest: int | None
    ciphers: dict[int, AESGCM]

    def seal(self, place: Place, text: str) -> str:
        """Return a text sealed with the key in force.

        Raises
        ------
        DataError
            When the key is missing; nothing is then kept.
        """
        cipher = None if self.newest is None else self.ciphers.get(self.newest)
        if cipher is None:
            raise self.missing()
        nonce = os.urandom(_NONCE)
        body = cipher.encrypt(nonce, text.encode("utf-8", "surrogatepass"), place.tied)
        return f"{SEALED}{self.newest}:{base64.b64encode(nonce + body).decode()}"

    def open(self, place: Place, sealed: str) -> str:
        """Return the text; one that was never sealed is returned as it is.

        Raises
        ------
        Unreadable
            When its key is missing, or it was changed or moved here from elsewhere.
        """
        if not sealed.startswith(SEALED):
            return sealed
        try:
            number, _, body = sealed[len(SEALED) :].partition(":")
            raw = base64.b64decode(body, validate=True)
            text = self.ciphers[int(number)].decrypt(raw[:_NONCE], raw[_NONCE:], place.tied)
        except (KeyError, ValueError, InvalidTag, binascii.Error) as error:
            raise Unreadable from error
        return text.decode("utf-8", "surrogatepass")

    def missing(self) -> DataError:
        """Return the refusal to keep a contact without a key."""
        return DataError(
            "No contact can be kept: the key file {path} is missing, or is not the one of this"
            " database. Put it back, or leave the contact out.",
            path=str(self.path),
        )


def seals_of(conn: sa.Connection) -> Seals:
    """Return the keys of a database as far as they are there."""
    path = key_path(conn.engine.url)
    rows = conn.execute(sa.select(seal_keys.c.number, seal_keys.c.mark)).all()
    known = {int(number): str(mark) for number, mark in rows}
    ciphers = {
        number: _cipher(key)
        for number, key in (_keys(path).items() if known else ())
        if known.get(number) == mark_of(key)
    }
    return Seals(path, max(known, default=None), ciphers)


def seals_to_write(conn: sa.Connection) -> Seals:
    """Return the keys of a database; the first one is made when it has none.

    In a write transaction: the mark of the key and what is sealed with it stand together.

    Raises
    ------
    DataError
        When the key file cannot be written, or the key in force is missing.
    """
    seals = seals_of(conn)
    if seals.newest is not None:
        if seals.newest not in seals.ciphers:
            raise seals.missing()
        return seals
    keys = read_keys(seals.path) or add_key(seals.path, 1)
    number = max(keys)
    conn.execute(seal_keys.insert().values(number=number, mark=mark_of(keys[number])))
    return seals_of(conn)


def _keys(path: Path) -> dict[int, bytes]:
    try:
        about = path.stat()
    except OSError:
        return {}
    try:
        return _kept(path, about.st_mtime_ns, about.st_size, about.st_ino)
    except DataError:
        # Damaged is as good as missing to whoever only reads.
        return {}


@lru_cache(maxsize=16)
def _kept(path: Path, _changed_ns: int, _size: int, _inode: int) -> dict[int, bytes]:
    return read_keys(path)


@lru_cache(maxsize=64)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)
