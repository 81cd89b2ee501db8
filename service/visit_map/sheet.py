"""A list of households to print: addresses, where each stands, and room to write."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from casework.access import Action, Viewer, require
from casework.visit import STATE_TERMS
from data.case_store import worker_names
from data.settings_store import setting
from data.store import Store
from service.access_log.seeing import note_look
from service.map_view import MapData
from service.sheet_foot import LIST_FOOT, sheet_foot
from service.sheet_page import Html, Speak, element, page, speaker, table
from service.visit_map.again import again
from service.visit_map.home_list import HomePage, ListAsk, home_list
from service.visits.plans import seen_plan

# What a worker can walk with; more is narrowed first.
MOST_ROWS: Final = 600


def visit_list_html(
    viewer: Viewer, store: Store, ask: ListAsk, now: datetime, language: str
) -> str:
    """Return a list as a whole HTML document that asks for nothing else.

    Parameters
    ----------
    language
        ``zh`` or ``en``.

    Raises
    ------
    CaseworkError
        When the viewer may not see which households are still to be visited.
    ServiceError
        When there is no such plan, or the viewer sees no grid of the area.

    Notes
    -----
    No contact of a household stands on it.  Of a longer list only the first `MOST_ROWS` are on it,
    and it says so.
    """
    require(viewer, Action.VIEW_HOMES)
    note_look(viewer, store, "homes", ask.plan_code)
    plan = seen_plan(viewer, store, ask.plan_code)
    found = home_list(viewer, store, ask, most=MOST_ROWS)
    _ = speaker(language)
    with store.read() as conn:
        zone, district = str(setting(conn, "time_zone")), str(setting(conn, "district_name") or "")
    name = _named(store, ask, _)
    return page(
        _("List of home visits {name}", name=name),
        language,
        element(
            "header",
            element("div", element("p", district), element("h1", _("Home visits"))),
            element(
                "div", element("p", name, kind="number"), element("p", plan.name, kind="right")
            ),
        ),
        _told(found, ask, _),
        table(
            ("", _("Address"), _("Grid"), _("State"), _("Come again"), _("Result"), _("Note")),
            _rows(found, _),
        ),
        sheet_foot(LIST_FOOT, viewer.name, now, zone, _),
    )


def _named(store: Store, ask: ListAsk, _: Speak) -> str:
    """Return whose list it is, or of which part of the district."""
    if ask.owner == "no_grid":
        return _("In no grid")
    if ask.owner == "nobody":
        return _("Nobody answers")
    if ask.worker_code is not None:
        with store.read() as conn:
            return f"{worker_names(conn).get(ask.worker_code) or ''} {ask.worker_code}".strip()
    grids = MapData.of(store).grids(ask.on)
    names = dict(zip(grids.codes, grids.frame["name"], strict=True)) | grids.unit_names
    return _("Whole district") if ask.area is None else str(names.get(ask.area, ask.area))


def _told(found: HomePage, ask: ListAsk, _: Speak) -> Html:
    said = _("As of {day}: {n} households.", day=ask.on, n=f"{found.total:,}")
    if found.total > len(found.frame):
        said += " " + _(
            "Only the first {most} are printed: narrow the list to one grid.",
            most=len(found.frame),
        )
    return element("p", said)


def _rows(found: HomePage, _: Speak) -> list[list[str]]:
    return [[str(number), *_cells(one, _), "", ""] for number, one in enumerate(found.rows, 1)]


def _cells(home: dict[str, Any], _: Speak) -> list[str]:
    state, part = _(STATE_TERMS[home["state"]]), home["next_part"]
    return [
        home["address"] or home["code"],
        home["grid"] or _("In no grid"),
        f"{state} ({home['tries']})" if home["tries"] else state,
        _(again(part, on_weekend=bool(home["on_weekend"]))) if part else "",
    ]
