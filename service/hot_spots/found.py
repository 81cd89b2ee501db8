"""What was found: each grid against chance, and what has to be said with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from casework.period import Period
from casework.sentence import Sentence
from geo.hot_spots import HOT, Spots
from service.hot_spots.ask import SpotAsk
from service.hot_spots.counting import Ground, SpotCounts
from service.hot_spots.course import Course
from service.hot_spots.places import SpotPlace


@dataclass(frozen=True)
class HotSpots:
    """Grids against chance; lists are in the order of the grids of the map.

    Attributes
    ----------
    ask, as_of
        What was asked for, at which moment.
    ground, counts, spots
        The map compared on, the cases counted, the test.
    courses
        What becomes of each grid over the periods, None where it is not hot nor was just before.
    before
        The periods before that the records cover, oldest first.
    places
        Hot grids that touch, gathered; the most cases above what is expected first.
    fading
        Grids that were hot in the period just before and are not now, gathered likewise.
    sentences
        What was tested, with which settings, and how much of it may be chance.
    """

    ask: SpotAsk
    as_of: datetime
    ground: Ground
    counts: SpotCounts
    spots: Spots
    courses: tuple[Course | None, ...]
    before: tuple[Period, ...]
    places: tuple[SpotPlace, ...]
    fading: tuple[SpotPlace, ...]
    sentences: tuple[Sentence, ...]

    @property
    def is_hot(self) -> NDArray[np.bool_]:
        """Return which grids are hot."""
        return np.asarray(self.spots.kind == HOT)
