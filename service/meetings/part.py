"""What a viewer sees of meetings and decisions: those of his part, and those that name his units.

A meeting or decision about an area is seen by whoever's part holds the area.  One about the whole
district is seen by whoever sees the whole district, and by those whose part holds a unit that it
names: the owner of the decision, a unit on the list of the meeting.  It is kept (changed, held,
its due days moved) only by those whose part holds its area.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from casework.access import Viewer
from data.meeting_store import meetings_naming
from service.scoping import codes_in_part


@dataclass(frozen=True)
class Part:
    """The organisation units a viewer sees into; None for the whole district."""

    units: frozenset[str] | None

    @classmethod
    def of(cls, conn: sa.Connection, viewer: Viewer) -> Part:
        """Return the part of a viewer."""
        return cls(codes_in_part(conn, viewer))

    def holds(self, code: str | None) -> bool:
        """Return True when an area (None: the whole district) lies within."""
        return self.units is None or code in self.units

    def names(self, unit: str) -> bool:
        """Return True when a unit is one of the part."""
        return self.units is not None and unit in self.units


def seen_meetings(conn: sa.Connection, viewer: Viewer, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the meetings (``id, area``) that a viewer sees."""
    part = Part.of(conn, viewer)
    if part.units is None:
        return frame
    naming = meetings_naming(conn, set(part.units))
    is_seen = [
        part.holds(area) or number in naming
        for area, number in zip(frame["area"], frame["id"], strict=True)
    ]
    return frame.loc[is_seen].reset_index(drop=True)


def seen_decisions(conn: sa.Connection, viewer: Viewer, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the decisions (``area, owner_unit``) that a viewer sees."""
    return about(Part.of(conn, viewer), frame)


def about(part: Part, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the decisions (``area, owner_unit``) about a part, or of its units."""
    is_about = [
        part.holds(area) or part.names(owner)
        for area, owner in zip(frame["area"], frame["owner_unit"], strict=True)
    ]
    return frame.loc[is_about].reset_index(drop=True)
