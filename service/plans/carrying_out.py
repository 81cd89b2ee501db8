"""Orders whose day has come: open cases handed over, units and grids settled anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from casework.access import Viewer
from data.store import Store


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
    """
    raise NotImplementedError
