"""A pack as it would be now, or as of a moment: read, and not yet kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from casework.access import Action, Viewer, require
from casework.indicators import INDICATORS
from casework.period import Period
from casework.sentence import Sentence, Term
from data.pack_rows import members_of
from data.settings_store import office_zone, setting
from data.store import Store
from service.areas import area_path
from service.errors import ServiceError
from service.figure_asked import Part, window_of
from service.figure_list import figure_units
from service.packs.contents import SECTIONS
from service.packs.deck import Cards, Deck, Slide, Table
from service.packs.deck_plain import sha256_of
from service.packs.masking import masked
from service.packs.section import Gallery, Inks, SectionAsk
from service.packs.template import Template
from service.packs.words import Words

# How much is done (0 to 1), and what is being made.
Progress = Callable[[float, Words], None]


@dataclass(frozen=True)
class PackAsk:
    """What a pack is about: a period, and an area or an owner unit; neither for all of it."""

    period: Period
    area: str | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Composed:
    """A pack before it is kept: its deck, its pictures and the rows behind its figures."""

    deck: Deck
    svgs: Mapping[str, str]
    rows: bytes

    @property
    def rows_sha256(self) -> str:
        """Return the hash of the rows."""
        return hashlib.sha256(self.rows).hexdigest()

    @property
    def sha256(self) -> str:
        """Return the hash of the whole pack."""
        return sha256_of(self.deck, self.rows_sha256)


def part_asked(viewer: Viewer, store: Store, code: str | None, on: date) -> tuple[Any, Any]:
    """Return the area and the owner unit that a code stands for; one of them at most.

    Raises
    ------
    ServiceError
        When it is neither an area of the viewer's part nor an owner unit.
    """
    if code is None:
        return viewer.scope, None
    try:
        return area_path(viewer, store, code, on)[-1].code, None
    except ServiceError:
        if code in figure_units(viewer, store):
            return viewer.scope, code
        raise


def compose(
    viewer: Viewer,
    store: Store,
    ask: PackAsk,
    template: Template,
    as_of: datetime,
    inks: Inks,
    progress: Progress | None = None,
) -> Composed:
    """Return the pack of a period as of a moment (aware).

    Raises
    ------
    CaseworkError
        When the viewer may not prepare packs.
    ServiceError
        When the period has not begun, or there is no such area or unit in the viewer's part.
    """
    require(viewer, Action.PREPARE_PACK)
    with store.read() as conn:
        today = as_of.astimezone(office_zone(conn)).date()
        district = str(setting(conn, "district_name") or "")
    if ask.period.first > today:
        raise ServiceError(
            "The period {period} has not begun on {day}: choose one that has.",
            period=ask.period.name,
            day=today,
        )
    period = ask.period.until(today)
    area = viewer.scope if ask.area is None else ask.area
    gallery = Gallery()
    title, place = _heading(viewer, store, ask, template, district, today)
    slides: list[Slide] = []
    steps = len(template.shown) + 1
    for at, one in enumerate(template.shown):
        if progress:
            progress(at / steps, one.name)
        asked = SectionAsk(
            viewer=viewer,
            store=store,
            period=period,
            area=area,
            unit=ask.unit,
            as_of=as_of,
            today=today,
            inks=inks,
            gallery=gallery,
            title=one.name,
            options=one.options,
            template=template,
            place=place,
        )
        slides += SECTIONS[one.key](asked)
    deck = Deck(
        ask.period.key, area, ask.unit, as_of, title, place, Words.of(period.name), tuple(slides)
    )
    if progress:
        progress(1 - 1 / steps, Words.of(Sentence("Keeping the cases behind the figures")))
    rows = _rows(viewer, store, deck, period, as_of)
    return Composed(masked(deck)[0], gallery.svgs, rows)


def _heading(
    viewer: Viewer, store: Store, ask: PackAsk, template: Template, district: str, today: date
) -> tuple[Words, Words]:
    """Return the title of the pack, and the name of what it is about."""
    names = [district] if district else []
    area = viewer.scope if ask.area is None else ask.area
    if area is not None:
        names += [one.name for one in area_path(viewer, store, area, today)[1:] if one.name]
    if ask.unit is not None:
        names.append(figure_units(viewer, store).get(ask.unit, ask.unit))
    place = Words.same(" · ".join(dict.fromkeys(names))) if names else _WHOLE
    period = Words.of(ask.period.until(today).name)
    return template.titled(period, place), place


_WHOLE: Final = Words.of(Term("Whole district"))


def _rows(viewer: Viewer, store: Store, deck: Deck, period: Period, as_of: datetime) -> bytes:
    """Return the cases behind the figures of a deck as canonical JSON."""
    facts: dict[str, list[Any]] = {}
    figures: dict[str, dict[str, list[str]]] = {}
    with store.read() as conn:
        window = window_of((period.first, period.last), as_of, office_zone(conn))
        part = Part.of(conn, viewer, deck.area, deck.unit)
        for key in figures_in(deck):
            figures[key] = members_of(conn, INDICATORS[key], window, part.where, facts)
    kept = {"figures": figures, "facts": facts}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def figures_in(deck: Deck) -> list[str]:
    """Return the figures of cases that a deck shows, in the order in which they first stand."""
    keys: list[str] = []
    for slide in deck.slides:
        for block in slide.blocks:
            if isinstance(block, Cards):
                keys += [one.key for one in block.cards]
            elif isinstance(block, Table):
                keys += [one.key for one in block.columns]
    return [key for key in dict.fromkeys(keys) if key in INDICATORS]
