"""The rules: shown, checked, changed by the office, and a due date explained by them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from casework.access import Action, Viewer, require
from casework.catalogue import Catalogue
from casework.deadlines import Due, explain_due
from casework.limit import Limit
from casework.rulebook import RuleBook
from casework.work_calendar import WorkCalendar
from data.rule_store import (
    keep_rules,
    parsed_calendar,
    parsed_catalogue,
    parsed_rulebook,
    rule_texts,
    rules_of,
)
from data.store import Store
from service.cases.clocks import recompute
from service.errors import ServiceError


def rules_text(viewer: Viewer, store: Store, kind: str) -> str:
    """Return the text in force of the calendar, the rulebook or the catalogue.

    Raises
    ------
    CaseworkError
        When the viewer may not look.
    ServiceError
        When there is no such kind.
    """
    require(viewer, Action.VIEW_MAP)
    _reader(kind)
    with store.read() as conn:
        return rule_texts(conn)[kind]


def check_rules(viewer: Viewer, kind: str, text: str) -> dict[str, Any]:
    """Return what a rule document holds, in figures; nothing is kept.

    Raises
    ------
    CaseworkError
        When the viewer may not look; `FaultyRules` with everything that is wrong in the text.
    DataError
        When it is no TOML.
    ServiceError
        When there is no such kind.
    """
    require(viewer, Action.VIEW_MAP)
    return _reader(kind)(text)


def change_rules(
    viewer: Viewer, store: Store, kind: str, text: str, now: datetime
) -> dict[str, Any]:
    """Keep a new version of a rule document and return what came of it.

    Returns
    -------
    dict
        kind, sha256, what the document holds, and of the open clocks: how many were looked at
        (clocks), how many have another due time (changed), of how many cases (cases).

    Raises
    ------
    CaseworkError
        When the viewer may not change the rules, the text is faulty (`FaultyRules`), or the rule
        book lacks the profile that is set.
    DataError, ServiceError
        When it is no TOML; when there is no such kind.

    Notes
    -----
    All in one transaction: the rules and the due dates that follow from them change together, and
    each due date that changes leaves an event.
    """
    require(viewer, Action.CHANGE_RULES)
    holds = _reader(kind)(text)
    with store.begin() as conn:
        sha256 = keep_rules(conn, kind, text, viewer.name, now)
        moved = recompute(conn, rules_of(conn), now, viewer)
    return {"kind": kind, "sha256": sha256, **holds, **moved}


def explain_limit(viewer: Viewer, store: Store, start: datetime, limit: str) -> Due:
    """Return when something is due by the calendar in force, step by step.

    Parameters
    ----------
    start
        When the clock begins; without a time zone it is the calendar's own.
    limit
        Such as ``4 working_hours``; plain ``days`` are those of the profile.

    Raises
    ------
    CaseworkError
        When the viewer may not look, the limit cannot be read, or the calendar lacks a year.
    """
    require(viewer, Action.VIEW_MAP)
    with store.read() as conn:
        rules = rules_of(conn)
    began = start if start.tzinfo else start.replace(tzinfo=rules.calendar.zone)
    return explain_due(rules.calendar, began, Limit.parse(limit, rules.profile.day_kind))


def _reader(kind: str) -> Callable[[str], dict[str, Any]]:
    if kind not in _READERS:
        raise ServiceError(
            "There are no rules called {kind}: choose one of {known}.",
            kind=kind,
            known=", ".join(_READERS),
        )
    return _READERS[kind]


def _calendar_holds(text: str) -> dict[str, Any]:
    calendar: WorkCalendar = parsed_calendar(text)
    return {
        "first_day": calendar.first_day.isoformat(),
        "last_day": calendar.last_day.isoformat(),
        "days_off": {y.year: sum(len(h.days) for h in y.holidays) for y in calendar.years},
        "make_up_days": {y.year: len(y.make_up) for y in calendar.years},
    }


def _rulebook_holds(text: str) -> dict[str, Any]:
    rulebook: RuleBook = parsed_rulebook(text)
    return {"profiles": {name: one.title for name, one in rulebook.profiles.items()}}


def _catalogue_holds(text: str) -> dict[str, Any]:
    catalogue: Catalogue = parsed_catalogue(text)
    return {
        "entries": len(catalogue.entries),
        "groups": len(catalogue.groups),
        "units": len(catalogue.units),
    }


_READERS: Final[dict[str, Callable[[str], dict[str, Any]]]] = {
    "calendar": _calendar_holds,
    "rulebook": _rulebook_holds,
    "catalogue": _catalogue_holds,
}
