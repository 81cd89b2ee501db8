"""The colours of the maps in a pack: light, as they are printed and projected."""

from __future__ import annotations

from dashboard.heat_palette import heat_inks
from dashboard.palette import layer_colours
from service.heat.tiles import HeatColours
from service.map_layer import MapLayer


class PackInks:
    """The colours of the live maps, on a light ground."""

    def layer(self, layer: MapLayer) -> tuple[str, ...]:
        """Return a colour per class of a layer."""
        return tuple(layer_colours(layer, "light"))

    def heat(self) -> HeatColours:
        """Return the colours of heat surfaces."""
        return HeatColours(*heat_inks("light"))
