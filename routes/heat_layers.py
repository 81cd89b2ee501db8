"""The heat surface by address: its legend, and its tiles."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from dashboard.heat_palette import css, heat_inks
from data.store import open_store
from routes import parameters
from routes.answers import FOR_EVER, NEVER_KEEP, as_bytes, as_json, refusing
from routes.viewer import language_of_request, viewer_of
from service.clock import now
from service.heat.ask import HEAT_WHATS, LEAST_BANDWIDTH_M, MOST_BANDWIDTH_M, HeatAsk
from service.heat.legend import HeatLegend, heat_legend
from service.heat.tiles import HeatColours, heat_tile
from service.language import say

_PER = ("km2", "households")


def heat_ask(request: Request) -> HeatAsk:
    """Return what is asked for: ``what, bandwidth, per``, the filter, and ``on``."""
    what = parameters.choice(request, "what", HEAT_WHATS, "open")
    bandwidth_m = None
    if parameters.text(request, "bandwidth"):
        bandwidth_m = parameters.number(request, "bandwidth", LEAST_BANDWIDTH_M, MOST_BANDWIDTH_M)
    return HeatAsk(
        what=next(one for one in HEAT_WHATS if one == what),
        wanted=parameters.case_filter(request),
        bandwidth_m=bandwidth_m,
        per_households=parameters.choice(request, "per", _PER, "km2") == "households",
        on=parameters.day(request, "on"),
    )


@refusing
def legend(request: Request) -> Response:
    """Answer the legend, and the mark under which the tiles are found."""
    found = heat_legend(viewer_of(request), open_store(), heat_ask(request), now())
    theme, language = parameters.theme(request), language_of_request(request)
    return as_json(request, _told(found, theme, language))


@refusing
def tile(request: Request) -> Response:
    """Answer a tile."""
    mark = str(request.path_params["mark"])
    colours = HeatColours(*heat_inks(parameters.theme(request)))
    picture, is_current = heat_tile(
        viewer_of(request),
        open_store(),
        heat_ask(request),
        now(),
        mark,
        parameters.tile(request),
        colours,
    )
    return as_bytes(request, picture, "image/png", FOR_EVER if is_current else NEVER_KEEP)


def _told(found: HeatLegend, theme: str, language: str) -> dict[str, object]:
    inks, too_few = heat_inks(theme)
    shown = inks[len(inks) - len(found.classes) :]
    return {
        "mark": found.mark,
        "title": say(found.title, language),
        "unit": say(found.unit, language),
        "classes": [
            {"low": one.low, "high": one.high, "colour": css(ink)}
            for one, ink in zip(found.classes, shown, strict=True)
        ],
        "too_few": say(found.too_few, language) if found.too_few else None,
        "too_few_colour": css(too_few),
        "nothing": say("Nothing to draw.", language) if not found.classes else None,
        "notes": [say(one, language) for one in found.notes],
        "bandwidth_m": found.bandwidth_m,
        "counted": found.counted,
        "left_out": found.left_out,
        "largest": found.largest,
        "as_of": found.as_of.isoformat(),
    }
