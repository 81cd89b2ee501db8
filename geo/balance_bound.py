"""What no distribution can beat."""

from __future__ import annotations

from geo.balance import Balance


def bound(problem: Balance, mean_hours: float | None = None) -> float:
    """Return a proven lower bound on max/mean; at least 1.

    Without travel it holds for every distribution.  With travel the mean depends on the
    distribution: give the mean hours per full post of the one found, and the bound says that none
    gives its busiest worker fewer than bound x mean hours; without a mean it is then 1.
    """
    del problem, mean_hours
    return 1.0


def bound_moves(problem: Balance, at: float, mean_hours: float | None = None) -> int:
    """Return a proven lower bound on the units that change hands for max/mean <= ``at``."""
    del problem, at, mean_hours
    return 0
