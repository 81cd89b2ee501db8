"""Plans kept under a name while people work on them; nothing in them is real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.access import Viewer
from casework.plan import CoveragePlan
from data.store import Store


@dataclass(frozen=True)
class Draft:
    """A plan as it was saved last; `order_id` once it was approved."""

    id: int
    name: str
    version: int
    plan: CoveragePlan
    changed_by: str
    changed_at: datetime
    order_id: int | None = None


def save_draft(
    viewer: Viewer,
    store: Store,
    plan: CoveragePlan,
    now: datetime,
    *,
    draft_id: int | None = None,
    version: int | None = None,
) -> Draft:
    """Return the draft under which the plan is kept now, a new one without `draft_id`."""
    raise NotImplementedError


def drafts(viewer: Viewer, store: Store) -> list[Draft]:
    """Return the drafts the viewer sees into, the last saved first."""
    raise NotImplementedError


def draft(viewer: Viewer, store: Store, draft_id: int) -> Draft:
    """Return one draft."""
    raise NotImplementedError


def discard_draft(viewer: Viewer, store: Store, draft_id: int, version: int, now: datetime) -> None:
    """Take a draft off the list."""
    raise NotImplementedError
