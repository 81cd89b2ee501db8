"""The addresses of the server, as the matrix asks for them: what each asks for, and with what."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.routing import BaseRoute, Mount, Route

from routes.table import routes
from tests.access.matrix_page import may_do
from tests.access.matrix_viewers import Person

At = Mapping[str, Any]
_MAP, _CASES, _FAR = "see the map", "see cases", "see how far visits, sessions and rounds are"
_HOMES, _EXPORT = "see which households are still to be visited", "export"
_MEETINGS, _LOCATE = "see packs, meetings, decisions and promises", "ask who answers for a place"
_ZOOM = 16


@dataclass(frozen=True)
class Door:
    """One address.

    Attributes
    ----------
    address
        Below the prefix, for the things of a part.
    asks
        Rows of the page's table, all of which have to be allowed; none where anybody may ask.
    is_tile
        Whether it is a picture, which must be empty where one does not see.
    body
        What is posted; nothing for a question.
    headers
        What our own page sends along.
    """

    address: Callable[[At], str]
    asks: tuple[str, ...] = ()
    is_tile: bool = False
    any_of: bool = False
    body: Callable[[At], bytes] | None = None
    headers: tuple[tuple[str, str], ...] = ()

    def is_allowed(self, person: Person) -> bool:
        """Return what the page says of a person and this address."""
        each = [may_do(person.role, person.is_whole, action) for action in self.asks]
        return any(each) if self.any_of else all(each)


def _to(template: str, *asks: str, any_of: bool = False) -> Door:
    """Return an address with the things of a part put in."""
    return Door(lambda at: template.format_map(at), asks, any_of=any_of)


def _tile(template: str, *asks: str) -> Door:
    return Door(
        lambda at: template.format_map(at).replace("TILE", _tile_at(at["lon"], at["lat"])),
        asks,
        is_tile=True,
    )


def _tile_at(lon: float, lat: float) -> str:
    """Return zoom, column and row of the tile a position lies in."""
    size = 2**_ZOOM
    up = math.asinh(math.tan(math.radians(lat))) / math.pi
    return f"{_ZOOM}/{int((lon + 180) / 360 * size)}/{int((1 - up) / 2 * size)}"


def _message(at: At) -> bytes:
    said = {"household": at["household"], "day_part": "morning", "result": "not_home"}
    message = {
        "uid": f"matrix-door-{at['street']}",
        "kind": "visit",
        "worker": at["worker"],
        "age_s": 60,
        "said": said,
    }
    return json.dumps({"messages": [message]}).encode()


def _comment(at: At) -> bytes:
    return json.dumps({"slide": "headline", "text": "看过"}).encode()


_OWN_PAGE = (("sec-fetch-site", "same-origin"), ("content-type", "application/json"))
_AREA = "area={street}"
_PLAN = "plan={plan}&on=2026-06-01&area={street}"
# The pages of signing in have tests of their own: tests/access/test_fence.py.
OF_SIGNING_IN = frozenset(
    {
        "/sign-in",
        "/first-administrator",
        "/new-password",
        "/sign-out",
        "/role",
        "/directory",
        "/directory-back",
        "/directory-out",
    }
)
_TILE = "{z:int}/{x:int}/{y:int}"
DOORS: dict[str, Door] = {
    "/assets/{mark}/{name}": _to("assets/x/map.js"),
    "/grids/{revision}/{band:int}.json": _to("grids/{grids_mark}/2.json", _MAP),
    "/measures.json": _to(f"measures.json?{_AREA}", _MAP),
    f"/households/{{revision}}/{_TILE}.png": _tile("households/{homes_mark}/TILE.png", _MAP),
    # What anybody sees of streets and houses from the road.
    f"/base/{{revision}}/{_TILE}.png": _to("base/x/16/0/0.png", _MAP),
    "/cases.json": _to("cases.json?bbox=110,31,112,32&zoom=18&area={street}", _CASES),
    "/figures.json": _to(
        "figures.json?keys=reported,closed&period=2026-05&by=grid&area={street}", _CASES
    ),
    "/layers/figure.json": _to(f"layers/figure.json?period=2026-05&{_AREA}", _CASES),
    "/layers/rate.json": _to(f"layers/rate.json?period=2026-05&{_AREA}", _CASES),
    "/layers/spots.json": _to(f"layers/spots.json?period=2026-05&{_AREA}", _CASES),
    "/layers/difference.json": _to(
        f"layers/difference.json?first=2026-04&second=2026-05&{_AREA}", _CASES
    ),
    "/layers/side.json": _to(f"layers/side.json?first=2026-04&second=2026-05&{_AREA}", _CASES),
    "/layers/frames.json": _to(f"layers/frames.json?period=2026-05&frames=3&{_AREA}", _MAP, _CASES),
    "/heat.json": _to(f"heat.json?bandwidth=200&{_AREA}", _CASES),
    f"/heat/{{mark}}/{_TILE}.png": _tile(
        f"heat/{{heat_mark}}/TILE.png?bandwidth=200&{_AREA}", _CASES
    ),
    "/locate.json": _to("locate.json?lon={lon}&lat={lat}", _LOCATE, _MAP),
    "/find.json": _to("find.json?q={grid}", _MAP),
    f"/tiles/{_TILE}": _to("tiles/1/0/0", _MAP),
    "/map.svg": _to(f"map.svg?layer=figure&period=2026-05&{_AREA}", _CASES, _EXPORT),
    "/map.png": _to(f"map.png?{_AREA}", _EXPORT),
    "/slides/overview.html": _to(f"slides/overview.html?period=2026-05&{_AREA}", _EXPORT),
    "/case-sheet/{code:path}": _to("case-sheet/{case}", _CASES),
    "/hand-over-sheet/{code:path}": _to(
        "hand-over-sheet/{worker}", "keep the roster: workers, leave, substitutes"
    ),
    "/minutes/{code}": _to("minutes/{meeting}", _MEETINGS, _EXPORT),
    "/present/{code}": _to("present/{pack}", _MEETINGS),
    "/present/{code}/comment": Door(
        lambda at: f"present/{at['pack']}/comment",
        ("prepare a pack for a meeting",),
        body=_comment,
        headers=(*_OWN_PAGE, ("x-gege-present", "1")),
    ),
    "/visits/layer.json": _to(f"visits/layer.json?{_PLAN}", _FAR),
    "/visits/legend.json": _to(f"visits/legend.json?{_PLAN}", _FAR),
    "/visits/homes.json": _to(f"visits/homes.json?{_PLAN}&lon={{lon}}&lat={{lat}}&zoom=17", _HOMES),
    "/visits/list.html": _to(f"visits/list.html?{_PLAN}&states=waiting", _HOMES),
    f"/visits/{{mark}}/{_TILE}.png": _tile(f"visits/{{visits_mark}}/TILE.png?{_PLAN}", _HOMES),
    "/layers/far.json": _to(f"layers/far.json?{_AREA}", _FAR),
    "/emergency.json": _to("emergency.json?code={emergency}", _FAR),
    "/layers/emergency.json": _to("layers/emergency.json?code={emergency}", _FAR),
    f"/emergency/{{code}}/{{mark}}/{_TILE}.png": _tile(
        "emergency/{emergency}/{emergency_mark}/TILE.png", _HOMES
    ),
    "/emergency-sheet/{code}": _to("emergency-sheet/{emergency}", _HOMES),
    "/places.json": _to(f"places.json?{_AREA}", _FAR),
    f"/far/{{mark}}/{_TILE}.png": _tile(f"far/{{far_mark}}/TILE.png?far=1&{_AREA}", _FAR),
    "/session-notice/{number:int}": _to("session-notice/{session}", _FAR),
    "/layers/rounds.json": _to(f"layers/rounds.json?{_AREA}", _FAR),
    "/layers/rooms.json": _to("layers/rooms.json", _FAR),
    "/route.gpx": _to("route.gpx?worker={worker}", _HOMES),
    "/route.json": _to("route.json?worker={worker}", _HOMES),
    "/route-sheet": _to("route-sheet?worker={worker}", _HOMES),
    "/day": _to("day"),
    "/day/": _to("day/"),
    "/day/assets/{mark}/{name}": _to("day/assets/x/page.js"),
    "/day/keeper.js": _to("day/keeper.js"),
    "/day/day.json": _to("day/day.json?worker={worker}", _CASES, _HOMES),
    "/day/workers.json": _to("day/workers.json", _HOMES),
    "/day/photos/{sha256}.jpg": _to(
        "day/photos/{photo}.jpg", _HOMES, "record a spot check", any_of=True
    ),
    "/day/messages": Door(
        lambda _at: "day/messages",
        ("record a visit",),
        body=_message,
        headers=(*_OWN_PAGE, ("x-gege-day", "1")),
    ),
}


def found_addresses() -> set[str]:
    """Return every address of the table below the prefix, as it is written there."""
    return set(_paths(routes())) - OF_SIGNING_IN - {"/{rest:path}"}


def _paths(table: list[BaseRoute]) -> list[str]:
    found: list[str] = []
    for one in table:
        if isinstance(one, Mount):
            found += _paths(list(one.routes))
        elif isinstance(one, Route):
            found.append(re.sub(r"//+", "/", one.path))
    return found
