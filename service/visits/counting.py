"""Where every household stands in a turn, for all of them at once.

The rules are those of `casework.visit.state_of`; a test holds that both say the same.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from casework.visit import HomeState, VisitResult
from data.visit_arrays import RESULTS

_MOVED: Final = RESULTS.index(VisitResult.MOVED)
_MET: Final = RESULTS.index(VisitResult.MET)
_STATE_OF: Final = np.array(
    [
        {
            VisitResult.MET: HomeState.MET,
            VisitResult.NOT_HOME: HomeState.NOT_HOME,
            VisitResult.DECLINED: HomeState.DECLINED,
            VisitResult.MOVED: HomeState.TO_DO,
        }[result]
        for result in RESULTS
    ],
    dtype=np.int8,
)


class Tries(NamedTuple):
    """Visits in order of day, part of the day and number.

    ``homes`` are places among the households, ``parts`` and ``results`` among `PARTS` and
    `RESULTS`.
    """

    homes: NDArray[np.int64]
    days: NDArray[np.datetime64]
    parts: NDArray[np.int8]
    results: NDArray[np.int8]

    def take(self, rows: NDArray[np.bool_]) -> Tries:
        """Return some of them."""
        return Tries(self.homes[rows], self.days[rows], self.parts[rows], self.results[rows])


def count_states(
    tries: Tries, is_occupied: NDArray[np.bool_]
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Return the state (`HomeState`) of every household, and how many visits count for it.

    Parameters
    ----------
    tries
        The visits that count (`that_count`).
    is_occupied
        Per household.
    """
    count = len(is_occupied)
    homes, results = tries.homes, tries.results
    state = np.full(count, HomeState.TO_DO, dtype=np.int8)
    # Of several visits the last one assigned stands: they are in order.
    state[homes] = _STATE_OF[results]
    state[homes[results == _MET]] = HomeState.MET
    state[~is_occupied] = HomeState.VACANT
    number = np.bincount(homes, minlength=count)
    return state, np.minimum(number, np.iinfo(np.int8).max).astype(np.int8)


def that_count(tries: Tries, lived_in_since: NDArray[np.datetime64]) -> Tries:
    """Return the visits that were made at those who live there (`casework.visit.counting`).

    Parameters
    ----------
    lived_in_since
        Per household; any early day where it is not known.
    """
    at = np.arange(len(tries.homes))
    has_moved = tries.results == _MOVED
    gone = np.full(len(lived_in_since), -1)
    gone[tries.homes[has_moved]] = at[has_moved]
    since = tries.days >= lived_in_since[tries.homes]
    return tries.take(since & ~has_moved & (at > gone[tries.homes]))
