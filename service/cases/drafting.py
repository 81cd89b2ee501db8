"""A case before it is kept: placed, given to a worker and a unit, with its clocks."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.case import Case, Channel, NeedClass
from casework.case_times import CLOCK_SLACK, EARLIEST
from casework.contact_consent import Consent
from casework.move import FACT_TERMS
from casework.plain_text import is_blank, seen_text
from casework.request import RequestKind, Urgency, Voice, Wish
from casework.sentence import Sentence, Term
from casework.tier import Tier
from data.case_store import grid_names
from data.rows import records
from data.rule_store import Rules
from data.settings_store import office_zone
from service.cases.clock import Clock
from service.cases.clocks import new_clock
from service.cases.noting import LONGEST, refuse_long
from service.errors import ServiceError
from service.grid_place import GridPlace, why_there
from service.placing import place_cases

# What is typed, what it is called, and how many characters it may have.
_TEXTS: Final = {
    "summary": (Term("summary"), 5000),
    "category": (FACT_TERMS["category"], LONGEST),
    "address": (Term("address"), LONGEST),
    "contact": (Term("contact"), LONGEST),
    "acted_by": (Term("taken down by"), LONGEST),
}


@dataclass(frozen=True)
class NewCase:
    """What is said when a case is registered; only the summary has to be.

    Attributes
    ----------
    summary
        The request as spoken.
    lon, lat
        CGCS2000 (EPSG:4490), both or none.
    contact
        Whom to tell about progress; kept sealed, apart from the case and its events.
    contact_consent, contact_until
        How it was agreed that the contact is kept, and the day after the last on which it may be
        used; None until some time after the case is closed.
    reported_at
        Aware; now where nothing is said.
    acted_by
        Who took the request down, where that is not the viewer.
    tier
        The level it came to; a council that settles it by itself answers it at tier 0.
    """

    summary: str
    channel: Channel | None = None
    kind: RequestKind | None = None
    category: str | None = None
    urgency: Urgency = Urgency.ORDINARY
    need: NeedClass | None = None
    voice: Voice | None = None
    wish: Wish | None = None
    address: str | None = None
    lon: float | None = None
    lat: float | None = None
    contact: str | None = None
    reported_at: datetime | None = None
    acted_by: str | None = None
    tier: Tier = Tier.STREET
    contact_consent: Consent = Consent.SPOKEN
    contact_until: date | None = None


@dataclass(frozen=True)
class Draft:
    """A case as it would be kept, but for its number.

    ``clocks`` have no case yet; ``columns`` are those of ``cases`` that `Case` does not hold.
    """

    case: Case
    place: GridPlace
    clocks: tuple[Clock, ...]
    columns: dict[str, Any]
    warnings: tuple[Sentence, ...]


def draft(conn: sa.Connection, rules: Rules, said: NewCase, now: datetime) -> Draft:
    """Return the case that these words would make now; nothing is written.

    Raises
    ------
    ServiceError
        When there is no summary, half a position, a time in the future, or too long a text.
    """
    new = cleaned(said)
    _refuse_impossible(new, now)
    reported_at = new.reported_at or now
    placed = _placed(conn, new, reported_at, now)
    entry = rules.catalogue.entry(new.category)
    columns = {name: placed.pop(name) for name in ("border_distance_m", "runner_up")}
    case = Case(
        "",
        reported_at,
        channel=new.channel,
        kind=new.kind,
        category=new.category,
        urgency=new.urgency,
        need=new.need,
        voice=new.voice,
        wish=new.wish,
        summary=new.summary,
        address=new.address,
        lon=new.lon,
        lat=new.lat,
        tier=new.tier,
        unit_code=entry.unit_code if entry else None,
        moved_at=reported_at,
        **placed,
    )
    begun = (new_clock(rules, 0, case, name, reported_at) for name in ("reply", "resolve"))
    clocks = tuple(clock for clock in begun if clock is not None)
    resolve = next((clock for clock in clocks if clock.name == "resolve"), None)
    place = _grid_place(conn, case, columns)
    return Draft(
        replace(case, due_at=resolve.due_at if resolve else None),
        place,
        clocks,
        columns,
        tuple(_warnings(rules, case, place, clocks)),
    )


def local_day(conn: sa.Connection, moment: datetime) -> str:
    """Return the district's own date, as numbers of cases begin with it."""
    return f"{moment.astimezone(office_zone(conn)):%Y%m%d}"


def cleaned(new: NewCase) -> NewCase:
    """Return what was said without blanks around it and signs nobody sees; blank ones as None."""
    texts = {name: seen_text(getattr(new, name) or "").strip() for name in _TEXTS}
    said = {name: None if is_blank(text) else text for name, text in texts.items()}
    return replace(new, **said)  # type: ignore[arg-type]


def _refuse_impossible(new: NewCase, now: datetime) -> None:
    for name, (what, most) in _TEXTS.items():
        refuse_long(getattr(new, name), what, most)
    if not new.summary:
        raise ServiceError("The request is empty: write down what was said.")
    if (new.lon is None) != (new.lat is None) or not _is_in_world(new):
        raise ServiceError(
            "{lon}, {lat} is no position: give longitude and latitude in degrees, or neither.",
            lon="-" if new.lon is None else new.lon,
            lat="-" if new.lat is None else new.lat,
        )
    if new.reported_at is not None and new.reported_at < EARLIEST:
        raise ServiceError(
            "The time {seen} lies before 1990, as when an empty date was read as zero:"
            " correct it or leave it empty.",
            seen=new.reported_at,
        )
    if new.reported_at is not None and new.reported_at > now + CLOCK_SLACK:
        raise ServiceError(
            "{seen} lies in the future: give the time at which the request came in.",
            seen=new.reported_at,
        )


def _is_in_world(new: NewCase) -> bool:
    lon, lat = new.lon or 0.0, new.lat or 0.0
    return math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90


def _placed(
    conn: sa.Connection, new: NewCase, reported_at: datetime, now: datetime
) -> dict[str, Any]:
    row = {
        "lon": math.nan if new.lon is None else new.lon,
        "lat": math.nan if new.lat is None else new.lat,
        "category": new.category,
        "reported_at": pd.Timestamp(reported_at),
        "is_open": True,
    }
    today = now.astimezone(office_zone(conn)).date()
    return records(place_cases(conn, pd.DataFrame([row]), today))[0]


def _grid_place(conn: sa.Connection, case: Case, columns: dict[str, Any]) -> GridPlace:
    names = grid_names(conn, {one for one in (case.grid_code, columns["runner_up"]) if one})
    return GridPlace(
        code=case.grid_code,
        name=names.get(case.grid_code or ""),
        path=(),
        how=case.how,
        why_no_grid=case.why_no_grid,
        border_distance_m=columns["border_distance_m"],
        runner_up=columns["runner_up"],
        runner_up_name=names.get(columns["runner_up"] or ""),
        tied_with=(),
    )


def _warnings(
    rules: Rules, case: Case, place: GridPlace, clocks: tuple[Clock, ...]
) -> list[Sentence]:
    warnings = [one for clock in clocks if (one := clock.said_trouble) is not None]
    if case.why_no_grid == "no_coordinate":
        warnings.append(
            Sentence("No place was given, so nobody has this case: hand it to a worker.")
        )
    elif case.grid_code is None:
        warnings.append(why_there(place, case.category))
    elif case.assigned_to is None:
        warnings.append(
            Sentence(
                "Nobody is posted to {grid} today, so nobody has this case: hand it to a worker.",
                grid=case.grid_code,
            )
        )
    if case.category is not None and rules.catalogue.entry(case.category) is None:
        warnings.append(
            Sentence(
                "The catalogue has no category {category}: the case has no owner unit, and only"
                " the limits for its kind of request count.",
                category=case.category,
            )
        )
    if not any(clock.name == "resolve" for clock in clocks):
        warnings.append(
            Sentence(
                "No rule says until when this has to be settled, so the case has no due time:"
                " choose a category or a kind of request."
            )
        )
    return warnings
