"""A plan of coverage as JSON, for programs and for drafts; whatever is read is doubted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NoReturn

from casework.plain_text import is_blank, seen_text
from casework.plan import Change, CoveragePlan
from service.errors import ServiceError

FORMAT: Final = "gege-coverage-plan"
VERSION: Final = 1
_LONGEST_TEXT: Final = 50_000_000
_LONGEST_CODE: Final = 64
LONGEST_NAME: Final = 200


def plan_document(plan: CoveragePlan) -> dict[str, Any]:
    """Return a plan as plain JSON values, the same for the same plan."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "on": plan.on.isoformat(),
        "name": plan.name,
        "changes": [
            {"grid": grid, "before": one.before, "after": one.after}
            for grid, one in sorted(plan.changes.items())
        ],
        "locked_grids": sorted(plan.locked_grids),
        "locked_workers": sorted(plan.locked_workers),
    }


def plan_to_json(
    plan: CoveragePlan,
    names: Mapping[str, str] | None = None,
    measures: Mapping[str, object] | None = None,
) -> str:
    """Return the plan as text that `plan_from_json` reads.

    Parameters
    ----------
    names, measures
        Names of codes and figures, for whoever reads the file; the plan is the same without.
    """
    document = plan_document(plan)
    if names is not None:
        document["names"] = dict(names)
    if measures is not None:
        document["measures"] = dict(measures)
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def plan_from_json(text: str) -> CoveragePlan:
    """Return the plan of a text that `plan_to_json` wrote.

    Raises
    ------
    ServiceError
        When it is no such text, naming the first thing that is wrong.
    """
    if len(text) > _LONGEST_TEXT:
        raise ServiceError(
            "This is no plan of coverage: it has more than {most} characters. Choose another file.",
            most=_LONGEST_TEXT,
        )
    try:
        document = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ServiceError(
            "This is no plan of coverage: it is no JSON ({cause}). Save the plan again.",
            cause=str(error)[:100],
        ) from error
    return plan_of_document(document)


def plan_of_document(document: object) -> CoveragePlan:
    """Return the plan of plain JSON values.

    Raises
    ------
    ServiceError
        When they are no plan.
    """
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise ServiceError(
            "This is no plan of coverage: it has not the format {format}. Choose a file that was"
            " saved as a plan.",
            format=FORMAT,
        )
    if document.get("version") != VERSION:
        raise ServiceError(
            "The plan is of version {seen}, and this program reads version {version}: save it with"
            " a program of the same age.",
            seen=_shown(document.get("version")),
            version=VERSION,
        )
    return CoveragePlan(
        on=_day(document.get("on")),
        changes=_changes(document.get("changes")),
        locked_grids=_codes(document.get("locked_grids", []), "locked_grids"),
        locked_workers=_codes(document.get("locked_workers", []), "locked_workers"),
        name=_name(document.get("name", "")),
    )


def _day(said: object) -> date:
    try:
        return date.fromisoformat(said if isinstance(said, str) else "")
    except ValueError:
        raise ServiceError(
            "The plan has no day ({seen}): write it under {place} as 2026-07-01.",
            seen=_shown(said),
            place="on",
        ) from None


def _name(said: object) -> str:
    if not isinstance(said, str) or seen_text(said) != said or len(said) > LONGEST_NAME:
        raise _wrong("name", said)
    return said


def _changes(said: object) -> dict[str, Change]:
    if not isinstance(said, list):
        raise _wrong("changes", said)
    changes: dict[str, Change] = {}
    for number, line in enumerate(said, start=1):
        place = f"changes {number}"
        if not isinstance(line, Mapping) or not {"grid", "before", "after"} <= line.keys():
            raise _wrong(place, line)
        grid = _code(line["grid"], place)
        change = Change(_worker(line["before"], place), _worker(line["after"], place))
        if grid in changes:
            raise ServiceError(
                "The plan changes grid {grid} twice: leave one of the two lines out.", grid=grid
            )
        if change.before == change.after:
            raise ServiceError(
                "The plan has grid {grid} end where it began: leave the line out.", grid=grid
            )
        changes[grid] = change
    return changes


def _codes(said: object, place: str) -> frozenset[str]:
    if not isinstance(said, list):
        raise _wrong(place, said)
    return frozenset(_code(one, place) for one in said)


def _worker(said: object, place: str) -> str | None:
    return None if said is None else _code(said, place)


def _code(said: object, place: str) -> str:
    if not isinstance(said, str) or is_blank(said) or len(said) > _LONGEST_CODE:
        raise _wrong(place, said)
    if seen_text(said) != said or said != said.strip():
        raise _wrong(place, said)
    return said


def _wrong(place: str, said: object) -> ServiceError:
    return ServiceError(
        "The plan cannot be read: {seen} is not what can stand under {place}. Save the plan again.",
        seen=_shown(said),
        place=place,
    )


def _shown(said: object) -> str:
    if isinstance(said, Mapping | list):
        return "{…}" if isinstance(said, Mapping) else "[…]"
    return seen_text(str(said))[:80]


def _no_number(said: str) -> NoReturn:
    raise ValueError(said)
