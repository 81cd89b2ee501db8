"""Operations of a reorganisation in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from dashboard.i18n import _
from service.reorganise.plan import (
    ExtractUnit,
    MergeGrids,
    MergeUnits,
    MoveGrid,
    MoveUnit,
    Operation,
    SplitGrid,
    SplitUnit,
)

_NAMED: Final = 6


def operation_text(one: Operation) -> str:
    """Return what an operation does, in one line; escape it where it is shown."""
    if isinstance(one, MoveUnit):
        return _("Unit {code} goes to {parent}", code=one.code, parent=one.to_parent)
    if isinstance(one, MergeUnits):
        return _("Units {codes} become {name}", codes=_listed(one.codes), name=one.into_name)
    if isinstance(one, SplitUnit):
        return _("Unit {code} is split into {names}", code=one.code, names=_listed(one.parts))
    if isinstance(one, ExtractUnit):
        return _("{codes} form the new unit {name}", codes=_listed(one.children), name=one.name)
    if isinstance(one, MoveGrid):
        return _("Grid {code} goes to {parent}", code=one.code, parent=one.to_community)
    if isinstance(one, MergeGrids):
        return _("Grids {codes} become {name}", codes=_listed(one.codes), name=one.name)
    return _split_text(one)


def _split_text(one: SplitGrid) -> str:
    return _("Grid {code} is cut along {n} lines", code=one.code, n=len(one.lines))


def _listed(codes: Iterable[str]) -> str:
    listed = list(codes)
    more = _(" and {n} more", n=len(listed) - _NAMED) if len(listed) > _NAMED else ""
    return ", ".join(listed[:_NAMED]) + more
