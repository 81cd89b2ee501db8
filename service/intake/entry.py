"""Who and what brings changes to known cases: an import, or its undoing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from casework.lifecycle import Stamp


@dataclass(frozen=True)
class Entry:
    """What the events of one import, or of its undoing, have in common.

    Attributes
    ----------
    import_id
        The import that says it, or that is undone.
    acted_by, entered_by, now
        Two persons and the time at which it is recorded.
    told
        What every event holds: the name of the file, the number of the import undone.
    is_kept
        True when the values before are kept for an undo.
    """

    import_id: int
    acted_by: str
    entered_by: str
    now: datetime
    told: dict[str, object] = field(default_factory=dict)
    is_kept: bool = True

    def stamp(self, happened_at: datetime | None = None) -> Stamp:
        """Return two persons and two times; it happened now unless said otherwise."""
        return Stamp(self.acted_by, self.entered_by, happened_at or self.now, self.now)
