"""The files the map's page needs, all of them on this machine, each under the hash of its content.

Leaflet 1.9.3 comes from the XStatic-Leaflet package; the rest is ours.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from xstatic.pkg import leaflet

PREFIX: Final = "gege"
# The map's page lies two folders below the address of the app, with or without a base path.
FROM_FRAME: Final = f"../../{PREFIX}/"
_OWN: Final = Path(__file__).parent / "map_assets"
_LEAFLET: Final = Path(leaflet.BASE_DIR)
_SCRIPTS: Final = (
    "grids.js",
    "borders.js",
    "cases.js",
    "panels.js",
    "card.js",
    "search.js",
    "studio.js",
    "studio_tools.js",
    "cut.js",
    "heat.js",
    "heat_room.js",
    "pair.js",
    "play.js",
    "overview.js",
    "visits.js",
    "places.js",
    "works.js",
    "emergency.js",
    "route.js",
    "map.js",
)
_STYLES: Final = (_LEAFLET / "leaflet.css", _OWN / "map.css", _OWN / "time.css")
# The styles travel inside the script, so that the map is never drawn without them.
_STYLED: Final = (
    "document.head.append(Object.assign(document.createElement('style'),{textContent:%s}));"
)


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    name: str
    content: bytes
    media_type: str

    @property
    def mark(self) -> str:
        """Return the hash of the content."""
        return hashlib.sha256(self.content).hexdigest()[:16]

    @property
    def address(self) -> str:
        """Return the address under the prefix."""
        return f"assets/{self.mark}/{self.name}"


@lru_cache(maxsize=1)
def assets() -> dict[str, Asset]:
    """Return the files by name."""
    styles = _STYLED % json.dumps(_joined(_STYLES))
    scripts = _joined((_LEAFLET / "leaflet.js", *(_OWN / name for name in _SCRIPTS)))
    return {"map.js": Asset("map.js", f"{styles}\n{scripts}".encode(), "text/javascript")}


def from_frame(name: str) -> str:
    """Return the address of a file as the map's page reaches it."""
    return FROM_FRAME + assets()[name].address


def _joined(paths: tuple[Path, ...]) -> str:
    parts = [path.read_text(encoding="utf-8") for path in paths]
    # Without the source map, which would be asked for and is not served.
    lines = [
        line for part in parts for line in part.splitlines() if "sourceMappingURL=" not in line
    ]
    return "\n".join(lines)
