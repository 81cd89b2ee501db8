"""The rows behind a figure as they are read: headings, words and local times, in a language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

import pandas as pd

from casework.case_status import STATUS_TERMS
from casework.clock_name import CLOCK_TERMS
from casework.request import CHANNEL_TERMS, URGENCY_TERMS
from casework.sentence import Term
from casework.tier import TIER_TERMS
from service.language import say

HEADINGS: Final = {
    "code": Term("Case number"),
    "counts": Term("Counts"),
    "category": Term("Category"),
    "status": Term("State"),
    "address": Term("Address"),
    "grid_code": Term("Grid code"),
    "grid_name": Term("Grid"),
    "unit_code": Term("Unit code"),
    "unit_name": Term("Owner unit"),
    "tier": Term("Level"),
    "urgency": Term("Urgency"),
    "channel": Term("Channel"),
    "name": Term("Clock"),
    "clock_tier": Term("Level of the clock"),
    "filing_no": Term("Filing number"),
    "reported_at": Term("Reported"),
    "accepted_at": Term("Accepted"),
    "dispatched_at": Term("Dispatched"),
    "opened_at": Term("Opened"),
    "started_at": Term("Started"),
    "replied_at": Term("Answered"),
    "due_at": Term("Due"),
    "met_at": Term("Done"),
    "checked_at": Term("Checked"),
    "visited_at": Term("Visited back"),
    "closed_at": Term("Closed"),
    "ended_at": Term("Ended"),
    "ended_by": Term("Ended by"),
    "is_paused": Term("Paused"),
    "is_passed": Term("Passed"),
    "outcome": Term("Outcome"),
    "handover_count": Term("Hand-overs"),
    "satisfaction": Term("Satisfaction"),
    "bounce_count": Term("Times sent back"),
    "rework_count": Term("Times done again"),
    "merged_into": Term("Merged into"),
    "row_code": Term("Code"),
    "row_name": Term("What it is called"),
    "n": Term("Numerator"),
    "m": Term("Denominator"),
}
WORDS: Final[dict[str, Mapping[Any, str]]] = {
    "status": {one.value: term for one, term in STATUS_TERMS.items()},
    "tier": {int(one): term for one, term in TIER_TERMS.items()},
    "clock_tier": {int(one): term for one, term in TIER_TERMS.items()},
    "urgency": {one.value: term for one, term in URGENCY_TERMS.items()},
    "channel": {one.value: term for one, term in CHANNEL_TERMS.items()},
    "name": CLOCK_TERMS,
}


def worded(frame: pd.DataFrame, language: str, zone: str) -> pd.DataFrame:
    """Return the rows with headings and words in a language and times in the office's zone.

    Parameters
    ----------
    frame
        Columns of `service.figure_list.figure_list`.
    """
    yes, no = say(Term("yes"), language), say(Term("no"), language)
    columns = {}
    for name in frame.columns:
        heading = say(HEADINGS[name], language)
        columns[heading] = _told(
            frame[name], name, (yes, no), zone, lambda word: say(word, language)
        )
    return pd.DataFrame(columns)


def _told(
    values: pd.Series, name: str, answers: tuple[str, str], zone: str, said: Callable[[str], str]
) -> pd.Series:
    if name.endswith("_at"):
        local: pd.Series = values.dt.tz_convert(ZoneInfo(zone)).dt.strftime("%Y-%m-%d %H:%M")
        return local.astype(object).where(values.notna(), None)
    if name in WORDS:
        # Each word is translated once, not once for each row.
        known = {key: said(term) for key, term in WORDS[name].items()}
        return values.map(known).astype(object).where(values.isin(list(known)), values)
    if name == "counts" or name.startswith("is_"):
        known = {True: answers[0], False: answers[1]}
        return values.astype("boolean").map(known).astype(object)
    return values
