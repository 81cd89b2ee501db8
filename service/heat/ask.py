"""What can be asked of the heat surface."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, get_args

from service.errors import ServiceError
from service.map_filter import CaseFilter

HeatWhat = Literal["open", "new", "overdue", "closed"]
HEAT_WHATS: Final[tuple[HeatWhat, ...]] = get_args(HeatWhat)
#: In metres: below the first a surface would show single houses, above the last nothing at all.
LEAST_BANDWIDTH_M: Final = 100.0
MOST_BANDWIDTH_M: Final = 5000.0


@dataclass(frozen=True)
class HeatAsk:
    """Which cases, how far each one reaches, and per what.

    Attributes
    ----------
    what
        ``open`` or ``overdue``: as they stand, whatever the period; ``new``: reported,
        ``closed``: closed in it.
    wanted
        Area, category and period (``reported_from, reported_to``: for ``closed`` the days of
        closing); its status is not looked at.
    bandwidth_m
        Standard deviation of the kernel in metres; chosen from the cases for None.
    per_households
        Per 1,000 households instead of per square kilometre.
    on
        The day looked at, today for None: of an earlier day the cases as they stood when it ended.
    """

    what: HeatWhat = "open"
    wanted: CaseFilter = field(default_factory=CaseFilter)
    bandwidth_m: float | None = None
    per_households: bool = False
    on: date | None = None

    def __post_init__(self) -> None:
        if self.what not in HEAT_WHATS:
            raise ServiceError(
                "There is no heat surface of {what}: choose one of {known}.",
                what=self.what,
                known=", ".join(HEAT_WHATS),
            )
        if self.bandwidth_m is not None and not is_bandwidth(self.bandwidth_m):
            raise ServiceError(
                "A bandwidth of {seen} m cannot be used: give {least} to {most} m, for a smaller"
                " one would show single houses and a larger one no place at all.",
                seen=self.bandwidth_m,
                least=LEAST_BANDWIDTH_M,
                most=MOST_BANDWIDTH_M,
            )


def is_bandwidth(metres: float) -> bool:
    """Return whether a bandwidth lies within the limits."""
    return math.isfinite(metres) and LEAST_BANDWIDTH_M <= metres <= MOST_BANDWIDTH_M
