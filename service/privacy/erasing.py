"""What is personal about one household or case, erased on request; figures and ledger stay."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.case import CaseEvent
from casework.sentence import Sentence, Term
from data import erasing_store as erasing
from data.event_store import add_event
from data.ledger_words import WORDS_ERASED
from data.photo_refs import remove_files
from data.photo_store import photo_folder
from data.schema import cases, visits
from data.store import Store, bump
from data.wiping import wipe_log
from service.cases.keeping import fetch
from service.cases.noting import in_words
from service.errors import ServiceError
from service.visits.households import home_seen

Part = Literal["contact", "words", "photos", "address"]
PARTS: Final[dict[Part, Term]] = {
    "contact": Term("contact"),
    "words": Term("what was said and written"),
    "photos": Term("photographs"),
    "address": Term("address"),
}
# The address of a home is public ground, and whoever comes later needs it.
USUAL: Final[tuple[Part, ...]] = ("contact", "words", "photos")


@dataclass(frozen=True)
class Erased:
    """What was erased, or would be.

    Attributes
    ----------
    counts
        How many of each part.
    stays
        What still holds some of it, in sentences.
    """

    counts: dict[str, int]
    stays: tuple[Sentence, ...]
    gone: list[str] = field(default_factory=list)


class _DryRun(Exception):
    """Ends a transaction that was only to be counted."""


def erase_household(
    viewer: Viewer,
    store: Store,
    code: str,
    reason: str,
    now: datetime,
    *,
    parts: Collection[Part] = USUAL,
    is_dry: bool = False,
) -> Erased:
    """Erase what is personal about a household; the cases made of its visits are named.

    Raises
    ------
    CaseworkError
        When the viewer may not look after privacy.
    ServiceError
        When there is no such household, no reason or no such part.
    """
    require(viewer, Action.KEEP_PRIVACY)
    said = _asked(reason, parts)

    def act(conn: sa.Connection) -> Erased:
        home = home_seen(conn, viewer, code)
        of_home = visits.c.household_id == home["id"]
        done = _erased(conn, _HOME, home["id"], of_home, parts)
        stays = tuple(
            Sentence("Case {code} was made of a visit: erase it as well.", code=one)
            for one in erasing.cases_of_home(conn, home["id"])
        )
        erasing.note_act(
            conn, "erased", done.counts, viewer.name, now,
            subject="household", code=code, reason=said,
        )  # fmt: skip
        bump(conn, "households", "visits", "emergencies")
        return Erased(done.counts, stays + _elsewhere(conn, code), done.gone)

    return _carried_out(store, act, is_dry)


def erase_case(
    viewer: Viewer,
    store: Store,
    code: str,
    reason: str,
    now: datetime,
    *,
    parts: Collection[Part] = USUAL,
    is_dry: bool = False,
) -> Erased:
    """Erase what is personal about a case; its states, times, people in office and clocks stay.

    An event tells that words were erased, so that the ledger can be verified.

    Raises
    ------
    CaseworkError
        When the viewer may not look after privacy.
    ServiceError
        When there is no such case, no reason or no such part.
    """
    require(viewer, Action.KEEP_PRIVACY)
    said = _asked(reason, parts)

    def act(conn: sa.Connection) -> Erased:
        kept = fetch(conn, viewer, code)
        done = _erased(conn, _CASE, kept.id, visits.c.case_id == kept.id, parts)
        conn.execute(
            cases.update().where(cases.c.id == kept.id).values(version=cases.c.version + 1)
        )
        told = {"parts": sorted(parts), "count": sum(done.counts.values())}
        event = CaseEvent(code, WORDS_ERASED, viewer.name, viewer.name, now, now, told)
        add_event(conn, kept.id, event)
        erasing.note_act(
            conn, "erased", done.counts, viewer.name, now,
            subject="case", code=code, reason=said,
        )  # fmt: skip
        bump(conn, "cases", "visits")
        return Erased(done.counts, _elsewhere(conn, code), done.gone)

    return _carried_out(store, act, is_dry)


_HOME: Final = {
    "contact": erasing.erase_home_contact,
    "words": erasing.erase_home_words,
    "address": erasing.erase_home_address,
}
_CASE: Final = {
    "contact": erasing.erase_case_contact,
    "words": erasing.erase_case_words,
    "address": erasing.erase_case_address,
}


def _erased(
    conn: sa.Connection,
    how: Mapping[str, Callable[[sa.Connection, int], int]],
    row_id: int,
    of_visits: sa.ColumnElement[bool],
    parts: Collection[str],
) -> Erased:
    counts: dict[str, int] = {}
    gone: list[str] = []
    for part in PARTS:
        if part == "photos" and part in parts:
            counts[part] = erasing.photos_shown(conn, of_visits)
            gone = erasing.erase_photos(conn, of_visits)
        elif part in parts:
            counts[part] = how[part](conn, row_id)
    return Erased(counts, (), gone)


def _asked(reason: str, parts: Collection[str]) -> str:
    unknown = [one for one in parts if one not in PARTS]
    if unknown or not parts:
        raise ServiceError(
            "There is nothing to erase called {what}: choose from {known}.",
            what=", ".join(unknown) or "-",
            known=", ".join(PARTS),
        )
    return in_words(reason, Term("reason"))


def _elsewhere(conn: sa.Connection, code: str) -> tuple[Sentence, ...]:
    quoted = erasing.packs_that_quote(conn, code)
    packs = (
        Sentence(
            "These packs were frozen with it and are not changed; what they say of it stays in"
            " them: {packs}.",
            packs=", ".join(quoted),
        ),
    )
    backups = Sentence("Backups made before hold it until they are removed.")
    return (*(packs if quoted else ()), backups)


def _carried_out(store: Store, act: Callable[[sa.Connection], Erased], is_dry: bool) -> Erased:
    """Return what an act erased; in a dry run everything it did is taken back."""
    done = Erased({}, ())
    with suppress(_DryRun), store.begin() as conn:
        done = act(conn)
        if is_dry:
            raise _DryRun
    if not is_dry:
        remove_files(photo_folder(store), done.gone)
        wipe_log(store)
    return done
