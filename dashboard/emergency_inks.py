"""What households of an emergency are drawn with, by what was found there."""

from __future__ import annotations

from typing import Final

Ink = tuple[int, int, int]

# Blue, amber, red and grey: told apart by every kind of sight, and by how light they are.
STATE_INKS: Final[dict[str, dict[str, Ink]]] = {
    "light": {
        "confirmed": (31, 111, 178),
        "open": (224, 148, 0),
        "needs_help": (190, 26, 20),
        "nobody_there": (110, 110, 110),
    },
    "dark": {
        "confirmed": (100, 181, 246),
        "open": (245, 190, 60),
        "needs_help": (255, 105, 90),
        "nobody_there": (165, 165, 165),
    },
}
