"""Statements of the retention rules: each counts what it is about, or takes it away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from data.case_store import is_open
from data.photo_refs import forget_photos
from data.schema import (
    case_contacts,
    cases,
    coverage_drafts,
    households,
    import_changes,
    imports,
    photos,
    progress_events,
    received_messages,
    visits,
)

# What a household's row is set to when its contact goes.
NO_CONTACT: Final[Mapping[str, Any]] = {
    "contact": None,
    "has_contact_consent": False,
    "contact_purposes": None,
    "contact_consent": None,
    "contact_until": None,
}
_PORTION: Final = 5000


@dataclass
class Cut:
    """Before which day and moment things go, today, and whether they only are counted.

    ``gone`` collects the hashes of photographs whose files go once all is written.
    """

    day: date
    moment: datetime
    today: date
    is_dry: bool
    gone: list[str] = field(default_factory=list)


def take_case_contacts(conn: sa.Connection, cut: Cut) -> int:
    """Take away contacts of cases that were closed before, or whose day has come."""
    over = sa.func.coalesce(cases.c.closed_at, cases.c.moved_at, cases.c.reported_at)
    closed = sa.select(cases.c.id).where(~is_open(), over < cut.moment)
    ended = case_contacts.c.until <= cut.today
    return _delete(conn, cut, case_contacts, sa.or_(case_contacts.c.case_id.in_(closed), ended))


def take_household_contacts(conn: sa.Connection, cut: Cut) -> int:
    """Take away contacts of households whose consent ended before."""
    ended = sa.and_(households.c.contact.is_not(None), households.c.contact_until <= cut.day)
    return _update(conn, cut, households, ended, NO_CONTACT)


def take_import_contacts(conn: sa.Connection, cut: Cut) -> int:
    """Take contacts out of what older imports keep to be undone."""
    older = sa.select(imports.c.id).where(imports.c.imported_at < cut.moment)
    mine = sa.and_(import_changes.c.topic == households.name, import_changes.c.import_id.in_(older))
    return strip_before(conn, mine, ("contact",), is_dry=cut.is_dry)


def take_visit_notes(conn: sa.Connection, cut: Cut) -> int:
    """Take away the notes of older visits."""
    older = sa.and_(visits.c.note.is_not(None), visits.c.visited_on < cut.day)
    return _update(conn, cut, visits, older, {"note": None})


def take_photos(conn: sa.Connection, cut: Cut) -> int:
    """Take away older photographs but those that stand as evidence of public works."""
    evidence = sa.select(progress_events.c.photo).where(progress_events.c.photo.is_not(None))
    older = sa.and_(photos.c.added_on < cut.day, photos.c.sha256.not_in(evidence))
    hashes = [str(one) for one in conn.scalars(sa.select(photos.c.sha256).where(older))]
    if not cut.is_dry:
        cut.gone += forget_photos(conn, hashes)
    return len(hashes)


def take_received_messages(conn: sa.Connection, cut: Cut) -> int:
    """Take away the marks of older messages of phones."""
    return _delete(conn, cut, received_messages, received_messages.c.received_on < cut.day)


def take_drafts(conn: sa.Connection, cut: Cut) -> int:
    """Take away drafts that were discarded before."""
    older = sa.and_(
        coverage_drafts.c.discarded_at < cut.moment, coverage_drafts.c.order_id.is_(None)
    )
    return _delete(conn, cut, coverage_drafts, older)


TAKING: Final[dict[str, Callable[[sa.Connection, Cut], int]]] = {
    "case_contacts": take_case_contacts,
    "household_contacts": take_household_contacts,
    "import_contacts": take_import_contacts,
    "visit_notes": take_visit_notes,
    "photos": take_photos,
    "received_messages": take_received_messages,
    "drafts": take_drafts,
}


def old_databases(url: sa.URL, before: datetime) -> list[Path]:
    """Return the databases that a restore put aside before a moment."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return []
    place = Path(str(url.database))
    beside = place.parent.glob(f"{place.name}.before-*")
    return sorted(
        path for path in beside if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before
    )


def strip_before(
    conn: sa.Connection,
    where: sa.ColumnElement[bool],
    names: tuple[str, ...],
    *,
    is_dry: bool = False,
) -> int:
    """Take values out of what imports keep to be undone; return how many rows held any."""
    wanted = sa.select(import_changes.c.id, import_changes.c.before).where(where)
    held = [
        {"of_id": row.id, "kept": {k: v for k, v in row.before.items() if k not in names}}
        for row in conn.execute(wanted)
        if any(row.before.get(name) is not None for name in names)
    ]
    changed = import_changes.update().where(import_changes.c.id == sa.bindparam("of_id"))
    for start in range(0, 0 if is_dry else len(held), _PORTION):
        conn.execute(
            changed.values(before=sa.bindparam("kept", type_=sa.JSON())),
            held[start : start + _PORTION],
        )
    return len(held)


def _delete(conn: sa.Connection, cut: Cut, table: sa.Table, where: sa.ColumnElement[bool]) -> int:
    if cut.is_dry:
        return _count(conn, table, where)
    return int(conn.execute(table.delete().where(where)).rowcount)


def _update(
    conn: sa.Connection,
    cut: Cut,
    table: sa.Table,
    where: sa.ColumnElement[bool],
    values: Mapping[str, Any],
) -> int:
    if cut.is_dry:
        return _count(conn, table, where)
    return int(conn.execute(table.update().where(where).values(dict(values))).rowcount)


def _count(conn: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> int:
    return int(conn.scalar(sa.select(sa.func.count()).select_from(table).where(where)) or 0)
