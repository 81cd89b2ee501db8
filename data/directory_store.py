"""Statements about groups of the office's directory, and the accounts of people who come by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.account_store import Account
from data.identity_tables import accounts, directory_groups, sign_in_sessions


@dataclass(frozen=True)
class DirectoryGroup:
    """One row of `directory_groups`, by the same names."""

    id: int
    name: str
    role: str
    scope: str | None
    worker: str | None
    precedence: int | None
    made_at: datetime
    made_by: str


def load_groups(conn: sa.Connection) -> list[DirectoryGroup]:
    """Return the groups that mean something here: those with a precedence first, in its order."""
    by = directory_groups.c
    wanted = sa.select(directory_groups).order_by(by.precedence.is_(None), by.precedence, by.name)
    return [DirectoryGroup(**row._mapping) for row in conn.execute(wanted)]


def add_group(conn: sa.Connection, values: Mapping[str, Any]) -> None:
    """Keep what a group means."""
    conn.execute(directory_groups.insert().values(**values))


def remove_group(conn: sa.Connection, name: str) -> int:
    """Forget what a group means and return how many there were."""
    gone = directory_groups.delete().where(directory_groups.c.name == name)
    return int(conn.execute(gone).rowcount)


def account_of_subject(conn: sa.Connection, issuer: str, subject: str) -> Account | None:
    """Return the account of somebody the directory knows."""
    wanted = sa.select(accounts).where(accounts.c.issuer == issuer, accounts.c.subject == subject)
    found = conn.execute(wanted).first()
    return None if found is None else Account(**found._mapping)


def end_directory_sign_ins(conn: sa.Connection) -> int:
    """Take the sessions of everybody who came by the directory away; return how many."""
    whose = sa.select(accounts.c.id).where(accounts.c.issuer.is_not(None))
    gone = sign_in_sessions.delete().where(sign_in_sessions.c.account_id.in_(whose))
    return int(conn.execute(gone).rowcount)
