"""A bulletin goes out once its day of appeals is over and every appeal of that time is answered."""

from __future__ import annotations

from datetime import datetime

from casework.access import Action, Viewer, require
from data.bulletin_store import note_published
from data.store import Store
from service.bulletins.reading import Bulletin, is_whole, kept_bulletin
from service.cases.noting import office_day
from service.errors import ServiceError


def publish(viewer: Viewer, store: Store, code: str, now: datetime) -> None:
    """Put a bulletin out: its lines stay as they are, later appeals are added to it.

    Raises
    ------
    CaseworkError
        When the viewer may not put out bulletins.
    ServiceError
        When there is no such bulletin, it is of more than his part, it is out already, units may
        still contest, or an appeal made in time is not answered.
    """
    require(viewer, Action.PUT_OUT_BULLETIN)
    with store.begin() as conn:
        bulletin = kept_bulletin(conn, viewer, code, office_day(conn, now), for_update=True)
        head = bulletin.head
        if not is_whole(conn, viewer, head["area"]):
            raise ServiceError(
                "{code} is about more than the part you see: ask somebody who sees all of it.",
                code=code,
            )
        _refuse_early(bulletin)
        if bulletin.state == "published" or not note_published(conn, head["id"], viewer.name, now):
            raise ServiceError(
                "{code} is published already: later appeals are added to it.", code=code
            )


def _refuse_early(bulletin: Bulletin) -> None:
    head = bulletin.head
    if bulletin.state == "appeals":
        raise ServiceError(
            "Units may contest {code} until {day}: publish it from the day after.",
            code=head["code"],
            day=head["appeals_until"],
        )
    waiting = [
        str(line.number)
        for line in bulletin.lines
        if (one := line.open_appeal) is not None and not one.is_late
    ]
    if bulletin.state == "waiting" and waiting:
        raise ServiceError(
            "Appeals against these lines of {code} are not answered: {lines}. Answer them first.",
            code=head["code"],
            lines=", ".join(waiting),
        )
