"""Statements about accounts: who may sign in, as what, and how often a password was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.identity_tables import accounts
from data.schema import org_units, workers


@dataclass(frozen=True)
class Account:
    """One row of `accounts`, by the same names."""

    id: int
    name: str
    name_key: str
    display_name: str
    role: str
    scope: str | None
    worker: str | None
    password_hash: str | None
    must_change: bool
    failures: int
    locked_until: datetime | None
    is_active: bool
    made_at: datetime
    made_by: str
    ended_at: datetime | None
    issuer: str | None
    subject: str | None
    password_until: datetime | None

    @property
    def is_of_directory(self) -> bool:
        """Return whether the office's directory says who this is, and keeps the password."""
        return self.issuer is not None


def has_accounts(conn: sa.Connection) -> bool:
    """Return whether there is any account, paused and ended ones among them."""
    return conn.scalar(sa.select(accounts.c.id).limit(1)) is not None


def account_by_key(conn: sa.Connection, name_key: str) -> Account | None:
    """Return the account of a folded name."""
    found = conn.execute(sa.select(accounts).where(accounts.c.name_key == name_key)).first()
    return None if found is None else Account(**found._mapping)


def account_by_id(conn: sa.Connection, account_id: int) -> Account | None:
    """Return the account of this number."""
    found = conn.execute(sa.select(accounts).where(accounts.c.id == account_id)).first()
    return None if found is None else Account(**found._mapping)


def load_accounts(conn: sa.Connection) -> list[Account]:
    """Return all accounts in the order of their names; those that ended come last."""
    wanted = sa.select(accounts).order_by(accounts.c.ended_at.is_not(None), accounts.c.name_key)
    return [Account(**row._mapping) for row in conn.execute(wanted)]


def add_account(conn: sa.Connection, values: Mapping[str, Any]) -> int:
    """Keep a new account and return its number."""
    added = accounts.insert().values(**values).returning(accounts.c.id)
    return int(conn.execute(added).scalar_one())


def change_account(conn: sa.Connection, account_id: int, values: Mapping[str, Any]) -> None:
    """Change columns of an account."""
    conn.execute(accounts.update().where(accounts.c.id == account_id).values(**values))


def count_a_try(
    conn: sa.Connection, account_id: int, now: datetime, locks: Mapping[int, datetime]
) -> bool:
    """Count one more wrong password before it is looked at; False while the account is locked.

    One statement, so that tries at the same time are counted one after the other.

    Parameters
    ----------
    locks
        From how many wrong passwords on the account is locked, and until when.
    """
    counted = accounts.c.failures + 1
    until: sa.ColumnElement[Any] = sa.null()
    if locks:
        steps = [(counted >= count, locks[count]) for count in sorted(locks, reverse=True)]
        typed = [(when, sa.literal(moment, accounts.c.locked_until.type)) for when, moment in steps]
        until = sa.case(*typed, else_=sa.null())
    is_open = accounts.c.locked_until.is_(None) | (accounts.c.locked_until <= now)
    done = conn.execute(
        accounts.update()
        .where(accounts.c.id == account_id, is_open)
        .values(failures=counted, locked_until=until)
    )
    return bool(done.rowcount)


def other_administrators(conn: sa.Connection, account_id: int) -> int:
    """Return how many administrators of the whole district could sign in besides this one.

    Those of the directory do not count: when it cannot be reached nobody would be there.
    """
    return int(
        conn.scalar(
            sa.select(sa.func.count())
            .select_from(accounts)
            .where(
                accounts.c.id != account_id,
                accounts.c.role == "administrator",
                accounts.c.scope.is_(None),
                accounts.c.is_active,
                accounts.c.ended_at.is_(None),
                accounts.c.issuer.is_(None),
            )
        )
        or 0
    )


def unit_choices(conn: sa.Connection) -> dict[str, str]:
    """Return the names of all organisation units by code, in the order of the codes."""
    wanted = sa.select(org_units.c.code, org_units.c.name).order_by(org_units.c.code)
    return {row.code: row.name for row in conn.execute(wanted)}


def worker_choices(conn: sa.Connection) -> dict[str, str]:
    """Return the names of all grid workers by code, in the order of the codes."""
    wanted = sa.select(workers.c.code, workers.c.name).order_by(workers.c.code)
    return {row.code: row.name for row in conn.execute(wanted)}
