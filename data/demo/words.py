"""Names that nobody bears: units, roads, grids and sites of a fictional district."""

from __future__ import annotations

COUNTY_NAME = "示例区"


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(0, len(text), 2)]


_FIRST = _pairs("清溪柳岸白鹭云杉青竹晴川松影莲塘枫桥月湖梅坡桂园杏林望山听泉翠屏芦汀石榴银杏海棠")
_SECOND = list("里苑坊洲湾坪岭台畔庭原渡墩井营巷洼阁榭冈垣浦汀坞埠堤圩桥塬岗")
_ROADS = _pairs(
    "彩云朝霞晨曦星河长虹春晖秋实金穗麦香雨花鹿鸣鹤翔燕归莺歌芳草碧波丹枫紫藤玉兰玫瑰丁香"
    "茉莉芙蓉木槿水杉香樟梧桐白杨垂柳翠竹青石云帆远帆锦帆渔歌牧笛书香墨香和风细雨暖阳明月"
)
_COMPASS = list("东西南北中")

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
