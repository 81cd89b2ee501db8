"""How much of what is personal is kept, by category, and what was done with it last."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.sentence import Term
from data.erasing_store import load_acts
from data.schema import (
    case_contacts,
    case_event_words,
    cases,
    households,
    photos,
    received_messages,
    visits,
)
from data.store import Store

ACT_TERMS: Final = {
    "shown": Term("handed out"),
    "erased": Term("erased"),
    "retained": Term("taken away by the rules"),
}
_WHAT: Final[tuple[tuple[Term, sa.ColumnElement[Any]], ...]] = (
    (Term("contacts of households (sealed)"), households.c.contact),
    (Term("contacts of cases (sealed)"), case_contacts.c.contact),
    (Term("requests as spoken"), cases.c.summary),
    (Term("words with events"), case_event_words.c.text),
    (Term("notes of home visits"), visits.c.note),
    (Term("photographs"), photos.c.sha256),
    (Term("marks of messages of phones"), received_messages.c.uid),
)


def what_is_kept(viewer: Viewer, store: Store) -> list[tuple[Term, int]]:
    """Return how many there are of each category.

    Raises
    ------
    CaseworkError
        When the viewer may not look after privacy.
    """
    require(viewer, Action.KEEP_PRIVACY)
    with store.read() as conn:
        return [
            (what, int(conn.scalar(sa.select(sa.func.count(column))) or 0))
            for what, column in _WHAT
        ]


def last_acts(viewer: Viewer, store: Store, limit: int = 50) -> list[dict[str, Any]]:
    """Return the last hand-outs, erasures and runs of the rules, newest first.

    Raises
    ------
    CaseworkError
        When the viewer may not look after privacy.
    """
    require(viewer, Action.KEEP_PRIVACY)
    with store.read() as conn:
        return load_acts(conn, limit)
