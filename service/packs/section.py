"""What a section of a pack is built from, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Protocol

from casework.access import Viewer
from casework.period import Period
from data.store import Store
from service.charts.look import Look
from service.heat.tiles import HeatColours
from service.map_layer import MapLayer
from service.packs.deck import Slide
from service.packs.template import Template
from service.packs.words import Words


class Inks(Protocol):
    """The colours of maps, given by whoever shows them."""

    def layer(self, layer: MapLayer) -> tuple[str, ...]:
        """Return a colour per class of a layer."""

    def heat(self) -> HeatColours:
        """Return the colours of heat surfaces."""


@dataclass
class Gallery:
    """The pictures of a pack while it is built: SVG by SHA-256, each once."""

    svgs: dict[str, str] = field(default_factory=dict)

    def hang(self, svg: str) -> str:
        """Keep a picture and return its hash."""
        mark = sha256(svg.encode()).hexdigest()
        self.svgs[mark] = svg
        return mark


@dataclass(frozen=True)
class SectionAsk:
    """What every section is built from.

    Attributes
    ----------
    period
        Cut at the day of ``as_of`` where it is not over (`Period.until`).
    area, unit
        The part the pack is about (`service.figures.figure`); at most one of them.
    as_of
        The moment whose records are shown (aware).
    today
        The office's day of ``as_of``.
    words
        Title of the section as the template has it; the section's own where it is empty.
    options
        Of the section in the template (how many rows, which figures).
    template
        As a whole: all its sections, and its version.
    place
        What the pack is about, by name.
    """

    viewer: Viewer
    store: Store
    period: Period
    area: str | None
    unit: str | None
    as_of: datetime
    today: date
    inks: Inks
    gallery: Gallery
    title: Words
    options: Mapping[str, object]
    template: Template
    place: Words

    def look(self, language: str) -> Look:
        """Return how maps and charts look: light, for a projector."""
        return Look("light", "projector", language)


Section = Callable[[SectionAsk], tuple[Slide, ...]]
