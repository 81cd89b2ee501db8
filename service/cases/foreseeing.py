"""What registering a case would do, told before anything is saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.access import Action, Viewer, require
from casework.sentence import Sentence
from data.case_store import worker_names
from data.rule_store import Rules, rules_of
from data.store import Store
from service.cases.clock import Clock, explained
from service.cases.drafting import NewCase, draft
from service.cases.duplicates import suggest
from service.cases.likeness import Likeness
from service.grid_place import why_there


@dataclass(frozen=True)
class ForeseenClock:
    """A clock that would start: its limit, when it would be due and why, or why not."""

    name: str
    limit: Sentence
    rule_key: str
    due_at: datetime | None
    steps: tuple[Sentence, ...]
    trouble: Sentence | None


@dataclass(frozen=True)
class Foreseen:
    """Where a case would lie, who would have it, until when, and what it may repeat.

    ``how`` says why it belongs to its grid, or to none; ``duplicates`` are the open cases that
    may be the same matter, as `service.cases.duplicates` suggests them.
    """

    grid_code: str | None
    grid_name: str | None
    worker_code: str | None
    worker_name: str | None
    how: Sentence
    unit_code: str | None
    unit_name: str | None
    acceptance: str | None
    clocks: tuple[ForeseenClock, ...]
    duplicates: tuple[Likeness, ...]
    warnings: tuple[Sentence, ...]


def foresee_case(viewer: Viewer, store: Store, new: NewCase, now: datetime) -> Foreseen:
    """Return what registering these words would do now; nothing is written.

    Raises
    ------
    CaseworkError
        When the viewer may not register cases.
    ServiceError
        When there is no summary, half a position, or a time in the future.
    """
    require(viewer, Action.REGISTER_CASE)
    with store.read() as conn:
        rules = rules_of(conn)
        made = draft(conn, rules, new, now)
        worker = made.case.assigned_to
        names = worker_names(conn, {worker} if worker else set())
        case = made.case
        alike = suggest(
            conn, viewer, rules, case.category, case.lon, case.lat, case.summary, case.address,
            case.reported_at, now,
        )  # fmt: skip
    entry = rules.catalogue.entry(made.case.category)
    unit = rules.catalogue.units.get(made.case.unit_code or "")
    return Foreseen(
        grid_code=made.place.code,
        grid_name=made.place.name,
        worker_code=worker,
        worker_name=names.get(worker or ""),
        how=why_there(made.place, made.case.category),
        unit_code=made.case.unit_code,
        unit_name=unit.name if unit else None,
        acceptance=entry.acceptance if entry else None,
        clocks=tuple(_foreseen(rules, clock) for clock in made.clocks),
        duplicates=tuple(alike),
        warnings=made.warnings,
    )


def _foreseen(rules: Rules, clock: Clock) -> ForeseenClock:
    limit = clock.limit.sentence if clock.limit else Sentence("-")
    return ForeseenClock(
        clock.name,
        limit,
        clock.rule_key,
        clock.due_at,
        explained(rules.calendar, clock).steps,
        clock.said_trouble,
    )
