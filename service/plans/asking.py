"""Whose grids may go where: what is asked of a proposal as a problem for the solver."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

import numpy as np

from casework.plan import CoveragePlan
from geo.balance import Bools
from service.errors import ServiceError
from service.plans.ask import Ask, Desk, Kind, Question
from service.plans.facts import StudioFacts
from service.plans.part_problem import part_problem
from service.plans.takers import may_take_of, near, reached_from

__all__ = ["Ask", "Kind", "Question", "question"]


def question(
    facts: StudioFacts, plan: CoveragePlan, ask: Ask, absent: Iterable[str] = ()
) -> Question:
    """Return what the solver is to find, beginning from the plan as it stands.

    Parameters
    ----------
    absent
        Codes of workers on leave that day: they take nothing when others are covered.

    Raises
    ------
    ServiceError
        When workers are missing, too many, locked or not in service, or there is nothing to give.
    """
    rows = facts.row_of_worker
    locked_grids = facts.grids["code"].isin(plan.locked_grids).to_numpy()
    desk = Desk(
        facts=facts,
        ask=ask,
        now=facts.areas_of(plan),
        may_move=facts.inside & ~locked_grids,
        locked=frozenset(rows[code] for code in plan.locked_workers if code in rows),
        absent=frozenset(rows[code] for code in absent if code in rows),
    )
    _refuse_locked(desk, (*ask.workers, *ask.into))
    return _ASKED[ask.kind](desk)


def _balance(desk: Desk) -> Question:
    """Balance the workers named, or all who have grids; what nobody has is given out."""
    areas = desk.rows(desk.ask.workers) or desk.posted()
    if len(areas) < 2:
        raise ServiceError(
            "A balance needs two workers or more, and {count} can take part: name others, or unlock"
            " some.",
            count=len(areas),
        )
    vacant = desk.now < 0
    beside = reached_from(desk, vacant, desk.has(areas))
    return _put(desk, areas, beside if desk.ask.workers else vacant, apart=vacant & ~beside)


def _open(desk: Desk) -> Question:
    """Give workers a part of what others have, who take nothing from each other."""
    new = desk.rows(desk.ask.workers)
    if not new:
        raise ServiceError("A new post needs a worker: name one who has no grid yet.")
    donors = desk.rows(desk.ask.into) or desk.posted()
    areas = list(dict.fromkeys([*new, *donors]))
    if len(areas) == len(new):
        raise ServiceError("A new post takes grids from others: name other workers who have some.")
    nothing = np.zeros(len(desk.now), dtype=np.bool_)
    return _put(desk, areas, nothing, takers=len(new))


def _close(desk: Desk) -> Question:
    """Give all that workers have to others, whose own grids stay where they are."""
    gone = desk.rows(desk.ask.workers)
    given = desk.has(gone)
    if not given.any():
        raise ServiceError(
            "There is nothing to give to others: name workers who have grids, not {workers}.",
            workers=", ".join(desk.ask.workers) or "-",
        )
    takers = [row for row in desk.rows(desk.ask.into) or near(desk, given) if row not in gone]
    if not takers:
        raise ServiceError(
            "Nobody can take the grids of {workers}: name the workers who shall, or unlock some.",
            workers=", ".join(desk.ask.workers),
        )
    return _put(desk, takers, given, is_own_movable=False)


def _split(desk: Desk) -> Question:
    """Split one worker's area: between him and another, or between two others."""
    if len(desk.rows(desk.ask.workers)) != 1 or len(desk.rows(desk.ask.into)) not in (1, 2):
        raise ServiceError(
            "A split needs one worker whose area it is, and one or two others who take from it."
        )
    if len(desk.rows(desk.ask.into)) == 2:
        return _close(desk)
    giver, taker = desk.rows((*desk.ask.workers, *desk.ask.into))
    only = replace(desk, may_move=desk.may_move & (desk.now == giver))
    return _put(only, [giver, taker], np.zeros(len(desk.now), dtype=np.bool_))


_ASKED: Final[dict[Kind, Callable[[Desk], Question]]] = {
    "balance": _balance,
    "open": _open,
    "close": _close,
    "cover": _close,
    "split": _split,
}


def _put(
    desk: Desk,
    areas: list[int],
    given: Bools,
    *,
    is_own_movable: bool = True,
    takers: int | None = None,
    apart: Bools | None = None,
) -> Question:
    """Return the problem of these workers' grids and of those that are given out or away.

    Only the first `takers` of the workers take grids that others have; all do for None.  Grids
    `apart` stay as they are.
    """
    may_take = may_take_of(desk, areas, given)
    if takers is not None:
        may_take[:, takers:] &= desk.now[:, None] == np.array(areas[takers:])
    is_stuck = given & ~(desk.may_move & may_take.any(axis=1))
    if apart is not None:
        is_stuck |= given & apart
    is_given = given & ~is_stuck
    rows = np.array(areas, dtype=np.int64)
    units = np.flatnonzero(desk.has(areas) | is_given)
    problem = part_problem(
        desk.facts.problem,
        units,
        rows,
        np.where(is_given, -1, desk.now),
        desk.may_move & (is_given | is_own_movable),
        None if may_take.all() else may_take,
    )
    return Question(units, rows, problem, np.flatnonzero(is_stuck))


def _refuse_locked(desk: Desk, codes: Iterable[str]) -> None:
    for code in codes:
        if desk.facts.worker_row(code) in desk.locked:
            raise ServiceError(
                "Worker {worker} is locked in this plan and neither gives nor takes grids: unlock"
                " the worker, or name another.",
                worker=code,
            )
