"""Campaigns of the demonstration district: one that is over, and one that runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from casework.visit import DayPart, PlanKind, VisitPlan, VisitResult
from data.case_store import as_frame, worker_names
from data.rows import insert_rows
from data.schema import (
    campaign_notices,
    grids,
    households,
    opinion_tallies,
    org_units,
    visit_campaigns,
    visit_plans,
    visits,
)
from data.visit_store import columns_of_plan
from service.cases.noting import office_day
from service.coverage import roster_of

_MAKER: Final = "示范区网格中心"
_WEEKEND: Final = 5
_PARTS: Final = {DayPart.MORNING: 0.4, DayPart.AFTERNOON: 0.4, DayPart.EVENING: 0.2}


@dataclass(frozen=True)
class _Story:
    """A made-up campaign: its days counted from today, and what part of the homes it reached.

    Attributes
    ----------
    parts
        Of the households: how many had the notice, were met, were not home, declined.
    lean
        How the answers divide, in the order of the options.
    """

    code: str
    name: str
    purpose: str
    starts: int
    ends: int
    question: str
    options: tuple[str, ...]
    parts: tuple[float, float, float, float]
    lean: tuple[float, ...]


_STORIES: Final = (
    _Story(
        "V2", "冬春防火入户宣传（演示）", "入户宣传用火用电安全, 送达明白纸", -75, -47,
        "社区活动室最希望增设什么", ("阅览角", "健身器材", "亲子活动"),
        (0.97, 0.91, 0.05, 0.02), (4.0, 3.0, 2.0),
    ),
    _Story(
        "V3", "医保缴费入户告知（演示）", "告知缴费时间与地点, 送达告知书", -11, 15,
        "最方便的缴费方式是哪一种", ("社区窗口", "手机", "银行网点"),
        (0.78, 0.36, 0.09, 0.01), (3.0, 4.0, 1.0),
    ),
)  # fmt: skip


def keep_campaigns(conn: sa.Connection, now: datetime, draw: Random) -> dict[str, int]:
    """Save them and return how many rows per table; chance comes from `draw` alone."""
    today = office_day(conn, now)
    homes = _homes(conn)
    streets = homes["street"].value_counts().sort_index().index.tolist()
    if not streets:
        return {}
    made: dict[str, int] = {}
    for at, story in enumerate(_STORIES):
        rng = np.random.default_rng(draw.getrandbits(63))
        street = streets[at % len(streets)]
        chosen = homes[homes["street"] == street].reset_index(drop=True)
        for table, number in _keep(conn, story, chosen, street, today, rng).items():
            made[table] = made.get(table, 0) + number
    return made


def _homes(conn: sa.Connection) -> pd.DataFrame:
    """Return ``id, grid_code, community, street`` of homes that are lived in, by id."""
    names = ("id", "grid_code", "community", "street")
    unit = org_units.alias()
    shown = (households.c.id, households.c.grid_code, grids.c.parent_code, unit.c.parent_code)
    wanted = (
        sa.select(*(column for column in shown))
        .join(grids, grids.c.code == households.c.grid_code)
        .join(unit, unit.c.code == grids.c.parent_code)
        .where(households.c.is_occupied, grids.c.valid_to.is_(None), unit.c.valid_to.is_(None))
        .order_by(households.c.id)
    )
    return as_frame(conn.execute(wanted).all(), names).drop_duplicates("id")


def _keep(
    conn: sa.Connection,
    story: _Story,
    homes: pd.DataFrame,
    street: str,
    today: date,
    rng: np.random.Generator,
) -> dict[str, int]:
    first, last = (today + timedelta(days=at) for at in (story.starts, story.ends))
    plan = VisitPlan(
        story.code,
        story.name,
        PlanKind.CAMPAIGN,
        story.purpose,
        first,
        last + timedelta(days=1),
        area_codes=(street,),
        question=story.question,
        options=story.options,
        made_by=_MAKER,
        made_on=first - timedelta(days=10),
    )
    values = columns_of_plan(plan)
    number = conn.execute(
        visit_plans.insert().values(values).returning(visit_plans.c.id)
    ).scalar_one()
    days = _working_days(first, min(last, today - timedelta(days=1)))
    noticed, met = (rng.random(len(homes)) < part for part in story.parts[:2])
    notices = pd.DataFrame({"household_id": homes["id"][noticed]})
    given = rng.integers(0, max(1, len(days) // 2), size=len(notices))
    notices = notices.assign(
        plan_id=number, delivered_on=[days[at] for at in given], entered_by=_MAKER
    )
    insert_rows(conn, campaign_notices, notices)
    made = _visits(conn, story, homes, days, met, rng)
    insert_rows(conn, visits, made)
    is_its = visits.c.uid.startswith(f"demonstration-{story.code}-")
    conn.execute(
        visit_campaigns.insert().from_select(
            ["visit_id", "plan_id"], sa.select(visits.c.id, sa.literal(number)).where(is_its)
        )
    )
    tallies = _tallies(story, homes["community"][met], number, rng)
    insert_rows(conn, opinion_tallies, tallies)
    return {
        "visit_plans": 1,
        "visits": len(made),
        "campaign_notices": len(notices),
        "opinion_tallies": len(tallies),
    }


def _working_days(first: date, last: date) -> list[date]:
    days = [first + timedelta(days=at) for at in range(max(1, (last - first).days + 1))]
    return [day for day in days if day.weekday() < _WEEKEND] or days


def _visits(
    conn: sa.Connection,
    story: _Story,
    homes: pd.DataFrame,
    days: list[date],
    met: NDArray[np.bool_],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the visits made for it, in order of days; those nobody could make are left out."""
    _noticed, share, away, declined = story.parts
    other = rng.random(len(homes)) * max(1e-9, 1 - share)
    result = np.where(other < away, VisitResult.NOT_HOME.value, VisitResult.DECLINED.value)
    result = np.where(met, VisitResult.MET.value, result)
    chosen = np.flatnonzero(met | (other < away + declined))
    on = [days[at] for at in np.sort(rng.integers(0, len(days), size=len(chosen)))]
    rng.shuffle(chosen)
    codes = homes["grid_code"].to_numpy(dtype=object)[chosen]
    found = roster_of(conn).responsible_many(zip(codes, on, strict=True))
    worker = [one.worker.code if one and one.worker else None for one in found]
    names = worker_names(conn)
    parts = rng.choice([one.value for one in _PARTS], len(chosen), p=list(_PARTS.values()))
    frame = pd.DataFrame(
        {
            "household_id": homes["id"].to_numpy(dtype=np.int64)[chosen],
            "worker_code": pd.Series(worker, dtype=object),
            "visited_on": pd.Series(on, dtype=object),
            "day_part": parts,
            "result": result[chosen],
            "has_consent": False,
            "entered_by": pd.Series([names.get(code or "", "") for code in worker], dtype=object),
            "entered_on": pd.Series(on, dtype=object),
        }
    )
    frame = frame[frame["worker_code"].notna()].reset_index(drop=True)
    return frame.assign(uid=[f"demonstration-{story.code}-{at}" for at in range(len(frame))])


def _tallies(
    story: _Story, communities: pd.Series, number: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the sums of about two thirds of those met, divided differently in each community."""
    rows: list[dict[str, Any]] = []
    for code, met in communities.value_counts().sort_index().items():
        asked = int(met * 0.66)
        split = rng.multinomial(asked, rng.dirichlet(np.array(story.lean) * 2))
        rows += [
            {"plan_id": number, "community_code": code, "answer": answer, "number": int(n)}
            for answer, n in zip(story.options, split, strict=True)
            if n
        ]
    return pd.DataFrame(rows, columns=["plan_id", "community_code", "answer", "number"])
