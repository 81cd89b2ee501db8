"""What is done on the street and in the rooms of the demonstration district."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from random import Random

import sqlalchemy as sa

from service.demonstration_bulletins import keep_bulletins
from service.demonstration_campaigns import keep_campaigns
from service.demonstration_meetings import keep_meetings
from service.demonstration_oversight import keep_oversight
from service.demonstration_places import keep_places
from service.demonstration_promises import keep_promises
from service.demonstration_rounds import keep_rounds
from service.demonstration_sessions import keep_sessions
from service.demonstration_spot_checks import keep_spot_checks
from service.demonstration_visits import keep_visits

# In this order: visits, sessions and rounds need the places and plans before them.
_STORIES = (
    keep_places,
    keep_visits,
    keep_campaigns,
    keep_sessions,
    keep_oversight,
    keep_rounds,
    keep_spot_checks,
    keep_promises,
    keep_meetings,
    keep_bulletins,
)


def keep_work(conn: sa.Connection, now: datetime, seed: int) -> dict[str, int]:
    """Save what the demonstration district does besides its cases; return rows per table."""
    made: Counter[str] = Counter()
    for story in _STORIES:
        made.update(story(conn, now, Random(f"{seed} {story.__name__}")))
    return dict(made)
