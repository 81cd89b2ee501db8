"""The overview on one page for a projector or the printer: it asks for nothing else."""

from __future__ import annotations

from datetime import date, datetime
from html import escape
from typing import Final

from casework.access import Action, Viewer, require
from casework.indicator import Form
from casework.period import Period
from data.settings_store import office_zone
from data.store import Store
from service.figure import Figure
from service.figure_changes import Change, Compared
from service.overview.glance import CARDS, Overview, overview
from service.overview.places import PLACE_KEYS, PlaceLine
from service.overview.short import arrow, figure_name, sense, short_change
from service.overview.slide_map import slide_map
from service.overview.slide_style import LINE, STYLE
from service.overview.sparkline import sparkline
from service.settings import settings_now
from service.sheet_page import Html, Speak, element, joined, speaker

# As many lines as fit; how many are left out is said.
_LINES: Final = 6


def slide_html(
    viewer: Viewer,
    store: Store,
    period: Period,
    area: str | None,
    now: datetime,
    language: str = "zh",
) -> str:
    """Return the overview as a page of 1920 x 1080, asked for and refused like `overview`.

    Raises
    ------
    CaseworkError
        When the viewer may not take figures away either.
    """
    require(viewer, Action.EXPORT)
    shown = overview(viewer, store, period, area, now)
    _ = speaker(language)
    district = str(settings_now(viewer, store)["district_name"] or "")
    title = _title(shown, district, _)
    said = ("" if language == "zh" else " ").join(_(one) for one in shown.sentences)
    drawn = slide_map(viewer, store, shown, _day(store, now), _)
    return _page(
        title,
        language,
        element("header", element("h1", title), element("p", _when(shown, _))),
        element("p", said, kind="told"),
        element("main", element("div", *_left(shown, language, _)), drawn),
        element("footer", *_foot(shown, _)),
    )


def _day(store: Store, now: datetime) -> date:
    with store.read() as conn:
        return now.astimezone(office_zone(conn)).date()


def _title(shown: Overview, district: str, _: Speak) -> str:
    names = [one.name for one in shown.path if one.name] or [district or _("Whole district")]
    return f"{' › '.join(names)} · {_('Overview')}"


def _when(shown: Overview, _: Speak) -> str:
    return f"{_(shown.period.name)} · {_('As of {moment}.', moment=shown.as_of)}"


def _left(shown: Overview, language: str, _: Speak) -> list[Html]:
    cards = [_card(shown, shown.cards[key], language, _) for key in CARDS]
    return [element("div", *cards, kind="cards"), _table(shown, language, _)]


def _card(shown: Overview, one: Compared, language: str, _: Speak) -> Html:
    figure = one.now
    name = figure_name(figure, language)
    is_late = one.key == "overdue_now" and figure.n > 0
    values = shown.trends[one.key]
    line = sparkline(
        [of.amount for of in values],
        ", ".join(of.value for of in values),
        LINE,
        is_share=figure.form is Form.SHARE,
        is_unfinished=not figure.is_stock and not shown.period.is_whole,
    )
    value = Html(f'<b data-figure="{escape(one.key)}">{escape(figure.value)}</b>')
    return element(
        "section",
        element("h2", name),
        element("div", value, Html(line), kind="row"),
        element("p", _amount(figure, _), kind="of"),
        _change(_("Period before"), one, one.previous, one.change, _),
        _change(_("Year before"), one, one.year_before, one.change_year, _),
        kind="card late" if is_late else "card",
    )


def _amount(figure: Figure, _: Speak) -> str:
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


def _change(
    against: str, one: Compared, before: Figure | None, change: Change | None, _: Speak
) -> Html:
    label = element("span", against, kind="against")
    if change is None or before is None:
        said = _("nothing due") if before else _("no records")
        return element("p", label, element("span", f"- {said}", kind="plain"))
    said = f"{arrow(change)} {_(short_change(change, one.now, before))}"
    return element("p", label, element("span", said, kind=sense(change)))


def _table(shown: Overview, language: str, _: Speak) -> Html:
    places = shown.places
    if not places:
        return Html("")
    names = [figure_name(places[0].figures[key], language) for key in PLACE_KEYS]
    head = element("tr", *(element("th", one) for one in ("", *names)))
    fitting = _LINES if len(places) <= _LINES else _LINES - 1
    rows = [_line(one) for one in places[:fitting]]
    more = len(places) - len(rows)
    rest = [element("p", _("and {n} more", n=more), kind="of")] if more else []
    if shown.in_none:
        rest.append(element("p", _(shown.in_none[1]), kind="of"))
    return joined([element("table", head, *rows), *rest])


def _line(place: PlaceLine) -> Html:
    cells = ["-" if place.is_bare else _cell(place.figures[key]) for key in PLACE_KEYS]
    return element("tr", *(element("td", one) for one in (place.step.name, *cells)))


def _cell(figure: Figure) -> str:
    is_counted = figure.form is Form.COUNT or not figure.m
    return figure.value if is_counted else f"{figure.value} ({figure.n}/{figure.m})"


def _foot(shown: Overview, _: Speak) -> list[str]:
    first, *reasons = (_(one) for one in shown.compared_with)
    return [first, *(f" {one}" for one in reasons)]


def _page(title: str, language: str, *parts: str) -> str:
    tongue = "zh-CN" if language == "zh" else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{tongue}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=1920"><meta name="referrer" content="no-referrer">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body>{joined(parts)}</body></html>\n"
    )
