"""Areas a public work is to reach one by one, such as all 1371 villages, and which it has."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.progress import ProgressState, standing
from data.grid_store import valid_on
from data.progress_store import progress_of
from data.promise_store import add_project_areas, load_project_areas, mark_project_areas
from data.schema import grids, org_units
from data.store import Store
from service.cases.noting import office_day
from service.errors import ServiceError
from service.promises.part import Part, kept_in_part

_BETWEEN: Final = re.compile(r"[\s,;，、；]+")
# How many codes of a refusal are named.
_NAMED: Final = 5


@dataclass(frozen=True)
class Reached:
    """How many areas of a work are reached now, of all; how many of them by this act."""

    done: int
    total: int
    changed: int


def codes_in(text: str) -> list[str]:
    """Return the codes of a list, each once: between blanks, commas or on lines of their own."""
    return list(dict.fromkeys(one for one in _BETWEEN.split(text.lstrip("\ufeff")) if one))


def units_of_level(viewer: Viewer, store: Store, level: str, on: date) -> list[str]:
    """Return the codes of all units of a level in the viewer's part: those a work could reach.

    Raises
    ------
    CaseworkError
        When the viewer may not keep promises.
    """
    require(viewer, Action.KEEP_PROMISES)
    table = org_units
    with store.read() as conn:
        part = Part.of(conn, viewer.scope)
        wanted = sa.select(table.c.code).where(table.c.level == level, valid_on(table, on))
        return [code for code in conn.scalars(wanted.order_by(table.c.code)) if part.holds(code)]


def add_areas(
    viewer: Viewer, store: Store, project: str, codes: Collection[str], now: datetime
) -> Reached:
    """Put areas on the list of those a work is to reach; what stands there already stays.

    Raises
    ------
    CaseworkError
        When the viewer may not keep promises.
    ServiceError
        When there is no such work or area in his part, or the work is done or given up; nothing
        of it stands.
    """
    require(viewer, Action.KEEP_PROMISES)
    with store.begin() as conn:
        today = office_day(conn, now)
        row = kept_in_part(conn, viewer, "project", project, keeps=True)
        _refuse_ended(conn, row["id"], project)
        wanted = known_areas(conn, viewer, codes, today)
        there = {area for _number, area, _day in load_project_areas(conn, [row["id"]])}
        new = [one for one in wanted if one not in there]
        add_project_areas(conn, row["id"], new)
        return _counted(conn, row["id"], len(new))


def mark_areas(
    viewer: Viewer,
    store: Store,
    project: str,
    codes: Collection[str],
    now: datetime,
    done_on: date | None = None,
    *,
    takes_back: bool = False,
) -> Reached:
    """Note that areas were reached, all of them or none.

    Parameters
    ----------
    codes
        Areas of the work's list; one that was reached already keeps its day.
    done_on
        The day, today where none is given.
    takes_back
        They were noted by mistake: they are not reached.

    Raises
    ------
    CaseworkError
        When the viewer may not report progress.
    ServiceError
        When there is no such work, an area is not on its list or not in the viewer's part, or the
        day lies ahead or before the work was planned.
    """
    require(viewer, Action.REPORT_PROGRESS)
    with store.begin() as conn:
        today = office_day(conn, now)
        row = kept_in_part(conn, viewer, "project", project, keeps=False)
        day = done_on or today
        if not row["planned_on"] <= day <= today:
            raise ServiceError(
                "{day} cannot be: give a day from {first} to today, {today}.",
                day=day,
                first=row["planned_on"],
                today=today,
            )
        reached = {area: day for _number, area, day in load_project_areas(conn, [row["id"]])}
        _refuse_unlisted(conn, viewer, project, set(codes), set(reached))
        changed = [one for one in dict.fromkeys(codes) if (reached[one] is None) != takes_back]
        if changed:
            mark_project_areas(conn, row["id"], changed, None if takes_back else day)
        return _counted(conn, row["id"], len(changed))


def known_areas(conn: sa.Connection, viewer: Viewer, codes: Collection[str], on: date) -> list[str]:
    """Return these codes, each once.

    Raises
    ------
    ServiceError
        When one is no unit or grid in force on the day, or lies outside the viewer's part.
    """
    wanted = list(dict.fromkeys(codes))
    known: set[str] = set()
    for table in (org_units, grids):
        known.update(conn.scalars(sa.select(table.c.code).where(valid_on(table, on))))
    part = Part.of(conn, viewer.scope)
    bad = [one for one in wanted if one not in known or not part.holds(one)]
    if bad:
        raise ServiceError(
            "{count} of {total} codes are no area in force in the part you see, such as {seen}:"
            " correct the list, nothing of it was written.",
            count=len(bad),
            total=len(wanted),
            seen=", ".join(bad[:_NAMED]),
        )
    return wanted


def _refuse_unlisted(
    conn: sa.Connection, viewer: Viewer, project: str, codes: set[str], listed: set[str]
) -> None:
    part = Part.of(conn, viewer.scope)
    bad = sorted(one for one in codes if one not in listed or not part.holds(one))
    if bad or not codes:
        raise ServiceError(
            "{count} of {total} codes are not among the areas that {project} is to reach in the"
            " part you see, such as {seen}: correct the list, nothing of it was written.",
            count=len(bad),
            total=len(codes),
            project=project,
            seen=", ".join(bad[:_NAMED]) or "-",
        )


def _refuse_ended(conn: sa.Connection, number: int, project: str) -> None:
    now = standing(None, progress_of(conn, "project", ids=[number]).get(number, ()))
    if now.state is not ProgressState.OPEN:
        raise ServiceError(
            "{project} is done or given up, and its list of areas stays as it is: open it again"
            " first.",
            project=project,
        )


def _counted(conn: sa.Connection, number: int, changed: int) -> Reached:
    days = [day for _number, _area, day in load_project_areas(conn, [number])]
    return Reached(sum(day is not None for day in days), len(days), changed)
