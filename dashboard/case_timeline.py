"""What happened to a case, in the order in which it happened, in words."""

from __future__ import annotations

from dashboard.case_offer import Offered
from dashboard.event_words import actor_word, event_word, told
from dashboard.i18n import _
from dashboard.markup import Markup, joined, tag
from dashboard.when import local_time
from service.case_record import EventLine


def timeline(events: tuple[EventLine, ...], offered: Offered) -> list[Markup]:
    """Return the events, the latest first: what, when, by whom, entered by whom, with what."""
    lines = [_event(line, offered) for line in reversed(events)]
    return [tag("h4", _("What happened, the latest first")), tag("ol", *lines)]


def _event(line: EventLine, offered: Offered) -> Markup:
    details = [tag("div", one) for one in told(line.details, offered)]
    return tag(
        "li",
        tag("b", event_word(line.kind)),
        joined("  ", local_time(line.happened_at, offered.zone)),
        *details,
        tag("div", _persons(line, offered), kind="quiet"),
    )


def _persons(line: EventLine, offered: Offered) -> str:
    """Return who acted and who entered it when; once where both are one person and one moment."""
    zone = offered.zone
    acted, entered = (actor_word(name, offered) for name in (line.acted_by, line.entered_by))
    recorded = local_time(line.recorded_at, zone)
    if acted == entered and recorded == local_time(line.happened_at, zone):
        return _("by {acted}, entered at once", acted=acted)
    return _(
        "by {acted}; entered by {entered}, {recorded}",
        acted=acted,
        entered=entered,
        recorded=recorded,
    )
