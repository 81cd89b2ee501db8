"""Charts of what people told us: tags by area, tags in all, and what grew."""

from __future__ import annotations

from typing import Any, Final

from casework.sentence import Sentence, Term
from service.charts.look import Look
from service.charts.rendering import Spec, themed
from service.language import say
from service.publication import HIDDEN
from service.voices import OFFICIAL, TAG_TERMS, VoiceLine, Voices
from service.voices_growth import Growth

# More lines than these nobody reads on a wall.
MOST_LINES: Final = 40
_MOST_GROWN: Final = 15
# Beyond this part of the largest value the ground of a cell is near the other end of the ramp.
_TURNS: Final = 0.55


def tag_name(tag: str, look: Look) -> str:
    """Return what a tag is called: by its official sign in Chinese, by its term else."""
    if look.is_chinese:
        return OFFICIAL[tag]
    terms = {**TAG_TERMS["voice"], **TAG_TERMS["wish"]}
    return say(terms[tag], look.language)


def tags_chart(voices: Voices, look: Look) -> Spec:
    """Return the bars of all requests asked for, by tag, with number and rate beside each."""
    import altair as alt

    whole = voices.whole
    names = [tag_name(tag, look) for tag in voices.tags]
    rows = [
        {"tag": name, "n": count or 0, "said": _said(whole, count)}
        for name, count in zip(names, whole.counts, strict=True)
    ]
    most = max([count or 0 for count in whole.counts], default=0)
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("tag:N", sort=names, title=None),
    )
    length = alt.X(
        "n:Q",
        title=say(Sentence("Requests (in brackets: per 1,000 households)"), look.language),
        scale=alt.Scale(domain=[0, max(1.0, most * 1.3)], nice=False),
        axis=alt.Axis(format=",.0f", tickMinStep=1),
    )
    bars = base.mark_bar(color=look.colour("first")).encode(x=length)
    words = base.mark_text(align="left", dx=look.type_px * 0.4, fontSize=look.type_px).encode(
        x=length, text="said:N"
    )
    height = round(look.type_px * (2.4 * len(rows) + 4))
    return themed((bars + words).properties(height=height), look)


def matrix_chart(voices: Voices, look: Look, *, is_rate: bool = False) -> Spec:
    """Return areas by tags as a table of shaded cells; a hidden number is a sign on no shade.

    Parameters
    ----------
    is_rate
        Show requests per 1,000 households instead of requests.
    """
    import altair as alt

    columns = [tag_name(tag, look) for tag in voices.tags]
    values = [one for line in voices.lines for one in (line.rates if is_rate else line.counts)]
    most = max([one for one in values if one], default=0.0)
    is_slanted = not look.is_chinese and len(columns) > 4
    names = _distinct([line.name for line in voices.lines])
    cells = [
        {
            "area": name,
            "tag": column,
            "value": line.rate(count) if is_rate else count,
            "shown": line.rate_text(count) if is_rate else _short(count),
            "ink": _ink(line.rate(count) if is_rate else count, most, look),
        }
        for name, line in zip(names, voices.lines, strict=True)
        for column, count in zip(columns, line.counts, strict=True)
    ]
    rows = alt.Y("area:N", sort=names, title=None, axis=alt.Axis(grid=False, domain=False))
    tags = alt.X(
        "tag:N",
        sort=columns,
        title=None,
        axis=alt.Axis(
            orient="top",
            labelAngle=-40 if is_slanted else 0,
            grid=False,
            domain=False,
            labelOverlap=False,
        ),
    )
    base = alt.Chart(alt.InlineData(values=cells)).encode(x=tags, y=rows)
    rim = look.colour("ground")
    # Nothing is no shade of much: a hidden number has no ground, a zero a pale one.
    zeros = base.transform_filter("datum.value === 0").mark_rect(
        color=look.colour("line"), opacity=0.45, stroke=rim, strokeWidth=2
    )
    squares = (
        base.transform_filter("datum.value > 0")
        .mark_rect(stroke=rim, strokeWidth=2)
        .encode(color=_colour(look, most, is_rate=is_rate))
    )
    words = base.mark_text(fontSize=look.type_px).encode(
        text="shown:N", color=alt.Color("ink:N", scale=None)
    )
    # Beside the lines: the heads of the columns, the legend, the rim.
    height = round(look.type_px * (2.1 * len(voices.lines) + (14.5 if is_slanted else 9)))
    both = alt.layer(zeros, *([squares] if most else []), words).resolve_scale(color="independent")
    return themed(both.properties(height=height), look)


def growth_chart(growth: Growth, look: Look) -> Spec:
    """Return each class with its number now and in the period before, joined by a line."""
    import altair as alt

    terms = (Sentence("now"), Sentence("the period before"))
    now, then = (say(one, look.language) for one in terms)
    rows: list[dict[str, Any]] = []
    for line in growth.lines[:_MOST_GROWN]:
        if line.now is None or line.previous is None or line.previous.before is None:
            continue
        name = class_name(growth, line.code, look)
        is_apart = bool(line.previous.is_apart)
        rows += [
            {"name": name, "when": now, "n": line.now, "apart": is_apart},
            {"name": name, "when": then, "n": line.previous.before, "apart": is_apart},
        ]
    names = list(dict.fromkeys(row["name"] for row in rows))
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(grid=True)),
        x=alt.X("n:Q", title=say(Sentence("Requests in the period"), look.language)),
    )
    joins = base.mark_line(strokeWidth=look.type_px / 4).encode(
        detail="name:N",
        color=alt.condition(
            alt.datum.apart, alt.value(look.colour("second")), alt.value(look.colour("neutral"))
        ),
    )
    dots = base.mark_point(filled=True, size=look.type_px * 10, opacity=1).encode(
        color=alt.Color(
            "when:N",
            title=None,
            scale=alt.Scale(
                domain=[now, then], range=[look.colour("second"), look.colour("neutral")]
            ),
            legend=alt.Legend(orient="top"),
        )
    )
    height = round(look.type_px * (2.0 * len(names) + 7))
    return themed((joins + dots).properties(height=height), look)


def class_name(growth: Growth, code: str, look: Look) -> str:
    """Return what a class of requests is called; a category as it is written in the cases."""
    return code if growth.what == "category" else tag_name(code, look)


def _said(line: VoiceLine, count: int | None) -> str:
    if count is None:
        return HIDDEN
    return f"{count:,} ({line.rate_text(count)})"


def _short(count: int | None) -> str:
    return HIDDEN if count is None else f"{count:,}"


def _distinct(names: list[str]) -> list[str]:
    """Return the names, those that stand there twice with a number."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def _ink(value: float | None, most: float, look: Look) -> str:
    if not value:
        return look.colour("quiet")
    on_dark = (value / most > _TURNS) == (look.theme == "light")
    return "#ffffff" if on_dark else "#1d232b"


def _colour(look: Look, most: float, *, is_rate: bool) -> Any:  # noqa: ANN401 - altair is imported inside
    import altair as alt

    title = Term("requests per 1,000 households") if is_rate else Sentence("requests")
    return alt.Color(
        "value:Q",
        title=say(title, look.language),
        scale=alt.Scale(range=list(look.ramp), domain=[0, most], interpolate="lab"),
        legend=alt.Legend(
            orient="bottom",
            gradientLength=look.type_px * 16,
            titleLimit=look.type_px * 30,
            values=[0, most / 2, most] if is_rate or most % 2 == 0 else [0, most],
            format=",.1f" if is_rate else ",.0f",
        ),
    )
