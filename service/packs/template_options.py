"""What the office may set of each section of a pack: named, checked, with what is usual."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from casework.indicators import REGISTRY
from casework.plain_text import one_line
from casework.sentence import Sentence, Term

Check = Callable[[object], bool]

# The sections in their usual order, with the minutes of the clock each is given (0: no clock).
SECTION_NAMES: Final[dict[str, tuple[Term, int]]] = {
    "cover": (Term("Cover"), 0),
    "headline": (Term("Headline figures"), 5),
    "heat": (Term("Heat and hot spots"), 5),
    "matters": (Term("Three matters"), 15),
    "units": (Term("Units"), 5),
    "late": (Term("Overdue and supervised"), 10),
    "coverage": (Term("Coverage"), 5),
    "visits": (Term("Visits and rounds"), 5),
    "voices": (Term("What people told us"), 5),
    "promises": (Term("Promises and public works"), 5),
    "decisions": (Term("Decisions of last time"), 10),
    "questions": (Term("Open questions"), 10),
    "closing": (Term("How this pack was made"), 0),
}
MOST_QUESTIONS: Final = 12
QUESTION_SIGNS: Final = 120


@dataclass(frozen=True)
class Option:
    """What may be set of a section.

    Attributes
    ----------
    kind
        How it is asked for: ``number``, ``figures`` (keys of the registry) or ``lines`` (texts in
        Chinese and English).
    usual
        What counts where the office set nothing.
    low, high
        Bounds of a number, or of how many there may be.
    """

    name: Term
    kind: str
    usual: object
    low: int
    high: int

    @property
    def wanted(self) -> Sentence:
        """Return in words what it can be."""
        said = {"low": self.low, "high": self.high}
        if self.kind == "number":
            return Sentence("a whole number from {low} to {high}", **said)
        if self.kind == "figures":
            return Sentence("{low} to {high} different keys of figures of the registry", **said)
        return Sentence(
            "at most {high} texts of at most {signs} characters, each in Chinese and English",
            high=self.high,
            signs=QUESTION_SIGNS,
        )

    def fits(self, value: object) -> bool:
        """Return whether a plain value can be kept."""
        return _CHECKS[self.kind](self, value)


def _is_number(option: Option, value: object) -> bool:
    return type(value) is int and option.low <= value <= option.high


def _is_figures(option: Option, value: object) -> bool:
    if not isinstance(value, list) or not option.low <= len(value) <= option.high:
        return False
    return all(isinstance(one, str) and one in REGISTRY for one in value) and _is_distinct(value)


def _is_lines(option: Option, value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= option.high
        and all(_is_pair(one) for one in value)
    )


def _is_pair(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 2:
        return False
    return (
        all(isinstance(one, str) for one in value)
        and all(one == one_line(one) and len(one) <= QUESTION_SIGNS for one in value)
        and any(value)
    )


def _is_distinct(value: list[str]) -> bool:
    return len(set(value)) == len(value)


_CHECKS: Final[dict[str, Callable[[Option, object], bool]]] = {
    "number": _is_number,
    "figures": _is_figures,
    "lines": _is_lines,
}


def _rows(usual: int) -> Option:
    return Option(Term("Most rows"), "number", usual, 1, 200)


def _figures(most: int, *usual: str) -> Option:
    return Option(Term("Figures shown"), "figures", list(usual), 1, most)


OPTIONS: Final[dict[str, dict[str, Option]]] = {
    **{key: {} for key in SECTION_NAMES},
    "headline": {
        "figures": _figures(
            16,
            "reported", "closed_count", "open_now", "overdue_now",
            "closed_on_time", "accepted_on_time", "fed_back", "responded",
            "resolved", "satisfied", "settled_low", "supervised_on_time",
            "visit_coverage", "rounds_checked", "contact_duties_met", "spot_checks_done",
        )
    },
    "matters": {"count": Option(Term("How many matters"), "number", 3, 1, 5)},
    "late": {"rows": _rows(20)},
    "coverage": {"rows": _rows(20)},
    "visits": {
        "figures": _figures(
            8,
            "visit_coverage", "contact_duties_met", "notices_valid", "rounds_checked",
            "rounds_rectified", "spot_checks_done", "places_staffed", "problems_rectified",
        )
    },
    "voices": {"rows": _rows(10)},
    "promises": {"rows": _rows(20)},
    "decisions": {"rows": _rows(20)},
    "questions": {
        "lines": Option(Term("Standing questions"), "lines", [], 0, MOST_QUESTIONS),
        "rows": _rows(20),
    },
}  # fmt: skip
