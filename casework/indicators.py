"""The figures of the trade, each with its formula; `casework.indicator` says what a figure is."""

from __future__ import annotations

from typing import Final

from casework.indicator import Indicator, NamedFigure
from casework.indicators_cases import SETTLING, WORKING
from casework.indicators_meetings import MEETING_FIGURES
from casework.indicators_people import ASKING, OVERSEEING
from casework.indicators_volume import VOLUME
from casework.indicators_work import WORK_FIGURES

__all__ = ["INDICATORS", "REGISTRY"]

# The figures of cases by key, in the order in which they are shown.
INDICATORS: Final[dict[str, Indicator]] = {
    one.key: one for one in (*VOLUME, *SETTLING, *WORKING, *ASKING, *OVERSEEING)
}

# Every figure there is.
REGISTRY: Final[dict[str, NamedFigure]] = {**INDICATORS, **WORK_FIGURES, **MEETING_FIGURES}
