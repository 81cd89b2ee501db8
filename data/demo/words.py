"""Names that nobody bears: units, roads, grids and sites of a fictional district."""

from __future__ import annotations

COUNTY_NAME = "示例区"

_FIRST = (
    "清溪 柳岸 白鹭 云杉 青竹 晴川 松影 莲塘 枫桥 月湖 "
    "梅坡 桂园 杏林 望山 听泉 翠屏 芦汀 石榴 银杏 海棠"
).split()
_SECOND = (
    "里 苑 坊 洲 湾 坪 岭 台 畔 庭 原 渡 墩 井 营 巷 洼 阁 榭 冈 垣 浦 汀 坞 埠 堤 圩 桥 塬 岗"
).split()
_ROADS = (
    "彩云 朝霞 晨曦 星河 长虹 春晖 秋实 金穗 麦香 雨花 鹿鸣 鹤翔 燕归 莺歌 芳草 碧波 "
    "丹枫 紫藤 玉兰 玫瑰 丁香 茉莉 芙蓉 木槿 水杉 香樟 梧桐 白杨 垂柳 翠竹 青石 云帆 "
    "远帆 锦帆 渔歌 牧笛 书香 墨香 和风 细雨 暖阳 明月"
).split()
_COMPASS = "东 西 南 北 中".split()

RIVER_NAME = "例溪河"
PARK_NAMES = ("示例公园", "示例湿地公园")
LAKE_NAMES = ("示例湖", "示例塘")
SITE_NAMES = {
    "hospital": "示例医院",
    "school": "示例学校",
    "park": "示例公园",
    "market": "示例市场",
}

_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """Return a whole number from 1 to 999 in Chinese numerals, 12 as 十二."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = _DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else _DIGITS[tens] + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")


def place_names(count: int) -> list[str]:
    """Return that many different place names, plain ones first: 清溪, 柳岸 ... 清溪里, 柳岸里 ...

    Notes
    -----
    20 words, then 20 x 30 pairs, then the pairs with a compass point: 3,620 in all.
    """
    names = list(_FIRST)
    names += [first + second for second in _SECOND for first in _FIRST]
    names += [name + point for point in _COMPASS for name in names[len(_FIRST) :]]
    return names[:count]


def road_names(count: int) -> list[str]:
    """Return that many different road names without 路 or 街: 彩云, 朝霞 ... 彩云东 ...

    Notes
    -----
    42 words, then the words with a compass point, then with numerals: 1,000 and more.
    """
    names = list(_ROADS)
    names += [word + point for point in _COMPASS for word in _ROADS]
    names += [f"{word}{chinese_number(n)}" for n in range(2, 22) for word in _ROADS]
    return names[:count]
