"""The hours of work a month that come with an area: one formula, explained part by part.

It measures the area, never the worker: whoever has it finds the same hours there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from casework.sentence import Sentence

# A number, or an array of them: the formula is the same.
Amount: TypeAlias = Any

_MINUTES: Final = 60.0
_MONTHS: Final = 12.0
_M_PER_KM: Final = 1000.0


@dataclass(frozen=True)
class WorkloadRule:
    """The weights of the formula, from the rule book.

    Attributes
    ----------
    household_minutes
        A month for each household, lived in or not: its entry is kept up to date.
    open_case_minutes
        A month for each case that is open today.
    expected_case_minutes
        For each case expected in a month.
    visit_minutes, visits_per_year
        For each planned visit, and how many a household that is lived in gets.
    trips_per_case
        Ways on foot for each expected case; a visit is one.
    walking_km_per_hour
        Pace.
    source, key
        Where the weights come from, and where they stand in the rule book.
    """

    household_minutes: float
    open_case_minutes: float
    expected_case_minutes: float
    visit_minutes: float
    visits_per_year: float
    trips_per_case: float
    walking_km_per_hour: float
    source: str
    key: str

    @property
    def hours_per_trip_m(self) -> float:
        """Hours that a trip costs per metre of an area's spread: there and back."""
        return 2 / (self.walking_km_per_hour * _M_PER_KM)

    def visits_due(self, occupied: Amount) -> Amount:
        """Return the visits due a month to so many households that are lived in."""
        return occupied * (self.visits_per_year / _MONTHS)

    def trips(self, visits_due: Amount, expected_cases: Amount) -> Amount:
        """Return the ways on foot a month."""
        return visits_due + expected_cases * self.trips_per_case


# For a rule book that says nothing of workload; what is shipped says the same.
DEFAULT_WORKLOAD: Final = WorkloadRule(
    household_minutes=3,
    open_case_minutes=40,
    expected_case_minutes=60,
    visit_minutes=10,
    visits_per_year=4,
    trips_per_case=2,
    walking_km_per_hour=4,
    source="自定：各项为估计，请按本地实际修改",
    key="",
)


@dataclass(frozen=True)
class Amounts:
    """What an area holds.

    Attributes
    ----------
    households, open_cases
        Today.
    expected_cases, visits_due
        A month.
    spread_m
        Standard distance of the area's trips from their centre.
    """

    households: Amount
    open_cases: Amount
    expected_cases: Amount
    visits_due: Amount
    spread_m: Amount


@dataclass(frozen=True)
class Hours:
    """Hours a month by what they go to."""

    household: Amount
    open_case: Amount
    expected_case: Amount
    visit: Amount
    walking: Amount

    @property
    def standing(self) -> Amount:
        """All but the walking: what an area's parts add up to."""
        return self.household + self.open_case + self.expected_case + self.visit

    @property
    def total(self) -> Amount:
        """All of them."""
        return self.standing + self.walking


def hours(rule: WorkloadRule, amounts: Amounts) -> Hours:
    """Return the hours a month of an area, or of many when the amounts are arrays.

    Notes
    -----
    Each amount by its minutes; walking is trips x standard distance x 2 / pace.  How people walk
    from door to door is not known; twice the standard distance is the way from the middle of the
    area to a typical door and back, and grows with the area's spread as real ways do.
    """
    trips = rule.trips(amounts.visits_due, amounts.expected_cases)
    return Hours(
        household=amounts.households * (rule.household_minutes / _MINUTES),
        open_case=amounts.open_cases * (rule.open_case_minutes / _MINUTES),
        expected_case=amounts.expected_cases * (rule.expected_case_minutes / _MINUTES),
        visit=amounts.visits_due * (rule.visit_minutes / _MINUTES),
        walking=trips * amounts.spread_m * rule.hours_per_trip_m,
    )


def explained(rule: WorkloadRule, amounts: Amounts) -> tuple[Sentence, ...]:
    """Return the sentences that say where an area's hours come from, part by part."""
    found = hours(rule, amounts)
    return (
        Sentence(
            "{hours:.1f} hours a month come with this area; they measure the area, not the worker.",
            hours=found.total,
        ),
        *_counted(rule, amounts, found),
        Sentence(
            "Walking {hours:.1f} h: {trips:.1f} ways a month (each visit one, each expected case"
            " {each:g}), {spread:.0f} m there and as much back, at {pace:g} km/h.",
            hours=found.walking,
            trips=rule.trips(amounts.visits_due, amounts.expected_cases),
            each=rule.trips_per_case,
            spread=amounts.spread_m,
            pace=rule.walking_km_per_hour,
        ),
        Sentence("The weights stand in the rule book: {source}.", source=rule.source),
    )


def _counted(rule: WorkloadRule, amounts: Amounts, found: Hours) -> tuple[Sentence, ...]:
    return (
        Sentence(
            "Households {hours:.1f} h: {count} of {minutes:g} minutes a month.",
            hours=found.household,
            count=amounts.households,
            minutes=rule.household_minutes,
        ),
        Sentence(
            "Open cases {hours:.1f} h: {count} of {minutes:g} minutes a month.",
            hours=found.open_case,
            count=amounts.open_cases,
            minutes=rule.open_case_minutes,
        ),
        Sentence(
            "Expected cases {hours:.1f} h: {count:.1f} a month, as over the last year, of"
            " {minutes:g} minutes.",
            hours=found.expected_case,
            count=amounts.expected_cases,
            minutes=rule.expected_case_minutes,
        ),
        Sentence(
            "Visits due {hours:.1f} h: {count:.1f} a month of {minutes:g} minutes; {each:g} a year"
            " to each household lived in, as the rule book plans until visits are recorded.",
            hours=found.visit,
            count=amounts.visits_due,
            minutes=rule.visit_minutes,
            each=rule.visits_per_year,
        ),
    )
