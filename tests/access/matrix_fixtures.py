"""The district of the matrix and everybody in it, built once in a process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import argon2
import pytest

from service.identity import passwords
from tests.access.matrix_district import FOREIGN, OWN, District, build
from tests.access.matrix_things import Things
from tests.access.matrix_viewers import Person, everybody, make_accounts


@dataclass(frozen=True)
class Office:
    """The district, its people, and the things of each part."""

    district: District
    people: list[Person]
    things: Mapping[str, Things]

    def person(self, said: str) -> Person:
        """Return somebody by role and part."""
        return next(one for one in self.people if str(one) == said)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A district with accounts, in a folder of its own."""
    folder = tmp_path_factory.mktemp("matrix")
    with pytest.MonkeyPatch.context() as patch:
        cheap = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        patch.setattr(passwords, "_hasher", cheap)
        district = build(folder / "gege.db")
        make_accounts(district.store)
        things = {part: Things(district, part, folder) for part in (OWN, FOREIGN)}
        yield Office(district, everybody(district.store), things)
        district.store.engine.dispose()
