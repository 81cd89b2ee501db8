"""Who one is in the demonstration district, where nobody has an account and nobody is real."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa

from casework.access import DEMONSTRATION_COORDINATOR, Role, Viewer
from data.schema import workers
from service.identity.reach import scope_of_post

# In the order in which they are offered.
ROLES: Final = (
    Role.COORDINATOR,
    Role.LEADER,
    Role.PRESENTER,
    Role.CLERK,
    Role.SUPERVISOR,
    Role.WORKER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)


def role_of(text: str | None) -> Role:
    """Return the role of this name, the coordinator for every other text."""
    return next((role for role in ROLES if role == text), Role.COORDINATOR)


def demonstration_viewer(conn: sa.Connection, role: Role, now: datetime) -> Viewer:
    """Return the demonstration's viewer in a role; its grid worker is the first of the list."""
    name = DEMONSTRATION_COORDINATOR.name
    if role is not Role.WORKER:
        return Viewer(name, role)
    code = conn.scalar(sa.select(workers.c.code).order_by(workers.c.code).limit(1))
    worker = None if code is None else str(code)
    return Viewer(name, role, scope_of_post(conn, role, None, worker, now), worker)
