"""The log read: by who, what, act, code, door and days, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import pandas as pd

from casework.access import ROLE_TERMS, Action, Role, Viewer, require
from casework.access_entry import DOOR_TERMS, WHAT_TERMS, Door, What
from casework.sentence import Term
from data.access_log_search import Sought, entries, entry_count, people
from data.settings_store import office_zone
from data.store import Store
from service.access_log.acts import act_term
from service.access_log.seeing import note_look
from service.errors import ServiceError
from service.language import say

PAGE_ROWS: Final = 100
# No page lies beyond; a larger one is a slip.
_MOST_PAGES: Final = 1_000_000


@dataclass(frozen=True)
class Query:
    """What is looked for; None for all.

    Attributes
    ----------
    who
        Name of an account, as it is.
    code
        Of a thing, as it is.
    since, until
        Days of the office, both included.
    """

    who: str | None = None
    what: What | None = None
    door: Door | None = None
    code: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class LogEntry:
    """One entry as it is told."""

    number: int
    noted_at: datetime
    viewer: str
    role: Term | str
    door: Term | str
    what: Term | str
    act: Term | str
    code: str | None
    file: str | None
    sha256: str | None


@dataclass(frozen=True)
class LogPage:
    """A page of the log: its entries, the newest first, and how many there are in all."""

    entries: tuple[LogEntry, ...]
    count: int
    page: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.count // PAGE_ROWS))


def search_log(viewer: Viewer, store: Store, query: Query, page: int = 1) -> LogPage:
    """Return a page of the entries that were asked for; the look itself is an entry.

    Raises
    ------
    CaseworkError
        When the viewer may not read the log.
    ServiceError
        When there is no such page.
    """
    require(viewer, Action.VIEW_AUDIT)
    if not 1 <= page <= _MOST_PAGES:
        raise ServiceError("There is no page {page} of the log: begin with page 1.", page=page)
    note_look(viewer, store, "access_log")
    with store.read() as conn:
        sought = _sought(query, office_zone(conn))
        rows = entries(conn, sought, PAGE_ROWS, (page - 1) * PAGE_ROWS)
        return LogPage(tuple(_told(row) for row in rows), entry_count(conn, sought), page)


def log_people(viewer: Viewer, store: Store) -> list[str]:
    """Return the names that stand in the log.

    Raises
    ------
    CaseworkError
        When the viewer may not read the log.
    """
    require(viewer, Action.VIEW_AUDIT)
    with store.read() as conn:
        return people(conn)


def log_table(viewer: Viewer, store: Store, query: Query, language: str) -> pd.DataFrame:
    """Return all entries that were asked for as a table, in words.

    Raises
    ------
    CaseworkError
        When the viewer may not read the log.
    """
    require(viewer, Action.VIEW_AUDIT)
    with store.read() as conn:
        zone = office_zone(conn)
        found = [_told(row) for row in entries(conn, _sought(query, zone), None, 0)]
    heads = (
        Term("Number"), Term("When"), Term("Who did it"), Term("Role"), Term("Kind of entry"),
        Term("Of what"), Term("Code"), Term("By which door"), Term("File"), Term("SHA-256"),
    )  # fmt: skip
    rows = [
        (
            one.number, one.noted_at.astimezone(zone).isoformat(timespec="milliseconds"),
            one.viewer, *(_in_words(said, language) for said in (one.role, one.what, one.act)),
            one.code, _in_words(one.door, language), one.file, one.sha256,
        )
        for one in found
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[say(head, language) for head in heads])


def _in_words(said: Term | str, language: str) -> str:
    return say(said, language) if isinstance(said, Term) else said


def _sought(query: Query, zone: object) -> Sought:
    return Sought(
        query.who,
        None if query.what is None else query.what.value,
        None if query.door is None else query.door.value,
        query.code,
        query.since,
        query.until,
        str(zone),
    )


def _told(row: dict[str, object]) -> LogEntry:
    details = row["details"] if isinstance(row["details"], dict) else {}
    moment = row["noted_at"]
    assert isinstance(moment, datetime)
    return LogEntry(
        int(str(row["number"])),
        moment,
        str(row["viewer"]),
        _term(ROLE_TERMS, Role, row["role"]),
        _term(DOOR_TERMS, Door, row["door"]),
        _term(WHAT_TERMS, What, row["what"]),
        act_term(str(row["act"])),
        None if row["code"] is None else str(row["code"]),
        details.get("file"),
        details.get("sha256"),
    )


def _term(terms: dict, kind: type, value: object) -> Term | str:  # type: ignore[type-arg]
    """Return the word for a stored value, itself where there is none: the log may be older."""
    try:
        found = terms[kind(value)]
    except (KeyError, ValueError):
        return str(value)
    return found if isinstance(found, Term) else str(found)
