"""A plan of who is to cover what: changes to the duty of a day, locks, and the way back.

Nothing in a plan is real: only an order makes it so (`service.plans`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from casework.errors import CaseworkError


@dataclass(frozen=True)
class Change:
    """A grid's primary worker before and after; None is nobody."""

    before: str | None
    after: str | None


@dataclass(frozen=True)
class CoveragePlan:
    """Who is to cover which grids from a day on.

    Attributes
    ----------
    on
        The day whose duty it changes.
    changes
        Grid code to change; a grid that ends where it began is not in it.
    locked_grids, locked_workers
        Codes: such a grid keeps its worker; such a worker neither gives nor takes.
    name
        As saved; blank for one that was not.
    """

    on: date
    changes: Mapping[str, Change] = field(default_factory=dict)
    locked_grids: frozenset[str] = frozenset()
    locked_workers: frozenset[str] = frozenset()
    name: str = ""

    def holder(self, grid: str, holders: Mapping[str, str | None]) -> str | None:
        """Return the worker who is to have the grid, where `holders` says who has it on the day."""
        change = self.changes.get(grid)
        return holders.get(grid) if change is None else change.after

    def assign(
        self, grids: Iterable[str], worker: str | None, holders: Mapping[str, str | None]
    ) -> CoveragePlan:
        """Return the plan with these grids given to a worker, to nobody for None.

        Parameters
        ----------
        grids
            Codes.
        worker
            Code of the worker.
        holders
            Grid code to worker on the plan's day.

        Raises
        ------
        CaseworkError
            When a grid or one of the workers concerned is locked.
        """
        changes = dict(self.changes)
        for grid in grids:
            has = self.holder(grid, holders)
            if has == worker:
                continue
            self._refuse_locked(grid, has, worker)
            before = changes[grid].before if grid in changes else holders.get(grid)
            changes[grid] = Change(before, worker)
            if before == worker:
                del changes[grid]
        return replace(self, changes=changes)

    def lock(self, *, grids: Iterable[str] = (), workers: Iterable[str] = ()) -> CoveragePlan:
        """Return the plan with these locked, or unlocked where they were."""
        return replace(
            self,
            locked_grids=self.locked_grids ^ frozenset(grids),
            locked_workers=self.locked_workers ^ frozenset(workers),
        )

    def _refuse_locked(self, grid: str, gives: str | None, takes: str | None) -> None:
        if grid in self.locked_grids:
            raise CaseworkError(
                "Grid {grid} is locked in this plan: unlock it, or leave it as it is.", grid=grid
            )
        for worker in (gives, takes):
            if worker is not None and worker in self.locked_workers:
                raise CaseworkError(
                    "Worker {worker} is locked in this plan and neither gives nor takes grids:"
                    " unlock the worker, or choose another.",
                    worker=worker,
                )


@dataclass(frozen=True)
class PlanHistory:
    """The steps of a plan, and which of them is looked at; undo and redo walk along them."""

    steps: tuple[CoveragePlan, ...]
    at: int = 0

    @classmethod
    def of(cls, plan: CoveragePlan) -> PlanHistory:
        """Return the history that begins with this plan."""
        return cls((plan,))

    @property
    def plan(self) -> CoveragePlan:
        """The plan looked at."""
        return self.steps[self.at]

    @property
    def may_undo(self) -> bool:
        """Return True when there is a step before."""
        return self.at > 0

    @property
    def may_redo(self) -> bool:
        """Return True when a step was taken back."""
        return self.at + 1 < len(self.steps)

    def do(self, plan: CoveragePlan) -> PlanHistory:
        """Return the history with one more step; what was taken back before is gone."""
        if plan == self.plan:
            return self
        return PlanHistory((*self.steps[: self.at + 1], plan), self.at + 1)

    def undo(self) -> PlanHistory:
        """Return the history one step back, or as it is at its beginning."""
        return replace(self, at=max(self.at - 1, 0))

    def redo(self) -> PlanHistory:
        """Return the history one step on, or as it is at its end."""
        return replace(self, at=min(self.at + 1, len(self.steps) - 1))
