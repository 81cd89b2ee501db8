"""Which open cases may be about the same matter as one that is kept already."""

from __future__ import annotations

from datetime import datetime

from casework.access import Action, Viewer, require
from data.rule_store import rules_of
from data.store import Store
from service.cases.duplicates import suggest
from service.cases.keeping import fetch
from service.cases.likeness import Likeness


def alike_cases(viewer: Viewer, store: Store, code: str, now: datetime) -> tuple[Likeness, ...]:
    """Return the open cases that a case could be merged into, the likest first.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When there is no such case where this viewer sees into.
    """
    require(viewer, Action.VIEW_CASES)
    with store.read() as conn:
        case = fetch(conn, viewer, code).case
        found = suggest(
            conn, viewer, rules_of(conn), case.category, case.lon, case.lat, case.summary,
            case.address, case.reported_at, now, exclude=code,
        )  # fmt: skip
    return tuple(one for one in found if one.status.is_open)
