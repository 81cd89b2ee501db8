"""What is asked of the acts for what the heat page shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from casework.period import Period
from dashboard.layer_choice import LayerChoice
from service.heat.ask import HeatAsk
from service.hot_spots.ask import SpotAsk
from service.map_choropleth import ChoroplethAsk
from service.map_filter import CaseFilter


@dataclass(frozen=True)
class Looked:
    """A choice of what is shown, of which days and where."""

    choice: LayerChoice
    period: Period
    area: str | None
    zone: str

    @property
    def wanted(self) -> CaseFilter:
        """Return the part that the map itself asks all its layers for."""
        return CaseFilter(area=self.area, category=self.choice.category, zone=self.zone)

    @property
    def query(self) -> str:
        """Return the rest, as the routes of layers read it."""
        return self.choice.query(self.period)

    @property
    def choropleth(self) -> ChoroplethAsk:
        """Return what the grids' figures are asked for."""
        chosen = self.choice
        return ChoroplethAsk(
            chosen.key,
            self.period,
            area=self.area,
            category=chosen.category,
            scheme=chosen.scheme,
            per=chosen.per,
        )

    @property
    def heat(self) -> HeatAsk:
        """Return what the surface is asked for; what stands now asks for no period."""
        chosen, wanted = self.choice, self.wanted
        if not chosen.is_of_now:
            wanted = replace(wanted, reported_from=self.period.first, reported_to=self.period.last)
        return HeatAsk(chosen.what, wanted, chosen.bandwidth_m, chosen.per_households)

    @property
    def spots(self) -> SpotAsk:
        """Return what is tested against chance."""
        chosen = self.choice
        return SpotAsk(self.period, chosen.what, self.area, chosen.category)
