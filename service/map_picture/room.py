"""What a sheet says, and where things stand on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from service.charts.look import Look

# Width, height, and the size of ordinary type in pixels: a window, a slide, A4 on its side.
_ROOM: Final = {"screen": (1280, 800, 15), "projector": (1920, 1080, 23), "print": (1754, 1240, 22)}


@dataclass(frozen=True)
class Words:
    """What a sheet says, in the viewer's language; plain text, escaped where it is drawn."""

    title: str
    subtitle: str
    notes: Sequence[str]
    source: str
    north: str
    watermark: str = ""


@dataclass(frozen=True)
class Room:
    """Where things stand on a sheet, in pixels."""

    width: int
    height: int
    type_px: int

    @classmethod
    def of(cls, look: Look) -> Room:
        """Return the room of a look."""
        return cls(*_ROOM[look.size])

    @property
    def edge(self) -> float:
        """Return the margin."""
        return 1.4 * self.type_px

    @property
    def side(self) -> float:
        """Return the width of the column beside the map."""
        return 17.0 * self.type_px

    @property
    def top(self) -> float:
        """Return where the map begins."""
        return 5.0 * self.type_px

    @property
    def map_size(self) -> tuple[int, int]:
        """Return width and height of the map."""
        return (
            int(self.width - self.side - 3 * self.edge),
            int(self.height - self.top - 3.2 * self.type_px),
        )
