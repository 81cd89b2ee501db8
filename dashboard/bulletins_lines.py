"""The lines of a bulletin on a page: by part and unit, each with what was contested of it."""

from __future__ import annotations

from html import escape
from typing import Final
from urllib.parse import quote

import streamlit as st

from dashboard.i18n import _, language
from dashboard.markup import Markup, figures, heading, joined, pairs, show, tag
from service.bulletins.facts import NUMBER_TERMS, PART_TERMS
from service.bulletins.reading import STATE_TERMS
from service.bulletins.telling import ToldAppeal, ToldBulletin, ToldLine

_STYLE: Final = Markup(
    "<style>.gg .line{display:grid;grid-template-columns:2.2rem minmax(7rem,15rem) 5.5rem 1fr;"
    "gap:.1rem .8rem;padding:.4rem 0;border-bottom:1px solid"
    " color-mix(in srgb,currentColor 16%,transparent);font-size:.94rem}"
    ".gg .line .num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;"
    "font-weight:600}.gg .line p{margin:0 0 .15rem}.gg .was{text-decoration:line-through;"
    "opacity:.72}.gg .appeal{border-left:3px solid currentColor;padding-left:.6rem;"
    "margin:.25rem 0}"
    "@media(max-width:640px){.gg .line{grid-template-columns:2rem 1fr 5.5rem}"
    ".gg .line .said{grid-column:1/-1}}</style>"
)


def head_part(told: ToldBulletin) -> None:
    """Show what the bulletin is about, how far it is, and how many of its lines are contested."""
    head, lines = told.bulletin.head, told.bulletin.lines
    appeals = [one for line in lines for one in line.appeals]
    waiting = sum(one.outcome is None for one in appeals)
    show(
        pairs(
            [
                (_("Period"), told.period.told(language())),
                (_("As of"), _("{moment:%Y-%m-%d %H:%M}", moment=head["as_of"])),
                (_("State"), _(STATE_TERMS[told.bulletin.state])),
                (_("Lines may be contested until"), str(head["appeals_until"])),
            ]
        ),
        figures(
            [
                (_("lines"), str(len(lines))),
                (_("appeals"), str(len(appeals))),
                (_("of these not answered yet"), f"{waiting} / {len(appeals)}"),
            ]
        ),
        tag("p", told.opening.told(language()), kind="quiet"),
    )
    if told.bulletin.hidden:
        show(
            tag(
                "p",
                _("Lines of other units, not shown: {n}.", n=told.bulletin.hidden),
                kind="quiet",
            )
        )


def lines_part(told: ToldBulletin) -> None:
    """Show the lines, each part by code of the unit."""
    if not told.parts:
        st.info(_("There is no line about your part."))
    for key, lines in told.parts:
        part, whole = NUMBER_TERMS[key]
        name = _(PART_TERMS[key])
        heading(name[:1].upper() + name[1:])
        head = tag("p", f"{_(part)} / {_(whole)}", kind="quiet")
        show(_STYLE, head, *(_line(one) for one in lines))
    show(tag("p", told.closing.told(language()), kind="quiet"))


def _line(one: ToldLine) -> Markup:
    parts = [tag("p", one.sentence.told(language()))]
    if one.first:
        said = _("First: {sentence}", sentence=one.first.told(language()))
        parts.append(tag("p", said, kind="was"))
    if one.basis:
        parts.append(tag("p", "; ".join(one.basis), kind="quiet"))
    if one.line.kind == "spot_check":
        address = f"checks-drawn?draw={quote(str(one.line.facts['draw']))}"
        parts.append(Markup(f'<p><a href="{escape(address)}">{escape(_("The draw"))}</a></p>'))
    parts += [_appeal(appeal) for appeal in one.appeals]
    return tag(
        "div",
        tag("span", str(one.line.number), kind="quiet"),
        tag("b", one.line.unit_name),
        tag("span", one.numbers, kind="num"),
        tag("div", joined(*parts), kind="said"),
        kind="line",
    )


def _appeal(one: ToldAppeal) -> Markup:
    name = _("Contested after it was published") if one.is_addition else _("Contested")
    answer = (
        f"{_('Answer')} ({one.outcome.told(language())}): {one.answer}"
        if one.answer
        else _("Not answered yet.")
    )
    return tag("div", tag("p", f"{name}: {one.reason}"), tag("p", answer), kind="appeal")
