"""A reorganisation approved: one transaction ends what was, begins what is, and says which order.

It stands beside its room because orders carry themselves out there (`service.plans`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from casework.access import Action, Viewer, require
from casework.sentence import Sentence
from data.store import Store
from service.errors import ServiceError
from service.plans.order_paper import OrderPaper
from service.reorganise.plan import ReorganisationPlan


class ReorganisationConflict(ServiceError):
    """Something a plan rests on has changed since; `lines` names each, and nothing was done."""

    lines: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Reorganised:
    """An approved reorganisation.

    Attributes
    ----------
    order_id
        ``orders.id``.
    grids, units
        How many codes changed.
    settled
        ``households``, ``cases``, ``handed_over`` when its day is today; empty before.
    """

    order_id: int
    grids: int
    units: int
    settled: dict[str, int] = field(default_factory=dict)


def approve_reorganisation(
    viewer: Viewer, store: Store, plan: ReorganisationPlan, paper: OrderPaper, now: datetime
) -> Reorganised:
    """Put a plan in force from the day on the paper, all of it or nothing.

    Raises
    ------
    ReorganisationConflict
        When grids or units it concerns were changed since, or by an order for a later day.
    CaseworkError, GeoError, ServiceError
        As `preview`, and when the paper cannot stand.
    DataError
        When the order's number was used already.
    """
    require(viewer, Action.REORGANISE)
    raise NotImplementedError
