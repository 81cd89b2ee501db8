"""What a plan would move, before anybody decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from casework.access import Viewer
from casework.plan import CoveragePlan
from data.store import Store


@dataclass(frozen=True)
class Consequences:
    """What would change hands with the grids of a plan.

    Attributes
    ----------
    cases
        The open cases that would go to another worker: ``code, category, summary, status, due_at,
        grid_code, grid_name, from, to`` (codes of workers; ``due_at`` aware UTC), the earliest due
        first.
    households
        Households in the grids that change hands.
    visits_due
        Visits a month to the occupied ones among them.
    per_pair
        ``from, to, grids, households, visits_due, open_cases`` for each two workers, None for
        nobody.
    """

    cases: pd.DataFrame
    households: int
    visits_due: float
    per_pair: pd.DataFrame


def consequences(viewer: Viewer, store: Store, plan: CoveragePlan, now: datetime) -> Consequences:
    """Return what would change hands."""
    raise NotImplementedError
