"""The legend two maps share: one colour, one class, and how many grids of each map are in it."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from dashboard.i18n import _
from dashboard.palette import class_colours
from service.map_period_layers import PeriodClasses

_STYLE: Final = """<style>
.then-legend{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;align-items:center;font-size:.95rem;
 font-variant-numeric:tabular-nums;margin:0}
.then-legend i{display:inline-block;width:26px;height:15px;border-radius:3px;margin-right:.45em;
 vertical-align:-2px;border:1px solid color-mix(in srgb,currentColor 25%,transparent)}
.then-legend small{opacity:.72;font-size:.88rem;margin-left:.4em}
.then-legend .none{background:repeating-linear-gradient(135deg,currentColor 0 1.2px,
 transparent 1.2px 5px);opacity:.6}
</style>"""


def shared_legend(found: PeriodClasses) -> None:
    """Show the classes of both maps with the number of grids of each."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    digits = found.scale.digits
    parts = [f"<b>{escape(_(found.indicator.name))}</b><span>{escape(_(found.scale.unit))}</span>"]
    bounds = zip(
        found.lows, found.highs, class_colours(found.lows, theme), *map(found.numbers, (0, 1)),
        strict=True,
    )  # fmt: skip
    for low, high, colour, before, now in bounds:
        said = [f"{one:,.{digits}f}" for one in (low, high)]
        text = said[0] if said[0] == said[1] else f"{said[0]} – {said[1]}"
        grids = _("{before} → {now} grids", before=before, now=now)
        parts.append(
            f'<span><i style="background:{escape(colour)}"></i>{escape(text)}'
            f"<small>{escape(grids)}</small></span>"
        )
    if any((of < 0)[one.inside].any() for of, one in zip(found.of, found.figures, strict=True)):
        parts.append(f'<span><i class="none"></i>{escape(_(found.scale.none))}</span>')
    st.html(f'{_STYLE}<div class="then-legend">{"".join(parts)}</div>')
