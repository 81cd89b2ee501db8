"""What a line of a bulletin is about, and its numbers by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal, get_args

from casework.sentence import Sentence, Term

Part = Literal["overdue", "supervised", "round", "spot_check"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)
PART_TERMS: Final[Mapping[str, Term]] = {
    "overdue": Term("open cases past their day"),
    "supervised": Term("supervised cases past their day"),
    "round": Term("findings of rounds not put right"),
    "spot_check": Term("spot checks drawn by lot"),
}
# Of each part: what its two numbers are, the first a part of the second.
NUMBER_TERMS: Final[Mapping[str, tuple[Term, Term]]] = {
    "overdue": (Term("past their day"), Term("open cases")),
    "supervised": (Term("past their day"), Term("cases under supervision")),
    "round": (Term("not put right"), Term("failed checks")),
    "spot_check": (Term("not put right"), Term("problems found")),
}
# How each is made, for whoever asks.
FORMULAS: Final[Mapping[str, Sentence]] = {
    "overdue": Sentence("open cases whose due time has passed, of all that are open"),
    "supervised": Sentence("running supervisions whose day has passed, of all that run"),
    "round": Sentence(
        "due days of the period on which a check failed and is not put right, of all that failed"
    ),
    "spot_check": Sentence("problems found that are not put right, of all that were found"),
}


@dataclass(frozen=True)
class Basis:
    """One thing a line rests on: its code, what it is called, and the day it is about."""

    code: str
    name: str = ""
    on: date | None = None

    def as_plain(self) -> dict[str, str]:
        """Return it as it is kept."""
        day = "" if self.on is None else self.on.isoformat()
        return {"code": self.code, "name": self.name, "on": day}


@dataclass(frozen=True)
class Found:
    """A line before it is kept.

    Attributes
    ----------
    n, m
        The two numbers (`NUMBER_TERMS`), ``n`` a part of ``m``.
    subject
        The draw a spot check's line is of.
    more
        Other numbers and texts of it: the seed of the draw, how many were drawn and checked.
    """

    kind: Part
    unit_code: str
    unit_name: str
    n: int
    m: int
    basis: Sequence[Basis] = ()
    subject: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def as_row(self) -> dict[str, Any]:
        """Return the row that is kept."""
        facts = {"n": self.n, "m": self.m, **self.more}
        return {
            "kind": self.kind,
            "unit_code": self.unit_code,
            "unit_name": self.unit_name,
            "subject": self.subject,
            "facts": facts | {"rests_on": [one.as_plain() for one in self.basis]},
        }
