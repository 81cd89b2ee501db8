"""A small demonstration district, and what a section is built from, for tests of sections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from casework.access import OPERATOR
from casework.period import Period
from casework.viewer import Viewer
from dashboard.heat_palette import heat_inks
from dashboard.palette import layer_colours
from data.migrate import migrate
from data.settings_store import office_zone
from data.store import Store
from service.demonstration import fill_demonstration
from service.heat.tiles import HeatColours
from service.map_layer import MapLayer
from service.packs.deck import Block, Slide, Table
from service.packs.section import Gallery, SectionAsk
from service.packs.template import default_template
from service.packs.words import NONE, Words

NOW = datetime(2026, 6, 16, 4, 0, tzinfo=UTC)
# Later than everything in May, earlier than what came since.
THEN = datetime(2026, 5, 20, 4, 0, tzinfo=UTC)
MAY, JUNE = "2026-05", "2026-06"
NAMES = ("headline", "heat", "matters", "units", "late")


class LightInks:
    """The colours of a light screen."""

    def layer(self, layer: MapLayer) -> tuple[str, ...]:
        """Return a colour per class."""
        return tuple(layer_colours(layer, "light"))

    def heat(self) -> HeatColours:
        """Return the colours of heat surfaces."""
        return HeatColours(*heat_inks("light"))


def town(path: Path) -> Store:
    """Return a new demonstration district of 24 grids and 500 cases."""
    store = Store(str(path))
    migrate(store)
    fill_demonstration(OPERATOR, store, NOW, households=1200, grids=24, cases=600)
    return store


def ask(
    store: Store,
    period: str = MAY,
    *,
    as_of: datetime = NOW,
    area: str | None = None,
    unit: str | None = None,
    viewer: Viewer = OPERATOR,
    **options: object,
) -> SectionAsk:
    """Return what a section is built from."""
    with store.read() as conn:
        today = as_of.astimezone(office_zone(conn)).date()
    return SectionAsk(
        viewer=viewer,
        store=store,
        period=Period.parse(period).until(today),
        area=viewer.scope if area is None else area,
        unit=unit,
        as_of=as_of,
        today=today,
        inks=LightInks(),
        gallery=Gallery(),
        title=NONE,
        options=options,
        template=default_template(),
        place=Words.same("示范区"),
    )


def blocks(slides: tuple[Slide, ...], kind: type[Block]) -> Iterator[Block]:
    """Return the blocks of a kind."""
    return (one for slide in slides for one in slide.blocks if isinstance(one, kind))


def table(slides: tuple[Slide, ...], key: str) -> list[tuple[str, ...]]:
    """Return the English rows of a table, of all its pages."""
    found = [one for one in blocks(slides, Table) if isinstance(one, Table) and one.key == key]
    return [tuple(cell.text.en for cell in row) for page in found for row in page.rows]
