"""The overview: one act behind the page, the slide, the command and the answer to programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from casework.access import Action, Viewer, require
from casework.period import Period
from casework.sentence import Sentence
from data.settings_store import office_zone
from data.store import Store
from service.areas import GRID, AreaStep, area_path
from service.figure import Figure
from service.figure_changes import Compared, compare, trend
from service.map_kept import Kept
from service.map_view import MapData
from service.overview.answering import Answering, who_answers
from service.overview.late import Late, late_now
from service.overview.places import PlaceLine, in_none, place_lines
from service.overview.told import sentences

# In the order of the cards: what presses, what moves, how well.
CARDS: Final = (
    "overdue_now",
    "due_soon",
    "reported",
    "closed_count",
    "fed_back",
    "closed_on_time",
)
# So many periods make a line: a year of months, three of quarters.
PERIODS: Final = 12
_kept = Kept(40)


@dataclass(frozen=True)
class Overview:
    """What a leader sees at a glance, for a part of the district and a period.

    Attributes
    ----------
    path
        Steps from the viewer's top to the area.
    cards
        Each figure of `CARDS` with the changes, by key.
    trends
        The same figures over the last periods, oldest first, by key.
    places
        The parts of the area side by side; none at a grid.
    answering
        Who answers for it, where the area is a grid.
    """

    period: Period
    as_of: datetime
    path: tuple[AreaStep, ...]
    cards: Mapping[str, Compared]
    trends: Mapping[str, tuple[Figure, ...]]
    places: tuple[PlaceLine, ...]
    late: Late
    answering: Answering | None
    sentences: tuple[Sentence, ...]

    @property
    def area(self) -> str | None:
        """Return the code of the area, None for all the viewer sees."""
        return self.path[-1].code if len(self.path) > 1 else None

    @property
    def compared_with(self) -> tuple[Sentence, ...]:
        """Return once for all cards what they are compared with, or why not."""
        told = Sentence(
            "Period before: {before}; year before: {year}. Better or worse is said only of what is"
            " more than chance.",
            before=self.period.previous().name,
            year=self.period.year_before().name,
        )
        cards = self.cards.values()
        reasons = [why for one in cards for why in (one.reason, one.reason_year) if why is not None]
        return (told, *dict.fromkeys(reasons))

    @property
    def in_none(self) -> tuple[dict[str, int], Sentence] | None:
        """Return what lies in none of the parts, and how it is said; None where nothing does."""
        return in_none({key: one.now for key, one in self.cards.items()}, self.places)


def overview(
    viewer: Viewer, store: Store, period: Period, area: str | None, now: datetime
) -> Overview:
    """Return the overview of an area and a period.

    Parameters
    ----------
    period
        What came, was closed and fell due is of it; what is overdue or falls due is as of now.
    area
        Code of an organisation unit or grid; None for all the viewer sees, and for what lies in
        no grid.
    now
        This moment, aware.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When there is no such area on the map of today.
    """
    require(viewer, Action.VIEW_CASES)
    data = MapData.of(store)
    marks = tuple(data.token(topic) for topic in ("cases", "grids", "duty"))
    key = (store.engine.url, viewer.scope, period, area, now, *marks)
    return _kept.get(key, lambda: _overview(viewer, store, period, area, now))


def _overview(
    viewer: Viewer, store: Store, period: Period, area: str | None, now: datetime
) -> Overview:
    on = _day(store, now)
    period = period.until(on)
    path = area_path(viewer, store, area, on)
    area = path[-1].code if len(path) > 1 else None
    compared = compare(viewer, store, CARDS, period, now, area=area)
    cards = {one.key: one for one in compared}
    places = place_lines(viewer, store, area, period, now, on)
    late = late_now(viewer, store, area, now, on)
    is_grid = path[-1].level == GRID
    return Overview(
        period=period,
        as_of=now,
        path=path,
        cards=cards,
        trends=trend(viewer, store, CARDS, period, PERIODS, now, area=area),
        places=places,
        late=late,
        answering=who_answers(viewer, store, str(path[-1].code), on) if is_grid else None,
        sentences=sentences(cards, places, late, period),
    )


def _day(store: Store, now: datetime) -> date:
    with store.read() as conn:
        return now.astimezone(office_zone(conn)).date()
