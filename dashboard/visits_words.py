"""Words and signs of the page of visits."""

from __future__ import annotations

from typing import Final

from casework.visit import PART_TERMS, STATE_TERMS, DayPart, HomeState
from dashboard.i18n import _

# The shapes of the map, in letters.
_SIGNS: Final = {
    HomeState.MET: "●",
    HomeState.DECLINED: "✕",
    HomeState.NOT_HOME: "○",
    HomeState.TO_DO: "■",
    HomeState.VACANT: "–",
}


def state_word(state: HomeState) -> str:
    """Return a state with its sign."""
    return f"{_SIGNS[state]} {_(STATE_TERMS[state])}"


def part_word(part: str | None, *, on_weekend: bool) -> str:
    """Return when to come again, in two words."""
    if part is None:
        return ""
    term = _(PART_TERMS[DayPart(part)])
    return _("weekend, {part}", part=term) if on_weekend else term
