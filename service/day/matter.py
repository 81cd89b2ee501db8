"""One thing a worker has to do, of whatever kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from casework.sentence import Sentence

MatterKind = Literal["case", "visit", "round", "emergency"]
# The order in which a worker looks at them.
NOW: Final = 0
TODAY: Final = 1
LATER: Final = 2
TO_VISIT: Final = 3


@dataclass(frozen=True)
class Matter:
    """One thing to do.

    Attributes
    ----------
    kind, code
        What it is, and the number of the case, the household or the point.
    title, detail
        As written by people: plain text, escaped where it is shown.
    lon, lat
        CGCS2000 (EPSG:4490); None when it has no position.
    urgency
        0 overdue or emergency, 1 due today, 2 due later, 3 a household to visit.
    due_at
        Aware UTC; None when nothing says until when.
    grid_code
        The grid it lies in; None for none.
    why
        Why it stands where it stands.
    more
        What else a page shows of this kind, as plain values.
    """

    kind: MatterKind
    code: str
    title: str
    detail: str
    lon: float | None
    lat: float | None
    urgency: int
    due_at: datetime | None
    grid_code: str | None
    why: Sentence
    more: Mapping[str, object] = field(default_factory=dict)
