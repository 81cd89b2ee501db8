"""The notice of a session (公告), one page to print: who receives people where and when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from casework.access import Action, Viewer, require
from casework.contact_duty import SessionState
from casework.work_calendar import WEEKDAYS
from data.place_store import load_places
from data.rows import records
from data.session_store import load_sessions
from data.settings_store import setting
from data.store import Store
from service.cases.noting import office_day
from service.coverage import index_on
from service.errors import ServiceError
from service.sessions.part import in_part
from service.sheet_map import place_svg
from service.sheet_page import Html, Speak, element, page, speaker

_STYLE: Final = Html(
    "<style>.notice{text-align:center}.notice h1{font-size:30pt;margin:10mm 0 4mm}"
    ".facts{font-size:17pt;line-height:1.6;margin:8mm 0;text-align:left}"
    ".facts dl{grid-template-columns:max-content 1fr;gap:3mm 8mm}"
    ".facts dd{font-weight:700}.notice .said{font-size:14pt;text-align:left}"
    ".notice svg{width:120mm;height:88mm;margin:4mm auto}"
    ".posted{font-size:13pt;text-align:right;margin-top:10mm}</style>"
)


def notice_html(viewer: Viewer, store: Store, session_id: int, now: datetime, language: str) -> str:
    """Return the notice of a session as a whole HTML document that asks for nothing else.

    Parameters
    ----------
    language
        ``zh`` or ``en``.

    Raises
    ------
    CaseworkError
        When the viewer may not look.
    ServiceError
        When there is no such session in the viewer's part, or it was cancelled.
    """
    require(viewer, Action.VIEW_VISITS)
    _ = speaker(language)
    with store.read() as conn:
        found = records(in_part(conn, viewer, load_sessions(conn, session_id=session_id)))
        if not found or found[0]["state"] == SessionState.CANCELLED:
            raise ServiceError(
                "There is no session {number} to announce in the part you see: choose one that is"
                " planned.",
                number=session_id,
            )
        one = found[0]
        places = load_places(conn, "contact")
        district = str(setting(conn, "district_name") or "")
        today = office_day(conn, now)
    place = records(places.loc[places["code"] == one["place_code"]])[0]
    grids = index_on(store, today).grids
    drawing = place_svg(grids, place["grid_code"], place["lon"], place["lat"], _)
    return page(
        _("Notice {day} {place}", day=one["held_on"], place=one["place_name"]),
        language,
        _STYLE,
        element(
            "div",
            element("p", district, kind="said"),
            element("h1", _("Notice")),
            element("div", _facts(one, place, _), kind="facts"),
            element("p", _said(_), kind="said"),
            *([] if drawing is None else [drawing]),
            element("p", _posted(one["notice_posted_on"], _), kind="posted"),
            kind="notice",
        ),
    )


def day_text(day: date, _: Speak) -> str:
    """Return a day with its day of the week."""
    return _("{day}, {weekday}", day=day, weekday=WEEKDAYS[day.weekday()])


def _facts(one: dict[str, Any], place: dict[str, Any], _: Speak) -> Html:
    when = " ".join(filter(None, (day_text(one["held_on"], _), one["starts"])))
    rows = (
        (_("Who receives people"), one["holder"] or place["kind"]),
        (_("When"), when),
        (_("Place where people are received"), one["place_name"]),
        (_("Address"), one["address"]),
        (_("What about"), one["subject"] or _("Anything you want to bring forward")),
    )
    shown = (element("dt", name) + element("dd", str(said)) for name, said in rows if said)
    return element("dl", Html("".join(shown)))


def _said(_: Speak) -> str:
    return _(
        "What you say is written down as a request; you get its number, and under it you can ask at"
        " any time how far it is."
    )


def _posted(posted_on: date | None, _: Speak) -> str:
    shown = "____________" if posted_on is None else str(posted_on)
    return _("Posted on {day}", day=shown)
