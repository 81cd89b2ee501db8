"""Spot checks of the demonstration district: one finished, one under way, one announced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

import sqlalchemy as sa

from casework.draw import PROCEDURE, Drawn, Frame, draw, in_proportion
from data.grid_store import load_grids, load_org_units
from data.place_store import load_places
from data.schema import spot_checks, spot_draws
from service.cases.noting import office_day
from service.demonstration_life import BY
from service.spot_checks.announcing import USUAL_QUESTIONS

_DAY: Final = timedelta(days=1)
_SOURCE: Final = "公告次日某公开指数的收盘数（演示，虚构）"
_PROBLEMS: Final = ("公示牌信息过期", "登记簿未及时填写", "门前堆放杂物", "设施损坏未报修")
_REMEDIES: Final = ("已更新", "已补齐", "已清理", "已报修")


@dataclass(frozen=True)
class _Story:
    """A draw: what, how many, how many days ago it was announced, how much of it is checked."""

    name: str
    subject: str
    total: int
    days_ago: int
    checked: float
    is_reported: bool = False
    is_drawn: bool = True


_STORIES: Final = (
    _Story("接访室值守抽查", "contact", 12, 45, 1.0, is_reported=True),
    _Story("巡查点环境卫生抽查", "round", 24, 4, 0.45),
    _Story("服务点开放抽查", "service", 10, 0, 0.0, is_drawn=False),
)


def keep_spot_checks(conn: sa.Connection, now: datetime, draw: Random) -> dict[str, int]:
    """Save them and return how many rows per table; chance comes from `draw` alone."""
    today = office_day(conn, now)
    counts = {"spot_draws": 0, "spot_checks": 0}
    for story in _STORIES:
        frame = _frame(conn, story.subject, today - story.days_ago * _DAY)
        if len(frame.elements) < story.total or len(frame.counts) > story.total:
            continue
        counts["spot_draws"] += 1
        counts["spot_checks"] += _keep(conn, story, frame, today, draw)
    return counts


def _frame(conn: sa.Connection, subject: str, on: date) -> Frame:
    """Return the places of a kind by street."""
    units = load_org_units(conn, on)
    above = dict(zip(units["code"], units["parent_code"], strict=True))
    level = dict(zip(units["code"], units["level"], strict=True))
    grids = load_grids(conn, on)
    unit_of = dict(zip(grids["code"], grids["parent_code"], strict=True))
    found = load_places(conn, subject, on)
    elements = []
    for code, unit, grid in zip(found["code"], found["unit_code"], found["grid_code"], strict=True):
        at = unit or unit_of.get(grid)
        while at is not None and level.get(at) != "street":
            at = above.get(at)
        elements.append((code, at or "-"))
    return Frame.of(elements)


def _keep(conn: sa.Connection, story: _Story, frame: Frame, today: date, chance: Random) -> int:
    announced = today - story.days_ago * _DAY
    drawn = announced + _DAY
    sizes = in_proportion(frame.counts, story.total)
    seed = f"{drawn:%Y%m%d}-{chance.randrange(100_000, 1_000_000) / 100:.2f}"
    head = {
        "code": f"{announced:%Y%m%d}-1",
        "name": story.name,
        "subject": story.subject,
        "strata_by": "street",
        "announced_by": BY,
        "announced_on": announced,
        "seed_source": _SOURCE,
        "seed_on": drawn,
        "procedure": PROCEDURE,
        "frame": [list(one) for one in frame.elements],
        "frame_sha256": frame.sha256,
        "sizes": sizes,
        "form": [
            {"key": f"q{at}", "question": one}
            for at, one in enumerate(USUAL_QUESTIONS[story.subject], start=1)
        ],
        "since": drawn,
        "until": drawn + 10 * _DAY,
    }
    if story.is_drawn:
        head |= {"seed": seed, "drawn_by": BY, "drawn_on": drawn}
        head["reported_on"] = drawn + 12 * _DAY if story.is_reported else None
    number = conn.execute(spot_draws.insert().values(head).returning(spot_draws.c.id)).scalar_one()
    if not story.is_drawn:
        return 0
    sample = draw(frame, seed, sizes)
    last = min(today, drawn + 9 * _DAY)
    rows = [_check(one, head, story, last, chance) | {"draw_id": number} for one in sample]
    conn.execute(spot_checks.insert(), rows)
    return len(rows)


def _check(
    one: Drawn, head: dict[str, Any], story: _Story, last: date, chance: Random
) -> dict[str, Any]:
    row: dict[str, Any] = {"position": one.position, "code": one.code, "stratum": one.stratum}
    names = (
        "checked_on", "answers", "is_staffed", "problem", "due_on", "rectified_on",
        "rectified_note", "entered_by",
    )  # fmt: skip
    row |= dict.fromkeys(names)
    if chance.random() >= story.checked:
        return row
    day = head["since"] + chance.randint(0, (last - head["since"]).days) * _DAY
    row |= {
        "checked_on": day,
        "answers": {form["key"]: chance.choice(("yes",) * 6 + ("no",)) for form in head["form"]},
        "is_staffed": None if story.subject == "round" else chance.random() < 0.85,
        "entered_by": BY,
    }
    if "no" in row["answers"].values() or row["is_staffed"] is False:
        at = chance.randrange(len(_PROBLEMS))
        row |= {"problem": _PROBLEMS[at], "due_on": day + 5 * _DAY}
        righted = day + chance.randint(1, 7) * _DAY
        if story.is_reported and chance.random() < 0.8:
            row |= {"rectified_on": righted, "rectified_note": _REMEDIES[at]}
    return row
