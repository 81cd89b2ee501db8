"""A deck as plain values, and back: what is frozen, and what its hash is made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, ClassVar, Final, Protocol, TypeVar

from service.packs.deck import (
    Beside,
    Card,
    Cards,
    Cell,
    Chart,
    Column,
    Deck,
    FunnelPoint,
    Line,
    Lines,
    Picture,
    Series,
    Slide,
    Table,
)
from service.packs.words import Words


class _OfFields(Protocol):
    """Any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


Part = TypeVar("Part", bound=_OfFields)
_BLOCKS: Final[dict[str, type[Any]]] = {
    "cards": Cards,
    "table": Table,
    "chart": Chart,
    "picture": Picture,
    "lines": Lines,
}
_NAMES: Final = {kind: name for name, kind in _BLOCKS.items()}
# What stands in which field of what, where it is no plain value.
_PARTS: Final[dict[tuple[str, str], type[Any]]] = {
    ("Cards", "cards"): Card,
    ("Card", "beside"): Beside,
    ("Table", "columns"): Column,
    ("Chart", "series"): Series,
    ("Chart", "points"): FunnelPoint,
    ("Chart", "categories"): Words,
    ("Lines", "lines"): Line,
    ("Table", "notes"): Words,
    ("Slide", "notes"): Words,
    ("Deck", "slides"): Slide,
}


Plain = dict[str, object]


def to_plain(deck: Deck) -> Plain:
    """Return a deck as values JSON knows; texts as ``[Chinese, English]``."""
    return _fields(deck)


def from_plain(plain: Mapping[str, object]) -> Deck:
    """Return the deck that `to_plain` gave.

    Raises
    ------
    KeyError, TypeError, ValueError
        When it is none.
    """
    return _made(Deck, {**plain, "as_of": datetime.fromisoformat(str(plain["as_of"]))})


def canonical(deck: Deck) -> bytes:
    """Return the one way of writing a deck: JSON with sorted keys and no spaces, UTF-8."""
    text = json.dumps(to_plain(deck), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def sha256_of(deck: Deck, rows_sha256: str) -> str:
    """Return the hash of a pack: of its deck and of the rows behind its figures."""
    return hashlib.sha256(canonical(deck) + rows_sha256.encode()).hexdigest()


def _fields(value: _OfFields) -> Plain:
    found = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    name = _NAMES.get(type(value))
    return found | ({"block": name} if name else {})


def _plain(value: object) -> object:
    if isinstance(value, Words):
        return [value.zh, value.en]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    return value


def _made(kind: type[Part], plain: Mapping[str, object]) -> Part:
    known = {one.name: str(one.type) for one in fields(kind)}
    values = {name: _field(kind.__name__, name, plain[name], known[name]) for name in known}
    return kind(**values)


def _field(kind: str, name: str, value: object, told: str) -> object:
    if told == "Words":
        return Words(*_listed(value))
    if (kind, name) in _PARTS:
        return tuple(_one(_PARTS[kind, name], one) for one in _listed(value))
    if (kind, name) == ("Slide", "blocks"):
        blocks = [one for one in _listed(value) if isinstance(one, Mapping)]
        return tuple(_made(_BLOCKS[str(one["block"])], one) for one in blocks)
    if (kind, name) == ("Table", "rows"):
        return tuple(tuple(_one(Cell, cell) for cell in _listed(row)) for row in _listed(value))
    return _tuples(value)


def _one(kind: type[Part], value: object) -> Part:
    if issubclass(kind, Words):
        return kind(*_listed(value))
    assert isinstance(value, Mapping)
    return _made(kind, value)


def _listed(value: object) -> list[Any]:
    assert isinstance(value, list)
    return value


def _tuples(value: object) -> object:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value
