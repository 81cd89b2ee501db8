"""What people told us on a page: tags by area, what grew, and the rule by which numbers hide."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Final, cast
from zoneinfo import ZoneInfo

import streamlit as st

from casework.access import Action, Viewer, may
from casework.errors import CaseworkError
from casework.period import Period
from dashboard.address import asked, keep
from dashboard.area_choice import choose_area
from dashboard.chart_panel import show_chart
from dashboard.i18n import _
from dashboard.markup import Markup, figures, heading, joined, show, tag
from dashboard.period_choice import PARAMETER, choose_period
from dashboard.voices_files import voices_files
from dashboard.voices_tables import growth_table, voices_table
from data.store import Store
from service.charts.voices import MOST_LINES, growth_chart, matrix_chart, tags_chart
from service.publication import HIDDEN
from service.settings import settings_now
from service.voices import Voices, VoicesBy, first_readable, voices
from service.voices_counts import Tag
from service.voices_growth import Growth, What, growth

_TAGS: Final[tuple[Tag, ...]] = ("voice", "wish")
_LEVELS: Final[tuple[VoicesBy, ...]] = ("community", "street")
_WHATS: Final[tuple[What, ...]] = ("category", "voice", "wish")
_STYLE: Final = Markup("""<style>
.stMainBlockContainer{padding:3.9rem 1.25rem 1.5rem}
</style>""")


def voices_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the page for the period and the part of the district in the address."""
    show(_STYLE)
    now = now.replace(second=0, microsecond=0)
    zone = ZoneInfo(str(settings_now(viewer, store)["time_zone"]))
    today = now.astimezone(zone).date()
    usual, usual_by = _usual(viewer, store, now, today)
    area = choose_area(viewer, store, today)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        period = choose_period(viewer, store, today, "voices", usual)
        chosen = cast("Tag", _chosen("of", _("Asked for"), _TAGS, _TAGS[0]))
        by = cast("VoicesBy", _chosen("by", _("Areas"), _LEVELS, usual_by))
        is_rate = st.toggle(_("per 1,000 households"), key="voices_rate")
    found = voices(viewer, store, chosen, by, period, now, area)
    _matrix(found, is_rate=is_rate)
    if may(viewer, Action.EXPORT):
        voices_files(viewer, store, found)
    what = cast("What", _chosen("grew", _("What grows"), _WHATS, _WHATS[0]))
    _grown(growth(viewer, store, what, period, now, area))


def _usual(viewer: Viewer, store: Store, now: datetime, today: date) -> tuple[Period, VoicesBy]:
    """Return period and level of the page without a choice: the finest that can be read."""
    said_by, said_tag, said_period = asked("by"), asked("of"), asked(PARAMETER)
    levels = tuple(one for one in _LEVELS if one == said_by) or _LEVELS
    tag = next((one for one in _TAGS if one == said_tag), _TAGS[0])
    # A month is too short: of what people feel, most of its numbers would be hidden.
    year = Period.holding(today, "year")
    periods = [Period.holding(today, "quarter"), year, year.previous()]
    try:
        asked_for = [Period.parse(said_period)] if said_period else periods
    except CaseworkError:
        asked_for = periods
    found, by = first_readable(viewer, store, tag, now, asked_for, levels)
    return (found, by) if asked_for is periods else (periods[0], by)


def _chosen(name: str, label: str, options: tuple[str, ...], usual: str) -> str:
    """Return what is chosen of a few, kept in the address."""
    names = {
        "voice": _("trust, fear, resentment, hope"),
        "wish": _("the nine wishes"),
        "community": _("communities"),
        "street": _("streets"),
        "category": _("categories of requests"),
    }
    key = f"voices_{name}"
    said = asked(name)
    st.session_state[key] = said if said in options else usual
    picked = st.segmented_control(
        label,
        list(options),
        format_func=names.get,
        key=key,
        required=True,
        on_change=_keep,
        args=(name, key, usual),
    )
    return str(picked or usual)


def _keep(name: str, key: str, usual: str) -> None:
    value = st.session_state[key]
    keep(name, None if value == usual else value)


def _matrix(found: Voices, *, is_rate: bool) -> None:
    whole = found.whole
    total = HIDDEN if whole.total is None else f"{whole.total:,}"
    facts = [
        (_("requests with such a tag"), total),
        (_("per 1,000 households"), whole.rate_text(whole.total)),
        (_("households today"), f"{whole.households:,}"),
        (_("numbers hidden below"), f"{found.hidden:,}"),
    ]
    show(figures(facts))
    rules = [_(one) for one in found.sentences]
    why = _(
        "Hidden from the office too, because these are people's feelings. A longer period, or"
        " streets instead of communities, shows more."
    )
    show(tag("p", " ".join((*rules, why)), kind="quiet"))
    left, right = st.columns([2, 3], gap="medium")
    title = _("Requests by what they tell, {period}", period=found.period.name)
    with left:
        heading(title)
        show_chart(partial(tags_chart, found), f"voices-{found.tag}", title)
    with right:
        if len(found.lines) <= MOST_LINES:
            drawn = partial(matrix_chart, found, is_rate=is_rate)
            by_area = _("By area, {period}", period=found.period.name)
            heading(by_area)
            show_chart(drawn, f"voices-{found.tag}-{found.by}", by_area)
        else:
            voices_table(found, is_rate=is_rate)
    if len(found.lines) <= MOST_LINES:
        with st.expander(_("The same as a table")):
            voices_table(found, is_rate=is_rate)


def _grown(found: Growth) -> None:
    if found.previous is None:
        heading(_("What grows"))
    else:
        show(
            tag(
                "h3",
                _(
                    "{period}, against {previous}",
                    period=found.period.name,
                    previous=found.previous.name,
                ),
            )
        )
    left, right = st.columns([3, 2], gap="medium")
    with left:
        growth_table(found)
        show(tag("p", joined(" ".join(_(one) for one in found.sentences)), kind="quiet"))
    with right:
        if found.previous is not None:
            title = _("Requests now and in the period before")
            show_chart(partial(growth_chart, found), f"growth-{found.what}", title)
