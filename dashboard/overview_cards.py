"""The cards of the overview: a large number, its denominator, its changes, a small line."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from html import escape
from typing import Final

from casework.indicator import Form
from dashboard.i18n import _
from dashboard.markup import Markup, joined, show, tag
from dashboard.overview_style import STYLE
from dashboard.overview_words import figure_name, rows_address, whole
from service.figure import Figure
from service.figure_changes import Change, Compared
from service.overview.glance import CARDS, Overview
from service.overview.short import arrow, sense, short_change
from service.overview.sparkline import sparkline

# Reads on light and dark alike.
_LINE: Final = "#3f87c5"


def overview_cards(shown: Overview) -> None:
    """Show a card for each figure; it opens the cases behind it."""
    cards = (_card(shown, shown.cards[key]) for key in CARDS)
    show(
        STYLE,
        tag("div", *cards, kind="cards"),
        tag("p", whole([_(one) for one in shown.compared_with]), kind="quiet"),
    )


def _card(shown: Overview, one: Compared) -> Markup:
    is_late = one.key == "overdue_now" and one.now.n > 0
    name = figure_name(one.now)
    said = _("{name}: {value}. Open the cases behind it.", name=name, value=one.now.value)
    link = _element("a", {"href": rows_address(shown, one.key), "aria-label": said}, name)
    return tag(
        "section",
        tag("h3", link, _why(one)),
        tag(
            "p",
            tag("b", one.now.value),
            _line(shown, one),
            kind="number",
        ),
        tag("p", _amount(one.now), kind="of"),
        _changed(_("Period before"), one, one.previous, one.change),
        _changed(_("Year before"), one, one.year_before, one.change_year),
        kind="card is-late" if is_late else "card",
    )


def _amount(figure: Figure) -> str:
    """Return the denominator; of what stands at a moment, that it does."""
    if figure.form is Form.COUNT:
        return _("as of now") if figure.is_stock else _("in the period")
    if figure.not_yet_due:
        return _(
            "{n} of {m}, {waiting} not yet due",
            n=figure.n,
            m=figure.m,
            waiting=figure.not_yet_due,
        )
    return _("{n} of {m}", n=figure.n, m=figure.m)


def _why(one: Compared) -> Markup:
    """Return the formula and what is left out, shown on pointing, focus or touch."""
    figure = one.now
    lines = [
        tag("b", _("Formula")),
        tag("p", _(figure.formula)),
        *(tag("p", _("Left out: {what}", what=line)) for line in figure.exclusions),
        *(tag("p", _(line)) for line in figure.remarks),
        *(tag("p", line) for line in _against(one)),
        tag("p", _("Source: {source}", source=figure.source)),
        tag("p", _("As of {moment}.", moment=figure.as_of)),
    ]
    tip = tag("span", *lines, kind="tip")
    hint = {"tabindex": "0", "class": "why", "aria-label": _("Formula and what is left out")}
    return joined(_element("span", hint, "i"), tip)


def _against(one: Compared) -> list[str]:
    changes = [change for change in (one.change, one.change_year) if change is not None]
    return [f"{_(change.text)} {_(change.chance)}" for change in changes]


def _line(shown: Overview, one: Compared) -> Markup:
    figures = shown.trends[one.key]
    values = [figure.amount for figure in figures]
    said = [figure.value for figure in figures]
    text = _("The last {n} periods: {values}", n=len(figures), values=", ".join(said))
    drawn = sparkline(
        values,
        text,
        _LINE,
        is_share=one.now.form is Form.SHARE,
        is_unfinished=not one.now.is_stock and not shown.period.is_whole,
    )
    source = f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"
    return _element("img", {"src": source, "alt": text, "title": text}, is_void=True)


def _changed(against: str, one: Compared, before: Figure | None, change: Change | None) -> Markup:
    label = tag("span", against, kind="against")
    if change is None or before is None:
        dash = "- " + (_("nothing due") if before else _("no records"))
        return tag("p", label, tag("span", dash, kind="plain"), kind="change")
    told = f"{_(change.text)} {_(change.chance)}"
    short = f"{arrow(change)} {_(short_change(change, one.now, before))}"
    word = _element("span", {"title": told, "class": sense(change)}, short)
    return tag("p", label, word, kind="change")


def _element(
    name: str, attributes: Mapping[str, str], *parts: str, is_void: bool = False
) -> Markup:
    """Return an element with attributes; every value and every plain part is escaped."""
    said = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    start = Markup(f"<{name}{said}>")
    return start if is_void else joined(start, *parts, Markup(f"</{name}>"))
