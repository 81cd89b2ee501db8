"""What devices have sent, by the mark each message got where it was made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from data.schema import received_messages


def answer_to(conn: sa.Connection, uid: str) -> dict[str, Any] | None:
    """Return what was answered to a message, None when it has never come."""
    table = received_messages.c
    found = conn.execute(sa.select(table.answer).where(table.uid == uid)).first()
    return None if found is None else dict(found.answer)


def claim(conn: sa.Connection, uid: str, on: date) -> None:
    """Take a message in hand: a second one of this mark fails, or waits for this transaction.

    Raises
    ------
    sqlalchemy.exc.IntegrityError
        When the message has come before.
    """
    conn.execute(received_messages.insert().values(uid=uid, received_on=on, answer={}))


def keep_answer(conn: sa.Connection, uid: str, answer: Mapping[str, Any]) -> None:
    """Keep what a message in hand is answered."""
    is_it = received_messages.c.uid == uid
    conn.execute(received_messages.update().where(is_it).values(answer=dict(answer)))
