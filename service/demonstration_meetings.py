"""Meetings of the demonstration district: two that were held, what came of them, the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from casework.access import DEMONSTRATION_COORDINATOR
from casework.case_status import OPEN_STATUSES
from casework.meeting import Flag, ItemKind, MeetingKind, MeetingState, Presence
from casework.progress import ProgressEvent, ProgressKind
from data.grid_store import load_org_units
from data.meeting_store import (
    add_decision,
    add_flag,
    add_item,
    add_meeting,
    keep_attendance,
    next_code,
)
from data.progress_store import add_progress
from data.rows import records
from data.rule_store import rules_of
from data.schema import cases, decisions, meetings
from data.settings_store import office_zone
from service.cases.keeping import Kept, case_of
from service.cases.noting import leave_note, office_day
from service.meetings.keeping import meeting_seen
from service.meetings.proposing import USUAL_MINUTES, fill

_VIEWER: Final = DEMONSTRATION_COORDINATOR
_DAY: Final = timedelta(days=1)
_FLAGS: Final = (
    (Flag.KEY, "涉及整条背街小巷，需多部门同步施工"),
    (Flag.HOT, "近三个月同一地点多次反映"),
    (Flag.HARD, "产权单位不明，长期未能落实责任"),
    (Flag.HOT, "媒体栏目跟踪，居民关注度高"),
    (Flag.HARD, "改造资金缺口，需专项统筹"),
    (Flag.KEY, "汛期前必须完成"),
)
_UNITS: Final = ("SZ", "HW", "CG", "ZJ", "JJ", "GY")


@dataclass(frozen=True)
class _Told:
    """A word on a decision, in days after it was made."""

    after: int
    kind: ProgressKind
    text: str
    percent: int | None = None
    due_after: int | None = None


@dataclass(frozen=True)
class _Made:
    """A decision: what, whose, due how many days after, and what was told since."""

    text: str
    unit: str
    due_after: int
    told: tuple[_Told, ...] = ()


@dataclass(frozen=True)
class _Met:
    """A meeting that was held: days before today, its topics with what came of them, decisions."""

    ago: int
    kind: MeetingKind
    topics: tuple[tuple[str, str], ...]
    made: tuple[_Made, ...]
    excused: str
    minutes: str


_P, _D, _R, _M, _X = (
    ProgressKind.PROGRESS, ProgressKind.DONE, ProgressKind.REOPENED, ProgressKind.DUE_CHANGED,
    ProgressKind.DROPPED,
)  # fmt: skip
_HELD: Final = (
    _Met(
        63, MeetingKind.DISPATCH,
        (
            ("汛期排水设施检查情况", "三处易涝点列入当月清淤计划"),
            ("夜间照明缺失路段", "先易后难，分两批恢复"),
        ),
        (
            _Made("完成三处易涝点管网清淤并复测", "SZ", 20, (
                _Told(9, _P, "两处已清淤，一处待停水", 60), _Told(18, _D, "三处全部清淤，复测通畅"),
            )),
            _Made("背街小巷第一批路灯恢复照明", "SZ", 25, (
                _Told(22, _M, "灯杆到货延后", None, 35), _Told(39, _D, "二十六盏灯已亮，夜巡核实"),
            )),
            _Made("明确老旧小区化粪池产权和清掏责任", "ZJ", 30, (
                _Told(28, _M, "产权单位改制，资料待调", None, 45),
                _Told(44, _M, "等待法务意见", None, 55),
                _Told(48, _P, "法务意见已回，正在签订责任书", 70),
            )),
            _Made("早市占道点迁入临时疏导区", "CG", 30, (
                _Told(16, _X, "疏导区与学校门口冲突，改由专项整治方案统筹"),
            )),
            _Made("垃圾投放点清运改为每天两次", "HW", 15, (_Told(11, _D, "已改班次，投放点公示"),)),
        ),
        "GY", "会议通报了上月超期情况。各单位对列入清单的事项逐项确认了时限。",
    ),
    _Met(
        28, MeetingKind.JOINT,
        (
            ("供暖季管网检修", "各供热站点检修计划报区办备案"),
            ("学校周边交通秩序", "上下学时段增设护学岗"),
        ),
        (
            _Made("供暖前完成二次管网检修并公布抢修电话", "GY", 20, (
                _Told(19, _D, "检修完毕，电话已张贴到楼道"),
            )),
            _Made("三所学校门口施划临时停靠区", "JJ", 40, (_Told(20, _P, "两所已施划", 60),)),
            _Made("社区议事亭维修并恢复开放", "street", 18, ()),
            _Made("建筑垃圾临时堆放点每周清运", "HW", 35, (
                _Told(12, _D, "已按周清运"), _Told(21, _R, "连续两周未清，重新列入"),
                _Told(25, _P, "新增清运车辆一台", 40),
            )),
            _Made("电动车充电桩选点公示并征求居民意见", "ZJ", 45, ()),
        ),
        "CG", "会议由区办召集，涉及多个单位的事项明确了牵头单位和配合单位。",
    ),
)  # fmt: skip
_NEXT_AHEAD: Final = 4
_NEXT_TOPICS: Final = ("冬季除雪物资和人员安排",)


def keep_meetings(conn: sa.Connection, now: datetime, draw: Random) -> dict[str, int]:
    """Save them and return how many rows per table; chance comes from `draw` alone."""
    today, zone = office_day(conn, now), office_zone(conn)
    units = {code: one.name for code, one in rules_of(conn).catalogue.units.items()}
    org = load_org_units(conn, today)
    codes = {code: code for code in units}
    for one in records(org.loc[org["level"] == "street"])[:1]:
        units["street"], codes["street"] = one["name"], one["code"]
    flags = _flag_cases(conn, now)
    made = 0
    for met in _HELD:
        made += _hold(conn, met, today - met.ago * _DAY, (units, codes), zone)
    _plan(conn, today + _NEXT_AHEAD * _DAY, now, units)
    del draw
    return {"meetings": len(_HELD) + 1, "decisions": made, "case_flags": flags}


def _flag_cases(conn: sa.Connection, now: datetime) -> int:
    """Mark the open cases that were reported first, of different categories."""
    wanted = (
        sa.select(cases)
        .where(cases.c.status.in_([one.value for one in OPEN_STATUSES]))
        .where(cases.c.category.is_not(None), cases.c.address.is_not(None))
        # Matters of the street: no home is to stand on a screen.
        .where(cases.c.grid_code.is_not(None), ~cases.c.address.contains("室"))
        .order_by(cases.c.reported_at, cases.c.id)
        .limit(80)
    )
    chosen: dict[str, Kept] = {}
    for row in conn.execute(wanted).mappings():
        chosen.setdefault(row["category"], Kept(int(row["id"]), case_of(row)))
    found = list(zip(list(chosen.values()), _FLAGS, strict=False))
    for kept, (flag, reason) in found:
        values = {
            "case_id": kept.id, "flag": flag.value, "reason": reason,
            "flagged_by": _VIEWER.name, "flagged_at": now,
        }  # fmt: skip
        add_flag(conn, values)
        leave_note(conn, _VIEWER, kept, "flagged", {"flag": flag.value, "reason": reason}, now)
    return len(found)


def _hold(
    conn: sa.Connection,
    met: _Met,
    day: date,
    known: tuple[Mapping[str, str], Mapping[str, str]],
    zone: ZoneInfo,
) -> int:
    """Save a meeting that was held, with its decisions; return how many of them."""
    units, codes = known
    number = _add(conn, met.kind, day, MeetingState.HELD, met.minutes, _at(day, 9, zone))
    for unit in _UNITS:
        if unit in units:
            state = Presence.EXCUSED if unit == met.excused else Presence.PRESENT
            keep_attendance(conn, number, unit, units[unit], state.value)
    add_item(conn, _item(number, 1, ItemKind.DECISIONS, "", "逐项过堂"))
    items = [
        add_item(conn, _item(number, place, ItemKind.TOPIC, title, outcome))
        for place, (title, outcome) in enumerate(met.topics, start=2)
    ]
    wanted = [one for one in met.made if one.unit in units]
    for at, one in enumerate(wanted):
        values = {
            "code": next_code(conn, decisions, f"D{day:%Y%m%d}-"), "meeting_id": number,
            "item_id": items[at % len(items)], "text": one.text, "owner_unit": codes[one.unit],
            "owner_name": units[one.unit], "made_on": day, "due_on": day + one.due_after * _DAY,
            "area": codes[one.unit] if one.unit == "street" else None, "entered_by": _VIEWER.name,
        }  # fmt: skip
        _tell(conn, add_decision(conn, values), one.told, day, zone)
    return len(wanted)


def _tell(
    conn: sa.Connection, decision: int, told: Sequence[_Told], day: date, zone: ZoneInfo
) -> None:
    for one in told:
        on = day + one.after * _DAY
        due_on = None if one.due_after is None else day + one.due_after * _DAY
        event = ProgressEvent(one.kind, on, one.text, one.percent, due_on)
        add_progress(
            conn, "decision", decision, event, entered_by=_VIEWER.name,
            entered_at=_at(on, 15, zone),
        )  # fmt: skip


def _plan(conn: sa.Connection, day: date, now: datetime, units: Mapping[str, str]) -> None:
    """Save the meeting that comes next, with the agenda the program proposes."""
    number = _add(conn, MeetingKind.DISPATCH, day, MeetingState.PLANNED, None, now)
    for unit in _UNITS:
        if unit in units:
            keep_attendance(conn, number, unit, units[unit], Presence.INVITED.value)
    code = conn.scalar(sa.select(meetings.c.code).where(meetings.c.id == number))
    place = fill(conn, _VIEWER, meeting_seen(conn, _VIEWER, str(code)))
    for at, title in enumerate(_NEXT_TOPICS, start=place + 1):
        add_item(conn, _item(number, at, ItemKind.TOPIC, title, None))


def _add(
    conn: sa.Connection,
    kind: MeetingKind,
    day: date,
    state: MeetingState,
    minutes: str | None,
    entered_at: datetime,
) -> int:
    called = "联席会议" if kind is MeetingKind.JOINT else "调度会"
    values = {
        "code": next_code(conn, meetings, f"M{day:%Y%m%d}-"),
        "name": f"{day.year}年{day.month}月{called}", "kind": kind.value, "held_on": day,
        "place": "区网格中心二楼会议室", "state": state.value, "minutes": minutes,
        "entered_by": _VIEWER.name, "entered_at": entered_at,
    }  # fmt: skip
    return add_meeting(conn, values)


def _item(
    meeting: int, position: int, kind: ItemKind, title: str, outcome: str | None
) -> dict[str, Any]:
    return {
        "meeting_id": meeting, "position": position, "kind": kind.value, "title": title,
        "minutes": USUAL_MINUTES[kind], "outcome": outcome,
    }  # fmt: skip


def _at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone)
