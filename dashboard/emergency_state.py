"""What the page of emergencies is about in this session: the area drawn, the emergency chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import streamlit as st
from shapely.geometry.base import BaseGeometry

KEY: Final = "emergency_map"
_SKETCH: Final = "emergency_sketch"


@dataclass
class Sketch:
    """An area that is not opened yet.

    Attributes
    ----------
    shape
        EPSG:4490; None before anything is drawn.
    seen
        The last message of the map that was taken.
    """

    shape: BaseGeometry | None = None
    seen: object = None

    def corners_told(self) -> list[list[float]] | None:
        """Return the corners the map has told since, once; None for none."""
        told: Any = st.session_state.get(KEY)
        if not isinstance(told, dict) or not told.get("corners"):
            return None
        if told.get("seq") == self.seen:
            return None
        self.seen = told.get("seq")
        corners: list[list[float]] = told["corners"]
        return corners


def sketch_now() -> Sketch:
    """Return the sketch of this session."""
    found: Sketch = st.session_state.setdefault(_SKETCH, Sketch())
    return found


def rings_of(shape: BaseGeometry | None) -> list[list[list[float]]]:
    """Return the rings of an area for the map, each without its closing corner."""
    if shape is None:
        return []
    parts = getattr(shape, "geoms", [shape])
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return [[[x, y] for x, y, *_z in ring.coords[:-1]] for ring in rings]
