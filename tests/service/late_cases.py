"""Cases with clocks laid into a database in bulk, due when a test wants them due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.event_store import insert_cases
from data.rows import insert_rows
from data.rule_store import keep_rules
from data.schema import case_clocks, case_tiers
from data.store import Store

SHIPPED = Path(__file__).parents[2] / "data" / "rules"
BEGUN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Laid:
    """A case and its clocks: name to due time, None for one that cannot be computed."""

    code: str
    clocks: dict[str, datetime | None]
    tier: int = 1
    status: str = "handling"
    grid: str | None = None
    unit: str | None = None
    worker: str | None = None
    paused: bool = False


def let_cases_go_up(store: Store, now: datetime, after: str = "3 working_days") -> None:
    """Load the shipped rule book with a time at which street and county send up by themselves."""
    text = (SHIPPED / "rulebook.toml").read_text("utf-8")
    start = text.index("[profile.generic_12345.tier.street]")
    for reply in ('reply = "5 days"', 'reply = "15 days"'):
        place = text.index(reply, start) + len(reply)
        text = f'{text[:place]}\ngoes_up_after = "{after}"{text[place:]}'
    with store.begin() as conn:
        keep_rules(conn, "rulebook", text, "operator", now)


def lay(store: Store, laid: Sequence[Laid]) -> None:
    """Add cases with their open level and clocks."""
    frame = pd.DataFrame(
        {
            "code": [one.code for one in laid],
            "status": [one.status for one in laid],
            "tier": [one.tier for one in laid],
            "grid_code": [one.grid for one in laid],
            "unit_code": [one.unit for one in laid],
            "assigned_to": [one.worker for one in laid],
            "due_at": pd.to_datetime([one.clocks.get("resolve") for one in laid], utc=True),
            "reported_at": pd.Timestamp(BEGUN),
        }
    )
    with store.begin() as conn:
        made = insert_cases(
            conn, frame, acted_by="operator", entered_by="operator", recorded_at=BEGUN
        )
        ids = [int(one) for one in made["id"]]
        tiers = pd.DataFrame({"case_id": ids, "tier": frame["tier"], "entered_at": BEGUN})
        insert_rows(conn, case_tiers, tiers)
        rows = [
            _clock(case_id, one, name, due)
            for case_id, one in zip(ids, laid, strict=True)
            for name, due in one.clocks.items()
        ]
        insert_rows(conn, case_clocks, pd.DataFrame(rows, dtype=object))


def lay_many(store: Store, count: int, now: datetime, seed: int = 2011, first: int = 0) -> None:
    """Add so many cases: replies due around now, half of them late, settling due around a week on.

    Due times spread evenly over minutes of 40 days, a tenth stands still, levels 1 to 3.
    """
    random = np.random.default_rng(seed)
    minutes = random.integers(-20 * 1440, 20 * 1440, (count, 2))
    tiers = random.choice([1, 2, 3], count, p=[0.7, 0.2, 0.1])
    is_paused = random.random(count) < 0.1
    laid = [
        Laid(
            f"C{number:07}",
            {
                "reply": now + timedelta(minutes=int(reply)),
                "resolve": now + timedelta(days=7, minutes=int(resolve)),
            },
            tier=int(tier),
            paused=bool(still),
        )
        for number, (reply, resolve), tier, still in zip(
            range(first, first + count), minutes, tiers, is_paused, strict=True
        )
    ]
    lay(store, laid)


def _clock(case_id: int, one: Laid, name: str, due: datetime | None) -> dict[str, Any]:
    is_unknown = due is None and not one.paused
    trouble = {"msgid": "The work calendar has no year {year}.", "params": {"year": 2027}}
    return {
        "case_id": case_id,
        "name": name,
        "tier": one.tier,
        "limit_kind": "working_days",
        "limit_amount": 5.0,
        "rule_key": "a test",
        "started_at": BEGUN,
        "due_at": due,
        "trouble": trouble if is_unknown else None,
        "pauses": [[BEGUN.isoformat(), None]] if one.paused else [],
        "extensions": [],
        "is_paused": one.paused,
    }
