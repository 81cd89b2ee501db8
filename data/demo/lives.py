"""What the cases of the demonstration are tagged with, and the words said on their way."""

from __future__ import annotations

from random import Random
from typing import Any, Final

from casework.case import Channel, NeedClass
from casework.request import RequestKind, Urgency, Voice, Wish
from casework.tier import Tier

CHANNEL_OF: Final = {
    "网格员上报": Channel.GRID_WORKER,
    "12345热线": Channel.HOTLINE,
    "手机随手拍": Channel.ONLINE,
    "社区窗口": Channel.COUNTER,
}
RESOLUTIONS: Final = (
    "已现场处置，复查合格",
    "已修复并恢复使用",
    "已清理，责任单位加强巡查",
    "已办结并当面答复",
)
ANSWERS: Final = ("已办理完毕，请查看", "已按规定答复办理流程", "已处置，现场照片已存档")
TOLD: Final = ("已受理，责任单位正在办理", "正在备料，预计下周完工", "已现场查看，正在协调")
BOUNCED: Final = ("不属本单位职责，请改派", "位置在其他单位管辖路段")
EXTENDED: Final = ("需停水施工，申请延期", "材料未到，申请延期")
SUSPENDED: Final = ("汛期不宜开挖，雨季后施工", "列入年度改造计划，待开工")
FAILED: Final = ("现场复查仍有残留", "处置不彻底，请返工")
REJECTED: Final = ("不在受理范围，已告知其他途径", "信息不全且无法核实")
VOID: Final = ("登记有误，重复录入测试", "误录入")
SENT_UP: Final = ("需区级部门协调", "涉及多个街道，请上级协调")
REOPENED: Final = ("回访反映问题仍存在",)
HANDED: Final = ("网格调整，移交现任网格员", "原承办人休假")
ERRAND: Final = ("上门收取材料", "到窗口递交", "送证上门")
APPROVER: Final = "区网格中心主任席"

_WISHES: Final = {
    "咨询": (
        Wish.MEDICAL_CARE,
        Wish.EDUCATION,
        Wish.WORK,
        Wish.SOCIAL_SECURITY,
        Wish.EARNINGS,
        Wish.WELLBEING,
    ),
    "代办证件": (Wish.SOCIAL_SECURITY, Wish.MEDICAL_CARE, Wish.EARNINGS),
    "用水用电": (Wish.HOUSING,),
    "房屋漏水": (Wish.HOUSING,),
    "电梯故障": (Wish.HOUSING, Wish.PUBLIC_ORDER),
    "环境投诉": (Wish.ENVIRONMENT, Wish.ENVIRONMENT, Wish.WELLBEING),
    "噪声扰民": (Wish.ENVIRONMENT, Wish.PUBLIC_ORDER, Wish.WELLBEING),
    "停车秩序": (Wish.PUBLIC_ORDER,),
}
# Weights of trust, fear, resentment and hope; elsewhere as in the first line.
_USUAL_VOICE: Final = (2, 2, 3, 3)
_VOICES: Final = {
    "咨询": (4, 1, 1, 4),
    "代办证件": (5, 0, 1, 4),
    "用水用电": (2, 2, 3, 3),
    "房屋漏水": (1, 3, 4, 2),
    "电梯故障": (1, 5, 3, 1),
    "环境投诉": (1, 2, 5, 2),
    "噪声扰民": (1, 1, 6, 2),
    "停车秩序": (1, 1, 4, 4),
}
_KINDS: Final = {
    "咨询": RequestKind.CONSULTATION,
    "代办证件": RequestKind.AGENT_SERVICE,
    "用水用电": RequestKind.HELP,
    "房屋漏水": RequestKind.HELP,
    "电梯故障": RequestKind.HELP,
    "环境投诉": RequestKind.COMPLAINT,
    "噪声扰民": RequestKind.COMPLAINT,
    "违法搭建": RequestKind.REPORT,
}
# Shares of urgent and very urgent cases; elsewhere few are.
_URGENT: Final = {"井盖缺失": (0.5, 0.2), "电梯故障": (0.3, 0.08), "路面积水": (0.3, 0.04)}
_USUAL: Final = (0.05, 0.005)
_COUNCIL: Final = frozenset({"咨询", "停车秩序", "绿化养护"})
# How much faster urgent matters go than ordinary ones of their kind.
PACE: Final = {Urgency.ORDINARY: 1.0, Urgency.URGENT: 0.25, Urgency.VERY_URGENT: 0.08}


def tags(category: str, channel: str, draw: Random) -> dict[str, Any]:
    """Return kind, urgency, need, voice, wish and level of a request; our choice of shares."""
    urgency = _urgency(category, draw)
    wishes = _WISHES.get(category, ())
    is_asked = bool(wishes)
    seen = RequestKind.SUGGESTION if draw.random() < 0.05 else RequestKind.REPORT
    kind = _KINDS.get(category, None if channel == "网格员上报" else seen)
    is_council = category in _COUNCIL and draw.random() < 0.3 and urgency is Urgency.ORDINARY
    return {
        "channel": CHANNEL_OF[channel],
        "kind": kind,
        "urgency": urgency,
        "need": _need(urgency, draw) if is_asked else None,
        "voice": _voice(category, draw) if is_asked and draw.random() < 0.4 else None,
        "wish": draw.choice(wishes) if wishes else None,
        "tier": Tier.COUNCIL if is_council else Tier.STREET,
    }


def _urgency(category: str, draw: Random) -> Urgency:
    urgent, very = _URGENT.get(category, _USUAL)
    drawn = draw.random()
    if drawn < very:
        return Urgency.VERY_URGENT
    return Urgency.URGENT if drawn < very + urgent else Urgency.ORDINARY


def _voice(category: str, draw: Random) -> Voice:
    return draw.choices(list(Voice), weights=_VOICES.get(category, _USUAL_VOICE))[0]


def _need(urgency: Urgency, draw: Random) -> NeedClass:
    if urgency is not Urgency.ORDINARY:
        return NeedClass.URGENT
    return draw.choices(list(NeedClass), weights=(2, 5, 2, 3))[0]
