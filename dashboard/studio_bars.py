"""A bar per worker, before and after: HTML, since a chart costs a third of a second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from casework.plan import CoveragePlan
from dashboard.i18n import _
from dashboard.markup import Markup, joined, show, tag
from dashboard.palette import AREAS
from dashboard.studio_map import worker_colours
from dashboard.studio_state import Desk
from service.plans.measures import PlanMeasures

_BY, _ALL = "studio_bars_by", "studio_bars_all"
# Every line costs bytes on every click; the switch shows more of them.
_FIRST: Final = 12
_MOST: Final = 200
_FULL_POST: Final = 1.0
_UNCHANGED: Final = 1e-9


@dataclass(frozen=True)
class Bars:
    """What the bars show: a column of the workers' lines, how it is said, and what 1 stands for."""

    column: str
    name: str
    unit: str
    digits: int = 0
    scale: float = 1.0


def kinds_of_bars() -> dict[str, Bars]:
    """Return what the bars can show, by column."""
    kinds = (
        Bars("load", _("Load"), _("% of the mean"), 0, 100.0),
        Bars("hours", _("Hours"), _("hours a month"), 1),
        Bars("households", _("Households"), _("households")),
        Bars("open_cases", _("Open cases"), _("cases")),
        Bars("visits_due", _("Visits due"), _("visits a month")),
        Bars("area_km2", _("Area"), _("km2"), 2),
        Bars("spread_m", _("Walking spread"), _("m from the middle")),
    )
    return {one.column: one for one in kinds}


def bars(desk: Desk, before: PlanMeasures, after: PlanMeasures) -> None:
    """Show the bars, workers the plan touches first."""
    kinds = kinds_of_bars()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = {key: one.name for key, one in kinds.items()}
        column = st.selectbox(_("Bars show"), list(names), format_func=names.__getitem__, key=_BY)
        order = touched_first(before.lines, after.lines)
        wants_all = len(order) > _FIRST and st.toggle(_("More workers"), key=_ALL)
    kind = kinds[column or "load"]
    rows = order[: _MOST if wants_all else _FIRST]
    was, now = ((m.lines[kind.column] * kind.scale).tolist() for m in (before, after))
    most = max([*was, *now, _UNCHANGED])
    colours = worker_colours(desk.studio, desk.facts)
    about = _about(desk.studio.plan, after.lines.iloc[rows])
    lines = [
        _line(kind, was[row], now[row], most, AREAS[colours[row]], said)
        for row, said in zip(rows, about, strict=True)
    ]
    head = _(
        "{name} of each area, {unit}: today above, as planned below",
        name=kind.name,
        unit=kind.unit,
    )
    show(_STYLE, tag("p", head, kind="quiet"), *lines)
    if len(rows) < len(order):
        st.caption(_("{n} more workers are not shown.", n=len(order) - len(rows)))


def touched_first(before: pd.DataFrame, after: pd.DataFrame) -> list[int]:
    """Return the rows of workers: those whose grids change first, then by load, most first."""
    columns = ["grids", "households", "area_km2", "hours"]
    change = np.abs(after[columns].to_numpy(float) - before[columns].to_numpy(float)).max(axis=1)
    load = after["load"].to_numpy(float)
    return np.lexsort((-load, change <= _UNCHANGED)).tolist() if len(load) else []


def _about(plan: CoveragePlan, lines: pd.DataFrame) -> list[list[str]]:
    """Return each worker's name, and what is worth a look about his area."""
    columns = [lines[name].tolist() for name in ("code", "name", "pieces", "capacity", "grids")]
    return [_flagged(plan, *row) for row in zip(*columns, strict=True)]


def _flagged(
    plan: CoveragePlan, code: str, name: str, pieces: int, capacity: float, grids: int
) -> list[str]:
    said = [name]
    if pieces > 1:
        said.append(_("in {n} pieces", n=pieces))
    if code in plan.locked_workers:
        said.append(_("locked"))
    if capacity != _FULL_POST:
        said.append(_("{share} % of a post", share=f"{capacity * 100:.0f}"))
    if not grids:
        said.append(_("no grids"))
    return said


def _line(kind: Bars, was: float, now: float, most: float, colour: str, about: list[str]) -> Markup:
    name, *flags = about
    is_same = abs(was - now) <= _UNCHANGED
    shown = [f"{value:,.{kind.digits}f}" for value in (was, now)]
    text = tag("b", shown[1]) if is_same else joined(f"{shown[0]} → ", tag("b", shown[1]))
    return tag(
        "div",
        tag("div", _swatch(colour), tag("span", name), *(tag("em", flag) for flag in flags)),
        tag("div", _bar("was", was / most), _bar("now", now / most), kind="bars"),
        tag("div", text, kind="n"),
        kind="bar",
    )


def _bar(kind: str, share: float) -> Markup:
    return Markup(f'<i class="{kind}" style="width:{100 * min(max(share, 0), 1):.1f}%"></i>')


def _swatch(colour: str) -> Markup:
    return Markup(f'<i class="sw" style="background:{colour}"></i>')


_STYLE = Markup(
    """<style>
.gg .bar{display:grid;grid-template-columns:minmax(7em,11em) 1fr minmax(5.5em,auto);gap:0 .7rem;
 align-items:center;padding:.16rem 0;font-size:.92rem}
.gg .bar>div{min-width:0}
.gg .bar .sw{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.4em}
.gg .bar em{font-style:normal;font-size:.78rem;opacity:.8;display:block;padding-left:1.2em}
.gg .bars i{display:block;height:.5rem;border-radius:2px}
.gg .bars .was{background:color-mix(in srgb,currentColor 28%,transparent);margin-bottom:2px}
.gg .bars .now{background:#1f6fb2}
</style>"""
)
