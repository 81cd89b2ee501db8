"""A plan approved: one transaction, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.access import Viewer
from casework.plan import CoveragePlan
from data.store import Store
from service.plans.order_paper import OrderPaper


@dataclass(frozen=True)
class Approved:
    """An approved plan.

    Attributes
    ----------
    order_id
        ``orders.id``.
    grids
        How many grids change hands.
    cases_handed_over
        How many open cases another worker has now.
    is_carried_out
        False for an order whose day is still to come.
    """

    order_id: int
    grids: int
    cases_handed_over: int
    is_carried_out: bool


def approve_plan(
    viewer: Viewer,
    store: Store,
    plan: CoveragePlan,
    paper: OrderPaper,
    now: datetime,
    *,
    draft_id: int | None = None,
) -> Approved:
    """Return what the order did; the old postings end and the new ones begin on its day."""
    raise NotImplementedError
