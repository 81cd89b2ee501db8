"""All addresses under the prefix."""

from __future__ import annotations

from starlette.routing import BaseRoute, Mount, Route

from dashboard.map_links import PREFIX
from routes import (
    assets,
    case_sheet,
    day_messages,
    day_page,
    directory,
    emergency_files,
    figure_layers,
    figures_api,
    hand_over_sheet,
    heat_layers,
    map_layers,
    map_pictures,
    map_questions,
    minutes,
    overview_slide,
    place_layers,
    present,
    rounds,
    route_files,
    sessions,
    sign_in,
    tile_proxy,
    time_layers,
    visit_layers,
)
from routes.answers import not_found
from routes.own_page import bounded
from routes.taking import taken

_TILE = "{z:int}/{x:int}/{y:int}"


def routes(base_path: str = "") -> list[BaseRoute]:
    """Return the routes.

    Parameters
    ----------
    base_path
        The app's own base path, in front of the prefix; the server does not add it to routes.
    """
    table = [*_identity(), *_maps(), *_papers(), *_on_the_street(), *_my_day()]
    stem = "/".join(part for part in (base_path.strip("/"), PREFIX) if part)
    return [Mount(f"/{stem}", routes=[*table, Route("/{rest:path}", not_found)])]


def _identity() -> list[Route]:
    return [
        Route("/sign-in", bounded(sign_in.sign_in_page), methods=["GET", "POST"]),
        Route("/first-administrator", bounded(sign_in.first_page), methods=["GET", "POST"]),
        Route("/new-password", bounded(sign_in.new_password_page), methods=["GET", "POST"]),
        Route("/sign-out", bounded(sign_in.sign_out), methods=["POST"]),
        Route("/directory", directory.to_directory),
        Route("/directory-back", directory.from_directory),
        Route("/directory-out", directory.out_of_directory),
        Route("/role", bounded(sign_in.change_role), methods=["POST"]),
    ]


def _maps() -> list[Route]:
    return [
        Route("/assets/{mark}/{name}", assets.asset),
        Route("/grids/{revision}/{band:int}.json", map_layers.grids),
        Route("/measures.json", map_layers.measures),
        Route(f"/households/{{revision}}/{_TILE}.png", map_layers.households),
        Route(f"/base/{{revision}}/{_TILE}.png", map_layers.base),
        Route("/cases.json", map_layers.cases),
        Route("/figures.json", figures_api.figures),
        Route("/layers/figure.json", figure_layers.figure),
        Route("/layers/rate.json", figure_layers.rate),
        Route("/layers/spots.json", figure_layers.spots),
        Route("/layers/difference.json", time_layers.difference),
        Route("/layers/side.json", time_layers.side),
        Route("/layers/frames.json", time_layers.frames),
        Route("/heat.json", heat_layers.legend),
        Route(f"/heat/{{mark}}/{_TILE}.png", heat_layers.tile),
        Route("/locate.json", map_questions.locate),
        Route("/find.json", map_questions.find),
        Route(f"/tiles/{_TILE}", tile_proxy.tile),
    ]


def _papers() -> list[Route]:
    return [
        Route("/map.svg", taken(map_pictures.svg, "map_picture", ".svg", "layer")),
        Route("/map.png", taken(map_pictures.png, "map_picture", ".png", "layer")),
        Route(
            "/slides/overview.html", taken(overview_slide.overview_slide, "slide", ".html", "area")
        ),
        Route("/case-sheet/{code:path}", taken(case_sheet.case_sheet, "case_sheet", ".html")),
        Route(
            "/hand-over-sheet/{code:path}",
            taken(hand_over_sheet.hand_over_sheet, "hand_over_sheet", ".html"),
        ),
        Route("/minutes/{code}", taken(minutes.minutes, "minutes", ".html")),
        Route("/present/{code}", taken(present.page, "presentation", ".html", is_marked=True)),
        Route("/present/{code}/comment", bounded(present.comment), methods=["POST"]),
    ]


def _on_the_street() -> list[Route]:
    return [
        Route("/visits/layer.json", visit_layers.layer),
        Route("/visits/legend.json", visit_layers.legend),
        Route("/visits/homes.json", visit_layers.homes),
        Route("/visits/list.html", taken(visit_layers.listed, "visit_list", ".html", "plan")),
        Route(f"/visits/{{mark}}/{_TILE}.png", visit_layers.tile),
        Route("/layers/far.json", place_layers.far),
        Route("/emergency.json", emergency_files.state),
        Route("/layers/emergency.json", emergency_files.layer),
        Route(f"/emergency/{{code}}/{{mark}}/{_TILE}.png", emergency_files.tile),
        Route("/emergency-sheet/{code}", taken(emergency_files.sheet, "emergency_list", ".html")),
        Route("/places.json", place_layers.places),
        Route(f"/far/{{mark}}/{_TILE}.png", place_layers.tile),
        Route(
            "/session-notice/{number:int}",
            taken(sessions.notice, "session_notice", ".html", "number", is_marked=True),
        ),
        Route("/layers/rounds.json", rounds.overdue),
        Route("/layers/rooms.json", sessions.rooms),
        Route("/route.gpx", taken(route_files.gpx, "route", ".gpx", "worker")),
        Route("/route.json", route_files.geojson),
        Route("/route-sheet", taken(route_files.sheet, "route", ".html", "worker")),
    ]


def _my_day() -> list[Route]:
    return [
        Route("/day", day_page.with_slash),
        Route("/day/", day_page.page),
        Route("/day/assets/{mark}/{name}", day_page.asset),
        Route("/day/keeper.js", day_page.keeper),
        Route("/day/day.json", day_page.day),
        Route("/day/workers.json", day_page.workers),
        Route("/day/photos/{sha256}.jpg", day_page.photo),
        Route("/day/messages", bounded(day_messages.messages), methods=["POST"]),
    ]
