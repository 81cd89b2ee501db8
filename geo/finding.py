"""One finding of the map audit (地图体检): what, how grave, where, and who is affected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class ShapeFinding:
    """A fault of the grid map that someone can go and look at.

    Findings about sizes, people and times are made upstairs, where both floors are known.

    Attributes
    ----------
    msgid, params
        The English sentence with ``{named}`` values, the key of its translation, and the values.
    kind
        A stable name, such as ``gap`` or ``overlap``.
    severity
        ``error``: a point may get no grid or the wrong one; ``warning``: worth a look.
    codes
        The grids concerned, in text order; for a gap the grids around it.
    area_m2
        The area concerned in square metres; None where there is none.
    lon, lat
        A place within it to point at, in stored degrees; None where it has no place.
    bounds
        West, south, east, north in stored degrees, to fly to.
    households, open_cases
        How many lie in the area, or in the grids where the finding is about whole grids.
    """

    msgid: str
    kind: str
    severity: Severity
    codes: tuple[str, ...] = ()
    params: Mapping[str, object] = field(default_factory=dict)
    area_m2: float | None = None
    lon: float | None = None
    lat: float | None = None
    bounds: tuple[float, float, float, float] | None = None
    households: int = 0
    open_cases: int = 0

    def __str__(self) -> str:
        return self.msgid.format(**self.params)


def by_weight(finding: ShapeFinding) -> tuple[bool, int, float, str, tuple[str, ...]]:
    """Return the sort key of findings: errors, then who is affected, then area; stable."""
    affected = finding.households + finding.open_cases
    area = finding.area_m2 or 0.0
    return finding.severity != "error", -affected, -area, finding.kind, finding.codes
