"""A route to print: the numbered stops on a map with streets, and as a list to tick off."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from casework.access import Action, Viewer, require
from casework.sentence import Term
from data.settings_store import setting
from data.store import Store
from service.route.sheet_map import route_svg
from service.route.streets import streets_of
from service.route.way import Route
from service.route.words import KIND_TERMS
from service.sheet_foot import LIST_FOOT, sheet_foot
from service.sheet_page import Html, Speak, element, page, speaker, table

_MARKS: Final = Term(
    "Numbers are the stops in walking order, those framed in red with something overdue among"
    " them; the black square is the start; broken lines are as the crow flies."
)
_BOX: Final = Html('<span style="font-size:14pt;line-height:1">☐</span>')


def route_sheet_html(
    viewer: Viewer, store: Store, route: Route, now: datetime, language: str
) -> str:
    """Return a route as a whole HTML document that asks for nothing else.

    Parameters
    ----------
    language
        ``zh`` or ``en``.

    Raises
    ------
    CaseworkError
        When the viewer may not see households to visit.

    Notes
    -----
    No contact of a household stands on it, and no room for the time of a visit.
    """
    require(viewer, Action.VIEW_HOMES)
    _ = speaker(language)
    with store.read() as conn:
        zone, district = str(setting(conn, "time_zone")), str(setting(conn, "district_name") or "")
    drawing = route_svg(route, streets_of(store), _)
    return page(
        _("Route {worker}, {day}", worker=route.worker_name, day=route.on),
        language,
        _head(route, district, _),
        *(element("p", _(one)) for one in route.sentences),
        *([] if drawing is None else [drawing, element("p", _(_MARKS), kind="quiet")]),
        *_list(route, _),
        sheet_foot(LIST_FOOT, viewer.name, now, zone, _),
    )


def _head(route: Route, district: str, _: Speak) -> Html:
    worker = f"{route.worker_name} {route.worker_code}"
    return element(
        "header",
        element("div", element("p", district), element("h1", _("Route for a day"))),
        element(
            "div",
            element("p", worker, kind="number"),
            element("p", str(route.on), kind="right"),
        ),
    )


def _list(route: Route, _: Speak) -> list[Html]:
    if not route.stops:
        return []
    head = ("", _("No."), _("Stop"), _("What for"), _("On foot"), _("Note"))
    rows: list[tuple[str, ...]] = [
        (
            _BOX,
            element("span", str(number), kind="time"),
            _stop_text(stop.title, stop.detail),
            f"{_(KIND_TERMS[stop.kind])}: {_(stop.why)}",
            element("span", _metres(leg.length_m, leg.is_street, _), kind="time"),
            Html("&nbsp;" * 24),
        )
        for number, (stop, leg) in enumerate(zip(route.stops, route.legs, strict=False), 1)
    ]
    back = route.legs[len(route.stops) :]
    rows += [
        ("", "", _("Back to the start"), "", _metres(leg.length_m, leg.is_street, _), "")
        for leg in back
    ]
    total = element("span", _metres(route.length_m, route.straight_legs == 0, _), kind="late")
    rows.append(("", "", element("b", _("Total")), "", total, ""))
    return [element("h2", _("Stops")), table(head, rows)]


def _stop_text(title: str, detail: str) -> Html:
    return element("span", element("b", title), *((" ", detail) if detail else ()))


def _metres(length_m: float, is_street: bool, _: Speak) -> str:
    said = _("{n} m", n=f"{length_m:,.0f}")
    return said if is_street else _("{way}, as the crow flies", way=said)
