"""How an act is called for the matrix: what it asks for, in the page's words, and with what."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from casework.period import Period
from data.store import Store
from tests.access.matrix_district import DISTRICT, NOW, TODAY

At = Mapping[str, Any]
Given = Callable[[At], Any]


@dataclass(frozen=True)
class Act:
    """One act.

    Attributes
    ----------
    asks
        Rows of the page's table; every one has to be allowed, or one of them (`any_of`).
    keeps
        Whether it changes anything.
    is_inner
        A part of other acts that asks nothing itself, and that no door may import.
    given
        Arguments by name; one that can be called is given the things of a part first.
    says
        What it says instead of an answer in this district, however much one may.
    is_everywhere
        Whether it is about no part: the register says why beside it.
    is_whole
        Whether the act is the district's, so that a part of it is not enough, whatever its row
        says of other acts.
    refused
        Tells from what is given back that nothing was done.
    """

    asks: tuple[str, ...]
    keeps: bool = False
    is_inner: bool = False
    any_of: bool = False
    says: str = ""
    is_everywhere: bool = False
    is_whole: bool = False
    refused: Callable[[Any], bool] | None = None
    given: Mapping[str, Any] = field(default_factory=dict)


def tells(*asks: str, says: str = "", any_of: bool = False, **given: Any) -> Act:
    """Return an act that tells something."""
    return Act(asks, any_of=any_of, says=says, given=given)


def keeps(
    *asks: str,
    says: str = "",
    any_of: bool = False,
    is_everywhere: bool = False,
    is_whole: bool = False,
    refused: Callable[[Any], bool] | None = None,
    **given: Any,
) -> Act:
    """Return an act that changes something."""
    return Act(asks, True, False, any_of, says, is_everywhere, is_whole, refused, given)


def inner() -> Act:
    """Return a part of other acts, which asks nothing itself."""
    return Act((), is_inner=True)


class _Things:
    """Writes `T.case` for "the case of the part that is asked about"."""

    def __getattr__(self, name: str) -> Given:
        return lambda at: at[name]


T = _Things()
MAY = Period.parse("2026-05")
SOON = TODAY + timedelta(days=20)

# By the name of a parameter, where the register says nothing else.
USUAL: Mapping[str, Any] = {
    "now": NOW,
    "as_of": NOW,
    "on": TODAY,
    "day": TODAY,
    "today": TODAY,
    "since": TODAY,
    "until": SOON,
    "period": MAY,
    "month": MAY,
    "period_from": MAY.first,
    "period_to": MAY.last,
    "language": "zh",
    "audience": "inside",
    "area": T.street,
    "grid": T.grid,
    "worker_code": T.worker,
    "worker": T.worker,
    "household_code": T.household,
    "plan_code": T.plan,
    "project": T.project,
    "lon": T.lon,
    "lat": T.lat,
    "reason": "因工作需要",
    "text": "已到现场",
    "name": "新的名称",
    "mark": "x",
    "tile": (16, 52988, 26700),
    "ink": (1, 2, 3),
    "unit": None,
    "version": 1,
    "path": lambda at: Path(at["folder"]) / "out.xlsx",
}


def arguments(function: Callable[..., Any], act: Act, store: Store, at: At) -> dict[str, Any]:
    """Return the arguments of a call about the things of a part, by name.

    Raises
    ------
    KeyError
        When a parameter has no value here and none in the register.
    """
    found: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name == "viewer":
            continue
        if name == "store":
            found[name] = store
        elif name in act.given:
            found[name] = _given(act.given[name], at)
        elif parameter.default is inspect.Parameter.empty:
            found[name] = _given(USUAL[name], at)
    return found


def _given(value: Any, at: At) -> Any:
    return value(at) if callable(value) and not isinstance(value, type) else value


__all__ = ["DISTRICT", "MAY", "NOW", "SOON", "TODAY", "Act", "At", "T", "arguments"]
__all__ += ["inner", "keeps", "tells"]
