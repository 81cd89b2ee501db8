"""Everybody who may ask: each role with the whole district, the own street and a foreign one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from casework.access import OPERATOR, SYSTEM, Role, Viewer
from data.store import Store
from service.identity.accounts import Post, make_account, viewer_named
from tests.access.matrix_district import FOREIGN, NOW, OWN, WORKERS

WHOLE, OF_OWN, OF_FOREIGN = "whole", "own", "foreign"
PARTS = {WHOLE: None, OF_OWN: OWN, OF_FOREIGN: FOREIGN}
_GIVEN = "a password of the matrix"


@dataclass(frozen=True)
class Person:
    """Somebody with an account, what he is, and which part he is given."""

    viewer: Viewer
    role: Role
    scope: str

    @property
    def is_whole(self) -> bool:
        return self.scope == WHOLE

    def sees(self, part: str) -> bool:
        """Return whether a part is his to see."""
        return self.is_whole or PARTS[self.scope] == part

    def __str__(self) -> str:
        return f"{self.role.value} {self.scope}"


def name_of(role: Role, scope: str) -> str:
    """Return the name of the account."""
    return f"{role.value}.{scope}"


def make_accounts(store: Store) -> None:
    """Make an account for each role and part; a grid worker has his own code and no whole part."""
    made = NOW - timedelta(days=1)
    _account(store, name_of(Role.ADMINISTRATOR, WHOLE), Post(Role.ADMINISTRATOR), made)
    _account(store, "somebody", Post(Role.CLERK), made)
    for role in Role:
        for scope, part in PARTS.items():
            if (role, scope) in ((Role.ADMINISTRATOR, WHOLE), (Role.WORKER, WHOLE)):
                continue
            if role is Role.SYSTEM:
                continue
            worker = WORKERS[part] if role is Role.WORKER and part else None
            _account(store, name_of(role, scope), Post(role, part, worker), made)


def _account(store: Store, name: str, post: Post, made: object) -> None:
    make_account(OPERATOR, store, name, post, made, password=_GIVEN)  # type: ignore[arg-type]


def everybody(store: Store) -> list[Person]:
    """Return all of them as the database knows them, the program itself among them."""
    found = [Person(SYSTEM, Role.SYSTEM, WHOLE)]
    for role in Role:
        for scope, part in PARTS.items():
            if role is Role.SYSTEM:
                if part:
                    found.append(Person(Viewer(SYSTEM.name, role, part), role, scope))
            elif (role, scope) != (Role.WORKER, WHOLE):
                viewer = viewer_named(OPERATOR, store, name_of(role, scope), NOW)
                found.append(Person(viewer, role, scope))
    return found
