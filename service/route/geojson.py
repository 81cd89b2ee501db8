"""A route as GeoJSON: for the map, for a phone, for other programs."""

from __future__ import annotations

from typing import Any

from service.language import say
from service.route.way import Leg, Route
from service.route.words import KIND_TERMS

# About a decimetre.
_DIGITS = 6


def route_geojson(route: Route, language: str) -> dict[str, Any]:
    """Return the route as a FeatureCollection: a line for each stretch, a point for each stop.

    Notes
    -----
    Positions are as stored (EPSG:4490), which a map takes for WGS 84: a decimetre apart.  Texts
    are as people wrote them: to be escaped where they are shown.
    """
    stops = [_stop(route, number, language) for number in range(1, len(route.stops) + 1)]
    return {
        "type": "FeatureCollection",
        "worker": route.worker_code,
        "name": route.worker_name,
        "on": route.on.isoformat(),
        "length_m": round(route.length_m),
        "minutes": route.minutes,
        "sentences": [say(one, language) for one in route.sentences],
        "features": [
            _feature("Point", [route.start.lon, route.start.lat], {"number": 0}),
            *stops,
            *(_leg(leg, number) for number, leg in enumerate(route.legs, 1)),
        ],
    }


def _stop(route: Route, number: int, language: str) -> dict[str, Any]:
    stop, leg = route.stops[number - 1], route.legs[number - 1]
    told = {
        "number": number,
        "kind": stop.kind,
        "kind_name": say(KIND_TERMS[stop.kind], language),
        "code": stop.code,
        "title": stop.title,
        "detail": stop.detail,
        "urgency": stop.urgency,
        "why": say(stop.why, language),
        "leg_m": round(leg.length_m),
    }
    return _feature("Point", [stop.lon, stop.lat], told)


def _leg(leg: Leg, number: int) -> dict[str, Any]:
    told = {"leg": number, "length_m": round(leg.length_m), "is_street": leg.is_street}
    return _feature("LineString", leg.path.tolist(), told)


def _feature(kind: str, at: list[Any], told: dict[str, Any]) -> dict[str, Any]:
    shape = {"type": kind, "coordinates": _rounded(at)}
    return {"type": "Feature", "geometry": shape, "properties": told}


def _rounded(at: Any) -> Any:  # noqa: ANN401
    return [_rounded(one) for one in at] if isinstance(at, list) else round(float(at), _DIGITS)
