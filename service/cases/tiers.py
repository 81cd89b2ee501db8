"""Which level has a case: one open row per open case."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from casework.tier import Tier
from data.schema import case_tiers


def enter_tier(
    conn: sa.Connection, case_id: int, tier: Tier, moment: datetime, reason: str | None = None
) -> None:
    """Write that a level has a case from a moment on."""
    conn.execute(
        case_tiers.insert().values(
            case_id=case_id, tier=int(tier), entered_at=moment, reason=reason
        )
    )


def leave_tier(conn: sa.Connection, case_id: int, moment: datetime) -> None:
    """Write that the level that has a case no longer has it."""
    is_open = sa.and_(case_tiers.c.case_id == case_id, case_tiers.c.left_at.is_(None))
    conn.execute(case_tiers.update().where(is_open).values(left_at=moment))
