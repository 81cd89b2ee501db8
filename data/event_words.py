"""What people wrote with events: kept beside the ledger, which holds a hash of it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

import sqlalchemy as sa

from casework.plain_text import ERASED
from data.schema import case_event_words

# Details that hold people's own words; everything else is a code, a number or a time.
WORDS: Final = frozenset({"reason", "text", "resolution", "outcome", "step"})
# What stands in the event instead: {"words": hash}.
_MARK: Final = "words"
_SALT_BYTES: Final = 16
_PORTION: Final = 500


def new_salt() -> str:
    """Return a salt drawn by lot (hexadecimal)."""
    return secrets.token_hex(_SALT_BYTES)


def hash_of(salt: str, text: str) -> str:
    """Return the hash of a text with its salt (SHA-256, hexadecimal)."""
    return sha256(f"{salt}{text}".encode("utf-8", "surrogatepass")).hexdigest()


def set_aside(number: int, details: dict[str, Any]) -> list[dict[str, Any]]:
    """Put hashes into details for the words in them; return the words as rows of their table."""
    rows = []
    for name in sorted(WORDS.intersection(details)):
        value = details[name]
        if value in (None, "", []) or is_mark(value):
            continue
        text, salt = json.dumps(value, ensure_ascii=False), new_salt()
        rows.append({"number": number, "name": name, "text": text, "salt": salt})
        details[name] = {_MARK: hash_of(salt, text)}
    return rows


def is_mark(value: object) -> bool:
    """Return whether a detail is the hash of words that stand beside the ledger."""
    return isinstance(value, Mapping) and set(value) == {_MARK}


def mark_hash(value: Any) -> str:  # noqa: ANN401
    """Return the hash that `is_mark` found."""
    return str(value[_MARK])


def words_of(conn: sa.Connection, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return the words of events by number and name; `ERASED` for those that were erased."""
    found: dict[int, dict[str, Any]] = {}
    words = case_event_words.c
    for start in range(0, len(numbers), _PORTION):
        part = [int(one) for one in numbers[start : start + _PORTION]]
        wanted = sa.select(words.number, words.name, words.text).where(words.number.in_(part))
        for number, name, text in conn.execute(wanted):
            found.setdefault(number, {})[name] = ERASED if text is None else json.loads(text)
    return found


def with_words(
    conn: sa.Connection, rows: Iterable[Mapping[str, Any] | sa.RowMapping]
) -> list[dict[str, Any]]:
    """Return rows (with ``number`` and ``details`` among others) as they were said."""
    told = [dict(row) for row in rows]
    marked = [
        row["number"]
        for row in told
        if row["number"] is not None and any(map(is_mark, row["details"].values()))
    ]
    words = words_of(conn, marked)
    for row in told:
        own = words.get(row["number"], {})
        row["details"] = {
            name: own.get(name, ERASED) if is_mark(value) else value
            for name, value in row["details"].items()
        }
    return told


def erase_words(conn: sa.Connection, numbers: Sequence[int]) -> int:
    """Erase the words of events with their salts, and return how many there were."""
    words, count = case_event_words.c, 0
    for start in range(0, len(numbers), _PORTION):
        part = [int(one) for one in numbers[start : start + _PORTION]]
        is_one = sa.and_(words.number.in_(part), words.text.is_not(None))
        done = conn.execute(case_event_words.update().where(is_one).values(text=None, salt=None))
        count += done.rowcount
    return count
