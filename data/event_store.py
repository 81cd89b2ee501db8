"""What happened to cases: rows that are only ever added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from data.rows import insert_rows
from data.schema import case_events


def add_events(
    conn: sa.Connection,
    case_ids: Sequence[int] | pd.Series[int],
    kind: str,
    *,
    acted_by: str,
    entered_by: str,
    recorded_at: datetime,
    happened_at: pd.Series[pd.Timestamp] | None = None,
    details: Sequence[Mapping[str, object]] | None = None,
    import_id: int | None = None,
) -> None:
    """Add one event of a kind to each case; it happened when it was recorded unless said otherwise.

    Parameters
    ----------
    case_ids
        ``cases.id``, one event each.
    happened_at, details
        In the same order; ``details`` holds plain JSON values.
    """
    events = pd.DataFrame({"case_id": list(case_ids)})
    if events.empty:
        return
    recorded = pd.Timestamp(recorded_at)
    then = None if happened_at is None else pd.to_datetime(happened_at, utc=True)
    events = events.assign(
        kind=kind,
        acted_by=acted_by,
        entered_by=entered_by,
        happened_at=recorded if then is None else then.to_numpy(),
        recorded_at=recorded,
        details=pd.Series(list(details) if details else [{} for _ in case_ids], dtype=object),
        import_id=import_id,
    )
    for name in ("happened_at", "recorded_at"):
        events[name] = pd.to_datetime(events[name], utc=True)
    insert_rows(conn, case_events, events)
