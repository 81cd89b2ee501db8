"""What the forms offer to choose from: categories and units of the catalogue, workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from casework.access import Viewer
from casework.case import CaseStatus
from casework.catalogue import Entry
from data.rule_store import rules_of
from data.store import Store
from service.case_record import CaseRecord, named
from service.cases.likeness import Likeness


@dataclass(frozen=True)
class Offered:
    """What forms offer to choose from, and what they suggest.

    Attributes
    ----------
    categories
        Names of the catalogue.
    units, workers
        Code to name.
    zone
        The office's time zone, in which times are typed.
    actor
        Who acts when nobody else is named.
    unit_of
        Category to the code of the unit that settles it.
    for_mediation
        Categories in which a mediator is called in.
    usual
        Fact to what is put in before anything is typed.
    hint
        What an empty list says; None for the usual words.
    alike
        Cases that may be about the same matter.
    """

    categories: tuple[str, ...]
    units: Mapping[str, str]
    workers: Mapping[str, str]
    zone: str
    actor: str
    unit_of: Mapping[str, str] = field(default_factory=dict)
    for_mediation: frozenset[str] = frozenset()
    usual: Mapping[str, str] = field(default_factory=dict)
    hint: str | None = None
    alike: tuple[Likeness, ...] = ()

    def worker_text(self, code: str) -> str:
        """Return a worker's name and code, the code alone where nobody is known under it."""
        return named(code, self.workers.get(code))

    def unit_text(self, code: str | None) -> str:
        """Return a unit's name and code, the code alone where nobody knows the name."""
        return "–" if code is None else named(code, self.units.get(code))


def offered_in(
    viewer: Viewer, store: Store, workers: Mapping[str, str], me: str | None, zone: str
) -> Offered:
    """Return what every form offers.

    Parameters
    ----------
    workers
        Code to name.
    me
        Code of the worker the viewer says he is; he acts then, unless he names somebody else.
    """
    with store.read() as conn:
        catalogue = rules_of(conn).catalogue
    return Offered(
        categories=tuple(entry.name for entry in catalogue.entries),
        units={code: unit.name for code, unit in catalogue.units.items()},
        workers=workers,
        zone=zone,
        actor=me or viewer.name,
        unit_of={word: entry.unit_code for entry in catalogue.entries for word in _words(entry)},
        for_mediation=frozenset(
            word for entry in catalogue.entries if entry.is_mediation for word in _words(entry)
        ),
    )


def offered_for(record: CaseRecord, offered: Offered) -> Offered:
    """Return what the forms of one case suggest: its category, and the unit that settles such."""
    category = record.category or ""
    unit = record.unit_code or offered.unit_of.get(category, "")
    if record.status is CaseStatus.BOUNCED:
        # It has just been sent back by this unit.
        unit = ""
    return replace(offered, usual={"category": category, "unit": unit})


def _words(entry: Entry) -> tuple[str, str]:
    """Return the number and the name: a case names its category by either."""
    return entry.code, entry.name
