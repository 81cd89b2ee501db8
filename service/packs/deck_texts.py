"""Every text of a deck, changed by one rule: none is forgotten, whatever block it stands in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, TypeVar

from service.packs.words import Words

Part = TypeVar("Part")
Change = Callable[[str], tuple[str, int]]
# What a program reads and no person sees.
_NOT_TEXTS: Final = frozenset(
    {"key", "section", "shape", "kind", "align", "sense", "link", "inside", "outside",
     "period", "area", "unit", "of"}
)  # fmt: skip


def with_texts(part: Part, change: Change) -> tuple[Part, int]:
    """Return a deck, or a part of one, whose texts are changed, and how many changes that were.

    The two languages of one text count once: the greater number of the two.
    """
    changed, count = _part(part, change)
    assert isinstance(changed, type(part))
    return changed, count


def _part(value: Any, change: Change) -> tuple[Any, int]:  # noqa: ANN401
    if isinstance(value, Words):
        (zh, n_zh), (en, n_en) = change(value.zh), change(value.en)
        return Words(zh, en), max(n_zh, n_en)
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        parts = [_part(one, change) for one in value]
        return tuple(one for one, _n in parts), sum(n for _one, n in parts)
    if is_dataclass(value) and not isinstance(value, type):
        return _fields(value, change)
    return value, 0


def _fields(value: Any, change: Change) -> tuple[Any, int]:  # noqa: ANN401
    found: dict[str, Any] = {}
    count = 0
    for one in fields(value):
        if one.name not in _NOT_TEXTS:
            found[one.name], n = _part(getattr(value, one.name), change)
            count += n
    return replace(value, **found), count
