"""A route as GPX 1.1, for a navigation device or application: the stops, and the way as walked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray

from geo.crs import WGS84, points_from_store
from service.day.matter import Matter
from service.language import say
from service.route.way import Route
from service.route.words import KIND_TERMS

Floats = NDArray[np.float64]

_NAMESPACE: Final = "http://www.topografix.com/GPX/1/1"
# What XML 1.0 has no sign for.
_NO_SIGN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def route_gpx(route: Route, language: str) -> str:
    """Return the route as a GPX 1.1 document: waypoints, a route and a track, WGS 84.

    Notes
    -----
    No time stands in it: neither when a stop was made nor when somebody passes.
    """
    root = ET.Element("gpx", version="1.1", creator="Gege", xmlns=_NAMESPACE)
    title = say("Route {worker}, {day}", language, worker=route.worker_name, day=route.on)
    about = ET.SubElement(root, "metadata")
    _text(about, "name", title)
    _text(about, "desc", " ".join(say(one, language) for one in route.sentences))
    for number, stop in enumerate(route.stops, 1):
        _stop(root, "wpt", number, stop, language)
    planned = ET.SubElement(root, "rte")
    _text(planned, "name", title)
    _point(planned, "rtept", (route.start.lon, route.start.lat))
    for number, stop in enumerate(route.stops, 1):
        _stop(planned, "rtept", number, stop, language)
    walked = ET.SubElement(root, "trk")
    _text(walked, "name", title)
    segment = ET.SubElement(walked, "trkseg")
    for place in _whole(route):
        _point(segment, "trkpt", place)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _whole(route: Route) -> Iterable[tuple[float, float]]:
    """Give the vertices of the whole way; where one stretch ends and the next begins, once."""
    parts = [leg.path if place == 0 else leg.path[1:] for place, leg in enumerate(route.legs)]
    vertices = np.concatenate(parts) if parts else np.array([[route.start.lon, route.start.lat]])
    return ((float(lon), float(lat)) for lon, lat in vertices)


def _stop(parent: ET.Element, name: str, number: int, stop: Matter, language: str) -> None:
    assert stop.lon is not None and stop.lat is not None
    point = _point(parent, name, (stop.lon, stop.lat))
    _text(point, "name", f"{number} {stop.title}")
    _text(point, "desc", " ".join(filter(None, (stop.detail, say(stop.why, language)))))
    _text(point, "type", say(KIND_TERMS[stop.kind], language))


def _point(parent: ET.Element, name: str, place: tuple[float, float]) -> ET.Element:
    lon, lat = (float(value) for value in points_from_store(*place, WGS84))
    return ET.SubElement(parent, name, lat=f"{lat:.7f}", lon=f"{lon:.7f}")


def _text(parent: ET.Element, name: str, said: str) -> None:
    ET.SubElement(parent, name).text = _NO_SIGN.sub("", said)
