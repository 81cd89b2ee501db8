"""Every contact sealed with the key in force: the first time, and after a new key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from data.contact_store import case_place, home_place
from data.key_file import add_key, mark_of, read_keys
from data.schema import case_contacts, households, import_changes, seal_keys
from data.sealing import SEALED, Place, Seals, Unreadable, seals_of, seals_to_write
from data.store import Store

_PORTION: Final = 5000


class _Kept(NamedTuple):
    """One contact as it is kept: in which table and row, what for, with what beside it."""

    table: sa.Table
    id: int
    place: Place
    text: str
    before: dict[str, Any] | None


def is_whole(conn: sa.Connection) -> bool:
    """Return whether every contact is known to be sealed with the key in force."""
    newest = seal_keys.select().order_by(seal_keys.c.number.desc()).limit(1)
    found = conn.execute(newest).first()
    if found is not None:
        return found.whole_at is not None
    return next(_portions(conn), None) is None


def reseal(store: Store, now: datetime) -> tuple[int, int]:
    """Seal every contact with the key in force; return how many were, and how many cannot be read.

    In portions, each a transaction of its own: whenever it is cut off, the next run goes on.

    Raises
    ------
    DataError
        When the key in force is missing.
    """
    done = unread = 0
    for table in (households, case_contacts, import_changes):
        last = 0
        while True:
            with store.begin() as conn:
                part = _portion(conn, table, last)
                if not part:
                    break
                sealed, failed = _seal(conn, seals_to_write(conn), part)
                done, unread = done + sealed, unread + failed
                last = part[-1].id
    with store.begin() as conn:
        newest = seals_of(conn).newest
        if newest is not None and not unread:
            is_it = seal_keys.c.number == newest
            made = sa.func.coalesce(seal_keys.c.made_at, now)
            conn.execute(seal_keys.update().where(is_it).values(whole_at=now, made_at=made))
    return done, unread


def new_key(store: Store) -> int:
    """Add a key that is in force from now on, and return its number.

    Raises
    ------
    DataError
        When the key in force until now is missing, or the file cannot be written.
    """
    with store.begin() as conn:
        seals = seals_to_write(conn)
        known = conn.scalars(sa.select(seal_keys.c.number)).all()
        number = int(max([*known, *read_keys(seals.path)])) + 1
        keys = add_key(seals.path, number)
        conn.execute(seal_keys.insert().values(number=number, mark=mark_of(keys[number])))
    return number


def use_of_keys(conn: sa.Connection) -> dict[int | None, int]:
    """Return how many contacts are sealed with each key; None for those that are not sealed."""
    found: Counter[int | None] = Counter()
    for part in _portions(conn):
        for one in part:
            number = one.text[len(SEALED) :].partition(":")[0]
            is_sealed = one.text.startswith(SEALED) and number.isdigit()
            found[int(number) if is_sealed else None] += 1
    return dict(found)


def unreadable(conn: sa.Connection) -> int:
    """Return how many contacts cannot be opened."""
    seals, count = seals_of(conn), 0
    for part in _portions(conn):
        for one in part:
            try:
                seals.open(one.place, one.text)
            except Unreadable:
                count += 1
    return count


def _portions(conn: sa.Connection) -> Iterator[list[_Kept]]:
    for table in (households, case_contacts, import_changes):
        last = 0
        while part := _portion(conn, table, last):
            yield part
            last = part[-1].id


def _portion(conn: sa.Connection, table: sa.Table, last: int) -> list[_Kept]:
    if table is households:
        home = households.c
        wanted = sa.select(home.id, home.code, home.contact).where(home.contact.is_not(None))
        rows = conn.execute(wanted.where(home.id > last).order_by(home.id).limit(_PORTION)).all()
        return [_Kept(table, i, home_place(code), text, None) for i, code, text in rows]
    if table is case_contacts:
        case = case_contacts.c
        wanted = sa.select(case.id, case.case_id, case.contact).where(case.id > last)
        rows = conn.execute(wanted.order_by(case.id).limit(_PORTION)).all()
        return [_Kept(table, i, case_place(of), text, None) for i, of, text in rows]
    return _portion_before(conn, last)


def _portion_before(conn: sa.Connection, last: int) -> list[_Kept]:
    """Return contacts that imports keep to be undone."""
    change = import_changes.c
    contact = change.before["contact"].as_string()
    wanted = (
        sa.select(change.id, households.c.code, change.before)
        .join(households, households.c.id == change.row_id)
        .where(change.topic == households.name, change.id > last, contact.is_not(None))
        .order_by(change.id)
        .limit(_PORTION)
    )
    return [
        _Kept(import_changes, i, home_place(code), str(before["contact"]), dict(before))
        for i, code, before in conn.execute(wanted)
    ]


def _seal(conn: sa.Connection, seals: Seals, part: list[_Kept]) -> tuple[int, int]:
    start, failed = f"{SEALED}{seals.newest}:", 0
    rows: list[dict[str, Any]] = []
    for one in part:
        if one.text.startswith(start):
            continue
        try:
            text = seals.seal(one.place, seals.open(one.place, one.text))
        except Unreadable:
            failed += 1
            continue
        kept = text if one.before is None else {**one.before, "contact": text}
        rows.append({"of_id": one.id, "kept": kept})
    if rows:
        table = part[0].table
        column = table.c.before if table is import_changes else table.c.contact
        changed = table.update().where(table.c.id == sa.bindparam("of_id"))
        kept_as = sa.bindparam("kept", type_=column.type)
        conn.execute(changed.values({column.name: kept_as}), rows)
    return len(rows), failed
