"""Tables of what people told us: tags by area, and how the classes of requests changed."""

from __future__ import annotations

from base64 import b64encode
from typing import Final

import pandas as pd
import streamlit as st

from casework.period import Period
from dashboard.chart_panel import page_look
from dashboard.i18n import _
from dashboard.markup import Markup, joined, show, tag
from service.charts.voices import class_name, tag_name
from service.overview.sparkline import sparkline
from service.publication import HIDDEN
from service.voices import Voices
from service.voices_growth import Grown, Growth, GrowthLine

_ROW_PX: Final = 35
_STYLE: Final = Markup("""<style>
.gg .grown td{vertical-align:middle}.gg .grown img{height:2rem;width:9rem}
.gg .grown b{font-size:1.1rem}
@media(max-width:640px){.gg .grown{min-width:34rem}.gg .grown tr{display:table-row}
 .gg .grown img{width:6rem}.gg .grown td{border-bottom:1px solid
 color-mix(in srgb,currentColor 16%,transparent)}}
</style>""")


def voices_table(found: Voices, *, is_rate: bool) -> None:
    """Show the areas with their numbers; a hidden one is a sign."""
    st.dataframe(
        voices_frame(found, is_rate=is_rate),
        hide_index=True,
        height=min(600, _ROW_PX * (len(found.lines) + 2) + 3),
        row_height=_ROW_PX,
        alt=_("Requests by area"),
    )


def voices_frame(found: Voices, *, is_rate: bool = False) -> pd.DataFrame:
    """Return the areas with headings in the viewer's language; hidden numbers are a sign."""
    look = page_look()
    lines = [*found.lines, found.whole]
    rows = [[line.rate_text(n) if is_rate else _shown(n) for n in line.counts] for line in lines]
    names = [_(line.name) if line is found.whole else line.name for line in lines]
    return pd.DataFrame(
        {
            _("Part of the district"): names,
            **{tag_name(tag, look): [row[at] for row in rows] for at, tag in enumerate(found.tags)},
            _("All"): [_shown(line.total) for line in lines],
            _("per 1,000 households"): [line.rate_text(line.total) for line in lines],
            _("Households"): [f"{line.households:,}" for line in lines],
            _("Code"): [line.code or "" for line in lines],
        },
        dtype=object,
    )


def _shown(count: int | None) -> str:
    return HIDDEN if count is None else f"{count:,}"


def growth_table(found: Growth) -> None:
    """Show each class with its number, its changes in words, and its small trend."""
    heads = (
        _("What"),
        _("Now"),
        _against(_("Period before"), found.previous),
        _against(_("Year before"), found.year_before),
        _("Last {n} periods", n=len(found.trend)),
    )
    head = tag("tr", *(tag("th", one) for one in heads))
    rows = [_row(found, line) for line in found.lines]
    table = tag("table", tag("thead", head), tag("tbody", *rows), kind="grown")
    show(_STYLE, tag("div", table, kind="scroll"))


def _against(label: str, other: Period | None) -> str:
    return label if other is None else f"{label}: {_(other.name)}"


def _row(found: Growth, line: GrowthLine) -> Markup:
    name = class_name(found, line.code, page_look())
    return tag(
        "tr",
        tag("td", name),
        tag("td", tag("b", _shown(line.now))),
        tag("td", _change(line.now, line.previous)),
        tag("td", _change(line.now, line.year_before)),
        tag("td", _trend(found, line)),
    )


def _change(now: int | None, then: Grown | None) -> Markup:
    if then is None:
        return joined("–")
    if now is None or then.before is None:
        return joined(HIDDEN)
    sign = "＝" if now == then.before else "▲" if now > then.before else "▼"
    size = "" if then.percent is None else f" ({then.percent:+.0f} %)"
    number = joined(f"{sign} {now - then.before:+,}", size, tag("br"))
    return joined(number, tag("span", _chance(then), kind="quiet"))


def _chance(then: Grown) -> str:
    if then.is_apart is None:
        return _("too few to say, from {n}", n=f"{then.before:,}")
    if then.is_apart:
        return _("more than chance, from {n}", n=f"{then.before:,}")
    return _("may be chance, from {n}", n=f"{then.before:,}")


def _trend(found: Growth, line: GrowthLine) -> Markup:
    said = ", ".join(_shown(one) for one in line.trend)
    drawn = sparkline(
        [None if one is None else float(one) for one in line.trend],
        said,
        page_look().colour("first"),
        is_unfinished=not found.period.is_whole,
    )
    source = f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"
    # Numbers and signs only: nothing of a person's text stands in the attribute.
    return Markup(f'<img src="{source}" alt="{said}">')
