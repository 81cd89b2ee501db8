"""All addresses under the prefix."""

from __future__ import annotations

from starlette.routing import BaseRoute, Mount, Route

from dashboard.map_links import PREFIX
from routes import (
    assets,
    case_sheet,
    day_messages,
    day_page,
    emergency_files,
    figure_layers,
    figures_api,
    hand_over_sheet,
    heat_layers,
    map_layers,
    map_pictures,
    map_questions,
    overview_slide,
    place_layers,
    rounds,
    route_files,
    sessions,
    tile_proxy,
    time_layers,
    visit_layers,
)
from routes.answers import not_found

_TILE = "{z:int}/{x:int}/{y:int}"


def routes(base_path: str = "") -> list[BaseRoute]:
    """Return the routes.

    Parameters
    ----------
    base_path
        The app's own base path, in front of the prefix; the server does not add it to routes.
    """
    table = [*_maps(), *_papers(), *_on_the_street(), *_my_day()]
    stem = "/".join(part for part in (base_path.strip("/"), PREFIX) if part)
    return [Mount(f"/{stem}", routes=[*table, Route("/{rest:path}", not_found)])]


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
        Route("/map.svg", map_pictures.svg),
        Route("/map.png", map_pictures.png),
        Route("/slides/overview.html", overview_slide.overview_slide),
        Route("/case-sheet/{code:path}", case_sheet.case_sheet),
        Route("/hand-over-sheet/{code:path}", hand_over_sheet.hand_over_sheet),
    ]


def _on_the_street() -> list[Route]:
    return [
        Route("/visits/layer.json", visit_layers.layer),
        Route("/visits/legend.json", visit_layers.legend),
        Route("/visits/homes.json", visit_layers.homes),
        Route("/visits/list.html", visit_layers.listed),
        Route(f"/visits/{{mark}}/{_TILE}.png", visit_layers.tile),
        Route("/layers/far.json", place_layers.far),
        Route("/emergency.json", emergency_files.state),
        Route("/layers/emergency.json", emergency_files.layer),
        Route(f"/emergency/{{code}}/{{mark}}/{_TILE}.png", emergency_files.tile),
        Route("/emergency-sheet/{code}", emergency_files.sheet),
        Route("/places.json", place_layers.places),
        Route(f"/far/{{mark}}/{_TILE}.png", place_layers.tile),
        Route("/session-notice/{number:int}", sessions.notice),
        Route("/layers/rounds.json", rounds.overdue),
        Route("/layers/rooms.json", sessions.rooms),
        Route("/route.gpx", route_files.gpx),
        Route("/route.json", route_files.geojson),
        Route("/route-sheet", route_files.sheet),
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
        Route("/day/messages", day_messages.messages, methods=["POST"]),
    ]
