"""A frozen pack built again as of its own moment, from the records of today."""

from __future__ import annotations

import re
from dataclasses import dataclass

from casework.access import Action, Viewer, require
from casework.period import Period
from data.store import Store
from service.packs.building import pack_of
from service.packs.composing import PackAsk, Progress, compose
from service.packs.deck import Cards, Cell, Chart, Lines, Slide, Table
from service.packs.section import Inks


@dataclass(frozen=True)
class Rebuilt:
    """A pack built again.

    Attributes
    ----------
    differing
        Keys of the slides that tell other numbers or other cases than they did.
    reworded
        Keys of those that tell the same in other words, widths or pictures: another version of
        the program made them, or a name was changed.
    """

    sha256: str
    differing: tuple[str, ...]
    reworded: tuple[str, ...]


def rebuild(
    viewer: Viewer, store: Store, code: str, inks: Inks, progress: Progress | None = None
) -> Rebuilt:
    """Return what building a pack again would give: the same hash where nothing has changed.

    Raises
    ------
    CaseworkError
        When the viewer may not prepare packs.
    ServiceError
        When there is no such pack in the viewer's part.
    """
    require(viewer, Action.PREPARE_PACK)
    pack = pack_of(viewer, store, code)
    deck = pack.deck
    ask = PackAsk(Period.parse(deck.period), deck.area, deck.unit)
    again = compose(viewer, store, ask, pack.template, deck.as_of, inks, progress)
    was = {one.key: one for one in deck.slides}
    now = {one.key: one for one in again.deck.slides}
    keys = dict.fromkeys([*was, *now])
    other = [key for key in keys if was.get(key) != now.get(key)]
    differing = [key for key in other if told_by(was.get(key)) != told_by(now.get(key))]
    reworded = [key for key in other if key not in differing]
    return Rebuilt(again.sha256, tuple(differing), tuple(reworded))


def told_by(slide: Slide | None) -> list[object] | None:
    """Return the numbers a slide tells and the cases it lists, in order; None for no slide."""
    if slide is None:
        return None
    found: list[object] = []
    for block in slide.blocks:
        if isinstance(block, Cards):
            found += [(one.key, one.n, one.m, one.amount) for one in block.cards]
        elif isinstance(block, Table):
            found += [_of_cell(cell, block) for row in block.rows for cell in row]
        elif isinstance(block, Chart):
            found += [one.values for one in block.series]
            found += [(one.n, one.m) for one in block.points]
        elif isinstance(block, Lines):
            found += re.findall(r"[0-9]+", " ".join(one.text.zh for one in block.lines))
    return found


def _of_cell(cell: Cell, table: Table) -> object:
    if cell.value is None and table.is_of_cases:
        return cell.text.zh
    return cell.value, cell.n, cell.m
