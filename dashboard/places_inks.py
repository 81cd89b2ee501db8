"""What households beyond reach of a service point are drawn with."""

from __future__ import annotations

from typing import Final

FAR_INK: Final = {"light": (190, 52, 20), "dark": (255, 138, 92)}
