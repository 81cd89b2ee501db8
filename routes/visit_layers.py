"""The map of visits by address: coverage per grid, households by state, the card of a place."""

from __future__ import annotations

from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from casework.access import Action, Viewer, may
from casework.visit import STATE_TERMS
from dashboard.palette import VISIT_STATES
from data.store import open_store
from routes import parameters
from routes.answers import ASK_AGAIN, FOR_EVER, NEVER_KEEP, as_bytes, as_json, refusing
from routes.layer_answer import layer_answer
from routes.viewer import language_of_request, viewer_of
from service.clock import now, today
from service.errors import ServiceError
from service.language import say
from service.visit_map.card import homes_here
from service.visit_map.drawing import StateInks
from service.visit_map.home_list import OWNERS, ListAsk, states_named
from service.visit_map.layer import coverage_layer
from service.visit_map.sheet import visit_list_html
from service.visit_map.states import SHAPE_OF, STATES, SeenHomes, seen_homes
from service.visit_map.tiles import visit_tile

_MEASURE: Final = "coverage"
# Nothing in a printed list is a program, and nothing is fetched: said to the browser as well.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@refusing
def layer(request: Request) -> Response:
    """Answer the share of occupied households met per grid."""
    viewer, (plan, on, area) = viewer_of(request), _asked(request)
    found = coverage_layer(viewer, open_store(), plan, on, area)
    theme, language = parameters.theme(request), language_of_request(request)
    return as_json(request, layer_answer(found, _MEASURE, theme, language))


@refusing
def legend(request: Request) -> Response:
    """Answer how many households are in each state, and the mark under which tiles are found."""
    viewer, (plan, on, area) = viewer_of(request), _asked(request)
    found = seen_homes(viewer, open_store(), plan, on, area)
    theme, language = parameters.theme(request), language_of_request(request)
    return as_json(request, _legend(viewer, found, theme, language))


@refusing
def tile(request: Request) -> Response:
    """Answer a tile of households by state."""
    plan, on, area = _asked(request)
    picture, is_current = visit_tile(
        viewer_of(request),
        open_store(),
        plan,
        on,
        area,
        str(request.path_params["mark"]),
        parameters.tile(request),
        inks_of(parameters.theme(request)),
    )
    return as_bytes(request, picture, "image/png", FOR_EVER if is_current else NEVER_KEEP)


@refusing
def homes(request: Request) -> Response:
    """Answer the households at a place, each with its address, its state and what comes next."""
    plan, on, area = _asked(request)
    found = homes_here(
        viewer_of(request),
        open_store(),
        plan,
        on,
        area,
        lon=parameters.number(request, "lon", -180, 180),
        lat=parameters.number(request, "lat", -90, 90),
        zoom=parameters.zoom(request),
    )
    return as_json(request, found.told(language_of_request(request)), ASK_AGAIN)


@refusing
def listed(request: Request) -> Response:
    """Answer a list of households as a page to print."""
    plan, on, area = _asked(request)
    owner = parameters.choice(request, "owner", ("", *OWNERS), "")
    ask = ListAsk(
        plan,
        on,
        area,
        parameters.text(request, "worker"),
        next((one for one in OWNERS if one == owner), None),
        states_named(tuple((parameters.text(request, "states") or "").split(","))),
        parameters.text(request, "text") or "",
    )
    page = visit_list_html(
        viewer_of(request), open_store(), ask, now(), language_of_request(request)
    )
    answer = as_bytes(request, page.encode(), "text/html; charset=utf-8", NEVER_KEEP)
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer


def inks_of(theme: str) -> StateInks:
    """Return the colours of the shapes on a theme's ground."""
    colours = VISIT_STATES[theme]
    return StateInks(
        tuple(_rgb(colours[one.name.lower()]) for one in STATES),  # type: ignore[arg-type]
        _rgb(colours["edge"]),
    )


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _asked(request: Request) -> tuple[str, date, str | None]:
    """Return code of the plan, day, and area."""
    plan = parameters.text(request, "plan")
    if plan is None:
        raise ServiceError("No plan is named: give its code as plan=CODE.")
    return plan, parameters.day(request, "on") or today(), parameters.text(request, "area")


def _legend(viewer: Viewer, found: SeenHomes, theme: str, language: str) -> dict[str, object]:
    colours = VISIT_STATES[theme]
    return {
        # Whoever sees counts only is told of no pictures.
        "mark": found.mark if may(viewer, Action.VIEW_HOMES) else None,
        "title": say("Households", language),
        "unit": say("{n} occupied", language, n=f"{found.occupied:,}"),
        "occupied": found.occupied,
        "edge": colours["edge"],
        "states": [
            {
                "state": one.name.lower(),
                "shape": SHAPE_OF[one],
                "colour": colours[one.name.lower()],
                "name": say(STATE_TERMS[one], language),
                "households": found.counts[one],
            }
            for one in reversed(STATES)
        ],
    }
