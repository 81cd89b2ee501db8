"""Officials assigned to townships in the demonstration district."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from data.grid_store import load_org_units
from data.rows import insert_rows
from data.schema import oversight_duties, oversight_findings
from service.cases.noting import office_day
from service.oversight.findings import areas_now

_HOLDERS: Final = (
    ("区委常委、统战部部长", "区农业农村局"),
    ("区人大副主任", "区住建局"),
    ("区政协副主席", "区民政局"),
    ("副区长", "区卫健局"),
)
# What is found, by the key of the area it belongs to; another area gets the last one.
_TEXTS: Final = {
    "requests": ("台账登记不完整", "部分诉求未按期回复"),
    "visits": ("走访计划未张榜公布",),
    "sanitation": ("垃圾投放点清运不及时", "背街小巷有乱堆乱放"),
    "safety": ("灭火器过期未更换", "消防通道被占用"),
    "flood": ("排水沟淤堵未清", "防汛物资不足"),
    "mediation": ("调解协议回访未记录",),
    "counters": ("便民窗口办事指南过期",),
    "works": ("道路维修进度滞后",),
    "openness": ("村务公开栏更新不及时",),
    "councils": ("理事会议事记录缺失",),
}
_OTHER: Final = ("资料不齐",)
_BY: Final = "demonstration"
_BACK: Final = timedelta(days=450)
_DAY: Final = timedelta(days=1)
# How many findings in a township in fifteen months, and how many are rectified in time or late.
_FOUND: Final = 26
_IN_TIME, _LATE = 0.78, 0.9


def keep_oversight(conn: sa.Connection, now: datetime, draw: Random) -> dict[str, int]:
    """Save them and return how many rows per table; chance comes from `draw` alone."""
    today = office_day(conn, now)
    units = load_org_units(conn, today)
    streets = list(units.loc[units["level"] == "street", "code"])
    duties = list(_duties(streets, today - _BACK))
    areas = list(areas_now(conn))
    rows = [row for duty in duties for row in _findings(duty, areas, today, draw)]
    for table, made in ((oversight_duties, duties), (oversight_findings, rows)):
        if made:
            insert_rows(conn, table, pd.DataFrame(made, dtype=object))
    return {"oversight_duties": len(duties), "oversight_findings": len(rows)}


def _duties(streets: list[str], since: date) -> Iterator[dict[str, Any]]:
    """Give each township an office and a department; the last is without one."""
    for number, code in enumerate(streets[:-1] or streets, start=1):
        holder, department = _HOLDERS[(number - 1) % len(_HOLDERS)]
        yield {
            "id": number, "holder": holder, "department": department, "unit_code": code,
            "since": since.replace(day=1), "until": None, "entered_by": _BY,
        }  # fmt: skip


def _findings(
    duty: dict[str, Any], areas: list[str], today: date, draw: Random
) -> Iterator[dict[str, Any]]:
    days = (today - duty["since"]).days
    for _number in range(_FOUND):
        area = draw.choice(areas)
        # More of late than long ago, so that some are still to be rectified.
        found = today - int(days * draw.random() ** 2) * _DAY
        due = found + draw.choice((7, 15, 30)) * _DAY
        done = _done(found, due, draw)
        is_done = done is not None and done <= today
        yield {
            "duty_id": duty["id"], "unit_code": duty["unit_code"], "area_key": area,
            "found_on": found, "text": draw.choice(_TEXTS.get(area, _OTHER)), "due_on": due,
            "rectified_on": done if is_done else None,
            "rectified_note": "已整改，现场核实" if is_done else None, "entered_by": _BY,
        }  # fmt: skip


def _done(found: date, due: date, draw: Random) -> date | None:
    chance = draw.random()
    if chance < _IN_TIME:
        return found + draw.randint(1, (due - found).days) * _DAY
    return due + draw.randint(1, 20) * _DAY if chance < _LATE else None
