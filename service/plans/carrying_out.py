"""Orders whose day has come: open cases handed over, units and grids settled anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.plan import Change
from data.grid_store import successors
from data.order_store import DueOrder, due_orders, load_changes, mark_carried_out
from data.rows import records
from data.settings_store import office_zone
from data.store import Store
from service.plans.held import primaries
from service.plans.open_cases import hand_over_with_grids
from service.reorganise.settling import settle


@dataclass(frozen=True)
class CarriedOrder:
    """One order that was carried out.

    Attributes
    ----------
    order_no, kind
        Of the order.
    cases_handed_over
        How many open cases another worker has now.
    settled
        Counts of what was placed anew, for the kind ``reorganise``.
    """

    order_no: str
    kind: str
    cases_handed_over: int
    settled: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class CarriedOut:
    """What a run carried out, in the order of the days."""

    orders: tuple[CarriedOrder, ...]


def carry_out_due(viewer: Viewer, store: Store, now: datetime) -> CarriedOut:
    """Return the orders whose day has come and that this run carried out, each only once.

    Raises
    ------
    CaseworkError
        When the viewer may not carry out orders.

    Notes
    -----
    Each order is one transaction, in the order of the days, so a run that ends midway is simply
    run again; one that fails stops those after it, which may rest on it.
    """
    require(viewer, Action.CARRY_OUT)
    done: list[CarriedOrder] = []
    while True:
        with store.begin() as conn:
            due = due_orders(conn, now.astimezone(office_zone(conn)).date())
            if not due:
                return CarriedOut(tuple(done))
            done.append(carry_out_order(conn, due[0], viewer, now))


def carry_out_order(
    conn: sa.Connection, order: DueOrder, viewer: Viewer, now: datetime
) -> CarriedOrder:
    """Return what one order did, carried out in the running transaction."""
    settled: Mapping[str, int] = {}
    if order.kind == "reorganise":
        settled = settle(conn, order.id, viewer, now)
    count = 0
    if order.open_cases == "hand_over":
        today = now.astimezone(office_zone(conn)).date()
        changes = _changed_hands(conn, order)
        count = hand_over_with_grids(conn, order, changes, viewer, today, now)
    mark_carried_out(conn, order.id, now)
    return CarriedOrder(order.order_no, order.kind, count, settled)


def _changed_hands(conn: sa.Connection, order: DueOrder) -> dict[str, Change]:
    """Return who gives and takes each grid, and each that one given up since goes on in.

    Such an heir changes hands only where it took over the posting that begins on the day.
    """
    became = successors(conn, order.effective_on)
    found: dict[str, Change] = {}
    for row in records(load_changes(conn, order.id)):
        if row["topic"] == "primary":
            code, change = str(row["code"]), Change(row["before"], row["after"])
            posted = primaries(conn, _heirs(code, became))
            begun = {
                heir
                for heir, held in posted.items()
                for one in held
                if one.since == order.effective_on and one.worker_code == change.after
            }
            found |= dict.fromkeys([code, *sorted(begun)], change)
    return found


def _heirs(code: str, became: Mapping[str, set[str]]) -> set[str]:
    """Return the codes in which one goes on, step by step; none where it goes on itself."""
    found: set[str] = set()
    left = set(became.get(code, ()))
    while left:
        one = left.pop()
        later = became.get(one, set()) - found
        found |= set() if later else {one}
        left |= later
    return found
