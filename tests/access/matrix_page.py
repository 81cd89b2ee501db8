"""What docs/access.md says: who may do what, and who sees which page."""

from __future__ import annotations

from functools import cache

from casework.access import Role
from tests.translations import ROOT

PAGE = ROOT / "docs" / "access.md"
_NOTHING = "nothing"


def _rows(name: str) -> list[list[str]]:
    text = PAGE.read_text(encoding="utf-8")
    start = text.index(f"<!-- {name} -->")
    lines = text[start : text.index("<!-- end -->", start)].splitlines()
    table = [line for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


@cache
def rights() -> dict[str, dict[Role, str]]:
    """Return by action and role what the page has: nothing, a dot, or ``whole``."""
    head, _line, *rows = _rows("roles")
    roles = [Role(name) for name in head[1:]]
    return {row[0]: dict(zip(roles, row[1:], strict=True)) for row in rows}


@cache
def pages() -> dict[str, str]:
    """Return by address what the page asks for; an empty text where it asks for nothing."""
    _head, _line, *rows = _rows("pages")
    return {row[0].removeprefix("/"): "" if row[1] == _NOTHING else row[1] for row in rows}


@cache
def seen_by() -> dict[str, frozenset[Role]]:
    """Return by address who sees the page."""
    _head, _line, *rows = _rows("pages")
    return {row[0].removeprefix("/"): _roles(row[2]) for row in rows}


def _roles(said: str) -> frozenset[Role]:
    if said == "everybody":
        return frozenset(Role)
    return frozenset(Role(name.strip()) for name in said.split(",") if said != "nobody")


def may_do(role: Role, is_whole: bool, action: str) -> bool:
    """Return whether the page lets a role do this, in the whole district or in a part of it."""
    mark = rights()[action][role]
    assert mark in ("", "•", "whole"), mark
    return mark == "•" or (mark == "whole" and is_whole)
