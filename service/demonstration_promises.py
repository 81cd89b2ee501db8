"""Promises, resolutions of assemblies and public works of the demonstration district."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from casework.case_status import OPEN_STATUSES, CaseStatus
from casework.progress import ProgressEvent, ProgressKind
from data.case_store import grids_within, in_units, units_below
from data.grid_store import load_org_units, valid_on
from data.progress_store import Subject, add_progress
from data.promise_store import (
    Kind,
    add_kept,
    add_project_areas,
    link_case,
    mark_project_areas,
    next_code,
    note_closed,
)
from data.rule_store import rules_of
from data.schema import cases, grids, households
from service.cases.noting import office_day
from service.demonstration_life import BY

_DAY: Final = timedelta(days=1)
_YEAR: Final = 420
_PROMISES, _RESOLUTIONS_EACH = 48, 2
# Of what fell due: done in time, late, given up; the rest is overdue.  Our choice.
_IN_TIME, _LATE, _DROPPED = 0.74, 0.88, 0.93
_PLACES: Final = (
    "居民议事会", "民情家访", "领导接待日", "走访座谈会", "院落板凳会", "年度民生清单",
)  # fmt: skip
# What is promised, and whose it is.
_PROMISED: Final = (
    ("小区北门路灯恢复照明", "SZ"), ("背街小巷雨水井疏通到位", "SZ"),
    ("主干道破损路面修复", "SZ"), ("垃圾投放点每天清运两次", "HW"),
    ("公厕加装扶手和照明", "HW"), ("口袋公园补种绿化", "YL"),
    ("老旧电梯完成安全评估", "ZJ"), ("屋面渗漏统一维修", "ZJ"),
    ("学校门口上下学时段增设护学岗", "JJ"), ("夜间施工噪声专项整治", "SH"),
    ("农贸市场公平秤投放", "SC"), ("社区食堂开到家门口", "MZ"),
    ("每月一次义诊进小区", "WJ"), ("就业服务专场进社区", "RS"),
    ("二次供水水箱清洗并公示水质", "GY"),
)  # fmt: skip
_RESOLVED: Final = (
    ("在小区空地建一处休闲小广场", 340, 200_000.0), ("公共收益用于更换单元门", 186, 64_000.0),
    ("停车位按抽签方式轮换使用", 212, None), ("楼道堆物每季度集中清理一次", 260, 8_000.0),
    ("加装电梯费用按楼层分摊", 48, 520_000.0), ("共用晾晒区划线并公约管理", 130, 12_000.0),
)  # fmt: skip
_CLOSED: Final = (CaseStatus.CLOSED.value, CaseStatus.VISITED_BACK.value)
_BODIES: Final = ("assembly", "delegates", "council")
_SAID: Final = {
    ProgressKind.PROGRESS: ("已进场施工", "材料已到位，正在安装", "方案已公示，居民无异议"),
    ProgressKind.DONE: ("已完成，现场核实", "已完成，居民代表签字验收", "已完成，照片存档"),
    ProgressKind.DUE_CHANGED: ("雨季停工，顺延", "管线迁改需要时间，已向居民说明"),
    ProgressKind.DROPPED: ("规划调整，已向居民公开说明", "居民代表会议改选其他方案"),
}


@dataclass(frozen=True)
class _Work:
    """A public work: when it was planned, due and done, in days before today."""

    name: str
    kind: str
    owner: str
    cost_yuan: float
    beneficiaries: int
    planned: int
    due: int
    done: int | None
    level: str | None = None
    reached: float = 0.0
    settles: tuple[str, ...] = field(default=())


_WORKS: Final = (
    _Work("积水易涝点改造", "排水", "SZ", 4_600_000, 8_600, 330, 70, 78,
          settles=("路面积水", "道路破损")),
    _Work("独居老人居家养老服务中心", "养老", "MZ", 2_000_000, 400, 300, 40, 46),
    _Work("老旧小区路灯更新", "照明", "SZ", 860_000, 12_400, 260, 95, 81, settles=("路灯不亮",)),
    _Work("老旧小区加装电梯", "住房", "ZJ", 5_200_000, 960, 280, -60, None, settles=("电梯故障",)),
    _Work("社区接待室全覆盖", "服务", "MZ", 380_000, 40_000, 390, 30, 33, "community", 1.0),
    _Work("独立烟感进网格", "消防", "YJ", 1_280_000, 40_000, 200, -45, None, "grid", 0.86),
    _Work("垃圾分类亭改造", "环卫", "HW", 1_500_000, 26_000, 240, 12, None, "community", 0.75,
          settles=("暴露垃圾",)),
    _Work("学校周边交通整治", "交通", "JJ", 640_000, 5_200, 180, 15, 15, settles=("停车秩序",)),
    _Work("口袋公园", "绿化", "YL", 720_000, 3_900, 150, -90, None),
    _Work("二次供水设施改造", "供水", "GY", 3_100_000, 7_300, 410, 160, 148),
    _Work("街头公共厕所提升", "环卫", "HW", 540_000, 15_000, 120, -30, None),
)  # fmt: skip


def keep_promises(conn: sa.Connection, now: datetime, draw: Random) -> dict[str, int]:
    """Save them and return how many rows per table; chance comes from `draw` alone."""
    return _Story(conn, now, draw).told()


class _Story:
    """What is written down, day by day, until today."""

    def __init__(self, conn: sa.Connection, now: datetime, draw: Random) -> None:
        self.conn, self.now, self.draw = conn, now, draw
        self.today = office_day(conn, now)
        units = load_org_units(conn, self.today)
        self.communities = _codes(units, "community")
        self.streets = _codes(units, "street")
        self.owners = {code: one.name for code, one in rules_of(conn).catalogue.units.items()}
        self.made: Counter[str] = Counter()

    def told(self) -> dict[str, int]:
        """Tell all of it, where there are communities."""
        if self.communities and self.owners:
            for work in _WORKS:
                self._work(work)
            for number in range(_PROMISES):
                self._promise(number)
            for area in self.communities:
                for _number in range(_RESOLUTIONS_EACH):
                    self._resolution(area)
        return dict(self.made)

    def _promise(self, number: int) -> None:
        text, owner = _PROMISED[number % len(_PROMISED)]
        made = self.today - self.draw.randint(5, _YEAR) * _DAY
        due = made + self.draw.choice((30, 60, 90, 120)) * _DAY
        area = self.draw.choice((*self.communities, *self.streets)) if number % 9 else None
        values = {
            "text": text, "made_at": self.draw.choice(_PLACES), "made_on": made, "due_on": due,
            "area": area, **self._owner(owner),
        }  # fmt: skip
        self._live("promise", self._add("promise", values, made), made, due)

    def _resolution(self, area: str) -> None:
        text, homes, cost = self.draw.choice(_RESOLVED)
        taken = self.today - self.draw.randint(10, 300) * _DAY
        due = taken + self.draw.choice((60, 120, 180)) * _DAY
        values = {
            "area": area, "body": self.draw.choice(_BODIES), "text": text, "resolved_on": taken,
            "due_on": due, "household_count": homes, "cost_yuan": cost,
        }  # fmt: skip
        self._live("resolution", self._add("resolution", values, taken), taken, due)

    def _work(self, work: _Work) -> None:
        planned, due = (self.today - days * _DAY for days in (work.planned, work.due))
        # What settles cases is for a whole street, where there are enough of them.
        areas = self.streets if work.settles and self.streets else self.communities
        area = None if work.level else self.draw.choice(areas)
        address, lon, lat = self._place(area)
        values = {
            "name": work.name, "kind": work.kind, "area": area, "address": address, "lon": lon,
            "lat": lat, "cost_yuan": work.cost_yuan, "beneficiary_count": work.beneficiaries,
            "planned_on": planned, "due_on": due, **self._owner(work.owner),
        }  # fmt: skip
        number = self._add("project", values, planned)
        self._progress(number, planned, work)
        if work.level:
            self._reach(number, work, planned)
        if work.settles:
            self._settle(number, work, area)

    def _progress(self, number: int, planned: date, work: _Work) -> None:
        until = self.today - (work.done or 0) * _DAY
        days = (until - planned).days
        for share in (0.3, 0.65):
            self._tell("project", number, ProgressKind.PROGRESS, planned + int(days * share) * _DAY,
                       percent=int(share * 100) - self.draw.randint(0, 25))  # fmt: skip
        if work.done is not None:
            self._tell("project", number, ProgressKind.DONE, until)

    def _reach(self, number: int, work: _Work, planned: date) -> None:
        codes = self.communities if work.level == "community" else self._grids()
        add_project_areas(self.conn, number, codes)
        done = codes[: int(len(codes) * work.reached)]
        until = self.today - (work.done or 2) * _DAY
        for part in range(3):
            day = planned + int((until - planned).days * (part + 1) / 3) * _DAY
            mark_project_areas(self.conn, number, done[part::3], day)
        self.made["project_areas"] += len(codes)

    def _settle(self, number: int, work: _Work, area: str | None) -> None:
        """Link cases of its matter: what was closed since it was done, and some that are open."""
        within = in_units(cases.c.grid_code, units_below(self.conn, area)) if area else sa.true()
        named = sa.and_(cases.c.category.in_(work.settles), within)
        wanted = sa.select(cases.c.id, cases.c.closed_at).where(named).order_by(cases.c.id)
        done = None if work.done is None else self.today - work.done * _DAY
        linked = 0
        for case, closed_at in self.conn.execute(wanted.where(cases.c.status.in_(_CLOSED))):
            closed = office_day(self.conn, closed_at)
            if done is not None and done <= closed and linked < 24:
                link_case(self.conn, number, case, BY, done)
                note_closed(self.conn, number, case, closed)
                linked += 1
        is_open = cases.c.status.in_([one.value for one in OPEN_STATUSES])
        for case, _closed in self.conn.execute(wanted.where(is_open).limit(6)):
            link_case(self.conn, number, case, BY, self.today)
            linked += 1
        self.made["project_cases"] += linked

    def _live(self, subject: Kind, number: int, begun: date, due: date) -> None:
        """Tell what became of it: done in time or late, moved, given up, or still open."""
        chance = self.draw.random()
        if chance > 0.9 and due < self.today:
            moved = due + 45 * _DAY
            self._tell(subject, number, ProgressKind.DUE_CHANGED, due - 3 * _DAY, due_on=moved)
            due = moved
        half = begun + (due - begun) // 2
        self._tell(subject, number, ProgressKind.PROGRESS, half, percent=self.draw.choice((40, 60)))
        chance = self.draw.random()
        if chance < _IN_TIME:
            self._tell(subject, number, ProgressKind.DONE, due - self.draw.randint(0, 9) * _DAY)
        elif chance < _LATE:
            self._tell(subject, number, ProgressKind.DONE, due + self.draw.randint(2, 25) * _DAY)
        elif chance < _DROPPED:
            self._tell(subject, number, ProgressKind.DROPPED, due - self.draw.randint(1, 9) * _DAY)

    def _tell(
        self,
        subject: Subject,
        number: int,
        kind: ProgressKind,
        day: date,
        *,
        percent: int | None = None,
        due_on: date | None = None,
    ) -> None:
        """Tell something, unless its day is still to come."""
        if day > self.today:
            return
        said = self.draw.choice(_SAID[kind])
        event = ProgressEvent(kind, day, said, percent, due_on)
        add_progress(self.conn, subject, number, event, entered_by=BY, entered_at=self.now)
        self.made["progress_events"] += 1

    def _add(self, kind: Kind, values: dict[str, Any], day: date) -> int:
        self.made[f"{kind}s"] += 1
        code = next_code(self.conn, kind, day.year)
        return add_kept(self.conn, kind, {**values, "code": code, "entered_by": BY})

    def _owner(self, code: str) -> dict[str, str]:
        known = code if code in self.owners else next(iter(self.owners))
        return {"owner_unit": known, "owner_name": self.owners[known]}

    def _place(self, area: str | None) -> tuple[str | None, float | None, float | None]:
        """Return the street and number of a house in an area, and where it is."""
        if area is None:
            return None, None, None
        wanted = sa.select(households.c.address, households.c.lon, households.c.lat)
        inside = sorted(grids_within(self.conn, units_below(self.conn, area)))
        within = households.c.grid_code == self.draw.choice(inside) if inside else sa.false()
        found = self.conn.execute(wanted.where(within).limit(50)).all()
        address, lon, lat = self.draw.choice(found) if found else (None, None, None)
        return address and address.partition("号")[0] + "号", lon, lat

    def _grids(self) -> list[str]:
        wanted = sa.select(grids.c.code).where(valid_on(grids, self.today))
        return list(self.conn.scalars(wanted.order_by(grids.c.code)))


def _codes(units: pd.DataFrame, level: str) -> Sequence[str]:
    return [str(code) for code in units.loc[units["level"] == level, "code"]]
