"""Three matters: where, since when, how they went, what is stuck where."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd

from casework.sentence import Sentence, Term
from service.map_choropleth import ChoroplethAsk, choropleth
from service.meetings.flags import flagged
from service.packs.deck import Block, Line, Lines, Picture, Shape, Slide
from service.packs.layout import Box
from service.packs.paging import lines_that_fit
from service.packs.section import SectionAsk
from service.packs.section_course import course, stands, trend_chart
from service.packs.section_map import grids_seen, layer_picture
from service.packs.section_matters import RULE, Known, Matter, chosen, known
from service.packs.section_open import open_cases
from service.packs.section_stuck import RULE as DAYS
from service.packs.section_stuck import stuck_table
from service.packs.section_tables import box_of, table_slides
from service.packs.section_words import live, notes, subtitle, titled
from service.packs.words import Words

_SECTION: Final = Term("Three matters")
_USUAL: Final = 3


def matters(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return the matters, chosen by a rule that is told; each with what is stuck where."""
    opened, found, marked = open_cases(ask), known(ask), _marked(ask)
    asked = ask.options.get("count", _USUAL)
    most = asked if isinstance(asked, int) else _USUAL
    by_category = {str(name): int(n) for name, n in marked["category"].value_counts().items()}
    picked = chosen(found, opened, by_category, most)
    if not picked:
        said = Sentence("Nothing came in, nothing is open: there is no matter to tell of.")
        nothing = Lines("matters", (Line(Words.of(said)),))
        return (Slide("matters", "matters", titled(ask, _SECTION), "full", (nothing,)),)
    slides: list[Slide] = []
    for number, one in enumerate(picked, start=1):
        mine = opened[opened["category"] == one.category]
        slides.append(_slide(ask, number, found, one, mine, marked))
        slides += _stuck(ask, number, one, mine)
    return tuple(slides)


def _marked(ask: SectionAsk) -> pd.DataFrame:
    """Return the cases marked for the meeting in the pack's part."""
    found = flagged(ask.viewer, ask.store, ask.today, ask.area)
    return found if ask.unit is None else found[found["unit_code"] == ask.unit]


def _slide(
    ask: SectionAsk,
    number: int,
    found: Known,
    one: Matter,
    opened: pd.DataFrame,
    marked: pd.DataFrame,
) -> Slide:
    chart = trend_chart(found, one, f"matter_{number}_trend")
    told = course(ask, found, one, opened, marked[marked["category"] == one.category])
    picture = _picture(ask, number, one)
    shape: Shape = "halves" if picture is None else "map"
    before: tuple[Block, ...] = (chart,) if picture is None else (picture, chart)
    blocks = (*before, told)
    lines = _last_that_fit(told, box_of(shape, blocks, len(before)))
    last = Sentence("The last point is of a period that is not over.")
    said = [
        RULE,
        Sentence("{period}, as of {as_of}.", period=ask.period.name, as_of=ask.as_of),
        *([] if ask.period.is_whole else [last]),
    ]
    return Slide(
        key=f"matter-{number}",
        section="matters",
        title=titled(ask, _SECTION, Words.same(f"{number}. {one.category}")),
        shape=shape,
        blocks=(*before, lines),
        subtitle=subtitle([one.why]),
        notes=notes(said),
        link=live(ask, "where-gathered", way="classes", figure="reported", category=one.category),
    )


def _last_that_fit(told: Lines, room: Box) -> Lines:
    """Return the course, without its beginning where there is no room: how it stands is told."""
    while len(told.lines) > 1 and lines_that_fit(told, room)[1]:
        told = replace(told, lines=told.lines[1:])
    return told


def _picture(ask: SectionAsk, number: int, one: Matter) -> Picture | None:
    """Return where the new cases lie by grid; of an owner unit it is not told by grid."""
    if ask.unit is not None or not grids_seen(ask)[1].any():
        return None
    wanted = ChoroplethAsk("reported", ask.period, ask.as_of, ask.area, one.category)
    layer = choropleth(ask.viewer, ask.store, wanted, ask.as_of)
    alt = Sentence(
        "New cases by grid, {category}, {period}", category=one.category, period=ask.period.name
    )
    return layer_picture(ask, f"matter_{number}_map", Words.of(alt), layer)


def _stuck(ask: SectionAsk, number: int, one: Matter, opened: pd.DataFrame) -> tuple[Slide, ...]:
    """Return what is stuck where; nothing where no case is open, which the course says."""
    if not len(opened):
        return ()
    common = Slide(
        key=f"matter-{number}-stuck",
        section="matters",
        title=titled(ask, _SECTION, Words.same(f"{number}. {one.category}"), _STUCK),
        shape="full",
        blocks=(),
        subtitle=subtitle([stands(opened)]),
        notes=notes([Sentence("As of {moment}.", moment=ask.as_of), DAYS]),
        link=live(ask, "case-list", category=one.category),
    )
    return table_slides(common, stuck_table(ask, opened, f"matter_{number}_stuck"))


_STUCK: Final = Term("What is stuck where")
