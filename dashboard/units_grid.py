"""The units table on the page: n and m in every cell; on a phone a card per unit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from casework.indicator import Indicator
from dashboard.i18n import _, language
from dashboard.markup import Markup, show, tag
from dashboard.units_cells import Column, cell, figure_cell
from dashboard.units_choice import Order, figure_name
from service.units_stages import stage_of
from service.units_table import LEVEL_TERMS, UnitLine, UnitsTable

_STYLE: Final = Markup("""<style>
.gg .units{overflow:auto;max-height:72vh;border:1px solid
 color-mix(in srgb,currentColor 16%,transparent);border-radius:8px}
.gg .units table{font-size:clamp(.95rem,.4rem + .6vw,1.35rem);border-collapse:separate;
 border-spacing:0}
.gg .units.few{width:fit-content;max-width:100%}
.gg .units.few table{width:auto;min-width:min(100%,56rem)}
.gg .units th,.gg .units td{padding:.32rem min(.8rem,.6vw + .1rem);text-align:right;
 font-variant-numeric:tabular-nums;vertical-align:top;overflow-wrap:normal}
.gg .units .name{text-align:left;font-weight:500;position:sticky;left:0;z-index:1;min-width:8em;
 font-variant-numeric:normal}
.gg .units .first{border-left:1px solid color-mix(in srgb,currentColor 16%,transparent)}
.gg .units thead th{position:sticky;top:0;z-index:2;opacity:1;vertical-align:bottom}
.gg .units thead tr+tr th{top:1.95rem}
.gg .units thead .name{z-index:3}
.gg .units thead .stage{text-align:left;font-weight:400;font-size:.85rem;height:1.95rem;
 white-space:nowrap;border-bottom:0;padding-bottom:0}
.gg .units thead .stage span{opacity:.72}
.gg .units thead tr+tr th{padding-top:0}
.gg .units thead th,.gg .units tfoot td,.gg .units .name{
 background:light-dark(#ffffff,#15181d)}
.gg .units tfoot td{position:sticky;bottom:0;z-index:2;border-top:2px solid currentColor;
 border-bottom:0;font-weight:600}
.gg .units tfoot .name{z-index:3}
.gg .units td small{display:block;font-size:.82rem;opacity:.74;font-weight:400}
.gg .units small span{display:inline-block;white-space:nowrap;margin-left:.55em}
.gg .units td b{font-weight:600}
.gg .units .group{font-size:.9rem;opacity:1;padding-top:.7rem}
.gg .units .sorted{background:light-dark(#eef4fa,#1c2530)}
.gg .units td[title]{cursor:help}
@media(max-width:640px){
 .gg .units,.gg .units.few{width:auto;max-height:none;border:0;overflow:visible}
 .gg .units table,.gg .units tbody,.gg .units tfoot{display:block}
 .gg .units thead{display:none}
 .gg .units tr{display:grid;grid-template-columns:1fr 1fr;gap:.3rem .8rem;padding:.6rem .7rem;
  margin:0 0 .6rem;border:1px solid color-mix(in srgb,currentColor 20%,transparent);
  border-radius:8px}
 .gg .units td,.gg .units .name{display:block;position:static;text-align:left;padding:0;border:0;
  background:none}
 .gg .units .name{grid-column:1/-1;font-weight:650;font-size:1.05rem}
 .gg .units td[data-label]::before{content:attr(data-label);display:block;font-size:.82rem;
  opacity:.74;font-weight:400}
 .gg .units tfoot td,.gg .units .first{position:static;border:0}
 .gg .units small span{margin:0 .55em 0 0}
}
</style>""")


def units_grid(table: UnitsTable, order: Order) -> None:
    """Show the table, and under it the units with nothing due and those without requests."""
    columns = [
        Column(one, figure_name(one.key), _kind(table, one, order)) for one in table.indicators
    ]
    lines = table.sorted_by(order.key, most_first=order.most_first)
    bodies = [tag("tbody", *(_row(columns, one, _name(one)) for one in lines))]
    if table.nothing_due:
        bodies.append(_group(columns, _("Nothing was due"), table.nothing_due))
    if table.in_none is not None:
        bodies.append(tag("tbody", _row(columns, table.in_none, _("in none of them"))))
    whole = tag("tfoot", _row(columns, table.whole, _("all together")))
    body = tag("table", _head(table, columns), *bodies, whole)
    kind = "units few" if len(columns) < 5 else "units"
    show(_STYLE, tag("div", body, kind=kind), tag("p", _said(table, order), kind="quiet"))
    if table.without_requests:
        show(_idle(table))


def _kind(table: UnitsTable, one: Indicator, order: Order) -> str:
    """Return the classes of a column: the first of its stage, the one sorted by."""
    stage = next(two for two in table.indicators if stage_of(two.key) is stage_of(one.key))
    return " ".join(["first"] * (stage is one) + ["sorted"] * (one.key == order.key))


def _name(line: UnitLine) -> str:
    return line.name or str(line.code)


def _group(columns: Sequence[Column], title: str, lines: Sequence[UnitLine]) -> Markup:
    """Return lines that stand apart from the others, under a title of their own."""
    said = f"{title} ({len(lines)})"
    head = tag("tr", cell("th", said, kind="name group", colspan=str(len(columns) + 1)))
    return tag("tbody", head, *(_row(columns, one, _name(one)) for one in lines))


def _head(table: UnitsTable, columns: Sequence[Column]) -> Markup:
    stages = [
        cell("th", tag("span", _(stage.name)), kind="stage first", colspan=str(len(list(members))))
        for stage, members in groupby(table.indicators, key=lambda one: stage_of(one.key))
    ]
    names = [cell("th", one.label, kind=one.kind, title=_formula(one.indicator)) for one in columns]
    level = cell("th", _(LEVEL_TERMS[table.ask.by]), kind="name")
    return tag(
        "thead", tag("tr", cell("th", "", kind="name stage"), *stages), tag("tr", level, *names)
    )


def _formula(one: Indicator) -> str:
    """Return what the head of a column says when it is pointed at."""
    said = [_(one.formula), one.source, *(_(out) for out in one.excluded)]
    return "\n".join([f"{figure_name(one.key)} = {said[0]}", *said[1:]])


def _row(columns: Sequence[Column], line: UnitLine, name: str) -> Markup:
    spoken = language()
    cells = [figure_cell(one, line, spoken) for one in columns]
    return tag("tr", cell("td", name, kind="name", title=line.code or ""), *cells)


def _said(table: UnitsTable, order: Order) -> str:
    """Return how the table is to be read: its order, its signs, its last line."""
    said = [
        _("By code.")
        if order.key is None
        else _(
            "Sorted by {figure}. This is an order, not a ranking: neighbours may differ by chance.",
            figure=figure_name(order.key),
        ),
        _("Under each value: n / m. - : nothing was due."),
    ]
    if table.previous is None:
        said.append(_(table.reason) if table.reason is not None else "")
    else:
        said.append(
            _(
                "▲▼ against {period}, of shares in percentage points; ~ may be chance; bold is more"
                " than chance, all units looked at together; without a sign too few to say, or not"
                " asked.",
                period=table.previous.name,
            )
        )
    return " ".join(one for one in said if one)


def _idle(table: UnitsTable) -> Markup:
    level = _(LEVEL_TERMS[table.ask.by])
    title = _("No requests: {n} {level}", n=len(table.without_requests), level=level)
    names = "、".join(_name(one) for one in table.without_requests)
    return tag("p", tag("b", title), f": {names}")
