"""The contact points to choose from."""

from __future__ import annotations

from datetime import date

from casework.access import Action, Viewer, require
from data.place_store import load_places
from data.store import Store
from service.sessions.part import in_part


def contact_points(viewer: Viewer, store: Store, on: date) -> dict[str, str]:
    """Return the names of the contact points in use on a day in the viewer's part, by code.

    Raises
    ------
    CaseworkError
        When the viewer may not look.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        frame = in_part(conn, viewer, load_places(conn, "contact", on))
    return {
        code: f"{name} ({code})" for code, name in zip(frame["code"], frame["name"], strict=True)
    }
