"""Known cases brought to other values: every change is a step or a correction in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.case import Case, CaseEvent, CaseStatus
from casework.lifecycle import Move, advance, note
from data.event_store import add_case_events
from data.import_store import keep_before
from data.ledger import instant
from data.rows import records, update_rows
from data.schema import cases
from data.store import bump
from service.intake.entry import Entry

# What a step changes, and what is needed to take one.
_BY_STEP: Final = ("status", "moved_at", "replied_at", "closed_at")
_NEEDED: Final = ("id", "code", "version", "reported_at", *_BY_STEP)
# What a limit depends on.
_ASKED: Final = ("category", "reported_at")
# The ledger says that a long text was changed, not what it said.
_TEXTS: Final = frozenset({"summary", "address", "resolution"})
# Follows from the position, or from a step.
_DERIVED: Final = frozenset(
    {"tile16", "how", "why_no_grid", "border_distance_m", "runner_up", "moved_at", "replied_at"}
)


@dataclass
class _Change:
    """One case on its way to other values: what it was, what it becomes, what tells of it."""

    before: Mapping[str, Any]
    after: dict[str, Any]
    case: Case
    events: list[CaseEvent] = field(default_factory=list)


def change_cases(
    conn: sa.Connection, new: pd.DataFrame, entry: Entry, kind: str = "corrected"
) -> pd.DataFrame:
    """Give known cases the values of a frame and return what became of them.

    A changed state is a step (`Move.MIRROR`) at the closing time that goes with it, if that can
    be, else now; everything else is one event of a kind that names each column with the value
    before and after.  Rows that say nothing new leave nothing.

    Parameters
    ----------
    new
        ``id`` and columns of `cases`; all of them are set.

    Returns
    -------
    DataFrame
        ``id, status_from, status_to, at, is_asked_anew`` of the cases that changed: when the last
        step was, and whether the rules have to be asked for the limit again.
    """
    changes = []
    for before, wanted in _pairs(conn, new):
        change = _Change(before, dict(wanted), _case_of(before))
        if "status" in wanted and wanted["status"] != before["status"]:
            _mirror(change, entry)
        _correct(change, entry, kind)
        if change.events:
            changes.append(change)
    _write(conn, changes, entry)
    return _outcome(changes)


def void_cases(conn: sa.Connection, ids: Sequence[int], reason: str, entry: Entry) -> pd.DataFrame:
    """Void cases with a reason, leaving out those that are, and return them as `change_cases`."""
    changes = []
    rows = _load(conn, ids, [])
    for before in rows.values():
        if before["status"] == CaseStatus.VOID:
            continue
        facts = {"reason": reason, **entry.told}
        moved, event = advance(_case_of(before), Move.VOID, entry.stamp(), facts)
        changes.append(_Change(before, _stepped(moved), moved, [event]))
    _write(conn, changes, entry)
    return _outcome(changes)


def _outcome(changes: Sequence[_Change]) -> pd.DataFrame:
    rows = [
        (
            one.before["id"],
            one.before["status"],
            one.case.status.value,
            one.case.moved_at,
            any(one.after[name] != one.before[name] for name in _ASKED if name in one.after),
        )
        for one in changes
    ]
    return pd.DataFrame(rows, columns=["id", "status_from", "status_to", "at", "is_asked_anew"])


def _pairs(
    conn: sa.Connection, new: pd.DataFrame
) -> list[tuple[Mapping[str, Any], dict[str, Any]]]:
    wanted = records(new)
    names = [name for name in new.columns if name != "id"]
    old = _load(conn, [row["id"] for row in wanted], names)
    return [
        (old[row["id"]], {name: row[name] for name in names}) for row in wanted if row["id"] in old
    ]


def _load(
    conn: sa.Connection, ids: Sequence[int], names: Sequence[str]
) -> dict[int, Mapping[str, Any]]:
    columns = [cases.c[name] for name in dict.fromkeys((*_NEEDED, *names))]
    found: dict[int, Mapping[str, Any]] = {}
    for start in range(0, len(ids), 500):
        part = [int(one) for one in ids[start : start + 500]]
        query = sa.select(*columns).where(cases.c.id.in_(part)).with_for_update()
        found |= {row["id"]: row for row in conn.execute(query).mappings()}
    return found


def _case_of(row: Mapping[str, Any]) -> Case:
    """Return as much of a case as a step of another system's file needs."""
    return Case(
        code=row["code"],
        reported_at=row["reported_at"],
        status=CaseStatus(row["status"]),
        moved_at=row["moved_at"],
        replied_at=row["replied_at"],
        closed_at=row["closed_at"],
        version=row["version"],
    )


def _stepped(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in _BY_STEP} | {"status": case.status.value}


def _mirror(change: _Change, entry: Entry) -> None:
    """Take the step to the state wanted; a closing time that is stated counts, whatever it is."""
    wanted = change.after
    closed_at = wanted.get("closed_at")
    stamp = entry.stamp(closed_at if _can_be(change.case, closed_at, entry.now) else None)
    facts = {"to": wanted["status"], **entry.told}
    moved, event = advance(change.case, Move.MIRROR, stamp, facts)
    if "closed_at" in wanted and wanted["closed_at"] != moved.closed_at:
        moved = replace(moved, closed_at=closed_at)
        event = replace(event, details={**event.details, "closed_at": _as_json(closed_at)})
    change.case = moved
    change.events.append(event)
    change.after = _stepped(moved) | {
        name: value for name, value in wanted.items() if name not in {"status", "closed_at"}
    }


def _can_be(case: Case, moment: datetime | None, now: datetime) -> bool:
    last = max(case.reported_at, case.moved_at or case.reported_at)
    return moment is not None and last <= moment <= now


def _correct(change: _Change, entry: Entry, kind: str) -> None:
    told_by_step = set(_BY_STEP) if change.events else set()
    changed = [
        name
        for name, value in change.after.items()
        if name not in _DERIVED | told_by_step and not _is_same(value, change.before[name])
    ]
    is_derived = any(not _is_same(v, change.before[n]) for n, v in change.after.items())
    if not changed and (change.events or not is_derived):
        return
    details: dict[str, Any] = dict(entry.told)
    values = {
        name: [_as_json(change.before[name]), _as_json(change.after[name])]
        for name in changed
        if name not in _TEXTS
    }
    texts = sorted(_TEXTS.intersection(changed))
    details |= ({"changes": values} if values else {}) | ({"texts": texts} if texts else {})
    change.case, event = note(change.case, kind, entry.stamp(), details)
    change.events.append(event)


def _is_same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1e-9  # noqa: PLR2004
    return one == other


def _as_json(value: object) -> object:
    return instant(value) if isinstance(value, datetime) else value


def _write(conn: sa.Connection, changes: list[_Change], entry: Entry) -> None:
    """Write rows, events and, for an undo, what was before."""
    if not changes:
        return
    if entry.is_kept:
        before = [{"id": c.before["id"], **{n: c.before[n] for n in c.after}} for c in changes]
        keep_before(conn, entry.import_id, cases, before)
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for one in changes:
        row = {"id": one.before["id"], **one.after, "version": one.case.version}
        groups.setdefault(tuple(row), []).append(row)
    for rows in groups.values():
        update_rows(conn, cases, pd.DataFrame(rows, dtype=object))
    ids = [one.before["id"] for one in changes for _ in one.events]
    add_case_events(conn, ids, [e for one in changes for e in one.events], entry.import_id)
    bump(conn, "cases")
