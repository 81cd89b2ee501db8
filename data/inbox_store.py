"""What devices have sent, by the mark each message got where it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from data.schema import received_messages

# Beside the answer: no kind of message answers by this name, and it is never sent.
_CONTENT: Final = "_content"


@dataclass(frozen=True)
class Received:
    """What a message was answered, and the hash of what it said; None in rows of older versions."""

    answer: dict[str, Any]
    content: str | None


def received(conn: sa.Connection, uid: str) -> Received | None:
    """Return what was answered to a message, None when it has never come."""
    table = received_messages.c
    found = conn.execute(sa.select(table.answer).where(table.uid == uid)).first()
    if found is None:
        return None
    answer = dict(found.answer)
    content = answer.pop(_CONTENT, None)
    return Received(answer, content)


def claim(conn: sa.Connection, uid: str, on: date) -> None:
    """Take a message in hand: a second one of this mark fails, or waits for this transaction.

    Raises
    ------
    sqlalchemy.exc.IntegrityError
        When the message has come before.
    """
    conn.execute(received_messages.insert().values(uid=uid, received_on=on, answer={}))


def keep_answer(
    conn: sa.Connection, uid: str, answer: Mapping[str, Any], content: str | None = None
) -> None:
    """Keep what a message in hand is answered, and the hash of what it said."""
    is_it = received_messages.c.uid == uid
    kept = dict(answer) if content is None else {**answer, _CONTENT: content}
    conn.execute(received_messages.update().where(is_it).values(answer=kept))
