"""What cases are about: categories, how often, how long they take, how they are reported."""

from __future__ import annotations

from dataclasses import dataclass

CHANNELS = ("网格员上报", "12345热线", "手机随手拍", "社区窗口")


@dataclass(frozen=True)
class Matter:
    """One category of cases.

    Attributes
    ----------
    name
        The category as it is written in a case.
    share
        How often it is reported, relative to the others.
    limit_hours
        Working hours until it is due; a working day has eight.
    typical_hours, spread
        Median of the hours from report to closing, and the sigma of their logarithm.
    months
        Weights of January to March, April to June, July to September, October to December.
    is_request
        True for what a household asks for (placed at a home), False for what lies on a street.
    channels
        Weights of `CHANNELS`.
    texts
        Summaries: places and matters, never persons.
    """

    name: str
    share: float
    limit_hours: int
    typical_hours: float
    spread: float
    months: tuple[float, float, float, float]
    is_request: bool
    channels: tuple[float, float, float, float]
    texts: tuple[str, ...]


_EVEN = (1.0, 1.0, 1.0, 1.0)
_SEEN = (0.66, 0.14, 0.20, 0.0)
_HEARD = (0.15, 0.60, 0.20, 0.05)
_ASKED = (0.22, 0.38, 0.10, 0.30)

# Categories after the classes of GB/T 30428.2 (parts and events) and a list of household
# requests.  Limits in the order of size of the cities' tables: exposed rubbish 4 working hours,
# standing water 4, greenery 5 working days, illegal building 15, consultation and help 3, hotline
# complaints 13 working days.  Shares, durations and seasons are our choice.
MATTERS = (
    Matter(
        "暴露垃圾",
        15,
        4,
        4,
        1.0,
        _EVEN,
        False,
        _SEEN,
        ("垃圾桶旁有散落垃圾", "绿化带内有暴露垃圾", "路边有成堆生活垃圾"),
    ),
    Matter(
        "道路破损",
        7,
        40,
        100,
        0.9,
        (1.3, 1.0, 1.0, 0.9),
        False,
        _SEEN,
        ("人行道砖松动破损", "机动车道有坑洞", "路缘石破损"),
    ),
    Matter(
        "路面积水",
        4,
        4,
        6,
        1.0,
        (0.4, 1.4, 2.2, 0.5),
        False,
        _SEEN,
        ("雨后路面积水", "雨水口堵塞积水", "低洼处积水影响通行"),
    ),
    Matter(
        "井盖缺失",
        2,
        4,
        5,
        0.8,
        _EVEN,
        False,
        _SEEN,
        ("井盖缺失需设围挡", "井盖破损异响", "井盖移位"),
    ),
    Matter(
        "占道经营",
        10,
        4,
        5,
        1.1,
        (0.8, 1.1, 1.2, 0.9),
        False,
        _SEEN,
        ("摊点占用人行道", "店外摆放物品占道", "占道经营影响通行"),
    ),
    Matter(
        "违法搭建",
        2.5,
        120,
        300,
        0.8,
        _EVEN,
        False,
        _HEARD,
        ("楼顶有新搭建物", "公共通道有搭建物", "绿地内有搭建物"),
    ),
    Matter(
        "噪声扰民",
        9,
        24,
        20,
        1.0,
        (0.7, 1.1, 1.5, 0.8),
        False,
        _HEARD,
        ("夜间施工噪声", "广场音响噪声过大", "设备外机噪声"),
    ),
    Matter(
        "路灯不亮",
        5,
        16,
        18,
        0.9,
        (1.2, 0.8, 0.8, 1.3),
        False,
        _SEEN,
        ("路灯连续几盏不亮", "路灯闪烁", "巷内路灯不亮"),
    ),
    Matter(
        "绿化养护",
        5,
        40,
        95,
        0.9,
        (0.6, 1.4, 1.3, 0.8),
        False,
        _SEEN,
        ("行道树枝条遮挡标志", "绿地缺株", "树木倾斜需扶正"),
    ),
    Matter(
        "停车秩序",
        9,
        8,
        8,
        1.1,
        _EVEN,
        False,
        _HEARD,
        ("非机动车停放杂乱", "车辆占用消防通道", "路口违规停车"),
    ),
    Matter(
        "咨询",
        9,
        24,
        7,
        1.1,
        _EVEN,
        True,
        _ASKED,
        ("咨询办事流程", "咨询医保办理材料", "咨询公共设施开放时间"),
    ),
    Matter(
        "代办证件",
        5,
        24,
        17,
        0.9,
        _EVEN,
        True,
        _ASKED,
        ("申请上门代办证件", "需要代取办理材料", "代办手续预约"),
    ),
    Matter(
        "用水用电",
        6,
        24,
        12,
        1.0,
        (1.1, 0.8, 1.3, 0.9),
        True,
        _ASKED,
        ("楼栋水压不足", "单元停电报修", "水表井漏水"),
    ),
    Matter(
        "房屋漏水",
        4,
        104,
        210,
        0.9,
        (0.6, 1.3, 1.8, 0.6),
        True,
        _ASKED,
        ("顶层屋面渗漏", "外墙渗水", "管道漏水影响楼下"),
    ),
    Matter(
        "电梯故障", 3, 24, 9, 1.0, _EVEN, True, _HEARD, ("电梯停运", "电梯运行异响", "电梯按钮失灵")
    ),
    Matter(
        "环境投诉",
        4.5,
        104,
        190,
        0.9,
        (0.8, 1.1, 1.4, 0.8),
        True,
        _HEARD,
        ("楼下油烟扰民", "污水管道异味", "装修时间扰民"),
    ),
)
