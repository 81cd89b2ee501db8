"""How long what is personal is kept: one rule per category, in days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from casework.sentence import Term


@dataclass(frozen=True)
class Rule:
    """How long one category is kept.

    Attributes
    ----------
    key
        Of the category, as the setting ``retention_days`` names it.
    what
        What is taken away, and from when the days are counted.
    days
        Our default; the law (PIPL Art. 19) asks for the shortest time the purpose needs and gives
        no number.
    least
        Fewer days would break what still rests on it.
    """

    key: str
    what: Term
    days: int
    least: int = 0


RULES: Final = (
    Rule("case_contacts", Term("contacts of cases, after the case was closed"), 180),
    Rule("household_contacts", Term("contacts of households, after consent has ended"), 0),
    Rule("import_contacts", Term("contacts kept to undo an import, after the import"), 90),
    Rule("visit_notes", Term("notes of home visits, after the visit"), 1095),
    Rule("photos", Term("photographs of visits and checks, after they were sent"), 1095),
    # A phone may send what is 60 days old, and must not be answered as if it were new.
    Rule("received_messages", Term("marks of messages of phones, after they came"), 90, 61),
    Rule("drafts", Term("discarded drafts of coverage, after they were discarded"), 180),
    Rule("old_databases", Term("databases put aside by a restore, after that"), 90),
)
DEFAULT_DAYS: Final[Mapping[str, int | None]] = {rule.key: rule.days for rule in RULES}
# Ten years.
_MOST: Final = 3660


def days_of(said: object) -> dict[str, int | None]:
    """Return the days of every rule: what the office has set, else the default; None for ever."""
    known = said if isinstance(said, Mapping) else {}
    return {key: known.get(key, default) for key, default in DEFAULT_DAYS.items()}


def is_table_of_days(said: object) -> bool:
    """Return whether a value can be set: known rules, each with days or null for ever."""
    if not isinstance(said, Mapping):
        return False
    least = {rule.key: rule.least for rule in RULES}
    return all(
        key in least and (days is None or (type(days) is int and least[key] <= days <= _MOST))
        for key, days in said.items()
    )
