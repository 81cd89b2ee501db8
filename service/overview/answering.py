"""Who answers for a grid today, in the words of the duty roster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.access import Action, Viewer, require
from casework.sentence import Sentence
from data.store import Store
from service.coverage import roster_on


@dataclass(frozen=True)
class Answering:
    """Who answers, how to reach him and why it is he; names are None where nobody does."""

    worker: str | None
    phone: str | None
    backup: str | None
    reason: Sentence


def who_answers(viewer: Viewer, store: Store, grid: str, on: date) -> Answering:
    """Return who answers for a grid on a day."""
    require(viewer, Action.LOCATE)
    found = roster_on(store).responsible_on(grid, on)
    return Answering(
        found.worker.name if found.worker else None,
        found.worker.phone if found.worker else None,
        found.backup.name if found.backup else None,
        found.reason,
    )
