"""What is late today: the oldest open cases, and what most of them are about."""

from __future__ import annotations

from html import escape

from dashboard.deadline_lists import record_address
from dashboard.i18n import _
from dashboard.markup import Markup, heading, show, tag
from service.overview.glance import Overview
from service.overview.late import LateCase


def late_list(shown: Overview) -> None:
    """Show the oldest overdue cases of the area, each with the way to its record."""
    heading(_("What is late today"))
    late = shown.late
    if not late.number:
        show(tag("p", _("Nothing is overdue."), kind="quiet"))
        return
    show(tag("ol", *(_case(one) for one in late.oldest), kind="late-list"), _about(shown))


def _case(one: LateCase) -> Markup:
    link = Markup(f'<a href="{escape(record_address(one.code))}">')
    what = one.category or _("without a category")
    return tag(
        "li",
        tag("b", _("{days} d late", days=one.days_late)),
        tag("span", link, what, Markup("</a>"), " · ", one.place or _("in no grid")),
        tag("span", one.unit or _("no unit yet"), " · ", one.code, kind="quiet"),
    )


def _about(shown: Overview) -> Markup:
    late = shown.late
    said = [_("{category}: {n}", category=name, n=n) for name, n in late.categories]
    rest = late.number - len(late.oldest)
    more = _("and {n} more", n=rest) if rest > 0 else ""
    about = _("Most often: {categories}", categories="; ".join(said))
    return tag("p", f"{about}  {more}", kind="quiet")
