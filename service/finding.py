"""One thing the audit found, and what every kind of finding means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from casework.sentence import Sentence, Term
from service.language import both, say

Severity = Literal["error", "warning"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning")
SEVERITY_TERMS: Final[Mapping[Severity, Term]] = {
    "error": Term("error"),
    "warning": Term("warning"),
}
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong or doubtful, with what it affects and where it lies.

    Attributes
    ----------
    kind
        A key of `KINDS`.
    severity
        ``error`` or ``warning``.
    sentence
        What was found, the value seen, the way out.
    grid_codes
        The grids it is about.
    area_m2
        Size of the place in square metres; None where it has none.
    households, cases, open_cases
        How many it affects.
    lon, lat, bounds
        Where to look (EPSG:4490; west, south, east, north); None where it has no place.
    case_code
        The one case it is about.
    """

    kind: str
    severity: Severity
    sentence: Sentence
    grid_codes: tuple[str, ...] = ()
    area_m2: float | None = None
    households: int = 0
    cases: int = 0
    open_cases: int = 0
    lon: float | None = None
    lat: float | None = None
    bounds: Bounds | None = None
    case_code: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return plain values, the sentence in both languages; keys stay as they are."""
        return {
            "kind": self.kind,
            "severity": self.severity,
            "message": both(self.sentence),
            "message_zh": say(self.sentence, "zh"),
            "message_en": say(self.sentence, "en"),
            "grid_codes": list(self.grid_codes),
            "area_m2": None if self.area_m2 is None else round(self.area_m2, 2),
            "households": self.households,
            "cases": self.cases,
            "open_cases": self.open_cases,
            "lon": _degrees(self.lon),
            "lat": _degrees(self.lat),
            "bounds": None if self.bounds is None else [_degrees(one) for one in self.bounds],
            "case_code": self.case_code,
        }

    def affecting(self, households: int, cases: int, open_cases: int) -> Finding:
        """Return the same finding with what it affects."""
        return replace(self, households=households, cases=cases, open_cases=open_cases)


@dataclass(frozen=True)
class Check:
    """What one kind of finding is called and what is looked for, with its bounds."""

    title: Term
    meaning: Sentence


KINDS: Final[Mapping[str, Check]] = {
    "invalid": Check(
        Term("invalid shapes"),
        Sentence(
            "A polygon whose border crosses or touches itself, or that has no area: which points"
            " lie inside is not certain."
        ),
    ),
    "overlap": Check(
        Term("overlaps"),
        Sentence("Ground that two general grids both claim, so that two workers would answer."),
    ),
    "gap": Check(
        Term("gaps"),
        Sentence("Ground inside the district that no grid covers, so that nobody answers."),
    ),
    "sliver": Check(
        Term("slivers"),
        Sentence(
            "A very thin overlap or gap along a border, as when two neighbours were drawn apart:"
            " it is small, but points on it change hands."
        ),
    ),
    "duplicate": Check(
        Term("duplicates"),
        Sentence("Two grids in force with the same code or with the same shape."),
    ),
    "wrong_parent": Check(
        Term("wrong codes"),
        Sentence(
            "A grid whose code does not fit the code scheme, or whose first digits name another"
            " community than it is said to belong to."
        ),
    ),
    "unknown_community": Check(
        Term("unknown communities"),
        Sentence("A grid that belongs to no community, or to one that is not known."),
    ),
    "nobody": Check(
        Term("grids with nobody"),
        Sentence("A grid for which no primary worker and no backup answers today."),
    ),
    "size": Check(
        Term("sizes outside the band"),
        Sentence(
            "A general grid with fewer or more households than the band in the settings (300 to"
            " 500 in towns unless changed; about 300 in the country)."
        ),
    ),
    "case_without_grid": Check(
        Term("cases in no grid"),
        Sentence(
            "A case that lies outside the district, in a gap between grids, or has no position."
        ),
    ),
    "household_without_grid": Check(
        Term("households in no grid"),
        Sentence("A household that lies outside the district or in a gap between grids."),
    ),
    "implausible_time": Check(
        Term("implausible times"),
        Sentence(
            "A case dated before 1990 or in the future, closed or due before it was reported,"
            " closed within a minute, or only after more than ten years."
        ),
    ),
}


def _degrees(value: float | None) -> float | None:
    return None if value is None else round(float(value), 7)
