"""The curve of a campaign as a chart: households met, the plan, what the forecast says."""

from __future__ import annotations

from typing import Any

from casework.campaign_curve import CampaignCurve
from casework.sentence import Sentence, Term
from service.charts.look import Look
from service.charts.rendering import Spec, themed
from service.language import say


def curve_chart(curve: CampaignCurve, look: Look) -> Spec:
    """Return households met by the evening of each day against those planned.

    The plan is dashed and the forecast dotted, so that they are told apart without colours.
    """
    import altair as alt

    words = [say(one, look.language) for one in (Term("met"), Term("planned"), Term("forecast"))]
    rows = _rows(curve, *words)
    ways = [name for name in words if any(row["way"] == name for row in rows)]
    inks = dict(
        zip(
            words,
            (look.colour("first"), look.colour("neutral"), look.colour("second")),
            strict=True,
        )
    )
    dashes = dict(zip(words, ([1, 0], [8, 5], [2, 4]), strict=True))
    legend = alt.Legend(orient="top", title=None, symbolType="stroke", symbolSize=look.type_px * 40)
    lines = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(strokeWidth=look.type_px / 5)
        .encode(
            x=alt.X(
                "day:T",
                title=None,
                axis=alt.Axis(format=look.day_format, labelOverlap=True, grid=False),
            ),
            y=alt.Y(
                "n:Q",
                title=say(
                    Sentence("Households met, of {total}", total=f"{curve.total:,}"), look.language
                ),
                scale=alt.Scale(domain=[0, max(1, curve.total)], nice=False),
                axis=alt.Axis(format=",.0f", tickMinStep=1),
            ),
            color=alt.Color(
                "way:N",
                scale=alt.Scale(domain=ways, range=[inks[name] for name in ways]),
                legend=legend,
            ),
            strokeDash=alt.StrokeDash(
                "way:N",
                scale=alt.Scale(domain=ways, range=[dashes[name] for name in ways]),
                legend=legend,
            ),
        )
    )
    return themed(lines.properties(height=round(look.type_px * 24)), look)


def _rows(curve: CampaignCurve, met: str, planned: str, forecast: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"day": f"{one.day}T00:00:00", "n": round(one.planned, 1), "way": planned}
        for one in curve.days
    ]
    told = [one for one in curve.days if one.met is not None]
    rows += [{"day": f"{one.day}T00:00:00", "n": one.met, "way": met} for one in told]
    if curve.forecast is not None and told and told[-1].day < curve.days[-1].day:
        ends = ((told[-1].day, told[-1].met), (curve.days[-1].day, round(curve.forecast)))
        rows += [{"day": f"{day}T00:00:00", "n": n, "way": forecast} for day, n in ends]
    return rows
