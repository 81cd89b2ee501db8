"""A worker's list on a wide screen: the same parts as on the phone, to look at."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from dashboard.deadline_lists import record_address
from dashboard.i18n import _
from dashboard.markup import Markup, show, tag
from service.day.day import Day
from service.day.matter import NOW, TODAY, Matter

# The rest is on the way beside it, and on the phone.
_SHOWN: Final = 12
_STYLE: Final = Markup("""<style>
.gg ul.day{list-style:none;margin:0;padding:0}
.gg ul.day li{margin:0;padding:.35rem 0;
 border-top:1px solid color-mix(in srgb,currentColor 16%,transparent)}
.gg ul.day a{color:inherit}
.gg ul.day b,.gg ul.day span{display:block}
</style>""")


def day_lists(day: Day) -> None:
    """Show what is pressing, what is due, what came over and whom to visit."""
    of = {kind: [one for one in day.matters if one.kind == kind] for kind in ("visit", "round")}
    rest = [one for one in day.matters if one.kind not in ("visit", "round")]
    _part(_("Overdue cases and emergencies"), [one for one in rest if one.urgency == NOW])
    _part(_("Cases due today"), [one for one in rest if one.urgency == TODAY])
    _part(_("Rounds due"), of["round"])
    _came(day)
    _part(_("Due later"), [one for one in rest if one.urgency > TODAY])
    _part(_("To visit nearby"), of["visit"])


def _part(title: str, matters: Sequence[Matter]) -> None:
    head = tag("h4", f"{title} ({len(matters)})")
    if not matters:
        show(head, tag("p", _("Nothing to do here."), kind="quiet"))
        return
    more = len(matters) - _SHOWN
    last = tag("p", _("and {count} more", count=more), kind="quiet") if more > 0 else ""
    show(_STYLE, head, tag("ul", *(_line(one) for one in matters[:_SHOWN]), kind="day"), last)


def _line(one: Matter) -> Markup:
    title = tag("b", one.title)
    if one.kind == "case":
        title = _linked(one)
    detail = tag("span", one.detail) if one.detail else ""
    return tag("li", title, detail, tag("span", _(one.why), kind="quiet"))


def _linked(one: Matter) -> Markup:
    address = escape(record_address(one.code), quote=True)
    return tag("b", Markup(f'<a href="{address}" target="_self">{escape(one.title)}</a>'))


def _came(day: Day) -> None:
    lines = [
        tag("li", tag("b", one.grid_name or one.grid_code), tag("span", one.order_no, kind="quiet"))
        for one in day.came.grids
    ]
    known = {one.code: one for one in day.matters if one.kind == "case"}
    lines += [_line(known[one.code]) for one in day.came.cases if one.code in known]
    if lines:
        title = f"{_('Handed over to me')} ({len(lines)})"
        show(_STYLE, tag("h4", title), tag("ul", *lines, kind="day"))
