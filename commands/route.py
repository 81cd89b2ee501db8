"""The order of a worker's day on foot."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from commands.output import DAY_FORMATS, day_of, ready_store, show, told, write_out
from commands.viewer import who
from service.clock import now

app = typer.Typer()


@app.command()
def route(
    worker: Annotated[str, typer.Argument(help="Code of the worker.")],
    on: Annotated[datetime | None, typer.Option(formats=DAY_FORMATS, help="Else today.")] = None,
    limit: Annotated[int, typer.Option(help="How many stops at most.")] = 40,
    detour: Annotated[float, typer.Option(help="Metres, to take later stops along.")] = 200.0,
    is_round: Annotated[bool, typer.Option("--round", help="Back to the start.")] = False,
    gpx: Annotated[Path | None, typer.Option(help="The GPX file to write.")] = None,
    sheet: Annotated[Path | None, typer.Option(help="The HTML file to write, to print.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The whole route as GeoJSON.")] = False,
    language: Annotated[Literal["zh", "en"], typer.Option(help="Of the files.")] = "zh",
) -> None:
    """Show the order of a worker's stops on foot, how far it is, and write it as files."""
    from service.route.ask import RouteAsk
    from service.route.geojson import route_geojson
    from service.route.gpx import route_gpx
    from service.route.routing import route_of
    from service.route.sheet import route_sheet_html

    store, moment = ready_store(), now()
    ask = RouteAsk(limit=limit, detour_m=detour, round_trip=is_round)
    found = route_of(who(), store, worker, day_of(store, on), moment, ask)
    if gpx is not None:
        write_out(gpx, route_gpx(found, language), "route", worker)
    if sheet is not None:
        page = route_sheet_html(who(), store, found, moment, language)
        write_out(sheet, page, "route", worker)
    if as_json:
        show(route_geojson(found, language))
        return
    stops = [
        {
            "number": number,
            "kind": stop.kind,
            "code": stop.code,
            "title": stop.title,
            "urgency": stop.urgency,
            "leg_m": round(leg.length_m),
            "is_street": leg.is_street,
        }
        for number, (stop, leg) in enumerate(zip(found.stops, found.legs, strict=False), 1)
    ]
    show(
        {
            "worker": worker,
            "on": found.on,
            "length_m": round(found.length_m),
            "minutes": found.minutes,
            "sentences": told(found.sentences),
            "stops": stops,
        }
    )
