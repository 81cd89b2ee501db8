"""What a phone sends is carried out once, however often it comes, and answered the same."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.errors import CaseworkError
from data.errors import DataError
from data.inbox_store import claim, keep_answer, received
from data.store import Store
from geo.errors import GeoError
from service.cases.keeping import CaseChanged
from service.cases.noting import office_day
from service.day.case_kinds import case_note, case_reply, case_seen, case_start, case_told
from service.day.home_kinds import check, emergency, notice, visit
from service.day.matters import refuse_unknown_worker
from service.day.message import Message, content_mark, message_of, readable, uid_of
from service.day.receiving import Answer, Handler, Receiving
from service.errors import ServiceError
from service.language import Said, languages, say
from service.photos import Picture, drawn_anew

_Refusal = CaseworkError | DataError | GeoError | ServiceError
_log = logging.getLogger(__name__)

KINDS: Final[dict[str, Handler]] = {
    "case_note": case_note,
    "case_seen": case_seen,
    "case_start": case_start,
    "case_told": case_told,
    "case_reply": case_reply,
    "visit": visit,
    "notice": notice,
    "check": check,
    "emergency": emergency,
}
# To these a photograph may be added.
_SHOWN: Final = frozenset({"visit", "check"})
# The phone sends one at a time; each may take a third of a second to draw anew.
_MOST_PHOTOS: Final = 10


def receive(viewer: Viewer, store: Store, message: Mapping[str, Any], now: datetime) -> Answer:
    """Return the answer to one message of a device, which is carried out unless it was before.

    Parameters
    ----------
    message
        ``uid`` (made on the device), ``kind`` (a key of `KINDS`), ``worker`` (code), ``age_s``
        (how many seconds ago it was done), ``said`` (what was said with it).

    Returns
    -------
    dict
        ``state``: ``done`` with what the kind tells; ``refused`` with ``why`` by language,
        and ``is_changed`` when the case is no longer as it was seen.

    Raises
    ------
    CaseworkError
        When the viewer may not.
    ServiceError
        When the message has no usable uid.

    Notes
    -----
    The deed and the answer are one transaction.  A refusal is kept too: a copy that a network
    delivers late must not do what its sender was told is not done.  Another message under the uid
    of one that came before is refused, and that is not kept: the first stands as it was answered.
    A photograph is drawn anew before the transaction begins.
    """
    require(viewer, Action.RECORD_VISIT)
    uid, content = uid_of(message), content_mark(message)
    with store.read() as conn:
        known = _known(conn, uid, content)
    if known is not None:
        return known
    try:
        return _carried_out(viewer, store, content, message, now)
    except (CaseworkError, DataError, GeoError, ServiceError) as refusal:
        return _kept_refusal(store, uid, content, refusal, now)
    except sa.exc.IntegrityError:
        # Another copy of it was at work at the same moment.
        with store.read() as conn:
            known = _known(conn, uid, content)
        if known is None:
            raise
        return known


def receive_all(
    viewer: Viewer, store: Store, messages: Sequence[Mapping[str, Any]], now: datetime
) -> dict[str, Answer]:
    """Return the answers to messages by their uid, carried out in their order.

    Raises
    ------
    CaseworkError
        When the viewer may not.
    ServiceError
        When one of them has no usable uid, or more photographs came than are drawn at once; none
        is carried out then.

    Notes
    -----
    What fails unexpectedly is answered ``failed``, undone, not kept, and holds up no other.  A
    database that is busy leaves it and what follows unanswered: they come again.
    """
    require(viewer, Action.RECORD_VISIT)
    for message in messages:
        uid_of(message)
    _refuse_many_photos(messages)
    answers: dict[str, Answer] = {}
    for message in messages:
        try:
            answers[uid_of(message)] = receive(viewer, store, message, now)
        except sa.exc.OperationalError:
            _log.warning("the database is busy: messages come again", exc_info=True)
            break
        except Exception:  # noqa: BLE001  one that fails holds up no other
            _log.exception("a message of a phone failed")
            answers[uid_of(message)] = _failed()
    return answers


def _known(conn: sa.Connection, uid: str, content: str) -> Answer | None:
    """Return what is answered to a message whose uid has come before, None when it has not."""
    found = received(conn, uid)
    if found is None or found.content in (None, content):
        return None if found is None else found.answer
    other = ServiceError(
        "Something else came under the mark of this message before, and that stands: nothing of"
        " this one was kept. Say it again as a new message."
    )
    return {"state": "refused", "why": _in_all(other)}


def _carried_out(
    viewer: Viewer, store: Store, content: str, sent: Mapping[str, Any], now: datetime
) -> Answer:
    message = message_of(readable(sent), now)
    picture = _picture_of(message)
    with store.begin() as conn:
        known = _known(conn, message.uid, content)
        if known is not None:
            return known
        claim(conn, message.uid, office_day(conn, now))
        refuse_unknown_worker(conn, message.worker)
        if message.kind not in KINDS:
            raise ServiceError(
                "The phone page sends what is not known here: {kind}. Reload the page.",
                kind=message.kind[:60],
            )
        one = Receiving(viewer, store, message, now, picture)
        answer = {"state": "done"} | KINDS[message.kind](one)
        keep_answer(conn, message.uid, answer, content)
    return answer


def _picture_of(message: Message) -> Picture | None:
    data = message.photo() if message.kind in _SHOWN else None
    return None if data is None else drawn_anew(data)


def _refuse_many_photos(messages: Sequence[Mapping[str, Any]]) -> None:
    said = [one.get("said") for one in messages]
    count = sum(isinstance(one, Mapping) and one.get("photo") is not None for one in said)
    if count > _MOST_PHOTOS:
        raise ServiceError(
            "{count} photographs came at once, and at most {most} are taken: send fewer at once.",
            count=count,
            most=_MOST_PHOTOS,
        )


def _kept_refusal(store: Store, uid: str, content: str, refusal: _Refusal, now: datetime) -> Answer:
    """Return the refusal as it was told first: what was done before stays done."""
    with store.begin() as conn:
        known = _known(conn, uid, content)
        if known is not None:
            return known
        answer: Answer = {"state": "refused", "why": _in_all(refusal)}
        if isinstance(refusal, CaseChanged):
            answer["is_changed"] = True
        claim(conn, uid, office_day(conn, now))
        keep_answer(conn, uid, answer, content)
    return answer


def _failed() -> Answer:
    said = (
        "Something unexpected happened and nothing was changed: tell the administrator what you"
        " did and when."
    )
    return {"state": "failed", "why": {one: say(said, one) for one in languages()}}


def _in_all(said: Said) -> dict[str, str]:
    return {one: say(said, one) for one in languages()}
