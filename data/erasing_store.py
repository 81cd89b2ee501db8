"""What is personal about one case or one household: found and overwritten."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from casework.plain_text import ERASED
from data.event_words import erase_words
from data.photo_refs import drop_unused
from data.retention_store import NO_CONTACT, strip_before
from data.schema import (
    agenda_items,
    case_contacts,
    case_events,
    case_flags,
    case_steps,
    case_tiers,
    cases,
    households,
    import_changes,
    packs,
    privacy_acts,
    round_checks,
    supervisions,
    visits,
)

# Words that hang on a case in tables of their own.
_OF_CASE: Final = (
    case_steps.c.text,
    case_tiers.c.reason,
    case_flags.c.reason,
    supervisions.c.reason,
    supervisions.c.outcome,
    agenda_items.c.outcome,
    visits.c.note,
    visits.c.void_reason,
    round_checks.c.note,
    round_checks.c.rectified_note,
)
_WORDS: Final = ("summary", "resolution")
_HOME_WORDS: Final = (visits.c.note, visits.c.void_reason)


def erase_case_contact(conn: sa.Connection, case_id: int) -> int:
    """Take the contact of a case away."""
    mine = case_contacts.c.case_id == case_id
    return int(conn.execute(case_contacts.delete().where(mine)).rowcount)


def erase_case_words(conn: sa.Connection, case_id: int) -> int:
    """Overwrite what was said in a case, in its events and in what hangs on it."""
    count = _overwrite(conn, cases.c.id == case_id, [cases.c[name] for name in _WORDS])
    for column in _OF_CASE:
        count += _overwrite(conn, column.table.c.case_id == case_id, [column])
    numbers = conn.scalars(sa.select(case_events.c.number).where(case_events.c.case_id == case_id))
    return count + erase_words(conn, list(numbers)) + _strip(conn, cases, case_id, _WORDS)


def erase_case_address(conn: sa.Connection, case_id: int) -> int:
    """Overwrite the address of a case; the point stays, for figures count it in its area."""
    count = _overwrite(conn, cases.c.id == case_id, [cases.c.address])
    return count + _strip(conn, cases, case_id, ("address",))


def erase_home_contact(conn: sa.Connection, home_id: int) -> int:
    """Take the contact of a household away, also where an import keeps it to be undone."""
    mine = sa.and_(households.c.id == home_id, households.c.contact.is_not(None))
    count = int(conn.execute(households.update().where(mine).values(dict(NO_CONTACT))).rowcount)
    return count + _strip(conn, households, home_id, ("contact",))


def erase_home_words(conn: sa.Connection, home_id: int) -> int:
    """Overwrite the notes of the visits to a household."""
    mine = visits.c.household_id == home_id
    return sum(_overwrite(conn, mine, [column]) for column in _HOME_WORDS)


def erase_home_address(conn: sa.Connection, home_id: int) -> int:
    """Overwrite the address of a household; its point stays, for figures count it in its area."""
    count = _overwrite(conn, households.c.id == home_id, [households.c.address])
    return count + _strip(conn, households, home_id, ("address",))


def erase_photos(conn: sa.Connection, where: sa.ColumnElement[bool]) -> list[str]:
    """Take photographs out of visits; return all of them, and forget those no row shows."""
    wanted = sa.select(visits.c.photo).where(where, visits.c.photo.is_not(None))
    hashes = [str(one) for one in conn.scalars(wanted)]
    conn.execute(visits.update().where(where).values(photo=None))
    return drop_unused(conn, hashes)


def photos_shown(conn: sa.Connection, where: sa.ColumnElement[bool]) -> int:
    """Return how many visits show a photograph."""
    wanted = sa.select(sa.func.count()).where(where, visits.c.photo.is_not(None))
    return int(conn.scalar(wanted) or 0)


def cases_of_home(conn: sa.Connection, home_id: int) -> list[str]:
    """Return the numbers of the cases that were made of visits to a household."""
    wanted = sa.select(cases.c.code).join(visits, visits.c.case_id == cases.c.id)
    mine = wanted.where(visits.c.household_id == home_id).distinct().order_by(cases.c.code)
    return [str(one) for one in conn.scalars(mine)]


def packs_that_quote(conn: sa.Connection, code: str) -> list[str]:
    """Return the codes of the frozen packs in which a number stands."""
    found = []
    with conn.execution_options(yield_per=20).execute(
        sa.select(packs.c.code, packs.c.content).order_by(packs.c.id)
    ) as rows:
        for pack, content in rows:
            if code.encode() in zlib.decompress(content):
                found.append(str(pack))
    return found


def note_act(
    conn: sa.Connection,
    kind: str,
    counts: Mapping[str, int],
    acted_by: str,
    acted_at: datetime,
    **about: str | None,
) -> None:
    """Keep that something was shown, erased or taken away: ``subject, code, reason`` if any."""
    told = {"kind": kind, "counts": dict(counts), "acted_by": acted_by, "acted_at": acted_at}
    conn.execute(privacy_acts.insert().values(**told, **about))


def load_acts(conn: sa.Connection, limit: int) -> list[dict[str, Any]]:
    """Return the last acts, newest first."""
    wanted = sa.select(privacy_acts).order_by(privacy_acts.c.id.desc()).limit(limit)
    return [dict(row) for row in conn.execute(wanted).mappings()]


def _overwrite(
    conn: sa.Connection, where: sa.ColumnElement[bool], columns: Sequence[sa.Column[Any]]
) -> int:
    count = 0
    for column in columns:
        said = sa.and_(where, column.is_not(None), column.not_in(["", ERASED]))
        changed = sa.update(column.table).where(said).values({column.name: ERASED})
        count += int(conn.execute(changed).rowcount)
    return count


def _strip(conn: sa.Connection, table: sa.Table, row_id: int, names: tuple[str, ...]) -> int:
    mine = sa.and_(import_changes.c.topic == table.name, import_changes.c.row_id == row_id)
    return strip_before(conn, mine, names)
