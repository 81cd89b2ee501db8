"""The whole matrix: ``python -m tests.access.matrix`` prints it door by door, with its counts."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import argon2

from casework.access import Role
from service.identity import passwords
from tests.access.matrix_district import FOREIGN, OWN, build
from tests.access.matrix_known import OPEN
from tests.access.matrix_page import pages, rights, seen_by
from tests.access.matrix_routes import DOORS
from tests.access.matrix_run import ACTS, matrix
from tests.access.matrix_things import Things
from tests.access.matrix_viewers import everybody, make_accounts


def main(folder: Path) -> int:
    """Print the tables and return how many questions were answered otherwise than the page says."""
    passwords._hasher = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # noqa: SLF001
    district = build(folder / "gege.db")
    make_accounts(district.store)
    people = everybody(district.store)
    things = {part: Things(district, part, folder) for part in (OWN, FOREIGN)}
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    faults = []
    for row in matrix(district, people, things, is_full="--fair" not in sys.argv):
        role = row.person.split()[0]
        counted[role][row.wanted] += 1
        if row.fault:
            faults.append(row)
    _print_acts(counted)
    _print_pages()
    _print_addresses()
    for row in faults:
        known = OPEN.get(row.act, "")
        print(f"{'known' if known else 'FAULT'}: {row.act}, {row.person}, {row.part}: {row.fault}")  # noqa: T201
    district.store.engine.dispose()
    return sum(row.act not in OPEN for row in faults)


def _print_acts(counted: dict[str, Counter[str]]) -> None:
    wanted = sorted({one for line in counted.values() for one in line})
    inner = sum(act.is_inner for act in ACTS.values())
    _say(f"Acts: {len(ACTS) - inner}, parts of them that ask nothing: {inner}", "")
    _say(f"| Role | {' | '.join(wanted)} |", f"|---|{'---|' * len(wanted)}")
    for role in Role:
        _say(f"| {role.value} | {' | '.join(str(counted[role.value][one]) for one in wanted)} |")
    _say("")


def _print_pages() -> None:
    _say(f"Pages: {len(pages())}", "", "| Role | seen | told no |", "|---|---|---|")
    for role in Role:
        seen = sum(role in roles for roles in seen_by().values())
        _say(f"| {role.value} | {seen} | {len(pages()) - seen} |")
    _say("")


def _print_addresses() -> None:
    asked = Counter(action for door in DOORS.values() for action in door.asks)
    _say(f"Addresses: {len(DOORS)}", "", "| Asks for | Addresses |", "|---|---|")
    for action in rights():
        if asked[action]:
            _say(f"| {action} | {asked[action]} |")
    _say("")


def _say(*lines: str) -> None:
    for line in lines:
        print(line)  # noqa: T201


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(main(Path(made)))
