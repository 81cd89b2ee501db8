"""One figure of all units against what chance alone would make of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from casework.funnel import Counted, Funnel, Placed, funnel
from casework.indicator import Form, Indicator
from casework.sentence import Sentence, Term, Terms
from service.errors import ServiceError
from service.figure import shown
from service.units_table import LEVEL_TERMS, UnitsTable

# What can be held against chance: of a mean the spread between cases is not known.
FORMS: Final = (Form.SHARE, Form.PER_THOUSAND)


@dataclass(frozen=True)
class UnitsFunnel:
    """A funnel with the names of its units.

    Attributes
    ----------
    names
        By code.
    without
        How many units have nothing to divide by, and no place in it.
    level
        What the units are called.
    """

    indicator: Indicator
    funnel: Funnel
    names: dict[str, str]
    without: int
    level: Term

    @property
    def is_rate(self) -> bool:
        """Return True when it is a number for each 1,000 households."""
        return self.indicator.form is Form.PER_THOUSAND

    def shown(self, value: float) -> str:
        """Return a value of the funnel as it is shown elsewhere."""
        return shown(self.indicator.form, value * (1000 if self.is_rate else 1))

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return what the funnel says: who is outside, what chance alone does, what was done."""
        return tuple(one for one in (*self._outside(), self._between(), *self._spread()) if one)

    def named(self, side: str) -> tuple[Placed, ...]:
        """Return the units on one side of the outer limits, ``below`` or ``above``."""
        return tuple(one for one in self.funnel.units if one.wide == side)

    def _outside(self) -> list[Sentence]:
        found = self.funnel
        said = {
            "outside": len(found.outside),
            "units": len(found.units),
            "level": self.level,
            "target": self.shown(found.target),
            "chance": f"{found.by_chance_wide:.2f}",
        }
        lines = [
            Sentence(
                "Of {units} {level}, {outside} differ from {target}, the figure of all of them"
                " together, by more than chance would explain (limits of 99.8 in 100); by chance"
                " alone {chance} would.",
                **said,
            )
        ]
        names = {side: self._names(side) for side in ("below", "above")}
        if names["below"]:
            lines.append(
                Sentence("Lower than chance would explain: {names}.", names=names["below"])
            )
        if names["above"]:
            lines.append(
                Sentence("Higher than chance would explain: {names}.", names=names["above"])
            )
        return lines

    def _names(self, side: str) -> Terms:
        return Terms(self.names[one.code] for one in self.named(side))

    def _between(self) -> Sentence:
        between = sum(one.narrow != "within" and one.wide == "within" for one in self.funnel.units)
        return Sentence(
            "Between the inner limits (95 in 100) and the outer ones lie {between}; by chance"
            " alone {chance} would lie outside the inner ones, so they are not told apart.",
            between=between,
            chance=f"{self.funnel.by_chance_narrow:.1f}",
        )

    def _spread(self) -> list[Sentence]:
        found = self.funnel
        if found.spread is None:
            return []
        times = f"{found.spread:.1f}"
        if found.widening > 1:
            said = Sentence(
                "The units differ {times} times as much as chance alone has them differ"
                " (variance): the limits are widened {by} times for it, and who is outside stands"
                " out even among units so unlike.",
                times=times,
                by=f"{found.widening:.2f}",
            )
        else:
            said = Sentence(
                "The units differ {times} times as much as chance alone has them differ"
                " (variance, 1.0 where all are alike); the limits are not widened for it.",
                times=times,
            )
        return [said]


def units_funnel(
    table: UnitsTable,
    key: str,
    *,
    is_widened: bool = False,
    hidden: Collection[str] = (),
) -> UnitsFunnel:
    """Return a funnel of one figure of a table; cases of no unit are not in it.

    Parameters
    ----------
    is_widened
        Widen the limits where the units differ more than chance alone has them differ.
    hidden
        Codes of units that are not to be seen outside: judged with the others, left out of what
        is drawn and named.

    Raises
    ------
    ServiceError
        When the table has no such figure, or it is no share and no number per household.
    """
    indicator = next((one for one in table.indicators if one.key == key), None)
    if indicator is None or indicator.form not in FORMS:
        raise ServiceError(
            "The figure {key} cannot be held against chance: choose one of {known}.",
            key=key,
            known=", ".join(one.key for one in fit_for_funnel(table)) or "-",
        )
    units = [(str(one.code), one.name, one.figures[key]) for one in table.units]
    made = funnel(
        "share" if indicator.form is Form.SHARE else "rate",
        [Counted(code, figure.n, figure.m) for code, _name, figure in units],
        is_widened=is_widened,
    )
    return UnitsFunnel(
        indicator,
        replace(made, units=tuple(one for one in made.units if one.code not in hidden)),
        {code: name for code, name, _figure in units},
        sum(not figure.m for _code, _name, figure in units),
        LEVEL_TERMS[table.ask.by],
    )


def fit_for_funnel(table: UnitsTable) -> tuple[Indicator, ...]:
    """Return the figures of a table that can be held against chance."""
    return tuple(one for one in table.indicators if one.form in FORMS)
