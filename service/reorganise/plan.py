"""What is to be reorganised: operations in order, as data that go into a file and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, Final, Literal

from service.errors import ServiceError

Level = Literal["community", "street", "county"]
LEVELS: Final = ("community", "street", "county")
# lon, lat in EPSG:4490, at least two points.
Line = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class MoveUnit:
    """A unit goes to another parent with everything below it."""

    code: str
    to_parent: str


@dataclass(frozen=True)
class MergeUnits:
    """Units of one level become one.

    It gets a code of its own; `new_code` may say which, or be that of one of the units, which then
    goes on with the others' ground.  `parent` None is the parent they have, if it is one.
    """

    codes: tuple[str, ...]
    into_name: str
    level: Level
    parent: str | None = None
    new_code: str | None = None


@dataclass(frozen=True)
class SplitUnit:
    """A unit is given up; `parts` says which of its children go to which new unit, by name."""

    code: str
    parts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class ExtractUnit:
    """Some children, of one unit or several, form a new unit; what they leave goes on."""

    children: tuple[str, ...]
    name: str
    parent: str


@dataclass(frozen=True)
class MoveGrid:
    """A grid goes to another community."""

    code: str
    to_community: str


@dataclass(frozen=True)
class SplitGrid:
    """A grid is cut along lines.

    `names` are those of the pieces from left to right and top to bottom; none are made from the
    grid's own name.
    """

    code: str
    lines: tuple[Line, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class MergeGrids:
    """Neighbouring grids of one community become one."""

    codes: tuple[str, ...]
    name: str


Operation = MoveUnit | MergeUnits | SplitUnit | ExtractUnit | MoveGrid | SplitGrid | MergeGrids

_KINDS: Final[dict[str, type[Operation]]] = {
    "move_unit": MoveUnit,
    "merge_units": MergeUnits,
    "split_unit": SplitUnit,
    "extract_unit": ExtractUnit,
    "move_grid": MoveGrid,
    "split_grid": SplitGrid,
    "merge_grids": MergeGrids,
}
_NAME_OF: Final = {kind: name for name, kind in _KINDS.items()}
# Larger is a mistake, or not meant well.
MOST_OPERATIONS: Final = 5_000
MOST_SEEN: Final = 50_000


@dataclass(frozen=True)
class ReorganisationPlan:
    """Operations that are done one after the other on the units and grids in force on a day.

    Attributes
    ----------
    on
        The day from which it is to hold.
    operations
        In order; a later one may name codes that an earlier one has given.
    name
        As saved; blank for one that was not.
    seen
        The versions that it was looked at on, as `preview` notes them: ``unit:CODE`` or
        ``grid:CODE`` to the number of its row.  None when nobody looked.
    """

    on: date
    operations: tuple[Operation, ...] = ()
    name: str = ""
    seen: Mapping[str, int] | None = None

    def then(self, *operations: Operation) -> ReorganisationPlan:
        """Return the plan with more operations at its end."""
        return replace(self, operations=(*self.operations, *operations))

    def without_last(self) -> ReorganisationPlan:
        """Return the plan without its last operation."""
        return replace(self, operations=self.operations[:-1])


def plan_to_json(plan: ReorganisationPlan) -> str:
    """Return the plan as JSON text; `plan_from_json` gives an equal one back."""
    document = {
        "gege": "reorganisation",
        "on": plan.on.isoformat(),
        "name": plan.name,
        "seen": None if plan.seen is None else dict(plan.seen),
        "operations": [
            {"do": _NAME_OF[type(operation)]} | asdict(operation) for operation in plan.operations
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def plan_from_json(text: str) -> ReorganisationPlan:
    """Return the plan that a JSON text holds.

    Raises
    ------
    ServiceError
        When it is no plan: where it is not is said.
    """
    try:
        return _plan(json.loads(text))
    except ServiceError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ServiceError(
            "This is no plan of a reorganisation ({cause}): take a file that was written here.",
            cause=f"{type(error).__name__}: {error}"[:200],
        ) from error


def _plan(document: Any) -> ReorganisationPlan:  # noqa: ANN401
    if not isinstance(document, dict) or document.get("gege") != "reorganisation":
        raise ValueError("gege = reorganisation is missing")
    operations = document["operations"]
    if not isinstance(operations, list) or len(operations) > MOST_OPERATIONS:
        raise ServiceError(
            "A plan holds a list of at most {most} operations: cut it into several.",
            most=MOST_OPERATIONS,
        )
    seen = document.get("seen")
    if seen is not None and len(seen) > MOST_SEEN:
        raise ServiceError(
            "A plan names at most {most} units and grids it was looked at on, and this one names"
            " {count}: look at its preview again.",
            most=MOST_SEEN,
            count=len(seen),
        )
    return ReorganisationPlan(
        date.fromisoformat(document["on"]),
        tuple(_operation(number, one) for number, one in enumerate(operations, 1)),
        _text(document.get("name", "")),
        None if seen is None else {_text(code): int(row) for code, row in seen.items()},
    )


def _operation(number: int, said: Any) -> Operation:  # noqa: ANN401
    name = said.get("do") if isinstance(said, dict) else None
    kind = _KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise ServiceError(
            "Operation {number} of the plan is unknown ({seen}): it is one of {known}.",
            number=number,
            seen=str(name)[:40],
            known=", ".join(_KINDS),
        )
    known = {one.name for one in fields(kind)}
    try:
        values = {key: _READ[key](value) for key, value in said.items() if key != "do"}
        if not values.keys() <= known:
            raise ValueError(", ".join(sorted(values.keys() - known)))
        return kind(**values)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ServiceError(
            "Operation {number} of the plan ({name}) cannot be read ({cause}): correct it.",
            number=number,
            name=name,
            cause=str(error)[:200],
        ) from error


def _text(value: Any) -> str:  # noqa: ANN401
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _texts(value: Any) -> tuple[str, ...]:  # noqa: ANN401
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return tuple(map(_text, value))


def _or_none(value: Any) -> str | None:  # noqa: ANN401
    return None if value is None else _text(value)


def _lines(value: Any) -> tuple[Line, ...]:  # noqa: ANN401
    return tuple(tuple((float(lon), float(lat)) for lon, lat in line) for line in value)


_READ: Final[dict[str, Any]] = {
    **dict.fromkeys(("code", "to_parent", "into_name", "level", "name"), _text),
    **dict.fromkeys(("to_community",), _text),
    **dict.fromkeys(("codes", "children", "names"), _texts),
    **dict.fromkeys(("parent", "new_code"), _or_none),
    "parts": lambda value: {_text(name): _texts(codes) for name, codes in value.items()},
    "lines": _lines,
}
