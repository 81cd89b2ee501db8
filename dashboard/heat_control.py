"""The heat surface as the map's configuration has it."""

from __future__ import annotations

from urllib.parse import urlencode

from service.heat.ask import HeatAsk


def heat_config(ask: HeatAsk) -> dict[str, object]:
    """Return ``heat`` of the map's configuration: the query of the surface's routes."""
    wanted = ask.wanted
    parts = {
        "what": ask.what,
        "per": "households" if ask.per_households else None,
        "bandwidth": f"{ask.bandwidth_m:g}" if ask.bandwidth_m else None,
        "area": wanted.area,
        "category": wanted.category,
        "from": wanted.reported_from and wanted.reported_from.isoformat(),
        "to": wanted.reported_to and wanted.reported_to.isoformat(),
        "zone": wanted.zone,
        "on": ask.on and ask.on.isoformat(),
    }
    return {"query": urlencode({name: value for name, value in parts.items() if value})}
