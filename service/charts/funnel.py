"""The funnel plot: units by size, between the limits that chance alone draws."""

from __future__ import annotations

from math import sqrt
from typing import Any, Final

from casework.funnel import NARROW, WIDE, Placed
from casework.sentence import Sentence
from service.charts.look import Look
from service.charts.rendering import Spec, themed
from service.language import say
from service.units_funnel import UnitsFunnel

_STEPS: Final = 90
# Where a name may stand: which end of it is at the point, and how far off in sizes of the type.
_SIDES: Final = {
    "right": ("left", 0.8, 0.0),
    "left": ("right", -0.8, 0.0),
    "above": ("center", 0.0, -1.0),
    "below": ("center", 0.0, 1.0),
}
# About what part of the picture is the plot itself.
_PLOT: Final = (0.89, 0.64)


def funnel_chart(found: UnitsFunnel, title: str, note: str, look: Look) -> Spec:
    """Return the funnel plot of one figure.

    Parameters
    ----------
    title, note
        What is shown, and of which period and moment, in the look's language.

    Notes
    -----
    Units within the limits have one neutral colour; those outside are told by colour, shape and
    name.  The lines are the very limits the units are judged by.  On a screen the page says what
    is shown, and what the lines are (`key_of_lines`); in a file the picture does.
    """
    import altair as alt

    x = alt.X("m:Q", title=_size(found, look), scale=_sizes(found, alt), axis=_axis(alt))
    y = alt.Y(
        "value:Q",
        title=say(found.indicator.name, look.language) + _unit(found, look),
        scale=alt.Scale(domain=list(_reach(found)), nice=False, zero=False),
        axis=alt.Axis(format=",~f" if found.is_rate else ".0%", tickCount=6),
    )
    lines = [
        alt.Chart(_data(_curve(found, level)))
        .mark_line(strokeDash=dash, color=look.colour("quiet"), clip=True)
        .encode(x=x, y=y, detail="side:N")
        for level, dash in ((NARROW, [2, 4]), (WIDE, [9, 5]))
    ]
    target = alt.Chart(_data([{"value": _scaled(found, found.funnel.target)}]))
    layers = [*lines, target.mark_rule(color=look.colour("ink")).encode(y="value:Q")]
    layers += [_points(found, look, alt, x, y), _labels(found, look, alt, x, y)]
    chart = alt.layer(*layers)
    if look.size == "screen":
        return themed(chart, look)
    subtitle = [note, say(key_of_lines(found), look.language)]
    return themed(chart.properties(title=alt.TitleParams(title, subtitle=subtitle)), look)


def _points(found: UnitsFunnel, look: Look, alt: Any, x: Any, y: Any) -> Any:  # noqa: ANN401
    words = _words(look)
    scale = {"domain": list(words.values())}
    legend = alt.Legend(title=None, direction="vertical" if look.size == "screen" else "horizontal")
    colours = [look.colour(name) for name in ("first", "neutral", "second")]
    shapes = ["triangle-down", "circle", "triangle-up"]
    return (
        alt.Chart(_data([_row(found, one, words) for one in found.funnel.units]))
        .mark_point(filled=True, size=look.type_px * 7, opacity=0.9, clip=True)
        .encode(
            x=x,
            y=y,
            color=alt.Color("place:N", legend=legend, scale=alt.Scale(range=colours, **scale)),
            shape=alt.Shape("place:N", legend=legend, scale=alt.Scale(range=shapes, **scale)),
            tooltip=[
                alt.Tooltip("name:N", title=" "),
                alt.Tooltip("shown:N", title=say(found.indicator.name, look.language)),
                alt.Tooltip("counts:N", title="n / m"),
                alt.Tooltip("place:N", title=" "),
            ],
        )
    )


def _labels(found: UnitsFunnel, look: Look, alt: Any, x: Any, y: Any) -> Any:  # noqa: ANN401
    """Return the names of those outside beside their points; the text names those without room."""
    rows = [
        _row(found, one, _words(look)) | {"side": side}
        for one, side in _places(found, look).items()
    ]
    layers = [
        alt.Chart(_data([row for row in rows if row["side"] == side]))
        .mark_text(align=align, dx=dx * look.type_px, dy=dy * look.type_px)
        .encode(x=x, y=y, text="name:N")
        for side, (align, dx, dy) in _SIDES.items()
    ]
    return alt.layer(*layers)


def _places(found: UnitsFunnel, look: Look) -> dict[Placed, str]:
    """Return on which side of its point a name has room, the farthest units first."""
    units = found.funnel.units
    room = [_box(found, look, one, "", "right") for one in units]
    taken = [*room]
    chosen: dict[Placed, str] = {}
    for one in sorted(found.funnel.outside, key=lambda one: -_score(found, one)):
        own = room[units.index(one)]
        for side in _SIDES:
            box = _box(found, look, one, found.names[one.code], side)
            inside = box[0] >= 0 and box[2] <= look.width * _PLOT[0] + 2 * look.type_px
            if inside and not any(_meet(box, other) for other in taken if other is not own):
                chosen[one] = side
                taken.append(box)
                break
    return chosen


def _box(
    found: UnitsFunnel, look: Look, one: Placed, name: str, side: str
) -> tuple[float, float, float, float]:
    """Return about where a name stands in the picture: left, top, right, bottom in pixels."""
    (left, right), (low, high) = _span(found), _reach(found)
    part = (sqrt(one.m) - sqrt(left)) / (sqrt(right) - sqrt(left))
    at_x = part * look.width * _PLOT[0]
    at_y = (high - _scaled(found, one.value)) / (high - low) * look.height * _PLOT[1]
    em = look.type_px
    long = sum(1.0 if ord(letter) > 0x2E7F else 0.6 for letter in name) * em
    align, dx, dy = _SIDES[side]
    start = at_x + dx * em - {"left": 0, "center": long / 2, "right": long}[align]
    if not name:
        return at_x - em * 0.3, at_y - em * 0.3, at_x + em * 0.3, at_y + em * 0.3
    return start, at_y + (dy - 0.55) * em, start + long, at_y + (dy + 0.55) * em


def _meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _score(found: UnitsFunnel, one: Placed) -> float:
    return abs(one.value - found.funnel.target) * sqrt(one.m)


def _row(found: UnitsFunnel, one: Placed, words: dict[str, str]) -> dict[str, object]:
    return {
        "name": found.names[one.code],
        "m": one.m,
        "value": _scaled(found, one.value),
        "shown": found.shown(one.value),
        "counts": f"{one.n:,} / {one.m:,}",
        "place": words[one.wide],
    }


def _data(rows: list[dict[str, object]]) -> Any:  # noqa: ANN401
    import altair as alt

    return alt.Data(values=rows)  # type: ignore[no-untyped-call]


def _words(look: Look) -> dict[str, str]:
    return {
        "below": say("lower than chance would explain", look.language),
        "within": say("no more than chance may make it", look.language),
        "above": say("higher than chance would explain", look.language),
    }


def key_of_lines(found: UnitsFunnel) -> Sentence:
    """Return what the lines of the plot are."""
    return Sentence(
        "Line: all together {target}. Dotted: 95 in 100 lie within by chance alone; dashed: 99.8"
        " in 100.",
        target=found.shown(found.funnel.target),
    )


def _size(found: UnitsFunnel, look: Look) -> str:
    if found.is_rate:
        return say("Households of the unit", look.language)
    return say("Rows of the denominator (m)", look.language)


def _unit(found: UnitsFunnel, look: Look) -> str:
    return "" if found.is_rate else " (%)"


def _scaled(found: UnitsFunnel, value: float) -> float:
    return value * 1000 if found.is_rate else value


def _sizes(found: UnitsFunnel, alt: Any) -> Any:  # noqa: ANN401
    low, high = _span(found)
    return alt.Scale(type="sqrt", domain=[low, high], nice=False, zero=False)


def _axis(alt: Any) -> Any:  # noqa: ANN401
    return alt.Axis(format=",d", tickCount=8, labelFlush=False, labelOverlap=True, grid=False)


def _span(found: UnitsFunnel) -> tuple[int, int]:
    sizes = [one.m for one in found.funnel.units] or [1]
    return max(1, round(min(sizes) * 0.8)), round(max(sizes) * 1.08) + 1


def _reach(found: UnitsFunnel) -> tuple[float, float]:
    """Return from where to where values are drawn: all units, and the limits of most of them."""
    units = found.funnel.units
    sizes = sorted(one.m for one in units) or [1]
    limits = found.funnel.limits(sizes[len(sizes) // 4], WIDE)
    values = [*(one.value for one in units), limits.low, limits.high, found.funnel.target]
    edge = (max(values) - min(values)) * 0.06 or 0.01
    top = max(values) + edge
    low = max(0.0, min(values) - edge)
    return _scaled(found, low), _scaled(found, top if found.is_rate else min(1.02, top))


def _curve(found: UnitsFunnel, level: float) -> list[dict[str, object]]:
    low, high = _span(found)
    roots = [sqrt(low) + (sqrt(high) - sqrt(low)) * step / _STEPS for step in range(_STEPS + 1)]
    rows: list[dict[str, object]] = []
    for m in sorted({max(1, round(root * root)) for root in roots}):
        limits = found.funnel.limits(m, level)
        for side, value in (("low", limits.low), ("high", limits.high)):
            rows.append({"m": m, "value": _scaled(found, value), "side": side})
    return rows
