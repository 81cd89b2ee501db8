"""The figures by address: the same numbers as on the pages, for programs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, cast, get_args
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from casework.errors import CaseworkError
from casework.period import Period
from data.settings_store import office_zone
from data.store import Store, open_store
from routes import parameters
from routes.answers import as_json, refusing
from routes.viewer import language_of_request, viewer_of
from service.clock import midnight, now
from service.errors import ServiceError
from service.figure_answer import FigureAsk, answer_figures
from service.figure_groups import By

# More of them make no line.
_MOST_PERIODS: Final = 60
_WITHOUT: Final = "none"


@refusing
def figures(request: Request) -> Response:
    """Answer figures of a period with those before it and, if asked for, tables and lines.

    Notes
    -----
    ``keys`` by commas (all for none), ``period`` as `casework.period.Period.key` (this month for
    none), ``area``, ``unit``, ``by``, ``trend`` (how many periods), ``as_of`` (a day: looked at
    when it was over; now for none), ``lang``.
    """
    viewer, store = viewer_of(request), open_store()
    as_of = _moment(request, store)
    keys = parameters.text(request, "keys") or ""
    by = parameters.choice(request, "by", (*get_args(By), _WITHOUT), _WITHOUT)
    ask = FigureAsk(
        period=_period(request, store, as_of),
        keys=tuple(one.strip() for one in keys.split(",") if one.strip()),
        area=parameters.text(request, "area"),
        unit=parameters.text(request, "unit"),
        by=None if by == _WITHOUT else cast("By", by),
        periods=_periods(request),
    )
    language = language_of_request(request)
    return as_json(request, answer_figures(viewer, store, ask, as_of).as_json(language))


def _period(request: Request, store: Store, as_of: datetime) -> Period:
    asked = parameters.text(request, "period")
    if asked is None:
        return Period.holding(as_of.astimezone(_zone(store)).date())
    try:
        return Period.parse(asked)
    except CaseworkError as error:
        # What cannot be read is a wrong address, not a forbidden one.
        raise ServiceError(error.msgid, **error.params) from error


def _periods(request: Request) -> int:
    if parameters.text(request, "trend") is None:
        return 0
    return int(parameters.number(request, "trend", 0, _MOST_PERIODS))


def _moment(request: Request, store: Store) -> datetime:
    day = parameters.day(request, "as_of")
    return now() if day is None else midnight(day + timedelta(days=1), _zone(store))


def _zone(store: Store) -> ZoneInfo:
    with store.read() as conn:
        return office_zone(conn)
