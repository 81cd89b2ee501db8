"""How a chart looks: colours by theme, type by size, numbers and days by language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

Theme = Literal["light", "dark"]
Size = Literal["screen", "projector", "print"]

# Width and height in pixels, and the size of ordinary type, of a chart that is a file; on a page
# the width is the page's.
_ROOM: Final[dict[Size, tuple[int, int, int]]] = {
    "screen": (900, 460, 14),
    "projector": (1600, 820, 24),
    "print": (680, 400, 12),
}
# The same family as the colours of the map: blue and orange are told apart by every sight.
_TONES: Final[dict[Theme, dict[str, str]]] = {
    "light": {
        "ground": "#ffffff",
        "ink": "#1d232b",
        "quiet": "#5b6470",
        "line": "#d9dde2",
        "first": "#1f5a96",
        "second": "#c8661a",
        "neutral": "#7d7d7d",
        "pale": "#c9c9c9",
    },
    "dark": {
        "ground": "#15181d",
        "ink": "#eceff3",
        "quiet": "#a7b0bb",
        "line": "#3a4048",
        "first": "#8cc8ff",
        "second": "#ffb366",
        "neutral": "#a0a0a0",
        "pale": "#4a4d52",
    },
}
# After the first two: of Okabe and Ito's, those that keep apart from them; the shape or the dash
# of a series has to tell it as well.
_MORE: Final[dict[Theme, tuple[str, ...]]] = {
    "light": ("#009e73", "#8c4a8c", "#7a5c00", "#56b4e9"),
    "dark": ("#3fd0a4", "#e09ac2", "#f0e442", "#5f9bcc"),
}
_RAMP: Final[dict[Theme, tuple[str, ...]]] = {
    "light": ("#eef5c4", "#a9dbb8", "#4fb3bf", "#2a7fb0", "#253a8c"),
    "dark": ("#23406e", "#2a7fb0", "#4fb3bf", "#a9dbb8", "#f3f7c9"),
}
_DIVERGING: Final[dict[Theme, tuple[str, ...]]] = {
    "light": ("#1f5a96", "#5f9bcc", "#b5d3ea", "#f0efe9", "#f7cfa3", "#e38b3d", "#a94a0c"),
    "dark": ("#8cc8ff", "#4c8cc4", "#2a4f75", "#34373c", "#7a4a1e", "#c87a2f", "#ffb366"),
}
FONT: Final = (
    "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC',"
    " 'WenQuanYi Micro Hei', sans-serif"
)
_NUMBERS: Final = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]}
_CHINESE_TIMES: Final = {
    "dateTime": "%Y年%-m月%-d日 %A %X",
    "date": "%Y年%-m月%-d日",
    "time": "%H:%M:%S",
    "periods": ["上午", "下午"],
    "days": ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
    "shortDays": ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
    "months": [f"{number}月" for number in range(1, 13)],
    "shortMonths": [f"{number}月" for number in range(1, 13)],
}


@dataclass(frozen=True)
class Look:
    """How a chart looks.

    Attributes
    ----------
    theme
        The page's own: light or dark.
    size
        ``screen`` for a page, ``projector`` for a slide seen from the last row, ``print`` for
        paper.
    language
        Code of the language in which numbers and days are written.
    """

    theme: Theme = "light"
    size: Size = "screen"
    language: str = "zh"

    @property
    def width(self) -> int:
        """Return the width of a chart that is a file, in pixels."""
        return _ROOM[self.size][0]

    @property
    def height(self) -> int:
        """Return the height of a chart, in pixels."""
        return _ROOM[self.size][1]

    @property
    def type_px(self) -> int:
        """Return the size of ordinary type, in pixels."""
        return _ROOM[self.size][2]

    @property
    def is_chinese(self) -> bool:
        """Return True when words and days are Chinese."""
        return self.language.startswith("zh")

    @property
    def month_format(self) -> str:
        """Return how a month is written on an axis."""
        return "%Y年%-m月" if self.is_chinese else "%b %Y"

    @property
    def day_format(self) -> str:
        """Return how a day is written on an axis."""
        return "%-m月%-d日" if self.is_chinese else "%-d %b"

    @property
    def series(self) -> tuple[str, ...]:
        """Return the colours of series, blue and orange first."""
        return (self.colour("first"), self.colour("second"), *_MORE[self.theme])

    @property
    def ramp(self) -> tuple[str, ...]:
        """Return five colours from little to much, as on the map."""
        return _RAMP[self.theme]

    @property
    def diverging(self) -> tuple[str, ...]:
        """Return seven colours from less to more around "the same", as on the map."""
        return _DIVERGING[self.theme]

    def colour(self, name: str) -> str:
        """Return a colour by what it is for.

        Parameters
        ----------
        name
            ``ground``, ``ink``, ``quiet`` (words beside), ``line``, ``first`` (blue), ``second``
            (orange), ``neutral``, ``pale``.
        """
        return _TONES[self.theme][name]

    @property
    def config(self) -> dict[str, Any]:
        """Return the look as the ``config`` of a Vega-Lite specification."""
        words = {"labelFontSize": self.type_px, "titleFontSize": self.type_px}
        inks = {"labelColor": self.colour("ink"), "titleColor": self.colour("quiet")}
        return {
            "font": FONT,
            "background": self.colour("ground"),
            "padding": self.type_px,
            "locale": _locale(self),
            "view": {"stroke": None},
            "title": {
                "fontSize": round(self.type_px * 1.3),
                "subtitleFontSize": self.type_px,
                "color": self.colour("ink"),
                "subtitleColor": self.colour("quiet"),
                "anchor": "start",
                "offset": self.type_px,
            },
            "axis": {
                **words,
                **inks,
                "titleFontWeight": "normal",
                "gridColor": self.colour("line"),
                "domainColor": self.colour("quiet"),
                "tickColor": self.colour("quiet"),
                "labelLimit": self.type_px * 16,
                "titlePadding": self.type_px * 0.6,
            },
            "legend": {
                **words,
                **inks,
                "titleFontWeight": "normal",
                "orient": "bottom",
                "labelLimit": self.type_px * 24,
                "symbolSize": self.type_px * 9,
            },
            "header": {**words, **inks},
            "text": {"fontSize": self.type_px, "color": self.colour("ink")},
            "mark": {"color": self.colour("first")},
            "line": {"strokeWidth": self.type_px / 6},
            "rule": {"color": self.colour("quiet")},
            "range": {
                "category": list(self.series),
                "ramp": list(self.ramp),
                "ordinal": list(self.ramp),
                "heatmap": list(self.ramp),
                "diverging": list(self.diverging),
            },
        }


def _locale(look: Look) -> dict[str, Any]:
    return {"number": _NUMBERS, "time": _CHINESE_TIMES} if look.is_chinese else {"number": _NUMBERS}
