"""A visit written down, once; with the case that was made of it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.contact_consent import Consent, Purpose
from casework.plain_text import seen_text
from casework.request import Channel, Wish
from casework.sentence import Sentence, Term
from casework.visit import DayPart, PlanKind
from data.contact_store import home_contact
from data.schema import cases, visit_campaigns, visit_plans, visits, workers
from data.settings_store import office_zone
from data.store import Store, bump
from service.cases.noting import in_words, office_day, refuse_long
from service.cases.registering import NewCase, register_case
from service.contacts import NOT_READABLE
from service.errors import ServiceError
from service.photos import is_photo_seen
from service.visits.households import home_seen, is_home_seen
from service.visits.moving import refuse_future, settle_visit, unsettle_visit
from service.visits.visit import NewVisit, RecordedVisit, find_visit, visit_of

# A case of a visit that is sent in later was told at the end of its part of the day.
_ENDS: Final = {
    DayPart.MORNING: time(12),
    DayPart.AFTERNOON: time(18),
    DayPart.EVENING: time(22),
}


def record_visit(viewer: Viewer, store: Store, new: NewVisit, now: datetime) -> RecordedVisit:
    """Return the visit as it is kept; one that is known already is answered, not added again.

    Notes
    -----
    Whoever is met, or declines, in a home that counts as empty lives there: the home counts as
    lived in from that day on.  After "moved" it counts as empty until somebody moves in.  The case
    gets the household's place and address, and its contact where the household has agreed to that.

    Raises
    ------
    CaseworkError
        When the viewer may not record visits, or not register the case that comes with it.
    ServiceError
        When there is no such household, worker, campaign or photograph in the viewer's part, the
        day lies in the future, needs are given without consent, or the mark belongs to another
        visit.
    """
    require(viewer, Action.RECORD_VISIT)
    with store.begin() as conn:
        home = home_seen(conn, viewer, new.household_code)
        known = find_visit(conn, new.uid)
        if known is not None:
            return visit_of(_same(known, home, new))
        columns = _columns(conn, viewer, new, now)
        case_id, warnings = _case(viewer, store, conn, home, new, now)
        columns |= {"household_id": home["id"], "case_id": case_id, "entered_by": viewer.name}
        added = conn.execute(visits.insert().values(columns).returning(visits.c.id)).scalar_one()
        made_for = [{"visit_id": added, "plan_id": one} for one in _campaigns(conn, new)]
        if made_for:
            conn.execute(visit_campaigns.insert(), made_for)
        bump(conn, "visits")
        kept = _kept(conn, new.uid)
        settle_visit(conn, kept)
    return visit_of(kept, is_new=True, warnings=warnings)


def void_visit(viewer: Viewer, store: Store, uid: str, reason: str, now: datetime) -> RecordedVisit:
    """Return the visit, which counts no more; a case that was made of it stays.

    Raises
    ------
    CaseworkError
        When the viewer may not record visits.
    ServiceError
        When there is no such visit in his part, it is void already, or no reason is given.
    """
    require(viewer, Action.RECORD_VISIT)
    with store.begin() as conn:
        visit = find_visit(conn, uid)
        if visit is None or not is_home_seen(conn, viewer, visit["household_code"]):
            raise ServiceError("There is no visit {visit}: choose one from the list.", visit=uid)
        if visit["voided_on"] is not None:
            raise ServiceError(
                "The visit of {day} is void since {since}: there is nothing to withdraw.",
                day=visit["visited_on"],
                since=visit["voided_on"],
            )
        void = {
            "voided_on": office_day(conn, now),
            "void_reason": in_words(reason, Term("reason")),
        }
        conn.execute(visits.update().where(visits.c.id == visit["id"]).values(void))
        bump(conn, "visits")
        unsettle_visit(conn, visit)
        return visit_of(_kept(conn, uid))


def _kept(conn: sa.Connection, uid: str) -> sa.RowMapping:
    found = find_visit(conn, uid)
    if found is None:
        raise KeyError(uid)
    return found


def _same(known: sa.RowMapping, home: sa.RowMapping, new: NewVisit) -> sa.RowMapping:
    said = (home["id"], new.visited_on, new.result.value)
    if said != (known["household_id"], known["visited_on"], known["result"]):
        raise ServiceError(
            "The mark {mark} belongs to another visit, of {day}: write this one down again.",
            mark=new.uid,
            day=known["visited_on"],
        )
    return known


def _columns(conn: sa.Connection, viewer: Viewer, new: NewVisit, now: datetime) -> dict[str, Any]:
    refuse_future(conn, new.visited_on, now)
    if new.needs and not new.has_consent:
        raise ServiceError(
            "Needs are kept only with the household's consent: ask, or leave them out."
        )
    note = seen_text(new.note or "").strip() or None
    refuse_long(note, Term("note"))
    _refuse_strangers(conn, viewer, new)
    return {
        "uid": in_words(new.uid, Term("mark of the visit")),
        "worker_code": new.worker_code,
        "visited_on": new.visited_on,
        "day_part": new.day_part.value,
        "result": new.result.value,
        "needs": [Wish(one).value for one in dict.fromkeys(new.needs)] or None,
        "has_consent": new.has_consent,
        "note": note,
        "photo": new.photo,
        "entered_on": office_day(conn, now),
    }


def _refuse_strangers(conn: sa.Connection, viewer: Viewer, new: NewVisit) -> None:
    if not conn.scalar(sa.select(sa.exists().where(workers.c.code == new.worker_code))):
        raise ServiceError(
            "There is no worker {worker}: check the code, or enter the worker first.",
            worker=new.worker_code,
        )
    # Of another part is told as not there: a hash must not be asked for in vain.
    if new.photo and not is_photo_seen(conn, viewer, new.photo):
        raise ServiceError("The photograph is not kept yet: send it before the visit.")


def _campaigns(conn: sa.Connection, new: NewVisit) -> list[int]:
    wanted = sa.select(visit_plans.c.code, visit_plans.c.id).where(
        visit_plans.c.code.in_(new.campaigns), visit_plans.c.kind == PlanKind.CAMPAIGN.value
    )
    known = {code: number for code, number in conn.execute(wanted)}
    for code in new.campaigns:
        if code not in known:
            raise ServiceError("There is no campaign {plan}: choose one from the list.", plan=code)
    return [known[code] for code in dict.fromkeys(new.campaigns)]


def _case(
    viewer: Viewer,
    store: Store,
    conn: sa.Connection,
    home: sa.RowMapping,
    new: NewVisit,
    now: datetime,
) -> tuple[int | None, tuple[Sentence, ...]]:
    """Return the number of the row of the case that was made, if one was, and what is doubtful."""
    if new.case_text is None:
        return None, ()
    zone = office_zone(conn)
    told_at = datetime.combine(new.visited_on, _ENDS[new.day_part], zone)
    contact, unread = _contact(conn, home)
    case = NewCase(
        new.case_text,
        channel=Channel.HOME_VISIT,
        category=new.category,
        urgency=new.urgency,
        wish=new.needs[0] if len(new.needs) == 1 else None,
        address=home["address"],
        lon=home["lon"],
        lat=home["lat"],
        contact=contact,
        contact_consent=Consent.HOUSEHOLD,
        reported_at=min(told_at, now),
        acted_by=_name_of(conn, new.worker_code),
    )
    made = register_case(viewer, store, case, now)
    case_id = conn.scalar(sa.select(cases.c.id).where(cases.c.code == made.code))
    return case_id, made.warnings + unread


def _contact(conn: sa.Connection, home: sa.RowMapping) -> tuple[str | None, tuple[Sentence, ...]]:
    """Return the household's contact if it may be used for a request, and a word if unreadable."""
    kept = home_contact(conn, home)
    if kept is None or Purpose.ANSWER not in kept.purposes:
        return None, ()
    if kept.text is None:
        return None, (NOT_READABLE,)
    return kept.text, ()


def _name_of(conn: sa.Connection, worker_code: str) -> str | None:
    return conn.scalar(sa.select(workers.c.name).where(workers.c.code == worker_code))
