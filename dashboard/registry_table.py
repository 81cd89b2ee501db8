"""Every figure of the registry, by stage: name, value, formula, source, what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from html import escape
from typing import Final
from urllib.parse import urlencode

from casework.access import Viewer
from casework.indicator import Form, NamedFigure, WorkFigure
from casework.indicators import REGISTRY
from casework.indicators_cases import SETTLING, WORKING
from casework.indicators_meetings import MEETING
from casework.indicators_people import ASKING, OVERSEEING
from casework.indicators_volume import VOLUME
from casework.indicators_work import CHECKING, CONTACTING, VISITING
from casework.sentence import Term
from dashboard.address import asked
from dashboard.i18n import _, language
from dashboard.markup import Markup, joined, show, tag
from data.store import Store
from service.figure import Figure, shown
from service.figure_export import whose_formula
from service.figure_list import SHEET_TERMS, figures_kept

_STAGES: Final[tuple[tuple[Term, tuple[NamedFigure, ...]], ...]] = (
    (Term("How much there is"), VOLUME),
    (Term("Settling cases"), SETTLING),
    (Term("On the way"), WORKING),
    (Term("What people were told and say"), ASKING),
    (Term("Supervision and mediation"), OVERSEEING),
    (Term("Home visits"), VISITING),
    (Term("Where people are received"), CONTACTING),
    (Term("Rounds and spot checks"), CHECKING),
    (Term("Decisions, promises and public works"), MEETING),
)
_STYLE: Final = Markup("""<style>
@media(min-width:641px){.gg .registry{table-layout:fixed}.gg .registry .name{width:17%}
 .gg .registry th.n{width:6.5rem}.gg .registry th.n+th.n{width:14rem}
 .gg .registry td,.gg .registry th{padding-right:1.2rem}}
.gg .registry b{font-size:1.02rem}
.gg .registry td.n b{font-size:1.15rem}
.gg .registry .stage th{font-size:1.08rem;padding-top:1.1rem;opacity:1}
.gg .registry a{color:inherit;text-underline-offset:.2em}
.gg .registry .chosen td{background:color-mix(in srgb,currentColor 9%,transparent)}
@media(max-width:640px){.gg .registry tr{grid-template-columns:1fr 4.6rem 7.4rem}
 .gg .registry td.n{white-space:normal}.gg .registry .stage th{grid-column:1/-1}}
</style>""")


def registry_table(
    viewer: Viewer,
    store: Store,
    days: tuple[date | None, date | None],
    as_of: datetime,
    area: str | None,
    unit: str | None,
    words: str,
) -> None:
    """Show the figures in which each of the words stands, by stage."""
    found = {one.key: one for one in figures_kept(viewer, store, days, as_of, area, unit)}
    stages = [
        (stage, [one for one in indicators if _has(found[one.key], words)])
        for stage, indicators in _STAGES
    ]
    shown_ones = sum(len(of) for _stage, of in stages)
    show(
        tag(
            "p",
            _("{n} of {all} figures", n=shown_ones, all=len(REGISTRY)),
            ". ",
            _("A click on a figure shows the rows behind it."),
            kind="quiet",
        )
    )
    heads = (
        (_("Figure"), "name"),
        (_("Value"), "n"),
        (_("Counts"), "n"),
        (_("Formula and source"), "wide"),
        (_("Left out"), "wide"),
    )
    head = tag("tr", *(tag("th", name, kind=kind) for name, kind in heads))
    rows = [row for stage, of in stages if of for row in _stage(stage, of, found)]
    show(
        _STYLE,
        tag(
            "div",
            tag("table", tag("thead", head), tag("tbody", *rows), kind="registry"),
            kind="scroll",
        ),
    )


def counts_of(one: Figure) -> str:
    """Return the counts of a figure: never a percentage without them."""
    if one.form is Form.COUNT:
        return _("{n} cases", n=f"{one.n:,}")
    if one.form is Form.PER_THOUSAND:
        return _("{n} for {m} households", n=f"{one.n:,}", m=f"{one.m:,}")
    if isinstance(REGISTRY[one.key], WorkFigure):
        return f"{one.n:,} / {one.m:,}"
    return _("{n} of {m}", n=f"{one.n:,}", m=f"{one.m:,}")


def interval_of(one: Figure) -> str:
    """Return the interval of a figure, nothing where there is none."""
    if one.interval is None:
        return ""
    low, high = (shown(one.form, end) for end in one.interval)
    return _("95 %: {low} to {high}", low=low, high=high)


def _has(one: Figure, words: str) -> bool:
    texts = (one.key, one.chinese, one.name, _(one.name), _(one.formula), str(one.formula))
    text = " ".join((*texts, one.source)).casefold()
    return all(word in text for word in words.casefold().split())


def _stage(
    stage: Term, indicators: Sequence[NamedFigure], found: dict[str, Figure]
) -> list[Markup]:
    head = Markup(f'<tr class="stage"><th colspan="5">{escape(_(stage))}</th></tr>')
    return [head, *(_row(found[one.key], one) for one in indicators)]


def _row(one: Figure, indicator: NamedFigure) -> Markup:
    chosen = asked("figure") == one.key
    term = _(one.name)
    name = joined(
        tag("b", _link(one.key, one.chinese)),
        *((tag("br"), tag("span", term, kind="quiet")) if language() != "zh" else ()),
    )
    about = joined(
        _(one.formula),
        tag("br"),
        tag("span", _(whose_formula(one)), " · ", one.source, kind="quiet"),
    )
    left = "; ".join(_(said) for said in one.exclusions)
    row = _("One row is {row}.", row=SHEET_TERMS[indicator.sheet])
    counts = joined(counts_of(one), tag("br"), tag("span", interval_of(one), kind="quiet"))
    return tag(
        "tr",
        tag("td", name, kind="name"),
        tag("td", tag("b", one.value), kind="n"),
        tag("td", counts, kind="n"),
        tag("td", about, kind="wide"),
        tag("td", left, tag("br"), tag("span", row), kind="quiet wide"),
        kind="chosen" if chosen else None,
    )


def _link(key: str, text: str) -> Markup:
    """Return a link to a figure's cases that keeps what else the address says."""
    said = {name: asked(name) for name in ("period", "area", "unit")}
    kept = {name: value for name, value in said.items() if value}
    address = "?" + urlencode({"figure": key, **kept, "lang": language()})
    return Markup(f'<a href="{escape(address, quote=True)}" target="_self">{escape(text)}</a>')
