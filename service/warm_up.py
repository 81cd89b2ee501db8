"""Building at the start what the first visitor would otherwise wait for."""

from __future__ import annotations

import logging

from data.store import open_store
from service.clock import today
from service.coverage import index_on, roster_on
from service.map_view import MapData

_log = logging.getLogger(__name__)


def warm_up() -> None:
    """Build the layers, the grid index and the roster; a failure is left to the first visitor."""
    try:
        store, on = open_store(), today()
        MapData.of(store).warm(on)
        index_on(store, on)
        roster_on(store)
    except Exception:  # noqa: BLE001 - nobody waits for this; whoever asks gets the same error
        _log.warning("layers could not be built in advance", exc_info=True)
