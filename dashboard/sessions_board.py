"""Rooms and contact points, who comes when, notice given."""

from __future__ import annotations

from datetime import datetime

from casework.access import Viewer
from dashboard.i18n import _
from dashboard.markup import show, tag
from data.store import Store


def sessions_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the page."""
    del viewer, store, now
    show(tag("h1", _("Contact points")))
