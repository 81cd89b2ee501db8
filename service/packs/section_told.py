"""What the figures of a pack come to, in the sentences of the overview."""

from __future__ import annotations

import pandas as pd

from casework.sentence import Sentence
from service.areas import children_of
from service.errors import ServiceError
from service.figure_changes import compare
from service.overview.glance import CARDS
from service.overview.late import LONG_LATE, Late
from service.overview.places import PlaceLine, place_lines
from service.overview.told import sentences
from service.packs.section import SectionAsk
from service.packs.section_open import open_cases


def told(ask: SectionAsk) -> tuple[Sentence, ...]:
    """Return what the period came to, then what is late and where, as the overview tells it."""
    found = compare(
        ask.viewer, ask.store, CARDS, ask.period, ask.as_of, area=ask.area, unit=ask.unit
    )
    cards = {one.key: one for one in found}
    said = sentences(cards, _places(ask), _late(ask), ask.period)
    # a pack is about a period: how it went comes before how things stand
    at = next((n for n, one in enumerate(said) if "came" in one.params), 0)
    return (*said[at:], *said[:at])


def _places(ask: SectionAsk) -> tuple[PlaceLine, ...]:
    """Return the parts of the area; none of a unit, whose cases lie anywhere."""
    if ask.unit is not None:
        return ()
    try:
        children_of(ask.viewer, ask.store, ask.area, ask.today)
    except ServiceError:  # an area that is no longer on the map
        return ()
    return place_lines(ask.viewer, ask.store, ask.area, ask.period, ask.as_of, ask.today)


def _late(ask: SectionAsk) -> Late:
    late = open_cases(ask).query("is_overdue")
    limit = pd.Timestamp(ask.as_of - LONG_LATE).tz_convert(None)
    most = late["category"].value_counts()
    return Late(
        (),
        len(late),
        int((late["due_at"] < limit).sum()),
        tuple((str(name), int(n)) for name, n in most.head(3).items()),
    )
