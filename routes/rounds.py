"""The map of rounds by address: overdue points per grid."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from data.store import open_store
from routes import parameters
from routes.answers import refusing
from routes.figure_layers import answered
from routes.viewer import viewer_of
from service.clock import today
from service.rounds.layer import overdue_layer


@refusing
def overdue(request: Request) -> Response:
    """Answer how many points of rounds are overdue in each grid."""
    on = parameters.day(request, "on") or today()
    area = parameters.text(request, "area")
    return answered(request, overdue_layer(viewer_of(request), open_store(), on, area))
