"""The day of a reorganisation has come: households and open cases are placed on the new grids."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from casework.access import Viewer


def settle(conn: sa.Connection, order_id: int, viewer: Viewer, now: datetime) -> dict[str, int]:
    """Place households and the open cases of retired grids again, and return how many moved.

    Returns
    -------
    dict
        ``households``, ``cases`` and ``handed_over``.
    """
    raise NotImplementedError
