"""One row of a plan that people filled in: which grid, which worker, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from casework.sentence import Sentence
from data.issues import RowIssue, note_row, refuse_row

_LOCKS: Final = {
    "grid": "grid", "worker": "worker", "网格": "grid", "网格员": "worker",
    "yes": "grid", "是": "grid", "true": "grid", "1": "grid",
    "no": "", "否": "", "false": "", "0": "",
}  # fmt: skip


class RowRefused(Exception):
    """A row that does not go in, with the issue that says why."""

    def __init__(self, issue: RowIssue) -> None:
        super().__init__(issue.code)
        self.issue = issue


@dataclass(frozen=True)
class Known:
    """What rows are held against.

    Attributes
    ----------
    on
        The day of the plan.
    grids
        Codes of the grids in force that the viewer sees into.
    holders
        Grid code to the worker who has it.
    names
        Names of all workers by code.
    called
        Code of each worker by whatever he may be called: his code, or a name nobody shares.
    serving
        Codes of the workers in service.
    """

    on: date
    grids: Collection[str]
    holders: Mapping[str, str]
    names: Mapping[str, str]
    called: Mapping[str, str]
    serving: Collection[str]


@dataclass(frozen=True)
class PlanRow:
    """The cells of a row as stripped text, None where blank, and the headers above them."""

    number: int
    cells: Mapping[str, str | None]
    headers: Mapping[str, str]

    def __getitem__(self, role: str) -> str | None:
        return self.cells.get(role)

    def refused(self, code: str, role: str, said: Sentence) -> RowRefused:
        """Return the refusal of this row for what stands in one of its cells."""
        return RowRefused(self._issue(refuse_row, code, role, said))

    def remarked(self, code: str, role: str, said: Sentence) -> RowIssue:
        """Return a remark about one of the cells."""
        return self._issue(note_row, code, role, said)

    def _issue(
        self, make: Callable[..., RowIssue], code: str, role: str, said: Sentence
    ) -> RowIssue:
        column, seen = self.headers.get(role), self[role]
        return make(code, self.number, column, seen, said.msgid, value=seen or "-", **said.params)


def grid_of(row: PlanRow, known: Known, taken: Collection[str]) -> str:
    """Return the grid of a row.

    Raises
    ------
    RowRefused
        When it is blank, unknown on the day, or stands in an earlier row.
    """
    grid = row["grid"]
    if grid is None:
        raise row.refused(
            "plan.no_grid", "grid", Sentence("This row has no grid code: fill it in.")
        )
    if grid not in known.grids:
        raise row.refused(
            "plan.unknown_grid",
            "grid",
            Sentence(
                "On {day} there is no grid {value} in the part of the district you see: correct the"
                " code.",
                day=known.on,
            ),
        )
    if grid in taken:
        raise row.refused(
            "plan.grid_twice",
            "grid",
            Sentence(
                "Grid {value} stands in an earlier row of this file: each grid may stand once."
            ),
        )
    return grid


def worker_of(row: PlanRow, known: Known) -> str | None:
    """Return the worker who is to have the grid, None for nobody.

    Raises
    ------
    RowRefused
        When he is unknown or not in service on the day, or code and name are of two people.
    """
    said, name = row["after"], row["after_name"]
    role = "after_name" if said is None else "after"
    if said is None and name is None:
        return None
    worker = known.called.get(said or name or "")
    if worker is None:
        raise row.refused(
            "plan.unknown_worker",
            role,
            Sentence(
                "No worker has the code or (once only) the name {value}: give the code, or leave it"
                " blank for nobody."
            ),
        )
    if said is not None and name not in (None, known.names[worker]):
        raise row.refused(
            "plan.two_workers",
            "after_name",
            Sentence(
                "The row says {value}, but worker {worker} is {name}: correct one of the two.",
                worker=worker,
                name=known.names[worker],
            ),
        )
    if worker not in known.serving:
        raise row.refused(
            "plan.not_in_service",
            role,
            Sentence(
                "Worker {value} is not in service on {day}: choose another, or another day.",
                day=known.on,
            ),
        )
    return worker


def locks_of(row: PlanRow) -> set[str]:
    """Return which of ``grid`` and ``worker`` a row locks.

    Raises
    ------
    RowRefused
        When the word is not known.
    """
    words = (row["locked"] or "").casefold().split()
    if not all(word in _LOCKS for word in words):
        raise row.refused(
            "plan.lock",
            "locked",
            Sentence("{value} is no lock: write grid, worker, or leave it blank (网格、网格员)."),
        )
    return {_LOCKS[word] for word in words} - {""}


def remarks_of(row: PlanRow, known: Known, grid: str, after: str | None) -> list[RowIssue]:
    """Return what is worth a look in a row that goes in."""
    has = known.holders.get(grid)
    found = []
    if after is None and has is not None:
        found.append(
            row.remarked(
                "plan.vacated",
                "after",
                Sentence(
                    "No worker is named, so grid {grid}, which {worker} has, would have nobody.",
                    grid=grid,
                    worker=has,
                ),
            )
        )
    before = row["before"]
    if "before" in row.headers and known.called.get(before or "", before) != has:
        found.append(
            row.remarked(
                "plan.other_before",
                "before",
                Sentence(
                    "The file says that {before} has grid {grid}; on {day} it is {worker}, and the"
                    " plan starts from there.",
                    before=before or "-",
                    grid=grid,
                    day=known.on,
                    worker=has or "-",
                ),
            )
        )
    return found
