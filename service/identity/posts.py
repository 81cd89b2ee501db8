"""What an account is to the service: its role, its part of the district, its grid worker."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from casework.access import Role
from data.account_store import unit_choices, worker_choices
from service.errors import ServiceError
from service.identity.demonstration_roles import ROLES


@dataclass(frozen=True)
class Post:
    """What an account is to the service.

    Attributes
    ----------
    scope
        Code of an organisation unit; None for the whole district.
    worker
        Code of the grid worker, for that role only.
    """

    role: Role
    scope: str | None = None
    worker: str | None = None


def refuse_post(conn: sa.Connection, post: Post) -> None:
    """Do nothing when an account can be this.

    Raises
    ------
    ServiceError
        When the role is no account's, or there is no such unit or grid worker.
    """
    refuse_role_and_scope(conn, post)
    if (post.role is Role.WORKER) != (post.worker is not None):
        raise ServiceError(
            "An account has a grid worker's code when its role is grid worker, and only then: give"
            " the code, or choose another role."
        )
    if post.worker is not None and post.worker not in worker_choices(conn):
        raise ServiceError(
            "There is no grid worker {code}: enter the worker in the roster first.",
            code=post.worker,
        )


def refuse_role_and_scope(conn: sa.Connection, post: Post) -> None:
    """Do nothing when role and part of the district can be; see `refuse_post`."""
    if post.role not in ROLES:
        raise ServiceError("{role} is the role of no account.", role=str(post.role))
    if post.scope is not None and post.scope not in unit_choices(conn):
        raise ServiceError(
            "There is no organisation unit {code}: choose one of the district, or none for the"
            " whole district.",
            code=post.scope,
        )
