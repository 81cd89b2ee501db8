"""Contact points in the small district of two communities, for tests of who comes there."""

from __future__ import annotations

from datetime import date

from data.schema import places
from data.store import Store, bump
from service.sessions.seen import sessions_of
from tests.service.matters import COORDINATOR


def contact_place(
    store: Store,
    code: str = "P1",
    unit: str | None = "C1",
    used_for: str = "contact",
    **said: object,
) -> None:
    """Put a place into use."""
    row = {"code": code, "name": f"接访室{code}", "used_for": used_for, "kind": "接访室"}
    with store.begin() as conn:
        conn.execute(places.insert().values(row | {"unit_code": unit} | said))
        bump(conn, "places")


def session_row(store: Store, number: int) -> dict[str, object]:
    """Return a session as the coordinator sees it."""
    frame = sessions_of(COORDINATOR, store, date(2000, 1, 1), date(2100, 1, 1))
    return dict(frame.loc[frame["id"] == number].iloc[0])
