"""An agenda is changed while the meeting is planned: added to, put in order, dropped from."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.meeting import ItemKind
from casework.sentence import Term
from data.meeting_store import add_item, drop_item, load_decisions, load_items, set_item
from data.schema import decisions
from data.store import Store
from service.cases.keeping import columns_of, fetch
from service.cases.noting import in_words
from service.errors import ServiceError
from service.meetings.keeping import keep_meeting, meeting_kept, refuse_frozen
from service.meetings.proposing import USUAL_MINUTES, case_title

MOST_MINUTES: Final = 240
MOST_ITEMS: Final = 60


def add_topic(
    viewer: Viewer,
    store: Store,
    code: str,
    version: int,
    title: str,
    now: datetime,
    minutes: int | None = None,
) -> int:
    """Add a topic to the end of an agenda and return the number of the item.

    Raises
    ------
    CaseworkError
        When the viewer may not keep meetings.
    ServiceError
        When nothing is said, the minutes cannot be, or the meeting is not his, has changed or was
        held.
    """
    require(viewer, Action.KEEP_MEETINGS)
    del now
    values = {"kind": ItemKind.TOPIC.value, "title": in_words(title, Term("topic"))}
    with store.begin() as conn:
        return _added(conn, viewer, (code, version), values, minutes)


def add_case_item(
    viewer: Viewer,
    store: Store,
    code: str,
    version: int,
    case_code: str,
    now: datetime,
    minutes: int | None = None,
) -> int:
    """Add a case to the end of an agenda and return the number of the item.

    Raises
    ------
    CaseworkError
        When the viewer may not keep meetings.
    ServiceError
        When there is no such case in his part, it is on the agenda already, or the meeting is not
        his, has changed or was held.
    """
    require(viewer, Action.KEEP_MEETINGS)
    del now
    with store.begin() as conn:
        case = fetch(conn, viewer, case_code)
        values = {
            "kind": ItemKind.CASE.value, "title": case_title(conn, columns_of(case.case)),
            "case_id": case.id,
        }  # fmt: skip
        return _added(conn, viewer, (code, version), values, minutes)


def set_in_order(
    viewer: Viewer,
    store: Store,
    code: str,
    version: int,
    item: int,
    now: datetime,
    *,
    position: int | None = None,
    minutes: int | None = None,
) -> None:
    """Put an item at another place of the agenda (from 1), give it other minutes, or both.

    Raises
    ------
    CaseworkError
        When the viewer may not keep meetings.
    ServiceError
        When there is no such item, the minutes cannot be, or the meeting is not his, has changed
        or was held.
    """
    require(viewer, Action.KEEP_MEETINGS)
    del now
    _refuse_minutes(minutes)
    with store.begin() as conn:
        kept = meeting_kept(conn, viewer, code, version)
        refuse_frozen(kept)
        order = list(load_items(conn, kept.id)["id"])
        _refuse_unknown(order, item, code)
        if position is not None:
            order.remove(item)
            order.insert(max(0, min(position - 1, len(order))), item)
        _number(conn, order)
        if minutes is not None:
            set_item(conn, item, {"minutes": minutes})
        keep_meeting(conn, kept)


def take_off(
    viewer: Viewer, store: Store, code: str, version: int, item: int, now: datetime
) -> None:
    """Take an item off the agenda; what is open of earlier decisions always stays on it.

    Raises
    ------
    CaseworkError
        When the viewer may not keep meetings.
    ServiceError
        When there is no such item or it is that of the earlier decisions, something was decided
        under it, or the meeting is not his, has changed or was held.
    """
    require(viewer, Action.KEEP_MEETINGS)
    del now
    with store.begin() as conn:
        kept = meeting_kept(conn, viewer, code, version)
        refuse_frozen(kept)
        frame = load_items(conn, kept.id)
        _refuse_unknown(list(frame["id"]), item, code)
        kind = frame.loc[frame["id"] == item, "kind"].iloc[0]
        if kind == ItemKind.DECISIONS:
            raise ServiceError(
                "What was decided before and is not settled stays on every agenda: report it done,"
                " or given up with the reason."
            )
        _refuse_decided(conn, item)
        drop_item(conn, item)
        _number(conn, [one for one in frame["id"] if one != item])
        keep_meeting(conn, kept)


def _added(
    conn: sa.Connection,
    viewer: Viewer,
    seen: tuple[str, int],
    values: dict[str, Any],
    minutes: int | None,
) -> int:
    _refuse_minutes(minutes)
    kept = meeting_kept(conn, viewer, *seen)
    refuse_frozen(kept)
    items = load_items(conn, kept.id)
    if values.get("case_id") in set(items["case_id"].dropna()):
        raise ServiceError("This case is on the agenda already: {title}.", title=values["title"])
    if len(items) >= MOST_ITEMS:
        raise ServiceError("The agenda has {n} items already: take one off first.", n=len(items))
    usual = USUAL_MINUTES[ItemKind(values["kind"])]
    own = {"meeting_id": kept.id, "position": len(items) + 1, "minutes": minutes or usual}
    number = add_item(conn, values | own)
    keep_meeting(conn, kept)
    return number


def _number(conn: sa.Connection, order: list[int]) -> None:
    for position, number in enumerate(order, start=1):
        set_item(conn, number, {"position": position})


def _refuse_minutes(minutes: int | None) -> None:
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise ServiceError(
            "{n} minutes cannot be given to an item: give 1 to {most}.",
            n=minutes,
            most=MOST_MINUTES,
        )


def _refuse_unknown(known: list[int], item: int, code: str) -> None:
    if item not in known:
        raise ServiceError(
            "There is no item {item} on the agenda of {code}: choose one of the list.",
            item=item,
            code=code,
        )


def _refuse_decided(conn: sa.Connection, item: int) -> None:
    if len(load_decisions(conn, decisions.c.item_id == item)):
        raise ServiceError("Something was decided under this item: leave it on the agenda.")
