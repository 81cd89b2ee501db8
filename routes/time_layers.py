"""Layers of time by address: two periods, their difference, and the frames of time played back."""

from __future__ import annotations

import gzip
import json
import math
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from casework.errors import CaseworkError
from casework.period import Period
from casework.sentence import Sentence
from dashboard.palette import NOTHING, class_colours
from data.store import open_store
from routes import parameters
from routes.answers import ASK_AGAIN, as_bytes, as_json, refusing
from routes.layer_answer import layer_answer
from routes.viewer import language_of_request, viewer_of
from service.clock import now
from service.errors import ServiceError
from service.language import say
from service.map_difference_layer import difference_layer
from service.map_frames import MOST, STEPS, Step, frame_periods
from service.map_layer import MapLayer
from service.map_measures import SCHEMES
from service.map_period_layers import PeriodClasses, period_classes, period_layers
from service.map_periods import PeriodAsk, totals_of
from service.map_time import Reading
from service.map_view import MapData

_SIDES = ("first", "second")
_MAPS = ("today", "as-it-was")


@refusing
def difference(request: Request) -> Response:
    """Answer what changed per grid between two periods."""
    return _layer(request, layer_answer(difference_asked(request), *_look(request)))


def difference_asked(request: Request) -> MapLayer:
    """Return the layer `difference` answers."""
    return difference_layer(
        viewer_of(request),
        open_store(),
        _two(request),
        now(),
        shows_all=parameters.choice(request, "all", ("0", "1"), "0") == "1",
    )


@refusing
def side(request: Request) -> Response:
    """Answer the figure of one of two periods, in the classes of both."""
    return _layer(request, layer_answer(side_asked(request), *_look(request)))


def side_asked(request: Request) -> MapLayer:
    """Return the layer `side` answers."""
    scheme = parameters.choice(request, "scheme", SCHEMES, "quantile")
    place = _SIDES.index(parameters.choice(request, "side", _SIDES, "first"))
    return period_layers(viewer_of(request), open_store(), _two(request), now(), scheme)[place]


@refusing
def frames(request: Request) -> Response:
    """Answer the frames of time played back: classes for all, values and class for each."""
    viewer, store, moment = viewer_of(request), open_store(), now()
    step: Step = next(
        one for one in STEPS if one == parameters.choice(request, "step", STEPS, "month")
    )
    number = int(parameters.number(request, "frames", 2, MOST))
    periods = frame_periods(viewer, store, _period(request, "period"), step, number, moment)
    area = parameters.text(request, "area")
    ask = PeriodAsk(_figure(request), periods, area, tells_counts=True)
    found = period_classes(viewer, store, ask, moment)
    homes = MapData.of(store).household_counts(found.figures[-1].grids)
    told = _film(found, *_look(request)) | {"totals": totals_of(found.figures[-1], homes)}
    return _layer(request, told)


def _film(found: PeriodClasses, measure: str, theme: str, language: str) -> dict[str, Any]:
    last = len(found.figures) - 1
    colours = class_colours(found.lows, theme)
    digits = found.scale.digits
    return {
        "measure": measure,
        "film": f"{found.indicator.key}/{found.figures[0].period.key}/{last}",
        "kind": "figures",
        "grids": found.figures[last].grids.token,
        "title": say(found.indicator.name, language),
        "unit": say(found.scale.unit, language),
        "none": say(found.scale.none, language),
        "inside": found.figures[last].inside.astype(int).tolist(),
        "nothing": NOTHING[theme],
        "digits": digits,
        "values": _values(found, last),
        "of": found.of[last].tolist(),
        "classes": [
            {"low": low, "high": high, "grids": number, "colour": colour, "label": None}
            for low, high, number, colour in zip(
                found.lows, found.highs, found.numbers(last), colours, strict=True
            )
        ],
        "notes": _notes(found, language),
        "says": [],
        "frames": [_frame(found, number, language) for number in range(last + 1)],
    }


def _frame(found: PeriodClasses, number: int, language: str) -> dict[str, Any]:
    """Return a frame: class of each grid as one digit, "." for none."""
    figures = found.figures[number]
    value, said = figures.told_in_all(found.scale)
    frame = {
        "key": figures.period.key,
        "name": say(figures.period.name, language),
        "said": say(Sentence("{name}: {value}", name=found.indicator.name, value=said), language),
        "total": None if math.isnan(value) else round(value, 2),
        "totals": {"cases": figures.in_all[0], "unplaced": figures.elsewhere},
        "grids": found.numbers(number),
        "of": "".join("." if one < 0 else str(one) for one in found.of[number].tolist()),
        "values": _values(found, number),
    }
    if found.scale.is_ratio:
        frame |= {"n": figures.n.tolist(), "m": figures.m.tolist()}
    return frame


def _values(found: PeriodClasses, number: int) -> list[float | int | None]:
    digits = found.scale.digits
    return [
        None if math.isnan(value) else round(value, digits) if digits else int(value)
        for value in found.values[number].tolist()
    ]


def _notes(found: PeriodClasses, language: str) -> list[str]:
    notes = [
        Sentence("The classes are those of all {n} frames together.", n=len(found.figures)),
        Sentence("Cases count where they lie on today's map."),
    ]
    if found.indicator.depends_on_moment:
        notes.append(Sentence("As it stood when each period ended."))
    return [say(one, language) for one in notes]


def _look(request: Request) -> tuple[str, str, str]:
    measure = parameters.text(request, "measure") or "figure"
    return measure, parameters.theme(request), language_of_request(request)


def _figure(request: Request) -> str:
    return parameters.text(request, "figure") or "reported"


def _two(request: Request) -> PeriodAsk:
    reading: Reading = (
        "as_it_was" if parameters.choice(request, "map", _MAPS, _MAPS[0]) != "today" else "today"
    )
    periods = (_period(request, "first"), _period(request, "second"))
    return PeriodAsk(_figure(request), periods, parameters.text(request, "area"), reading)


def _period(request: Request, name: str) -> Period:
    text = parameters.text(request, name)
    try:
        return Period.parse(text or "")
    except CaseworkError as error:
        raise ServiceError(
            "The parameter {name} is {value}: give a period such as 2026-10, 2026-Q3, 2026,"
            " 2026-W40 or 2026-10-01..2026-10-15.",
            name=name,
            value=text or "-",
        ) from error


def _layer(request: Request, payload: dict[str, Any]) -> Response:
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return as_json(request, payload)
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    packed = gzip.compress(body.encode(), 5, mtime=0)
    return as_bytes(request, packed, "application/json", ASK_AGAIN, encoding="gzip")
